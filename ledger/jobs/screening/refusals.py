"""Which refusals of a match may end a hold: proven ones, of people who are no side and say who pays them.

Decision: as a ruling on a flag (rule R6), a refusal lowers what is shared only by a record that is VALID, since what is
not anchored never lowers. A side is the party itself, who operates the site, whom the owner owns, and every brand of
this ledger. An auditor declares its independence (rule R13) and names no side in it; the ledger's operator, who
declares none, must be no side. NOT checked: that a declaration is complete.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ledger.jobs.answered import declarations_of
from ledger.jobs.screening.owners import owned_by
from ledger.jobs.standing import registry_of
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import DecisionBody, IndependenceBody
from ledger.model.graph import SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri

Told = tuple[Record, DecisionBody]


def lifting_refusals(world: World, graph: SupplyGraph, told: Iterable[Told], *, as_of: date) -> frozenset[bytes]:
    """Give the record ids of the refusals among these decisions that may end a hold."""
    refusals = [each for each in told if each[1].outcome == "refused"]
    if not refusals:
        return frozenset()
    verdicts = verdicts_of(world, [record for record, _ in refusals])
    proven = [each for each in refusals if verdicts[each[0].record_id] is VerdictKind.VALID]
    return frozenset(record.record_id for record, _ in _of_no_side(world, graph, proven, as_of=as_of))


def _of_no_side(world: World, graph: SupplyGraph, proven: Sequence[Told], *, as_of: date) -> Iterator[Told]:
    issuers = {record.signed.statement.issuer for record, _ in proven}
    declared = declarations_of(world, graph, issuers, as_of=as_of) if issuers else {}
    parties = registry_of(world).parties.values()
    operators = {each.did for each in parties if Role.OPERATOR in each.roles}
    brands = {product.brand for product in graph.products.values()} if proven else set()
    for record, body in proven:
        issuer = record.signed.statement.issuer
        sides = brands | sides_of(subject_of(body, graph), graph)
        if is_no_side(issuer, sides, declared.get(issuer), is_operator=issuer in operators, as_of=as_of):
            yield record, body


def is_no_side(
    issuer: str, sides: Iterable[str], declared: IndependenceBody | None, *, is_operator: bool, as_of: date
) -> bool:
    """Say whether this party may end a hold: no side itself, nor paid by one or in business with one as it declares."""
    if issuer in set(sides):
        return False
    if declared is None or date.fromisoformat(declared.valid_until) < as_of:
        return is_operator
    return set(sides).isdisjoint((*declared.paid_by, *declared.business_with))


def sides_of(subject: str, graph: SupplyGraph) -> frozenset[str]:
    """Give the parties (DIDs) whose match it is."""
    site = graph.sites.get(subject)
    return frozenset({owned_by(subject)} | ({site.operator} if site is not None and site.operator else set()))


def subject_of(body: DecisionBody, graph: SupplyGraph) -> str:
    """Give the party, owner or site that a decision is about, by the name that it goes by."""
    named = canonical_uri(body.left)
    return graph.joined.get(named, named)
