"""tierlight case close."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import By, Which, WordsFile, case_desk, told, with_people, words_given
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

_Unreachable = Annotated[bool, typer.Option("--unreachable", help="After 180 days without contact, by two persons.")]
_Second = Annotated[str | None, typer.Option("--second", metavar="NAME", help="The second person of --unreachable.")]


@with_people
def case_close(
    place: Place,
    which: Which,
    by: By,
    custody: Custody,
    words_file: WordsFile = None,
    unreachable: _Unreachable = False,
    second: _Second = None,
) -> int:
    """\b
    Example:
      tierlight case close "blue kite" --by "Ana Invented" --home custodian

    Close a case that the workers' side confirmed as settled. With --unreachable two persons, both with their
    passphrases, close it after 180 days without contact; the reason is kept. After 90 days the case is destroyed.
    """
    from ledger.jobs.cases.close import close_case, close_unreachable

    if unreachable is (second is None):
        raise WrongUsage(field="--second", reason="and --unreachable go together", mend="give both, or neither")
    words = words_given(words_file, "Why the case ends")
    with case_desk(place, custody, people=2 if unreachable else 1) as opened:
        if second is not None:
            case = close_unreachable(opened, which, by=by, second=second, words=words)
        else:
            case = close_case(opened, which, by=by, words=words)
        told(place, case, title="CLOSED", now=opened.clock.now())
    return ExitCode.OK
