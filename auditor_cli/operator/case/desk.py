"""What every `tierlight case` command opens and asks: the custodian's book, who acts, and words that no argument holds.

What is said of a worker is never an argument: a shell keeps those in its history, and every program can read them.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.jobs.cases.step import Change
    from ledger.model.survey.case import Case
    from ledger.ports.survey import CustodianPlace

Which = Annotated[str, typer.Argument(metavar="CASE", help="The code word in quotes, or the first digits of the id.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Which agreed responder you are.")]
WordsFile = Annotated[
    Path | None,
    typer.Option("--words-file", metavar="FILE", help="What was said or done, in a file; - for stdin; or typed."),
]
Party = Annotated[str, typer.Option("--to", metavar="NAME", help="One party, by name.")]
Yes = Annotated[bool, typer.Option("--yes", help="Nobody else sees this screen: do not ask.")]

_MOST_BYTES = 100_000
with_people: Callable[[Callable[..., int]], Callable[..., int]] = partial(
    holds, only=("first_password_file", "second_password_file")
)


@contextmanager
def case_desk(place: Place, custody: Custody, *, people: int = 1) -> "Iterator[CustodianPlace]":
    """Give the custodian's place; what is over its time is destroyed first, so that no calendar has to remember it."""
    from ledger.jobs.cases.erase import erase_cases

    with custodian(place, custody, people=people) as desk:
        gone = erase_cases(desk.place)
        if gone:
            tell(f"{gone} closed cases were over their 90 days and are destroyed; their counts stay")
        yield desk.place


def take(place: Place, custody: Custody, which: str, change: "Change", *, by: str, title: str) -> int:
    """Take one step and tell its clock."""
    from ledger.jobs.cases.step import take_step

    with case_desk(place, custody) as opened:
        told(place, take_step(opened, which, change, by=by), title=title, now=opened.clock.now())
    return ExitCode.OK


def told(place: Place, case: "Case", *, title: str, now: int, in_danger: Sequence[str] | None = None) -> None:
    """Answer with what may stand on a shared screen: code word and clock, no contact, no words, no place.

    `in_danger` are the steps that were agreed for the country, where the case has just been opened in danger.
    """
    from auditor_cli.render.facts import draw_facts

    facts = clock_document(case, now=now)
    steps = () if in_danger is None else ("IN DANGER", *(f"  - {safe(step)}" for step in in_danger))
    document = facts | {"in_danger": list(in_danger) if in_danger is not None else None}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, facts, *steps))


def clock_document(case: "Case", *, now: int) -> dict[str, object]:
    """Give code word, id, clock and state of a case."""
    from ledger.proof.wire import instant_text
    from ledger.surveys.cases.clocks import due_of

    due = due_of(case, now=now)
    return {
        "code_word": case.contact.code_word,
        "case_id": case.case_id[:8],
        "state": "open" if case.closure is None else str(case.closure),
        "due_by": instant_text(due.due_by) if due else None,
        "is_overdue": due.is_overdue if due else False,
        "waits_for": _waits_for(due.is_first_contact, due.tries) if due else None,
        "responder": case.responder,
        "is_danger": case.is_danger,
        "is_child": case.is_child,
    }


def words_given(file: Path | None, question: str = "What was said or done") -> str:
    """Give what was typed, or what the file holds. Raises WrongUsage where nobody is there to type."""
    if file is None:
        return typed(question)
    return whole_text(file, "--words-file").strip()


def whole_text(file: Path, field: str) -> str:
    """Give a file's text, - for stdin. Raises WrongUsage."""
    try:
        raw = sys.stdin.buffer.read(_MOST_BYTES + 1) if str(file) == "-" else file.read_bytes()[: _MOST_BYTES + 1]
        if len(raw) > _MOST_BYTES:
            raise WrongUsage(field=field, reason="is over 100 kB", mend="keep what is needed to help")
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUsage(
            field=field, reason=f"{file} cannot be read", mend="name a text file, or - for stdin"
        ) from error


def typed(question: str) -> str:
    """Ask on the terminal and give one line. Raises WrongUsage where nobody is there."""
    if not sys.stdin.isatty():
        mend = "give --words-file FILE, or - and the words on stdin"
        raise WrongUsage(field="words", reason="nobody is there to type them", mend=mend)
    print(f"{question}: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def require_alone(yes: bool, what: str) -> None:
    """Return once somebody said that nobody else looks. Raises WrongUsage otherwise."""
    if yes or (sys.stdin.isatty() and typed(f"{what} Does nobody else see this screen? [y/N]").lower() in ("y", "yes")):
        return
    raise WrongUsage(field="--yes", reason="nobody said that this screen is not seen by others", mend="give --yes")


def _waits_for(is_first: bool, tries: int) -> str:
    tried = f", {tries} tries" if tries else ""
    return ("first contact" if is_first else "next contact") + tried
