"""tierlight case note, contact, refer, remedy and confirm: one step each, in words that no argument holds."""

from typing import Annotated

import typer

from auditor_cli.operator.case.desk import By, Party, Which, WordsFile, take, with_people, words_given
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.place import Place
from ledger.surveys.cases.closing import Side

_Danger = Annotated[bool, typer.Option("--danger", help="The worker is in danger: the 24 hours begin now.")]
_NotReached = Annotated[bool, typer.Option("--not-reached", help="Nobody was reached: no clock stops for a try.")]
_Side = Annotated[Side, typer.Option("--from", help="Who says that it is settled.")]


@with_people
def case_note(
    place: Place, which: Which, by: By, custody: Custody, words_file: WordsFile = None, danger: _Danger = False
) -> int:
    """\b
    Example:
      tierlight case note "blue kite" --by "Ana Invented" --home custodian

    Keep what was learnt. It stops no clock. With --danger the 24 hours of a case in danger begin now.
    """
    from ledger.surveys.cases.steps import endangered, noted

    words, change = words_given(words_file, "What was learnt"), endangered if danger else noted
    return take(
        place, custody, which, lambda case, who, at: change(case, by=who, words=words, at=at), by=by, title="NOTED"
    )


@with_people
def case_contact(
    place: Place, which: Which, by: By, custody: Custody, words_file: WordsFile = None, not_reached: _NotReached = False
) -> int:
    """\b
    Example:
      tierlight case contact "blue kite" --by "Ana Invented" --home custodian

    Keep that the worker was spoken to: the clock stops, and one for the next contact begins.
    """
    from ledger.surveys.cases.steps import contacted, tried

    words, change = words_given(words_file), tried if not_reached else contacted
    title = "TRIED, NOT REACHED" if not_reached else "IN CONTACT"
    return take(
        place, custody, which, lambda case, who, at: change(case, by=who, words=words, at=at), by=by, title=title
    )


@with_people
def case_refer(place: Place, which: Which, to: Party, by: By, custody: Custody, words_file: WordsFile = None) -> int:
    """\b
    Example:
      tierlight case refer "blue kite" --to "Invented Legal Aid" --by "Ana Invented" --home custodian

    Keep that the worker was told where to turn. Nothing was told there: that is `tierlight case disclose`.
    """
    from ledger.surveys.cases.steps import referred

    words = words_given(words_file)
    return take(
        place, custody, which, lambda case, who, at: referred(case, by=who, to=to, words=words, at=at), by=by,
        title="REFERRED",
    )  # fmt: skip


@with_people
def case_remedy(place: Place, which: Which, by: By, custody: Custody, words_file: WordsFile = None) -> int:
    """\b
    Example:
      tierlight case remedy "blue kite" --by "Ana Invented" --home custodian

    Keep what was put right, as it was told. It ends nothing until the workers' side confirms it.
    """
    from ledger.surveys.cases.steps import remedied

    words = words_given(words_file, "What was put right, and who says so")
    return take(
        place, custody, which, lambda case, who, at: remedied(case, by=who, words=words, at=at), by=by,
        title="REMEDY TOLD, NOT CONFIRMED",
    )  # fmt: skip


@with_people
def case_confirm(
    place: Place, which: Which, side: _Side, by: By, custody: Custody, words_file: WordsFile = None
) -> int:
    """\b
    Example:
      tierlight case confirm "blue kite" --from worker --by "Ana Invented" --home custodian

    Keep that the worker, or a worker organisation, says that it is settled. Only then can the case be closed.
    """
    from ledger.surveys.cases.closing import confirmed

    words = words_given(words_file, "What did they say")
    return take(
        place, custody, which, lambda case, who, at: confirmed(case, by=who, side=side, words=words, at=at), by=by,
        title="CONFIRMED",
    )  # fmt: skip
