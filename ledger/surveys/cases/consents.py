"""Nothing of a case is told to anybody without the worker's consent to this one disclosure, to this one party.

A consent stands until it is used or withdrawn. What was told before a withdrawal cannot be called back.
"""

from collections.abc import Mapping

from ledger.errors import Unacceptable
from ledger.model.survey.case import Case, CaseNote, CaseStep
from ledger.model.survey.responders import Responder
from ledger.surveys.cases.steps import named, stepped

IN_A_RELEASE = "the next release"  # not a party: the case may be counted as evidence, in a step that names no source
_ENDS = (CaseStep.CONSENT_WITHDRAWN, CaseStep.CONSENT_REFUSED, CaseStep.DISCLOSED)


def standing_consents(case: Case) -> Mapping[str, CaseNote]:
    """Give by party what the worker agreed to and has neither withdrawn nor seen used.

    What was agreed to before a case was found to be about a child counts no more.
    """
    standing: dict[str, CaseNote] = {}
    for note in case.notes:
        if note.step is CaseStep.CHILD_ROUTE:
            standing.clear()
        elif note.step is CaseStep.CONSENTED and note.to is not None:
            standing[_key(note.to)] = note
        elif note.step in _ENDS and note.to is not None:
            standing.pop(_key(note.to), None)
    return {str(note.to): note for note in standing.values()}


def consented(case: Case, *, by: Responder, to: str, words: str, at: int) -> Case:
    """Keep that the worker agreed that this party is told this: `words` is what may be told."""
    return stepped(case, CaseStep.CONSENTED, by=by, words=words, at=at, to=named(to))


def refused(case: Case, *, by: Responder, to: str, words: str, at: int) -> Case:
    """Keep that the worker does not want this party to be told; an earlier consent to it ends."""
    return stepped(case, CaseStep.CONSENT_REFUSED, by=by, words=words, at=at, to=named(to))


def withdrawn(case: Case, *, by: Responder, to: str, words: str, at: int) -> Case:
    """Keep that the worker took a consent back. Raises Unacceptable where none stands."""
    _require_standing(case, to, mend="`tierlight case show` lists what stands")
    return stepped(case, CaseStep.CONSENT_WITHDRAWN, by=by, words=words, at=at, to=named(to))


def disclosed(case: Case, *, by: Responder, to: str, words: str, at: int) -> Case:
    """Keep that this party was told. The consent is used up: the next disclosure needs its own.

    Raises Unacceptable without a standing consent to this party.
    """
    if _key(to) == _key(IN_A_RELEASE):
        reason = "is no party: a case enters a release at its time, and not by a disclosure"
        raise Unacceptable(field="to", reason=reason, mend="wait for the release")
    _require_standing(case, to, mend="ask the worker first, for this party and this telling: `tierlight case consent`")
    return stepped(case, CaseStep.DISCLOSED, by=by, words=words, at=at, to=named(to))


def may_be_counted_in(case: Case) -> bool:
    """Say whether the worker agreed that the case counts as evidence at the next release."""
    return IN_A_RELEASE in standing_consents(case)


def _require_standing(case: Case, to: str, *, mend: str) -> None:
    if _key(to) not in {_key(each) for each in standing_consents(case)}:
        reason = f"the worker has no standing consent that {named(to)} be told"
        raise Unacceptable(field="to", reason=reason, mend=mend)


def _key(to: str) -> str:
    return " ".join(to.split()).casefold()
