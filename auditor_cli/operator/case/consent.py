"""tierlight case consent and disclose: nothing is told without consent to this telling, to this party."""

from typing import Annotated

import typer

from auditor_cli.operator.case.desk import By, Party, Which, WordsFile, take, with_people, words_given
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

_To = Annotated[str | None, typer.Option("--to", metavar="NAME", help="One party, by name.")]
_Refused = Annotated[bool, typer.Option("--refused", help="The worker does not want this party to be told.")]
_Withdrawn = Annotated[bool, typer.Option("--withdrawn", help="The worker takes the consent back.")]
_ForRelease = Annotated[
    bool, typer.Option("--for-release", help="The case may count at the next release without bands, source unnamed.")
]


@with_people
def case_consent(
    place: Place,
    which: Which,
    by: By,
    custody: Custody,
    to: _To = None,
    words_file: WordsFile = None,
    refused: _Refused = False,
    withdrawn: _Withdrawn = False,
    for_release: _ForRelease = False,
) -> int:
    """\b
    Example:
      tierlight case consent "blue kite" --to "Invented Legal Aid" --by "Ana Invented" --home custodian

    Keep what the worker agreed may be told to one party, or refused, or took back. A consent is good for one telling.
    """
    from ledger.surveys.cases import consents

    if refused and withdrawn:
        raise WrongUsage(field="--refused", reason="and --withdrawn cannot both be", mend="give one of them")
    if (to is None) is not for_release:
        raise WrongUsage(field="--to", reason="or --for-release, one of them", mend="name one party")
    party = consents.IN_A_RELEASE if to is None else to
    words = words_given(words_file, "What may be told, in the worker's words")
    change, title = consents.consented, "CONSENT KEPT"
    if refused or withdrawn:
        change = consents.refused if refused else consents.withdrawn
        title = "REFUSED: nothing may be told" if refused else "WITHDRAWN: what was told before cannot be called back"
    return take(
        place, custody, which, lambda case, who, at: change(case, by=who, to=party, words=words, at=at), by=by,
        title=title,
    )  # fmt: skip


@with_people
def case_disclose(place: Place, which: Which, to: Party, by: By, custody: Custody, words_file: WordsFile = None) -> int:
    """\b
    Example:
      tierlight case disclose "blue kite" --to "Invented Legal Aid" --by "Ana Invented" --home custodian

    Keep that this party is told. Refused without the worker's standing consent to it; run it before you tell. Nothing
    is sent: you tell it yourself.
    """
    from ledger.surveys.cases.consents import disclosed

    words = words_given(words_file, "What is told")
    return take(
        place, custody, which, lambda case, who, at: disclosed(case, by=who, to=to, words=words, at=at), by=by,
        title="MAY BE TOLD NOW, ONCE",
    )  # fmt: skip
