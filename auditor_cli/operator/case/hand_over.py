"""tierlight case hand-over."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import By, Party, Which, WordsFile, case_desk, told, with_people, words_given
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.place import Place

_Second = Annotated[str, typer.Option("--second", metavar="NAME", help="Who stands behind the new responder.")]
_Child = Annotated[bool, typer.Option("--child", help="It is about somebody under 18: child protection takes it.")]


@with_people
def case_hand_over(
    place: Place,
    which: Which,
    to: Party,
    second: _Second,
    by: By,
    custody: Custody,
    words_file: WordsFile = None,
    child: _Child = False,
) -> int:
    """\b
    Example:
      tierlight case hand-over "blue kite" --to "Bo Invented" --second "Cy Invented" --by "Bo Invented" --home custodian

    Give a case to another responder; its clock begins anew. The second responder takes it over once the first let the
    clock pass. With --child it goes to child protection, and no earlier consent stands.
    """
    from ledger.jobs.cases.hand_over import hand_over

    words = words_given(words_file, "Why")
    with case_desk(place, custody) as opened:
        case = hand_over(opened, which, by=by, heir=to, second=second, words=words, is_child=child)
        told(place, case, title="HANDED OVER", now=opened.clock.now())
    return ExitCode.OK
