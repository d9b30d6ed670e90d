"""The brand's own score from the sealed log: what it and its suppliers state, its chain, and whom it left.

Read are statements that all downstream, or the brand itself, may read, by the brand and by suppliers that the ledger
knows to be its own: by an order, or by a site in its chain. A stranger's word is a claim for people. What favours the
brand must be VALID; what does not counts unless it is INVALID, unverifiable or withdrawn. Decision: a direct supplier
without an order for a year counts as left on the day of its last one, so that leaving in silence is not cheaper than
saying it; what would change our mind is an order book that is kept here in full.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from pydantic import TypeAdapter

from ledger.assessment.dossier import STILL_SAID
from ledger.assessment.replies import is_overturned, signed_on
from ledger.assessment.worker_line import is_said_to
from ledger.brand import weights
from ledger.brand.exits import Exit, suppliers_left
from ledger.brand.practices import shortfall
from ledger.brand.score import score_brand
from ledger.errors import NotFound, RiskInputError
from ledger.jobs.access import SEES_SUPPLY
from ledger.jobs.answered import answers_to
from ledger.jobs.assess import assess, known_site
from ledger.jobs.brand_parts import chain_parts
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import graph_of
from ledger.jobs.verdicts import verdicts_of
from ledger.model.assessment import Assessment
from ledger.model.bodies import BODY_OF, Body, BuyingPracticeBody, ExitBody, PurchaseBody
from ledger.model.brand import BrandInputs, BrandScore, Practice, PracticeTold, SupplierLeft
from ledger.model.fairness import FlagReply
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.risk.method_v1 import score_site

_ADAPTERS: dict[str, TypeAdapter[Body]] = {
    kind: TypeAdapter(BODY_OF[kind]) for kind in (Kind.ATTESTATION, Kind.PURCHASE)
}


def require_brand(world: World, reader: Reader | None, did: str) -> None:
    """Return when this reader may see the score of this brand. Raises NotFound, also where it may not."""
    is_brand = any(p.did == did and Role.BRAND in p.roles for p in registry_of(world).parties.values())
    may_see = reader is None or bool(reader.role & SEES_SUPPLY) or reader.did == did
    if not is_brand or not may_see:
        raise NotFound(what="brand", identifier=did)


def assess_brand(world: World, did: str, *, as_of: date) -> tuple[BrandScore, tuple[FlagReply, ...]]:
    """Give the brand's score as known on a day, and what was answered to the statements behind it."""
    graph = graph_of(world)
    said = list(_said(world, graph, did, as_of=as_of))
    flags = {_named(record) for record, _, _ in said}
    answers = answers_to(world, graph, flags, brands=(), as_of=as_of)
    overturned = {flag for flag in flags if is_overturned(answers.rulings, record_id=flag, finding=None)}
    orders = _newest_orders(said, did)
    products = [name for name, product in sorted(graph.products.items()) if product.brand == did]
    assessments = [assess(world, product, as_of=as_of) for product in products]
    own = [each for each in said if _is_of_own(each, did, set(orders) | _operators(graph, assessments))]
    told = tuple(_practices(own, overturned))
    left = suppliers_left(_exits(own, overturned), orders, as_of=as_of)
    inputs = BrandInputs(
        brand=did,
        suppliers=tuple(sorted(({each.supplier for each in told} | set(orders)) - {each.supplier for each in left})),
        told=told,
        parts=chain_parts(assessments),
        left=tuple(_with_last_score(world, graph, did, each) for each in left),
    )
    return score_brand(inputs, as_of=as_of), answers.replies


_Said = tuple[Record, Body, VerdictKind]


def _said(world: World, graph: SupplyGraph, did: str, *, as_of: date) -> Iterator[_Said]:
    """Give what is said of this brand's buying, in the order of the log."""
    kinds = (Kind.ATTESTATION, Kind.PURCHASE)
    found = (r for r in world.store.records(kinds, size=graph.log_size) if r.shredded_by is None)
    about = [r for r in found if did.encode() in r.signed.statement.body and signed_on(r) <= as_of]
    kept = [record for record in about if is_said_to(record.signed.statement, did)]
    verdicts = verdicts_of(world, kept)
    for record in kept:
        body = _ADAPTERS[record.signed.statement.kind].validate_json(record.signed.statement.body)
        if verdicts[record.record_id] in STILL_SAID:
            yield record, body, verdicts[record.record_id]


def _is_of_own(said: _Said, did: str, suppliers: Collection[str]) -> bool:
    """Say whether a statement on this brand's buying is by it or by a supplier of its own, about that supplier."""
    record, body, _ = said
    if not isinstance(body, BuyingPracticeBody | ExitBody) or body.brand != did or body.supplier not in suppliers:
        return False
    return record.signed.statement.issuer in (did, body.supplier)


def _operators(graph: SupplyGraph, assessments: Iterable[Assessment]) -> set[str]:
    named = {member.site.site for found in assessments for tier in found.tiers for member in tier.score.shares}
    known = (graph.sites.get(site) for site in named)
    return {site.operator for site in known if site is not None and site.operator is not None}


def _practices(said: Iterable[_Said], overturned: Collection[str]) -> Iterator[PracticeTold]:
    for record, body, verdict in said:
        if not isinstance(body, BuyingPracticeBody):
            continue
        told = PracticeTold(
            practice=Practice(body.practice),
            issuer=record.signed.statement.issuer,
            supplier=body.supplier,
            order=body.order,
            due=float(body.due),
            happened=float(body.happened),
            told_on=signed_on(record),
            record_id=_named(record),
            is_overturned=_named(record) in overturned,
        )
        if verdict is VerdictKind.VALID or shortfall(told) >= weights.UNSAID:
            yield told


def _exits(said: Iterable[_Said], overturned: Collection[str]) -> Iterator[Exit]:
    for record, body, verdict in said:
        if isinstance(body, ExitBody) and _named(record) not in overturned:
            yield Exit(
                supplier=body.supplier,
                left_on=date.fromisoformat(body.left_on),
                told_on=signed_on(record),
                by_supplier=record.signed.statement.issuer == body.supplier,
                notice_days=body.notice_days if verdict is VerdictKind.VALID else 0,
                has_assessment=body.assessment is not None,
                exception=body.exception,
                record_id=_named(record),
            )


def _newest_orders(said: Iterable[_Said], did: str) -> dict[str, date]:
    """Give by seller the day of the brand's newest order."""
    orders: dict[str, date] = {}
    for _, body, _ in said:
        if isinstance(body, PurchaseBody) and body.buyer == did:
            day = date.fromisoformat(body.ordered_on)
            orders[body.seller] = max(day, orders.get(body.seller, day))
    return orders


def _with_last_score(world: World, graph: SupplyGraph, did: str, left: SupplierLeft) -> SupplierLeft:
    """Give it with the highest score of its sites, as known on the day on which it was left."""
    sites = sorted(name for name, site in graph.sites.items() if site.operator == left.supplier)
    goods = sorted({product.good for product in graph.products.values() if product.brand == did})
    try:
        inputs = [known_site(world, site, good=goods[0], party=did, as_of=left.left_on) for site in sites if goods]
        scores = [score_site(each, as_of=left.left_on).r for each in inputs]
    except RiskInputError:  # no table of reference data is known of that day
        return left
    return SupplierLeft(
        left.supplier, left.left_on, max(scores, default=None), left.has_left_well, left.how, left.record_id
    )


def _named(record: Record) -> str:
    return "0x" + record.record_id.hex()
