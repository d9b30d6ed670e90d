"""The table of exit codes: complete, in one order, and never 0 for a verdict that failed."""

import itertools

import pytest

from auditor_cli.exit_codes import OF_CLASS, ExitCode, of_error, of_problem, of_verdict, worst
from ledger.errors import LedgerError, UnknownKey
from ledger.model.verdict import VerdictKind

ORDER = (2, 1, 4, 3, 7, 8, 5, 6, 0)


def _classes(root: type[LedgerError]) -> set[type[LedgerError]]:
    return {root, *(found for each in root.__subclasses__() for found in _classes(each))} - {LedgerError}


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(ORDER, 2)))
def test_of_two_codes_the_one_that_comes_first_in_the_order_is_given(first: int, second: int) -> None:
    assert worst([second, first]) == worst([first, second]) == first


def test_an_interrupt_speaks_before_everything() -> None:
    assert worst([130, *ORDER]) == 130


def test_no_code_at_all_is_good() -> None:
    assert worst([]) == 0


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        ("INVALID", 3),
        ("DISPUTED", 3),
        ("REVOKED", 3),
        ("SUPERSEDED", 3),
        ("EXPIRED", 3),
        ("UNANCHORED", 6),
        ("CANNOT-VERIFY", 8),
        ("TIME-UNPROVABLE", 8),
        ("VALID", 0),
    ],
)
def test_each_verdict_has_its_code(verdict: str, code: int) -> None:
    assert of_verdict(verdict) == code


def test_only_valid_is_good() -> None:
    assert [kind for kind in VerdictKind if of_verdict(kind.value) == 0] == [VerdictKind.VALID]


def test_a_verdict_of_a_later_version_is_not_taken_for_good() -> None:
    assert of_verdict("SPLENDID") == ExitCode.CANNOT_VERIFY


def test_every_refusal_of_the_ledger_stands_in_the_table() -> None:
    own = {cls for cls in _classes(LedgerError) if cls.__module__.startswith("ledger.errors.")}
    assert own == set(OF_CLASS)


def test_no_refusal_is_good() -> None:
    assert ExitCode.OK not in OF_CLASS.values()


def test_a_server_s_problem_has_the_code_of_the_same_refusal_here() -> None:
    assert of_problem(403, "unknown-key") == of_error(UnknownKey(signer=b"", issuer="")) == 4


@pytest.mark.parametrize(("status", "code"), [(401, 4), (403, 4), (404, 2), (422, 2), (429, 7), (500, 1), (503, 7)])
def test_an_unknown_problem_is_judged_by_its_status(status: int, code: int) -> None:
    assert of_problem(status, None) == code
