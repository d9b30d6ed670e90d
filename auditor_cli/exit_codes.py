"""The one table of exit codes, the same with and without --json, and never 0 with a failed verdict.

A batch verifier reads only this number, so where several hold the one that a caller must act on first is given.
"""

from collections.abc import Iterable
from enum import IntEnum

from ledger import errors
from ledger.errors import LedgerError
from ledger.model.verdict import VerdictKind


class ExitCode(IntEnum):
    """What a command's exit says."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    DOES_NOT_HOLD = 3
    NOT_AUTHORISED = 4
    GATE = 5
    NOT_COMPLETE = 6
    SERVICE_DOWN = 7
    CANNOT_VERIFY = 8
    INTERRUPTED = 130


MEANINGS: dict[ExitCode, str] = {
    ExitCode.OK: "answered, verdict good",
    ExitCode.INTERNAL: "internal error",
    ExitCode.USAGE: "wrong usage: an option, a file, an id or a body that cannot be taken",
    ExitCode.DOES_NOT_HOLD: "INVALID, DISPUTED, REVOKED, SUPERSEDED, EXPIRED or DIFFERS",
    ExitCode.NOT_AUTHORISED: "not signed in or not allowed",
    ExitCode.GATE: "a gate of --fail-on",
    ExitCode.NOT_COMPLETE: "UNANCHORED, not known, due or overdue, or incomplete with --require-complete",
    ExitCode.SERVICE_DOWN: "database, chain or server is not reachable",
    ExitCode.CANNOT_VERIFY: "CANNOT-VERIFY or TIME-UNPROVABLE",
    ExitCode.INTERRUPTED: "interrupted",
}

PRECEDENCE = (
    ExitCode.INTERRUPTED,
    ExitCode.USAGE,
    ExitCode.INTERNAL,
    ExitCode.NOT_AUTHORISED,
    ExitCode.DOES_NOT_HOLD,
    ExitCode.SERVICE_DOWN,
    ExitCode.CANNOT_VERIFY,
    ExitCode.GATE,
    ExitCode.NOT_COMPLETE,
    ExitCode.OK,
)

_OF_VERDICT: dict[VerdictKind, ExitCode] = {
    VerdictKind.INVALID: ExitCode.DOES_NOT_HOLD,
    VerdictKind.CANNOT_VERIFY: ExitCode.CANNOT_VERIFY,
    VerdictKind.UNANCHORED: ExitCode.NOT_COMPLETE,
    VerdictKind.TIME_UNPROVABLE: ExitCode.CANNOT_VERIFY,
    VerdictKind.DISPUTED: ExitCode.DOES_NOT_HOLD,
    VerdictKind.REVOKED: ExitCode.DOES_NOT_HOLD,
    VerdictKind.SUPERSEDED: ExitCode.DOES_NOT_HOLD,
    VerdictKind.EXPIRED: ExitCode.DOES_NOT_HOLD,
    VerdictKind.VALID: ExitCode.OK,
}

_OF_REPORT = {"CONFIRMED": ExitCode.OK, "DIFFERS": ExitCode.DOES_NOT_HOLD}  # of a report that was made again

_CLASSES: dict[ExitCode, tuple[type[LedgerError], ...]] = {
    ExitCode.INTERNAL: (
        errors.ChainRefused,
        errors.LeaseLost,
        errors.LogDisagrees,
        errors.LookedAhead,
        errors.KeysNotCarried,
        errors.ReferenceTableError,
    ),
    ExitCode.USAGE: (
        errors.BadSetting,
        errors.DropUnconfirmed,
        errors.ExportUnreadable,
        errors.HomeInUse,
        errors.IdempotencyConflict,
        errors.KeyUnreadable,
        errors.ListFileRefused,
        errors.Malformed,
        errors.NamesFileRefused,
        errors.NotDeployed,
        errors.NotFound,
        errors.ReportPartMissing,
        errors.RiskInputError,  # for example a day before the oldest reference table
        errors.TooLarge,
        errors.Unacceptable,
        errors.UnknownKind,
        errors.UnsafeStore,
        errors.WrongSummary,
        errors.WaveRefused,
        errors.WaveClosed,
        errors.NotEnrolled,
        errors.ReleaseUnsafe,
        errors.CaseNotClosable,
        errors.InstrumentRefused,
    ),
    ExitCode.DOES_NOT_HOLD: (
        errors.ContractSaysNo,
        errors.CreditOverdrawn,
        errors.CreditUnusable,
        errors.NonceReused,
        errors.ProofMismatch,
        errors.SignatureMalformed,
        errors.SignerMismatch,
        errors.WrongDomain,
        errors.WrongOrigin,
    ),
    ExitCode.NOT_AUTHORISED: (errors.NotAllowed, errors.NotDelegated, errors.NotSignedIn, errors.UnknownKey),
    ExitCode.NOT_COMPLETE: (errors.ReceiptNotReady,),
    ExitCode.SERVICE_DOWN: (
        errors.ChainAway,
        errors.CheckingBusy,
        errors.EndpointsDisagree,
        errors.GraphBehind,
        errors.NoGasMoney,
        errors.NodeBehind,
        errors.PrintingBusy,
        errors.ReplayBusy,
        errors.SignerAway,
        errors.StateGone,
        errors.StoreFailed,
        errors.SurveysBusy,
        errors.WrongChain,
    ),
    ExitCode.CANNOT_VERIFY: (errors.ReceiptUnreadable, errors.Shredded, errors.UnsupportedScheme),
}
OF_CLASS: dict[type[LedgerError], ExitCode] = {cls: code for code, group in _CLASSES.items() for cls in group}
_OF_CODE: dict[str, ExitCode] = {cls.code: code for cls, code in OF_CLASS.items()}
_OF_STATUS: dict[int, ExitCode] = {
    401: ExitCode.NOT_AUTHORISED,
    403: ExitCode.NOT_AUTHORISED,
    429: ExitCode.SERVICE_DOWN,
    502: ExitCode.SERVICE_DOWN,
    503: ExitCode.SERVICE_DOWN,
    504: ExitCode.SERVICE_DOWN,
}


def worst(codes: Iterable[int]) -> ExitCode:
    """Give the code that speaks for all of them; OK for none."""
    return min((ExitCode(code) for code in codes), key=PRECEDENCE.index, default=ExitCode.OK)


def of_verdict(verdict: str) -> ExitCode:
    """Give the code of a verdict by its name; an unknown one is CANNOT_VERIFY."""
    if verdict in _OF_REPORT:
        return _OF_REPORT[verdict]
    if verdict not in set(VerdictKind):
        return ExitCode.CANNOT_VERIFY
    return _OF_VERDICT[VerdictKind(verdict)]


def of_error(error: LedgerError) -> ExitCode:
    """Give the code of a refusal; INTERNAL for a class that the table does not name."""
    return OF_CLASS.get(type(error), ExitCode.INTERNAL)


def of_problem(status: int, code: str | None) -> ExitCode:
    """Give the code of a server's problem document: by its error code where that is known, else by the status."""
    if code in _OF_CODE:
        return _OF_CODE[code]
    by_class = ExitCode.USAGE if 400 <= status < 500 else ExitCode.INTERNAL
    return _OF_STATUS.get(status, by_class)
