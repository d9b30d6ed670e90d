"""What the demo shows of its wave: what the releases changed for everybody, and what only the custodian sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.tables import heading, indented, pairs
from ledger.jobs import answers
from ledger.jobs.cases.case_book import cases_in
from ledger.jobs.survey.account import Accounted
from ledger.jobs.survey.close import Closed
from ledger.jobs.survey.release import Drawn
from ledger.jobs.survey.sealed_assessment import SealedAssessment, Whereabouts, assess_sealed, known_of_place
from ledger.jobs.survey.tallies import Tallied
from ledger.model.survey.wave import WavePlan
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys.releases.schedule import release_at
from scripts.demo.wave.sites import Asked, Pattern
from scripts.demo.wave.story import Story
from scripts.demo.world.people import Site

SEVERE = "pond-ec-1"
_MOVED = 0.005  # a day more or less moves the third digit


@dataclass(frozen=True, slots=True)
class Held:
    """What came of the wave."""

    plan: WavePlan
    visits: int
    closed: Closed
    noticed: tuple[tuple[str, str], ...]  # by site: the gaming tests that fired there, and what is left of its credit
    drawn: Drawn
    accounted: Accounted
    sealed: SealedAssessment
    severe: Site

    @property
    def released_on(self) -> date:
        """The day from which the releases count."""
        return datetime.fromtimestamp(release_at(self.plan.slot), UTC).date()


def noticed(tallied: Tallied, placed: Sequence[tuple[Asked, Site]]) -> tuple[tuple[str, str], ...]:
    """Give what the custodian's tests say of each site whose answers came about oddly in the story, fired or not."""
    of_site = {canonical_uri(tally.site): tally for tally in tallied.tallies}
    rows = []
    for asked, site in placed:
        if asked.pattern not in (Pattern.PLAIN, Pattern.SEVERE):
            tally = of_site[canonical_uri(site.sgln)]
            tests = ", ".join(sorted({flag.test for flag in tally.flags})) or "nothing"
            rows.append((f"{safe(site.name)}, {asked.pattern}", f"noticed by {tests}; integrity {tally.tau:.2f}"))
    return tuple(rows)


def sealed_view(story: Story, site: Site, *, as_of: date) -> SealedAssessment:
    """Give the sealed assessment of the severe site, computed at the custodian's."""
    where = Whereabouts(site.country)
    known = known_of_place(bundled_snapshot(), site=site.sgln, where=where, good=site.good, as_of=as_of)
    return assess_sealed(story.place.book, known, cases_in(story.place.book), as_of=as_of)


def show_wave(console: Console, world: World, held: Held, products: tuple[str, ...]) -> None:
    """Print what the wave was and what it changed."""
    heading(console, f"A survey wave at {len(held.plan.sites)} sites; its words are drafts that no worker reviewed")
    came, opened = held.visits, len(held.accounted.opened)
    indented(
        console,
        pairs(
            (
                ("asked", f"{came} visits in {len(held.plan.hosted.languages)} languages, sealed to two people's keys"),
                ("closed", f"slot {held.closed.slot}: 2^{held.closed.bucket} leaves, the root on chain"),
                ("accounted for", f"{opened} announcements opened on chain, decoys among them"),
                ("released", f"{len(held.drawn.releases)} sites, in bands and with noise, first to the workers"),
            )
        ),
    )
    heading(console, "What the releases changed for everybody who may read the product")
    indented(console, pairs(row for product in products for row in _changes(world, product, held.released_on)))
    heading(console, "What only the custodian sees, on its own machine")
    indented(console, pairs(held.noticed))
    indented(console, pairs(_sealed_rows(held, _shared_site(world, held, products))))


def _changes(world: World, product: str, day: date) -> list[tuple[str, str]]:
    """Each tier whose score moved on the day of the releases; nothing else is dated so."""
    before, after = (answers.score(world, None, product, as_of=each) for each in (day - timedelta(days=1), day))
    name = safe(str(after["product"]["name"])) if isinstance(after["product"], dict) else product
    moved = []
    for old, new in zip(_tiers(before), _tiers(after), strict=True):
        if abs(float(old["score"]) - float(new["score"])) >= _MOVED:
            told = f"{_two(old['score'])} -> {_two(new['score'])}  ({old['band']} -> {new['band']})"
            moved.append((f"{name}, tier {new['tier']}", told))
    return moved or [(name, "no tier moved")]


def _tiers(document: dict[str, Any]) -> list[dict[str, Any]]:
    return list(document["tiers"])


def _two(number: str) -> str:
    return f"{float(number):.2f}"


def _shared_site(world: World, held: Held, products: tuple[str, ...]) -> dict[str, Any]:
    """The severe site as everybody sees it, in the product that it is part of."""
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    documents = (answers.score(world, None, product, as_of=today) for product in products)
    sites = (site for document in documents for tier in _tiers(document) for site in tier["sites"])
    return next(site for site in sites if site["site"] == canonical_uri(held.severe.sgln))


def _sealed_rows(held: Held, shared: dict[str, Any]) -> list[tuple[str, str]]:
    sealed, latest = held.sealed, held.sealed.latest
    counted = f"{latest.affected} of {latest.respondents}" if latest else "nobody"
    return [
        (safe(held.severe.name), f"{counted} in forced labour as the workers tell it; open cases: {sealed.open_cases}"),
        ("sealed", f"r = {sealed.score.r:.2f}: the floor of an open case, at once, for case handlers alone"),
        (
            "shared",
            f"r = {_two(shared['score'])}, confidential evidence: {shared['confidential_evidence']}; no case",
        ),
    ]
