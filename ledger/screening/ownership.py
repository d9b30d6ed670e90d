"""What an order against "X and its subsidiaries" means for those of whom X owns a part (method 7.1).

An owner that is matched is shown as that, and no more, unless the row takes in subsidiaries. Then a party of which it
holds at least half is matched with it, however many companies lie between; with a smaller share, or one that nobody
tells, a person looks. Half [J]: no list says from where on a company is a subsidiary.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.model.screening import (
    EntryStanding,
    Holding,
    ListMatch,
    MatchReason,
    ScreenedSubject,
    ScreeningVerdict,
    SubjectAnswer,
)
from ledger.screening.scoring import POSSIBLE
from ledger.screening.settled import Decided, about, decided, in_order, reopened, that_counts, uncounted

CONTROLS = Decimal("0.5")  # of a party: from here on its owner's order takes it in
_SURE = 0.9


def with_owned(answers: Sequence[SubjectAnswer], said: Decided) -> tuple[SubjectAnswer, ...]:
    """Give the answers with the matches that parties have by their owners. `said` are decisions by subject and row.

    Linear in the holdings for each row: a party takes a row in once, so a circle of owners ends.
    """
    held = _held_by(answers)
    if not held:
        return tuple(answers)
    by_key = {each.subject.key: _of_owner(each) for each in answers}
    waiting = deque((key, match) for key, each in by_key.items() if key in held for match in _taking_in(each.matches))
    while waiting:
        key, match = waiting.popleft()
        for owner, holding in held[key]:
            before = by_key.get(holding.owned)
            if before is None:
                continue
            after = by_key[holding.owned] = taken_in(before, _by_owner(match, owner, holding), said)
            if holding.owned in held:
                waiting.extend((holding.owned, each) for each in _anew(before, after, match.entry.ref))
    return tuple(by_key[each.subject.key] for each in answers)


def _of_owner(answer: SubjectAnswer) -> SubjectAnswer:
    """Give an owner's own matches as holding nothing where the row ends with whom it names."""
    if answer.subject.holding is None:
        return answer
    alone = [each if each.entry.includes_subsidiaries else _alone(each) for each in answer.matches]
    return replace(answer, matches=tuple(alone))


def _alone(match: ListMatch) -> ListMatch:
    reason = MatchReason("owner-alone", 0.0, "The row takes in no subsidiaries: it reaches nothing that this one owns.")
    return replace(match, may_hold=False, reasons=(*match.reasons, reason))


def _held_by(answers: Iterable[SubjectAnswer]) -> dict[str, list[tuple[ScreenedSubject, Holding]]]:
    """Give what each owner holds, or was told to hold before, by its own key and by the DID under which it tells of
    itself."""
    held: dict[str, list[tuple[ScreenedSubject, Holding]]] = defaultdict(list)
    for subject in (told for each in answers for told in (each.subject, *each.subject.earlier)):
        if subject.holding is not None:
            for key in filter(None, (subject.key, subject.holding.did)):
                held[key].append((subject, subject.holding))
    return held


def _taking_in(matches: Iterable[ListMatch]) -> list[ListMatch]:
    return [each for each in matches if each.verdict is ScreeningVerdict.CONFIRMED and each.entry.includes_subsidiaries]


def _anew(before: SubjectAnswer, after: SubjectAnswer, ref: str) -> list[ListMatch]:
    was = any(each.entry.ref == ref for each in _taking_in(before.matches))
    return [] if was else [each for each in _taking_in(after.matches) if each.entry.ref == ref]


def _by_owner(match: ListMatch, owner: ScreenedSubject, holding: Holding) -> ListMatch:
    is_sure = holding.share is not None and holding.share >= CONTROLS
    sentence = (
        "Who owns at least half of it is matched, and the row takes in subsidiaries."
        if is_sure
        else "An owner of it is matched, and the row takes in subsidiaries: find out whether it is one."
    )
    points = _SURE if is_sure else POSSIBLE
    told = f"{owner.names[0]}, share {'not told' if holding.share is None else format(holding.share, 'f')}"
    return ListMatch(
        entry=match.entry,
        verdict=ScreeningVerdict.CONFIRMED if is_sure else ScreeningVerdict.POSSIBLE,
        score=points,
        reasons=(MatchReason("owner" if is_sure else "owner-in-part", points, sentence, told),),
        confirmed_by="owner" if is_sure else None,
        may_hold=is_sure and match.may_hold and match.entry.standing is EntryStanding.IN_FORCE,
    )


def taken_in(answer: SubjectAnswer, match: ListMatch, said: Decided, *, holds: bool = False) -> SubjectAnswer:
    """Give the answer with this match, unless it has a surer one or a person refused it for this very one.

    `holds` says that something hangs on it though the match is only possible.
    """
    told = about(said, answer.subject, match)
    standing = that_counts(match, told, holds=holds)
    if standing is None:
        again = (each for each in reopened(match, told) if each not in answer.reopened)
        notes = (each for each in uncounted(match, told, standing) if each not in answer.notes)
        told_of = replace(answer, reopened=(*answer.reopened, *again), notes=(*answer.notes, *notes))
        return _with_match(told_of, match)
    if standing.is_confirmed:
        return _with_match(answer, decided(match, standing))
    others = (each for each in answer.refused if each.entry.ref != match.entry.ref)
    return replace(answer, refused=(*others, replace(match, decision=standing.record_id)))


def _with_match(answer: SubjectAnswer, match: ListMatch) -> SubjectAnswer:
    own = next((each for each in answer.matches if each.entry.ref == match.entry.ref), None)
    if own is not None:
        if own.verdict is ScreeningVerdict.CONFIRMED or match.verdict is ScreeningVerdict.POSSIBLE:
            return answer
        match = replace(match, score=max(match.score, own.score), reasons=(*match.reasons, *own.reasons))
    matches = in_order((*(each for each in answer.matches if each is not own), match))
    return replace(answer, matches=matches, verdict=matches[0].verdict)
