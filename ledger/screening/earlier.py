"""What a subject said of itself before is compared too: nobody leaves a list by another name, place or good.

Once confirmed, only a person's decision ends a match. Each description is compared for itself: a name of one and a
country of another are no description that anybody gave.
"""

from collections.abc import Iterator
from dataclasses import replace

from ledger.model.screening import ListMatch, MatchReason, ScreenedSubject, ScreeningVerdict
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.candidates import Index
from ledger.screening.matching import matches_of

_SENTENCE = "It matched as it described itself before: a person says whether it still is the one meant."


def ever_matched(subject: ScreenedSubject, index: Index, snapshot: ReferenceSnapshot) -> Iterator[ListMatch]:
    """Give the surest match with each entry, of the subject as it is told of now and as it was before."""
    best = {match.entry.ref: match for match in matches_of(subject, index, snapshot)}
    for told in earlier_ones(subject):
        for match in matches_of(told, index, snapshot):
            known = best.get(match.entry.ref)
            if known is None or _sureness(match) > _sureness(known):
                best[match.entry.ref] = _as_before(match, told)
    yield from best.values()


def earlier_ones(subject: ScreenedSubject) -> tuple[ScreenedSubject, ...]:
    """Give the earlier descriptions that say anything else to compare, each once, the newest first."""
    others = {_compared(told): told for told in subject.earlier}
    others.pop(_compared(subject), None)
    return tuple(reversed(others.values()))


def _compared(told: ScreenedSubject) -> tuple[object, ...]:
    return told.names, told.country, told.region, told.addresses, told.identifiers, told.goods, told.inputs


def _sureness(match: ListMatch) -> tuple[bool, bool, float]:
    return match.verdict is ScreeningVerdict.CONFIRMED, match.may_hold, match.score


def _as_before(match: ListMatch, told: ScreenedSubject) -> ListMatch:
    reason = MatchReason("earlier-description", 0.0, _SENTENCE, ", ".join(told.names))
    return replace(match, reasons=(*match.reasons, reason), described_by=told.record_id)
