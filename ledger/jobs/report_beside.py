"""What a report says beside its assessment: whose DID is whose, why ranges are wide, what is open, what to do first.

Decision: this stands beside the assessment and not in it, so that the part which one site is shown (`site_parts`) holds
none of it: of what a survey adds to a width a site may know less than the brand.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ledger.assessment.what_if import what_if
from ledger.jobs import access
from ledger.jobs.supply import still_said
from ledger.jobs.what_if import option_document
from ledger.model.assessment import Assessment
from ledger.model.bodies import PartyBody
from ledger.model.graph import SupplyGraph
from ledger.model.reader import Reader
from ledger.model.risk import AnswerStatus, SiteInputs, SiteScore
from ledger.model.risk.what_if import Change, WhatIf
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text
from ledger.provenance import typed_body
from ledger.risk.gaps import gaps
from ledger.risk.opacity import opacity_value, site_opacity
from ledger.risk.rounding import nine_places
from ledger.risk.variance import variance_parts
from ledger.risk.what_if import change_in, means_of

MOST_FIRST = 3  # options of each kind that a report names for the product
_WITHHELD, _NOT_ASKED, _OPEN = "withheld", "not_asked", "open"


def beside(
    world: World, readers: Sequence[Reader | None], assessment: Assessment, told: Mapping[str, Any]
) -> dict[str, Json]:
    """Give `parties`, `widths`, `open_points` and `next_steps`, the last as `told` has it.

    `told` is the assessment's document as these readers may read it: whom it does not name is not named here.
    """
    return {
        "parties": _parties(world, readers, set(_words(told)), size=assessment.log_size),
        "next_steps": told["next_steps"],
        **site_readings(assessment),
    }


def site_readings(assessment: Assessment) -> dict[str, Json]:
    """Give `widths` and `open_points` of every site in the tiers, the unknown share included."""
    scores = {share.site.site: share.site for tier in assessment.tiers for share in tier.score.shares}
    standing = [(scores[each.site], each) for each in assessment.inputs if each.site in scores]
    return {
        "widths": {score.site: _width(score, inputs) for score, inputs in standing},
        "open_points": {score.site: list(_open_points(score, inputs)) for score, inputs in standing},
    }


def first_steps(graph: SupplyGraph, assessment: Assessment) -> dict[str, Json]:
    """Give of both rankings of the what-if, for the product, what may do most: `narrowing` and `lowering`."""
    found = what_if(assessment)
    return {
        "narrowing": _first(graph, found.narrowing, lambda change: change.narrows_by),
        "lowering": _first(graph, found.lowering, lambda change: change.lowers_by),
    }


def _first(graph: SupplyGraph, options: Iterable[WhatIf], size: Callable[[Change], float]) -> list[Json]:
    """Give the first few; without a change of the product's own number an option stands for nothing here."""
    helpful = [option for option in options if size(change_in(option)) > 0]
    return [option_document(graph, option) for option in helpful[:MOST_FIRST]]


def _width(score: SiteScore, inputs: SiteInputs) -> list[Json]:
    """Give the parts of the variance of a site, largest first; they add up to sd squared (section 7.3)."""
    opacity = opacity_value(site_opacity(inputs, as_of=score.as_of))
    parts = variance_parts(inputs, completeness=score.completeness, opacity=opacity, as_of=score.as_of)
    return [{"part": name, "variance": nine_places(value)} for name, value in parts]


def _open_points(score: SiteScore, inputs: SiteInputs) -> Iterator[Json]:
    """Give each gap that somebody can close, with who, and whether a question was withheld or never asked."""
    status = {field: answer.status for field, answer in inputs.workforce.answers()}
    for gap in gaps(inputs, as_of=score.as_of):
        asked = {AnswerStatus.WITHHELD: _WITHHELD, AnswerStatus.NOT_ASKED: _NOT_ASKED}
        state = asked.get(status[gap.name], _OPEN) if gap.name in status else _OPEN
        yield {"gap": gap.name, "means": means_of(gap.name).value, "state": state, "sentence": gap.sentence}


def _parties(world: World, readers: Sequence[Reader | None], named: set[str], *, size: int) -> dict[str, Json]:
    """Give the name that each of these parties gives itself, by DID, where all readers may read its own record.

    A name is its party's own word; two parties may give themselves one and the same.
    """
    audiences = [access.audience_of(world, reader) for reader in readers]
    found: dict[str, Json] = {}
    for record in still_said(world, (Kind.PARTY,), size=size):
        body = typed_body(record)
        if not isinstance(body, PartyBody) or body.did != record.signed.statement.issuer:
            continue
        if body.did in named and all(audience.may_read(record) for audience in audiences):
            found[body.did] = {"name": body.name, "record_id": hex_text(record.record_id)}
    return dict(sorted(found.items()))


def _words(value: Any) -> Iterator[str]:
    """Give every text of a document: a party is named where its DID stands alone."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
