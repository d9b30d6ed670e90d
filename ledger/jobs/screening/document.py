"""A screening as one JSON document: the verdict first, then reasons, then the list row with its source and day."""

from collections import Counter
from collections.abc import Iterable

from ledger.model.screening import (
    Holding,
    HumanDecision,
    ListEntry,
    ListMatch,
    ListStanding,
    ScreeningAnswer,
    ScreeningVerdict,
    SubjectAnswer,
)
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text
from ledger.risk.rounding import nine_places

READS = (
    "A row is its publisher's statement; a match is ours, not a finding of guilt. A possible match changes no score "
    "until a person decides. Unknown is not safe: where a list is not whole, nobody is cleared."
)


def screening_document(screened: ScreeningAnswer, subjects: Iterable[SubjectAnswer] | None = None) -> dict[str, Json]:
    """Give the verdict over all, how many of each, the lists, and these subjects, or all that were screened."""
    counts = Counter(each.verdict for each in screened.answers)
    shown = screened.answers if subjects is None else tuple(subjects)
    return {
        "reads": READS,
        "as_of": screened.as_of.isoformat(),
        "lists_hash": screened.lists_hash,
        "lists": [_list(each) for each in screened.lists],
        "verdict": next((each.value for each in ScreeningVerdict if counts[each]), ScreeningVerdict.INCOMPLETE.value),
        "counts": {each.value: counts[each] for each in ScreeningVerdict},
        "subjects": [subject_document(each) for each in shown],
    }


def subject_document(answer: SubjectAnswer) -> dict[str, Json]:
    """Give what screening says of one subject."""
    subject = answer.subject
    return {
        "subject": subject.key,
        "kind": subject.kind.value,
        "names": list(subject.names),
        "country": subject.country,
        "record_id": hex_text(subject.record_id) if subject.record_id else None,
        **holding_document(subject.holding),
        "verdict": answer.verdict.value,
        "matches": [match_document(each) for each in answer.matches],
        "ended": [match_document(each) for each in answer.ended],
        "refused": [match_document(each) for each in answer.refused],
        "reopened": [decision_document(each) for each in answer.reopened],
        "notes": list(answer.notes),
    }


def holding_document(holding: Holding | None) -> dict[str, Json]:
    """Give whose owner a subject is and its share as told, null where nobody tells it; of others nothing."""
    if holding is None:
        return {}
    return {"owner_of": holding.owned, "share": None if holding.share is None else format(holding.share, "f")}


def match_document(match: ListMatch) -> dict[str, Json]:
    """Give one match; `score` says how much a person should look, not how likely it is."""
    return {
        "entry": entry_document(match.entry),
        "verdict": match.verdict.value,
        "score": nine_places(match.score),
        "confirmed_by": match.confirmed_by,
        "decision": hex_text(match.decision) if match.decision else None,
        "may_hold": match.may_hold,
        "described_by": hex_text(match.described_by) if match.described_by else None,
        "reasons": [
            {"code": each.code, "points": nine_places(each.points), "sentence": each.sentence, "detail": each.detail}
            for each in match.reasons
        ],
    }


def entry_document(entry: ListEntry) -> dict[str, Json]:
    """Give the row of the list as its publisher has it, with source and day; `ref` is what a decision names."""
    return {
        "ref": entry.ref,
        "list": entry.list_name,
        "title": entry.title,
        "names": list(entry.names),
        "scope": entry.scope.value,
        "country": entry.country,
        "region": entry.region,
        "commodities": list(entry.commodities),
        "includes_subsidiaries": entry.includes_subsidiaries,
        "standing": entry.standing.value,
        "remaining_scope": entry.remaining_scope,
        "effective": entry.effective.isoformat(),
        "ended_on": entry.ended_on.isoformat() if entry.ended_on else None,
        "ended_by": entry.ended_by.isoformat() if entry.ended_by else None,
        "publisher": entry.publisher,
        "as_of": entry.as_of.isoformat(),
        "source": entry.source,
        "is_low_trust": entry.is_low_trust,
        "row_hash": hex_text(entry.row_hash),
    }


def decision_document(decided: HumanDecision) -> dict[str, Json]:
    """Give a person's decision with the row hashes and records that it names."""
    return {
        "subject": decided.subject,
        "ref": decided.ref,
        "outcome": "confirmed" if decided.is_confirmed else "refused",
        "basis": [hex_text(each) for each in decided.basis],
        "record_id": hex_text(decided.record_id),
        "said_on": decided.said_on.isoformat(),
    }


def _list(state: ListStanding) -> dict[str, Json]:
    return {
        "list": state.list_name,
        "found": state.found,
        "wanted": state.wanted,
        "is_complete": state.is_complete,
        "reason": state.reason,
    }
