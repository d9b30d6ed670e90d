"""What is said of how a brand buys, out of the sealed log, as values: practices, exits, orders. Nothing is weighed.

Read are statements that all downstream, or the brand itself, may read, from the day on which they were there for all to
see. What favours the brand must be VALID; what does not counts unless it is INVALID, unverifiable or withdrawn. An
order that was taken back still proves that there was one; and a brand that takes back that it left a supplier has left
it still, without the notice, assessment or exception that it claimed.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from pydantic import TypeAdapter

from ledger.assessment.dossier import STILL_SAID, Said
from ledger.assessment.replies import known_on
from ledger.assessment.worker_line import is_said_to
from ledger.brand import weights
from ledger.brand.exits import Exit
from ledger.brand.orders import OrderTold
from ledger.brand.practices import shortfall
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import BODY_OF, Body, BuyingPracticeBody, ExitBody, PurchaseBody
from ledger.model.brand import Practice, PracticeTold
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World

_KINDS = (Kind.ATTESTATION, Kind.PURCHASE)
_ADAPTERS: dict[str, TypeAdapter[Body]] = {kind: TypeAdapter(BODY_OF[kind]) for kind in _KINDS}
_TAKEN_BACK = frozenset({VerdictKind.REVOKED, VerdictKind.SUPERSEDED})


def said_of(world: World, graph: SupplyGraph, did: str, *, as_of: date) -> Iterator[Said]:
    """Give what is said of this brand's buying, in the order of the log."""
    found = (r for r in world.store.records(_KINDS, size=graph.log_size) if r.shredded_by is None)
    about = [r for r in found if did.encode() in r.signed.statement.body and known_on(r) <= as_of]
    kept = [record for record in about if is_said_to(record.signed.statement, did)]
    verdicts = verdicts_of(world, kept)
    for record in kept:
        body = _ADAPTERS[record.signed.statement.kind].validate_json(record.signed.statement.body)
        said = Said(body, record, verdicts[record.record_id])
        if said.verdict in STILL_SAID or (said.verdict in _TAKEN_BACK and _outlasts(said, did)):
            yield said


def practices_of(
    said: Iterable[Said], did: str, *, known: Collection[str], overturned: Collection[str]
) -> Iterator[PracticeTold]:
    """Give the practices that the brand or the supplier itself states, of suppliers that are known."""
    for each in said:
        if not isinstance(each.body, BuyingPracticeBody) or not _is_of_own(each, did, known):
            continue
        told = PracticeTold(
            practice=Practice(each.body.practice),
            issuer=each.record.signed.statement.issuer,
            supplier=each.body.supplier,
            order=each.body.order,
            due=float(each.body.due),
            happened=float(each.body.happened),
            told_on=known_on(each.record),
            record_id=named(each.record),
            is_overturned=named(each.record) in overturned,
        )
        if each.verdict is VerdictKind.VALID or shortfall(told) >= weights.UNSAID:
            yield told


def exits_of(
    said: Iterable[Said], did: str, *, known: Collection[str], overturned: Collection[str], as_of: date
) -> Iterator[Exit]:
    """Give whom the brand left, by its or the supplier's word. What is not anchored was told today, with no notice."""
    for each in said:
        body, holds = each.body, each.verdict is VerdictKind.VALID
        if isinstance(body, ExitBody) and _is_of_own(each, did, known) and named(each.record) not in overturned:
            yield Exit(
                supplier=body.supplier,
                left_on=date.fromisoformat(body.left_on),
                told_on=known_on(each.record) if each.record.anchored_at is not None else as_of,
                by_supplier=each.record.signed.statement.issuer == body.supplier,
                notice_days=body.notice_days if holds else 0,
                has_assessment=holds and body.assessment is not None,
                exception=body.exception if holds else None,
                record_id=named(each.record),
            )


def orders_of(said: Iterable[Said], did: str) -> Iterator[OrderTold]:
    """Give the brand's orders as it or the seller itself states them; a third party's word is none."""
    for each in said:
        body, statement = each.body, each.record.signed.statement
        if not isinstance(body, PurchaseBody) or statement.issuer not in (did, body.seller):
            continue
        by_seller = statement.issuer == body.seller
        if body.buyer == did != body.seller:
            yield OrderTold(
                seller=body.seller,
                order=body.order,
                ordered_on=date.fromisoformat(body.ordered_on),
                by_seller=by_seller,
                is_open=by_seller or is_said_to(statement, body.seller),
                is_anchored=each.record.anchored_at is not None,
                is_valid=each.verdict is VerdictKind.VALID,
                record_id=named(each.record),
            )


def named(record: Record) -> str:
    """Give the id by which a statement is named in answers."""
    return "0x" + record.record_id.hex()


def _outlasts(said: Said, did: str) -> bool:
    """Say whether it still counts after its issuer took it back."""
    is_own_exit = isinstance(said.body, ExitBody) and said.record.signed.statement.issuer == did
    return is_own_exit or isinstance(said.body, PurchaseBody)


def _is_of_own(said: Said, did: str, known: Collection[str]) -> bool:
    """Say whether a statement on this brand's buying is by it or by a supplier of its own, about that supplier."""
    body = said.body
    if not isinstance(body, BuyingPracticeBody | ExitBody) or body.brand != did or body.supplier not in known:
        return False
    return said.record.signed.statement.issuer in (did, body.supplier)
