"""tierlight case open."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import By, case_desk, told, typed, whole_text, with_people
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.output import tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.surveys.cases.opening import CameBy

if TYPE_CHECKING:
    from ledger.model.survey.case import Case
    from ledger.ports.survey import CustodianPlace
    from ledger.surveys.cases.opening import CaseAsked

_File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="What is known, as TOML; - for stdin; or typed, question by question."),
]
_Responder = Annotated[str, typer.Option("--responder", metavar="NAME", help="Who takes the case.")]
_Second = Annotated[str, typer.Option("--second", metavar="NAME", help="Who takes over if the first falls silent.")]
_MEND = "write way, when, language, words; and if known came_by, danger, child, country, site, wave, code_word"


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """What is known when a case is opened, as it is written or typed."""

    way: str
    when: str
    language: str
    words: str
    came_by: CameBy = CameBy.CALL
    danger: bool = False
    child: bool = False
    country: str | None = None
    site: str | None = None
    wave: str | None = None
    code_word: str = ""


@with_people
def case_open(
    place: Place, by: By, responder: _Responder, second: _Second, custody: Custody, file: _File = None
) -> int:
    """\b
    Example:
      tierlight case open --by "Ana Invented" --responder "Ana Invented" --second "Bo Invented" --home custodian

    Open a case, without any wave: how and when the worker can be reached safely, and why. Gives the code word to agree
    on with the worker. In danger it prints what was agreed for that country; nothing is sent to anybody.
    """
    from ledger.jobs.cases.open import open_case

    asked = _asked(_entry(file))
    with case_desk(place, custody) as opened:
        case = open_case(opened, asked, by=by, responder=responder, second=second)
        steps = danger_steps(opened, case) if case.is_danger else None
        told(place, case, title="OPENED", now=opened.clock.now(), in_danger=steps)
    tell(f'Agree with the worker on "{case.contact.code_word}": whoever calls says it first.')
    if file is not None and str(file) != "-":
        tell(f"Delete {file}: it holds what the worker said.")
    return ExitCode.OK


def danger_steps(opened: "CustodianPlace", case: "Case") -> list[str]:
    """Give what was agreed to do in danger; where nothing was, say so. People do it, with the worker (S6, S7)."""
    from ledger.jobs.cases.case_book import help_book_of
    from ledger.surveys.help_book import route_for

    route = route_for(help_book_of(opened.book), country=case.country, site=case.site)
    if route is None:
        where = case.country or "an unknown country"
        return [f"NOTHING WAS AGREED for danger in {where}: decide now with the worker and a second person"]
    return [*route.steps, f"agreed with {route.agreed_with}; decide with the worker; nothing was sent to anybody"]


def _entry(file: Path | None) -> CaseEntry:
    if file is None:
        return CaseEntry(
            way=typed("How can the worker be reached safely"),
            when=typed("When is it safe, and when never"),
            language=typed("In which language"),
            words=typed("What did the worker say, as much as is needed to help"),
            danger=typed("Is the worker in danger now? [y/N]").lower() in ("y", "yes"),
            child=typed("Is it about somebody under 18? [y/N]").lower() in ("y", "yes"),
            country=typed("In which country (two letters, empty if unknown)").upper() or None,
            site=typed("At which site (its identifier, empty if unknown)") or None,
        )
    return _read(whole_text(file, "--file"))


def _read(text: str) -> CaseEntry:
    import tomllib

    from ledger.errors import Unacceptable
    from ledger.proof.frozen_form import read_form
    from ledger.surveys.help_book import plain

    try:
        found: Any = tomllib.loads(text)
        return read_form(CaseEntry, plain(found))
    except tomllib.TOMLDecodeError as error:
        raise WrongUsage(field="--file", reason="is no TOML", mend=_MEND) from error
    except Unacceptable as error:
        raise WrongUsage(field=f"--file: {error.field}", reason=error.reason, mend=_MEND) from error


def _country(code: str | None) -> str | None:
    """Give the two letters by which lines and what was agreed for danger are found. Raises WrongUsage."""
    from ledger.reference.snapshot import bundled_snapshot

    if code is None or not code.strip():
        return None
    named = code.strip().upper()
    if named not in {row.iso2 for row in bundled_snapshot().countries}:
        reason = f"{code!r} is no country: no help and nothing agreed for danger would be found"
        raise WrongUsage(field="country", reason=reason, mend="give two letters of ISO 3166-1, as BD; or leave it out")
    return named


def _asked(entry: CaseEntry) -> "CaseAsked":
    from ledger.model.survey.case import SafeContact
    from ledger.surveys.cases.opening import CaseAsked

    return CaseAsked(
        contact=SafeContact(entry.way, entry.when, entry.language, entry.code_word),
        words=entry.words,
        came_by=entry.came_by,
        is_danger=entry.danger,
        is_child=entry.child,
        country=_country(entry.country),
        site=entry.site,
        wave=entry.wave,
    )
