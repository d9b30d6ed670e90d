"""tierlight survey people."""

import time
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.passphrase import PasswordFile, person_passphrase
from auditor_cli.operator.survey.custody import custodian_home
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

Person = Annotated[int, typer.Argument(metavar="PERSON", min=1, max=2, help="1 or 2: who of the two is here.")]
Epoch = Annotated[
    str | None,
    typer.Option("--epoch", metavar="YYYY-MM", help="The month that the key is of; this month if not given."),
]


def survey_people(place: Place, person: Person, epoch: Epoch = None, password_file: PasswordFile = None) -> int:
    """\b
    Example:
      tierlight survey people 1 --home custodian

    Make one person's key of a month. Two people hold a key each, with a passphrase that the other does not know: no
    answer opens without both. The secret stays in a file of this machine; the public half is printed.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap.survey import enrol_person, key_file

    home = custodian_home(place)
    is_new = not key_file(home, person).exists()
    words = person_passphrase(person, password_file, is_new=is_new)
    month = epoch or time.strftime("%Y-%m", time.gmtime())
    public = enrol_person(home, person, words, month)
    document = {
        "person": person,
        "epoch": month,
        "public_key": "0x" + public.hex(),
        "file": str(key_file(home, person)),
        "is_complete": key_file(home, 3 - person).exists(),
    }
    if not document["is_complete"]:
        tell(f"person {3 - person} is missing: `tierlight survey people {3 - person}`, typed by somebody else")
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "KEY MADE", document))
    return ExitCode.OK
