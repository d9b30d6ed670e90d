"""What a match of who runs a site means for the site: an order against some goods holds there until a person decides.

Decision: the goods that a site tells are its operator's word, and the operator is the one on the list. Other goods than
the order's are therefore a question for a person, and lift nothing by themselves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ledger.model.screening import ListMatch, MatchReason, ScreenedSubject, ScreeningVerdict, SubjectAnswer
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.goods import Fit, fit
from ledger.screening.ownership import taken_in
from ledger.screening.scoring import POSSIBLE
from ledger.screening.settled import Decided, about, that_counts

_SENTENCE = (
    "Who runs it is matched by an order against other goods than it tells: the order holds here until a person decides."
)

_FORMER = (
    "{did} ran this site before, made goods here first, or would be the maker of a lot of this site if nobody had "
    "decided otherwise, and is matched itself: what holds against it holds here until an anchored decision, by "
    "somebody who is no side, says who runs that place."
)


def with_operated(
    answers: Sequence[SubjectAnswer], snapshot: ReferenceSnapshot, said: Decided
) -> tuple[SubjectAnswer, ...]:
    """Give the answers, those of sites with what their operators' confirmed matches mean for them. Linear in both."""
    by_key = {each.subject.key: each for each in answers}
    return tuple(_by_all(each, by_key, snapshot, said) for each in answers)


def _by_all(
    answer: SubjectAnswer, by_key: Mapping[str, SubjectAnswer], snapshot: ReferenceSnapshot, said: Decided
) -> SubjectAnswer:
    for did in (answer.subject.operator, *answer.subject.operated_before):
        operator = by_key.get(did or "")
        if operator is not None:
            answer = _operated(answer, operator, snapshot, said)
            is_former = did != answer.subject.operator and operator.matches
            answer = replace(answer, notes=(*answer.notes, _FORMER.format(did=did))) if is_former else answer
    return answer


def _operated(
    answer: SubjectAnswer, operator: SubjectAnswer, snapshot: ReferenceSnapshot, said: Decided
) -> SubjectAnswer:
    goods = _ever_made(answer.subject)
    answer = replace(answer, of_operator=(*answer.of_operator, *operator.ended))
    for match in (each for each in operator.matches if each.verdict is ScreeningVerdict.CONFIRMED):
        if fit(match.entry.commodities, goods, snapshot) is not Fit.NONE:
            answer = replace(answer, of_operator=(*answer.of_operator, match))
            continue
        asked = _asked(match, goods)
        standing = that_counts(asked, about(said, answer.subject, asked), holds=True)
        if standing is None or standing.is_confirmed:
            answer = replace(answer, of_operator=(*answer.of_operator, match))
        answer = taken_in(answer, asked, said, holds=True)
    return answer


def _asked(match: ListMatch, goods: Sequence[str]) -> ListMatch:
    told = f"{', '.join(goods)}; the order names {', '.join(match.entry.commodities)}"
    reason = MatchReason("other-goods-of-operator", POSSIBLE, _SENTENCE, told)
    return ListMatch(match.entry, ScreeningVerdict.POSSIBLE, POSSIBLE, (reason,))


def _ever_made(site: ScreenedSubject) -> tuple[str, ...]:
    """Give the goods that the site tells or told. A description without goods, if any, leaves the others standing."""
    return tuple(dict.fromkeys(good for told in (site, *site.earlier) for good in told.goods))
