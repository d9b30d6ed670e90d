"""A brand's own score as one JSON document: computed numbers are decimal strings of nine places."""

from collections.abc import Sequence
from datetime import date

from ledger.brand import weights
from ledger.brand.terms import leaving_without_care_term, suppliers_left_term
from ledger.jobs.access import Audience, audience_of
from ledger.jobs.brand import assess_brand, require_brand
from ledger.jobs.fairness_document import reply_document
from ledger.jobs.supply import graph_of, pinned
from ledger.model.brand import BrandScore, SupplierLeft
from ledger.model.reader import Reader
from ledger.model.risk import Term
from ledger.ports import World
from ledger.program import code_version
from ledger.proof.canonical import Json
from ledger.risk.rounding import nine_places

READS = (
    "What this brand's buying does to the people who make its goods: a priority for attention, not a finding of guilt. "
    "The number is an index, not a probability. What nobody states is never taken as good. All weights are judgement."
)


def brand_document(world: World, reader: Reader | None, did: str, *, as_of: date) -> dict[str, Json]:
    """Give the score of a brand with its terms, whom it left, and replies. Raises NotFound.

    Records that the reader may not read are not named as sources; of suppliers that such a record says were left only
    the number is told, and what they weigh.
    """
    world = pinned(world)
    require_brand(world, reader, did)
    score, replies = assess_brand(world, did, as_of=as_of)
    audience, size = audience_of(world, reader), graph_of(world).log_size
    left = tuple(each for each in score.left if _may_read(world, audience, each.record_id))
    details = _details(left, withheld=len(score.left) - len(left))
    return {
        "schema": "tierlight.brand/1",
        "brand": did,
        "as_of": as_of.isoformat(),
        "log_size": size,
        "method_version": weights.METHOD_VERSION,
        "code_version": code_version(),
        "reads": READS,
        **_numbers(score),
        "terms": [_term(world, audience, each, details.get(each.name, each.detail)) for each in score.terms],
        "unsaid": [practice.value for practice in score.unsaid],
        "suppliers": score.suppliers,
        "suppliers_heard": score.suppliers_heard,
        "left": [_left(each) for each in left],
        "left_withheld": len(score.left) - len(left),
        "replies": [reply_document(each) for each in replies if _may_read(world, audience, each.record_id)],
        "weights": {name: nine_places(value) for name, value in weights.published().items()},
    }


def _numbers(score: BrandScore) -> dict[str, Json]:
    return {
        "score": nine_places(score.r),
        "interval": [nine_places(score.r_lo), nine_places(score.r_hi)],
        "eta": nine_places(score.eta),
        "band": score.band.value,
        "band_text": score.band.text,
        "action_text": score.action,
    }


def _details(shown: Sequence[SupplierLeft], *, withheld: int) -> dict[str, str]:
    """Give by name the details of the terms that name whom the brand left, for a reader from whom some are withheld."""
    if not withheld:
        return {}
    more = f"{withheld} by statements that you may not read"
    about = (suppliers_left_term(shown), leaving_without_care_term(shown))
    return {each.name: f"{each.detail}; and {more}" if shown else more for each in about}


def _term(world: World, audience: Audience, term: Term, detail: str) -> dict[str, Json]:
    return {
        "name": term.name,
        "value": nine_places(term.value),
        "explanation": term.explanation,
        "detail": detail,
        "sources": [source for source in term.sources if _may_read(world, audience, source)],
    }


def _left(left: SupplierLeft) -> dict[str, Json]:
    return {
        "supplier": left.supplier,
        "left_on": left.left_on.isoformat(),
        "counts_from": left.counts_from.isoformat(),
        "last_score": nine_places(left.last_score) if left.last_score is not None else None,
        "has_left_well": left.has_left_well,
        "how": left.how,
        "record_id": left.record_id,
    }


def _may_read(world: World, audience: Audience, record_id: str) -> bool:
    record = world.store.record(bytes.fromhex(record_id[2:]))
    return record is not None and audience.may_read(record)
