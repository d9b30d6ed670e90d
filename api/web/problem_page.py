"""What a problem's code means, from the error class itself, so that the page and the code cannot differ."""

from dataclasses import dataclass

from api.errors import STATUS_OF, title_of
from ledger.errors import LedgerError, NotFound


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A code with its meaning. `check` names the numbered check of intake that gives it, if one does."""

    code: str
    title: str
    status: int
    meaning: str
    check: str | None
    mend: str | None


def problem_view(code: str) -> ProblemView:
    """Give what a code means. Raises NotFound for a code that no ledger error has."""
    found = next((kind for kind in STATUS_OF if kind.code == code), None)
    if found is None:
        raise NotFound(what="problem", identifier=code)
    return ProblemView(code, title_of(code), STATUS_OF[found], found.__doc__ or "", found.check, _mend(found))


def _mend(kind: type[LedgerError]) -> str | None:
    mend = getattr(kind, "mend", None)
    return mend if isinstance(mend, str) else None
