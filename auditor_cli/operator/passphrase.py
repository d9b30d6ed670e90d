"""The passphrase of a key file: from the environment, a file, or a person; never from an argument that others see."""

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.settings import Settings

PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help="A file whose first line is the passphrase of the key."),
]
_LEAST_LETTERS = 12
_NOBODY = "set TIERLIGHT_KEY_PASSWORD or give --password-file"


def passphrase(settings: "Settings", password_file: Path | None, *, is_new: bool) -> str:
    """Give the passphrase; a new one is asked for twice. Raises WrongUsage."""
    if password_file is not None:
        return _first_line(password_file)
    if settings.key_password is not None:
        return settings.key_password.get_secret_value()
    if not sys.stdin.isatty():
        raise WrongUsage(field="passphrase", reason="nobody is there to type it", mend=_NOBODY)
    given = getpass("Passphrase of the key: ")
    if is_new and getpass("The same again: ") != given:
        raise WrongUsage(field="passphrase", reason="the two are not the same", mend="try again")
    if is_new and len(given) < _LEAST_LETTERS:
        raise WrongUsage(field="passphrase", reason=f"has under {_LEAST_LETTERS} letters", mend="take a longer one")
    return given


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(field="--password-file", reason=f"{path} cannot be read", mend=_NOBODY) from error
    if not lines or not lines[0]:
        raise WrongUsage(field="--password-file", reason=f"{path} has no first line", mend=_NOBODY)
    return lines[0]


def person_passphrase(person: int, password_file: Path | None, *, is_new: bool) -> str:
    """Give the passphrase of one of a custodian's two people, from a file or typed by them. Raises WrongUsage."""
    if password_file is not None:
        return _first_line(password_file)
    if not sys.stdin.isatty():
        option = "--first-password-file" if person == 1 else "--second-password-file"
        raise WrongUsage(field="passphrase", reason=f"person {person} is not there to type it", mend=f"give {option}")
    given = getpass(f"Person {person}, type your passphrase (nobody else looks): ")
    if is_new and getpass("The same again: ") != given:
        raise WrongUsage(field="passphrase", reason="the two are not the same", mend="try again")
    return given
