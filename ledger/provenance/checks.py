"""All findings of a graph: every check looks at what has standing, and what has none is told apart, unchecked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.model.event import SupplyEvent
from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot, LotEdge
from ledger.provenance.balance import balance_findings, sales_of
from ledger.provenance.balance.sales import Sale
from ledger.provenance.balance.uses import hand_over_findings, use_findings
from ledger.provenance.contradictions import Told, contradictions, impossible_words
from ledger.provenance.nodes import disputed_makers
from ledger.provenance.replay import Deed, Story
from ledger.provenance.standing import (
    Standing,
    heard_statements,
    heard_story,
    unheard_makings,
    unheard_purchases,
    unheard_uses,
)
from ledger.provenance.statements import Statements


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that was told, whoever told it. `foreign` are makings by others than the accepted maker."""

    events: Sequence[SupplyEvent]
    story: Story
    said: Statements
    lots: Mapping[str, Lot]
    inputs: Mapping[str, Sequence[LotEdge]]
    foreign: Mapping[str, list[Deed]]


def findings_of(scene: Scene, standing: Standing) -> Iterator[Finding]:
    """Give every disagreement among those with standing, every question, and what others said that would be one."""
    story, said = heard_story(scene.story, standing), heard_statements(scene.said, standing)
    disputing, unheard = _weigh_makings(scene, standing)
    yield from disputed_makers(scene.lots, scene.story, said, disputing)
    yield from unheard_makings(unheard)
    yield from standing.weighed(balance_findings(story, scene.lots, sales_of(said.purchases), said))
    told = Told(scene.events, story, said, scene.lots, scene.inputs, standing)
    yield from contradictions(told)
    every, heard = sales_of(scene.said.purchases), sales_of(said.purchases)
    doubtful = [
        lot.lot
        for lot in scene.lots.values()
        if _is_left_out(lot.lot, scene.story, story, every, heard) and _would_disagree(lot, scene.story, every)
    ]
    apart = tuple(unheard_uses(scene.story, story, doubtful))
    yield from apart
    yield from unheard_purchases(scene.said, said, doubtful)
    of_records = {found.subject for found in apart}  # one finding of this sort about a record is enough
    yield from (found for found in impossible_words(told, scene.story.used) if found.subject not in of_records)


def _weigh_makings(scene: Scene, standing: Standing) -> tuple[dict[str, list[Deed]], list[Deed]]:
    """Give the foreign makings that dispute the accepted one, by lot, and those that do not."""
    disputing, unheard = dict[str, list[Deed]](), list[Deed]()
    for lot, deeds in scene.foreign.items():
        for deed in deeds:
            if standing.may_claim_making(deed, scene.lots[lot], scene.inputs.get(lot, ())):
                disputing.setdefault(lot, []).append(deed)
            else:
                unheard.append(deed)
    return disputing, unheard


def _is_left_out(
    lot: str, story: Story, heard: Story, sales: Mapping[str, list[Sale]], counted: Mapping[str, list[Sale]]
) -> bool:
    pairs: tuple[tuple[Mapping[str, Sequence[object]], Mapping[str, Sequence[object]]], ...] = (
        (story.used, heard.used),
        (story.destroyed, heard.destroyed),
        (story.handed_over, heard.handed_over),
        (sales, counted),
    )
    return any(len(told.get(lot, ())) != len(kept.get(lot, ())) for told, kept in pairs)


def _would_disagree(lot: Lot, story: Story, sales: Mapping[str, list[Sale]]) -> bool:
    made = min((deed.event.event_time for deed in story.made.get(lot.lot, ())), default=None)
    if made is not None and any(deed.event.event_time < made for deed in story.used.get(lot.lot, ())):
        return True
    found = (*use_findings(lot, story), *hand_over_findings(lot, story, sales.get(lot.lot, ())))
    return any(each.kind is FindingKind.DISAGREES for each in found)
