"""What only a command line can refuse: wrong options, and a server that is away or says no."""

from collections.abc import Mapping
from typing import ClassVar

from auditor_cli.exit_codes import ExitCode, of_error, of_problem
from ledger.errors import LedgerError


class WrongUsage(LedgerError, code="usage"):
    """The command was called in a way that it does not take."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE
    field: str
    reason: str
    mend: str


class ServerAway(LedgerError, code="server-away"):
    """The server did not answer, or not with a document of this API."""

    exit_code: ClassVar[ExitCode] = ExitCode.SERVICE_DOWN
    server: str
    reason: str
    mend: str = "check the address, or start it with `tierlight serve`; leave --server out to ask the local data"


class ServerRefused(LedgerError, code="server-refused"):
    """The server answered with a problem document."""

    status: int
    problem_code: str | None
    told: str
    problem_check: str | None = None
    field: str | None = None
    mend: str | None = None
    told_facts: Mapping[str, str] | None = None


class ReportOfAnother(LedgerError, code="report-of-another"):
    """The report was made for somebody else, and the server does not make it again for this key."""

    exit_code: ClassVar[ExitCode] = ExitCode.CANNOT_VERIFY
    made_for: str
    needs: str


def exit_code_of(error: LedgerError) -> ExitCode:
    """Give the exit code of any refusal."""
    match error:
        case WrongUsage() | ServerAway() | ReportOfAnother():
            return error.exit_code
        case ServerRefused():
            return of_problem(error.status, error.problem_code)
        case _:
            return of_error(error)
