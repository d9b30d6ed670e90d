"""What is answered to the flags of a product's sites, as known on a day (rules R6, R10, S15). Nothing is weighed.

Each is shown unless it does not verify or was withdrawn; a ruling counts only where it is VALID and its reviewer is
neither side's. A ruling signed after the day of the assessment is not known to it.
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
            issuer = record.signed.statement.issuer
            fault = ruling_fault(body, issuer=issuer, flag=flag, brands=brands, auditors=auditors)
            if fault is None and verdict is VerdictKind.VALID:
                rulings.append(Ruling(body.flag, body.finding_id, issuer, body.outcome, told.on))
            else:
                told = replace(told, outcome=_NOT_COUNTED)
        replies.append(told)
    replies.sort(key=lambda each: (each.on, each.record_id))
    return Answers(tuple(_with_clock(replies, flags, as_of=as_of)), tuple(rulings))


def is_overturned(rulings: Iterable[Ruling], *, record_id: str | None, finding: str | None) -> bool:
    """Say whether the newest of the rulings that decide about this finding overturns it; an amended one stands."""
    about = [each for each in rulings if each.flag == record_id and each.finding in (None, finding)]
    newest = max(about, key=lambda each: (each.on, each.outcome != "overturned"), default=None)
    return newest is not None and newest.outcome == "overturned"


def signed_on(record: Record) -> date:
    """Give the day, in UTC, on which its issuer says to have signed it."""
    return datetime.fromtimestamp(record.signed.statement.issued_at, UTC).date()


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
