"""Who may record an assessment of a product, and which are recorded: score shopping leaves them all behind (rule R11).

Decision: a registered auditor, the operator of the ledger and the product's own brand record one, and nobody else: a
supplier could otherwise record a result of its own making for its own site, and anybody could accuse a brand of
shopping for scores. It is asked when the statement comes and again when they are counted, by the registry as it is
then; who was taken off the register no longer counts. NOT checked: that the result comes out again (`auditor verify`).
"""

from collections.abc import Iterable

from ledger.errors import NotAllowed, Unacceptable
from ledger.jobs.standing import registry_of
from ledger.jobs.supply import graph_of
from ledger.model.deployment import RegistrySnapshot
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.statement import Kind, SignedStatement, Statement
from ledger.ports import World
from ledger.proof.canonical import parse
from ledger.proof.typed_data import party_id
from ledger.provenance import canonical_product

_ASSESSORS = Role.AUDITOR | Role.OPERATOR


def check_assessors(world: World, signed: Iterable[SignedStatement]) -> None:
    """Return when each of these statements that records an assessment is its issuer's to make.

    One that is kept already was asked then. Raises Unacceptable for a product that this ledger does not have, alike for
    one that is not the issuer's to see, and NotAllowed for who may assess none.
    """
    for each in signed:
        if each.statement.kind == Kind.ASSESSMENT and world.store.record(each.record_id) is None:
            _check(each.statement, graph_of(world), registry_of(world))


def earlier_assessments(world: World, product: str, *, size: int) -> tuple[Record, ...]:
    """Give the assessments of a product by who may assess it, among the first `size` entries of the log (rule R11)."""
    name, graph, registry = canonical_product(product), graph_of(world), registry_of(world)
    told = (record for record in world.store.records((Kind.ASSESSMENT,), size=size) if record.shredded_by is None)
    return tuple(
        record
        for record in told
        if _product_of(record.signed.statement) == name and _may_assess(record.signed.statement, graph, registry)
    )


def _check(statement: Statement, graph: SupplyGraph, registry: RegistrySnapshot) -> None:
    if _may_assess(statement, graph, registry):
        return
    if _roles(statement.issuer, registry) & (_ASSESSORS | Role.BRAND):
        mend = "name a product of `auditor products`"
        raise Unacceptable(field="body.product", reason="is no product here that you may assess", mend=mend)
    raise NotAllowed(what="record an assessment", needs="auditor, operator or brand")


def _may_assess(statement: Statement, graph: SupplyGraph, registry: RegistrySnapshot) -> bool:
    product = graph.products.get(_product_of(statement))
    if product is None:
        return False
    return bool(_roles(statement.issuer, registry) & _ASSESSORS) or statement.issuer == product.brand


def _roles(did: str, registry: RegistrySnapshot) -> Role:
    party = registry.parties.get(party_id(did))
    return Role(0) if party is None else party.roles


def _product_of(statement: Statement) -> str:
    body = parse(statement.body)
    return canonical_product(str(body["product"])) if isinstance(body, dict) else ""
