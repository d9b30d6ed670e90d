"""What people decided of sites, by signed `decision` records: which are one place, and who operates one."""

from collections.abc import Iterable, Iterator, Mapping

from ledger.model.bodies import DecisionBody
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import DecidedOperators, place_of
from ledger.provenance.statements import typed_body


def decisions_about(subject: str, records: Iterable[Record]) -> Iterator[tuple[bytes, DecisionBody]]:
    """Give the decisions about this subject among the records, in their order, each with its record id.

    Does not ask who may decide: the caller chose the records.
    """
    for record in records:
        if record.signed.statement.kind == Kind.DECISION:
            body = typed_body(record)
            if isinstance(body, DecisionBody) and body.subject == subject:
                yield record.record_id, body


def newest_on_operators(records: Iterable[Record]) -> dict[tuple[str, str], bool]:
    """Give by site and DID whether the newest decision about that pair confirms it, the newest pair last.

    Records come in the order of the log, from people who may decide.
    """
    newest: dict[tuple[str, str], bool] = {}
    for _, body in decisions_about("site-operator", records):
        pair = (canonical_uri(body.left), body.right)
        newest.pop(pair, None)
        newest[pair] = body.outcome == "confirmed"
    return newest


def decided_operators(records: Iterable[Record], joined: Mapping[str, str]) -> DecidedOperators:
    """Give what the newest decisions about each pair of place and party say.

    Of several confirmed parties the one confirmed last is the operator. `joined` are sites that go by another's name:
    what was confirmed of one under its own name names no operator of the other, or a join would hand that over. What
    was refused stays refused, unless it was decided of the name that it goes by as well.
    """
    decided = {(place_of(site), did): says for (site, did), says in newest_on_operators(records).items()}
    own = {(site, did): says for (site, did), says in decided.items() if site not in joined}
    refused = {(place_of(joined.get(site, site)), did) for (site, did), says in decided.items() if not says}
    confirmed = {site: did for (site, did), says in own.items() if says}
    return DecidedOperators(confirmed, frozenset(refused - {pair for pair, says in own.items() if says}))
