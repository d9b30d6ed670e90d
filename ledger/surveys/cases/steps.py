"""One step of a case: by a known responder, in words, at a time; a closed case takes none.

A child's case is handled by child protection alone: no step of anybody else counts.
"""

from dataclasses import replace

from ledger.errors import Unacceptable
from ledger.model.survey.case import Case, CaseNote, CaseStep
from ledger.model.survey.responders import Responder, ResponderKind

_MOST_LETTERS = 20_000


def stepped(case: Case, step: CaseStep, *, by: Responder, words: str, at: int, to: str | None = None) -> Case:
    """Give the case with one step more. Raises Unacceptable naming the field."""
    if case.closure is not None:
        raise Unacceptable(field="case", reason="is closed", mend="open a new case; it may name the earlier one")
    require_child_route(case.is_child, by, field="by")
    _require_words(words)
    return replace(case, notes=(*case.notes, CaseNote(step, at, by.name, words.strip(), to)))


def noted(case: Case, *, by: Responder, words: str, at: int) -> Case:
    """Keep what was learnt or thought; no clock is moved by it."""
    return stepped(case, CaseStep.NOTED, by=by, words=words, at=at)


def contacted(case: Case, *, by: Responder, words: str, at: int) -> Case:
    """Keep that the worker was spoken to: the clock for the first contact stops."""
    return stepped(case, CaseStep.CONTACTED, by=by, words=words, at=at)


def tried(case: Case, *, by: Responder, words: str, at: int) -> Case:
    """Keep that somebody called and reached nobody: no clock stops for it."""
    return stepped(case, CaseStep.TRIED, by=by, words=words, at=at)


def referred(case: Case, *, by: Responder, to: str, words: str, at: int) -> Case:
    """Keep that the worker was told where to turn. Nothing was told there: telling it is `disclosed`."""
    return stepped(case, CaseStep.REFERRED, by=by, words=words, at=at, to=named(to))


def endangered(case: Case, *, by: Responder, words: str, at: int) -> Case:
    """Keep that the worker is in danger: the 24 hours begin now, unless they run already."""
    if case.is_danger:
        return noted(case, by=by, words=words, at=at)
    return replace(stepped(case, CaseStep.ENDANGERED, by=by, words=words, at=at), is_danger=True)


def remedied(case: Case, *, by: Responder, words: str, at: int) -> Case:
    """Keep what was put right, as it was told: the worker's side has not confirmed it yet."""
    return stepped(case, CaseStep.REMEDIED, by=by, words=words, at=at)


def require_child_route(is_child: bool, responder: Responder, *, field: str) -> None:
    """Return when this responder may act. Raises Unacceptable: a child's case is for child protection."""
    if is_child and responder.kind is not ResponderKind.CHILD_PROTECTION:
        reason = f"{responder.name} is no child-protection responder, and this case is about a child"
        mend = "name a responder of the kind child_protection; `tierlight case help show` lists them"
        raise Unacceptable(field=field, reason=reason, mend=mend)


def named(to: str) -> str:
    """Give the one party that is named. Raises Unacceptable for none, for a list, and for "everybody"."""
    name = " ".join(to.split())
    is_many = any(mark in name for mark in (",", ";", "*")) or name.casefold() in _EVERYBODY
    if not name or is_many:
        reason = "names nobody" if not name else "is not one party"
        raise Unacceptable(field="to", reason=reason, mend="name one party; ask again for each other one")
    return name


_EVERYBODY = frozenset({"all", "any", "anyone", "anybody", "everyone", "everybody", "the authorities", "authorities"})


def _require_words(words: str) -> None:
    if not words.strip():
        raise Unacceptable(field="words", reason="are empty", mend="say in a sentence what was said or done")
    if len(words) > _MOST_LETTERS:
        reason = f"are over {_MOST_LETTERS} letters"
        raise Unacceptable(field="words", reason=reason, mend="keep what is needed to help, and no more")
