"""What is answered to the flags of a product's sites, as known on a day (rules R6, R10, S15). Nothing is weighed.

Each is shown unless it does not verify or was withdrawn; a ruling counts only where it is VALID and its reviewer is
neither side's, from the day of its anchor: what its issuer says of the day may be put back. What is signed, or a ruling
that is anchored, after the day of the assessment is not known to it. A ruling on the worker line is not even shown.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from pydantic import TypeAdapter

from ledger.assessment.dossier import STILL_SAID
from ledger.assessment.rulings import ruling_fault
from ledger.model.bodies import BODY_OF, Body, DisputeBody, ReplyBody, RulingBody
from ledger.model.fairness import FlagFacts, FlagReply, Ruling
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind

FAIRNESS_KINDS = (Kind.REPLY, Kind.DISPUTE, Kind.RULING)
ANSWER_WITHIN_DAYS = 15
_DECIDE_A_TIE = 2
_ADAPTERS: dict[str, TypeAdapter[Body]] = {kind: TypeAdapter(BODY_OF[kind]) for kind in FAIRNESS_KINDS}
_NOT_COUNTED = "not counted"


@dataclass(frozen=True, slots=True)
class Answers:
    """All replies in the order of their days, and those rulings that count."""

    replies: tuple[FlagReply, ...] = ()
    rulings: tuple[Ruling, ...] = ()


def gather_answers(
    records: Iterable[Record],
    verdicts: Mapping[bytes, VerdictKind],
    flags: Mapping[str, FlagFacts],
    *,
    brands: Collection[str],
    auditors: Collection[str],
    as_of: date,
) -> Answers:
    """Give what was answered by `as_of` to these flags (by record id); drafts and sealed replies are left out."""
    replies: list[FlagReply] = []
    rulings: list[Ruling] = []
    for record in records:
        verdict = verdicts[record.record_id]
        body = _ADAPTERS[record.signed.statement.kind].validate_json(record.signed.statement.body)
        if verdict not in STILL_SAID or not isinstance(body, ReplyBody | DisputeBody | RulingBody):
            continue
        flag = flags.get(body.flag)
        if flag is None or signed_on(record) > as_of:
            continue
        told = _told(record, body, flag)
        if isinstance(body, RulingBody):
            known_from = known_on(record)
            if flag.is_worker_line or known_from > as_of:
                continue
            issuer = record.signed.statement.issuer
            fault = ruling_fault(body, issuer=issuer, flag=flag, brands=brands, auditors=auditors)
            if fault is None and verdict is VerdictKind.VALID:
                rulings.append(Ruling(body.flag, body.finding_id, issuer, body.outcome, known_from))
            else:
                told = replace(told, outcome=_NOT_COUNTED)
        replies.append(told)
    replies.sort(key=lambda each: (each.on, each.record_id))
    return Answers(tuple(_with_clock(replies, flags, as_of=as_of)), tuple(rulings))


def is_overturned(rulings: Iterable[Ruling], *, record_id: str | None, finding: str | None) -> bool:
    """Say whether more reviewers overturn this finding than let it stand, each by its newest ruling; amended stands.

    Where as many say either, the newest of them decides if there are two of each; one against one leaves it standing.
    """
    about = [each for each in rulings if each.flag == record_id and each.finding in (None, finding)]
    newest = {each.by: each for each in sorted(about, key=_by_day)}
    against = [each for each in newest.values() if each.outcome == "overturned"]
    standing = [each for each in newest.values() if each.outcome != "overturned"]
    if len(against) != len(standing) or len(against) < _DECIDE_A_TIE:
        return len(against) > len(standing)
    return max(newest.values(), key=_by_day).outcome == "overturned"


def _by_day(ruling: Ruling) -> tuple[date, bool]:
    """Order by day; on one day the ruling that lets a finding stand comes last."""
    return ruling.on, ruling.outcome != "overturned"


def signed_on(record: Record) -> date:
    """Give the day, in UTC, on which its issuer says to have signed it."""
    return datetime.fromtimestamp(record.signed.statement.issued_at, UTC).date()


def anchored_on(record: Record) -> date | None:
    """Give the day, in UTC, of the block that anchored it, None for what no block holds yet."""
    return datetime.fromtimestamp(record.anchored_at, UTC).date() if record.anchored_at is not None else None


def known_on(record: Record) -> date:
    """Give the day from which it was there for all to see; what is not anchored has only its issuer's word for it."""
    return max(signed_on(record), anchored_on(record) or date.min)


def _told(record: Record, body: ReplyBody | DisputeBody | RulingBody, flag: FlagFacts) -> FlagReply:
    statement, on = record.signed.statement, signed_on(record)
    return FlagReply(
        flag=body.flag,
        site=flag.site,
        kind=statement.kind,
        by=statement.issuer,
        text=body.text,
        on=on,
        due=on + timedelta(days=ANSWER_WITHIN_DAYS) if isinstance(body, DisputeBody) else None,
        outcome=body.outcome if isinstance(body, RulingBody) else None,
        record_id="0x" + record.record_id.hex(),
        finding=body.finding_id,
    )


def _with_clock(replies: list[FlagReply], flags: Mapping[str, FlagFacts], *, as_of: date) -> Iterator[FlagReply]:
    """Say of each dispute whether it was answered, by a ruling that counts or by the flag's own issuer."""
    for each in replies:
        if each.due is None:
            yield each
            continue
        later = (other for other in replies if other.flag == each.flag and other.on >= each.on)
        answers = (o for o in later if (o.kind == Kind.RULING and o.outcome != _NOT_COUNTED) or _is_issuers(o, flags))
        state = "answered" if any(True for _ in answers) else "overdue" if as_of > each.due else "open"
        yield replace(each, outcome=state)


def _is_issuers(reply: FlagReply, flags: Mapping[str, FlagFacts]) -> bool:
    return reply.kind == Kind.REPLY and reply.by == flags[reply.flag].issuer
