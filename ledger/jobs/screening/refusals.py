"""Which words may end a hold: proven ones, of people who are no side and say who pays them.

Such words are a refusal of a match, the taking back of a confirmation, and a decision that moves a site from one
operator to another. Decision: as a ruling on a flag (rule R6), each lowers what is shared only by a record that is
VALID, since what is not anchored never lowers. A side is the party itself, who operates the site or is named there,
whom the owner owns, and every brand of this ledger. An auditor declares its independence (rule R13) and names no side
in it; the ledger's operator, who declares none, must be no side. NOT checked: that a declaration is complete.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from ledger.jobs.answered import declarations_of
from ledger.jobs.standing import registry_of
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import IndependenceBody
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.verdict import VerdictKind
from ledger.ports import World

Asked = tuple[Record, Collection[str]]  # what would end a hold, and the parties (DIDs) that are sides of it


def that_may_end(world: World, graph: SupplyGraph, asked: Iterable[Asked], *, as_of: date) -> frozenset[bytes]:
    """Give the record ids of those that may end a hold. Every brand of this ledger is a side of each."""
    told = list(asked)
    if not told:
        return frozenset()
    verdicts = verdicts_of(world, [record for record, _ in told])
    proven = [each for each in told if verdicts[each[0].record_id] is VerdictKind.VALID]
    return frozenset(_of_no_side(world, graph, proven, as_of=as_of))


def _of_no_side(world: World, graph: SupplyGraph, proven: Sequence[Asked], *, as_of: date) -> Iterator[bytes]:
    issuers = {record.signed.statement.issuer for record, _ in proven}
    declared = declarations_of(world, graph, issuers, as_of=as_of) if issuers else {}
    parties = registry_of(world).parties.values()
    operators = {each.did for each in parties if Role.OPERATOR in each.roles}
    brands = {product.brand for product in graph.products.values()} if proven else set()
    for record, sides in proven:
        issuer = record.signed.statement.issuer
        is_operator = issuer in operators
        if is_no_side(issuer, {*brands, *sides}, declared.get(issuer), is_operator=is_operator, as_of=as_of):
            yield record.record_id


def is_no_side(
    issuer: str, sides: Iterable[str], declared: IndependenceBody | None, *, is_operator: bool, as_of: date
) -> bool:
    """Say whether this party may end a hold: no side itself, nor paid by one or in business with one as it declares."""
    if issuer in set(sides):
        return False
    if declared is None or date.fromisoformat(declared.valid_until) < as_of:
        return is_operator
    return set(sides).isdisjoint((*declared.paid_by, *declared.business_with))
