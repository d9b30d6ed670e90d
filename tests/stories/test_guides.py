"""The guides for people in the field: no link is dead, every command is one, and examples are taken."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from auditor_cli.operator.app import build, main
from ledger.surveys.cases.erasing import ERASED_AFTER_SECONDS
from ledger.surveys.help_book import read_help_book
from ledger.surveys.help_lines import CONFIRMED_WITHIN_SECONDS

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("field-guide.md", "misuse.md", "worker-data.md", "phone-channels.md")
TEXTS = {name: (ROOT / "docs" / name).read_text() for name in GUIDES}
BLOCKS = re.findall(r"```bash\n(.*?)```", TEXTS["field-guide.md"], flags=re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.strip()]
MENTIONED = sorted({m for text in TEXTS.values() for m in re.findall(r"`tierlight ((?:survey|case) [a-z-]+)", text)})


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_of_a_guide_leads_to_a_file(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", TEXTS[name])
    assert links or name == "phone-channels.md"
    for link in links:
        assert (ROOT / "docs" / link).resolve().exists(), link


def test_the_readme_leads_to_the_guides() -> None:
    readme = (ROOT / "README.md").read_text()
    for name in GUIDES:
        assert f"(docs/{name})" in readme, name


def wrong_in(line: str) -> str | None:
    """What the command line parser says against a line of a guide; None where it is a command as it stands."""
    words = shlex.split(line.partition(" >")[0])
    if words[0] != "tierlight":
        return "is no tierlight command"
    try:
        typer.main.get_command(build()).make_context("tierlight", words[1:], resilient_parsing=False)
        return _refused_by_its_verb(words[1:])
    except typer.TyperException as error:
        return error.format_message()


def _refused_by_its_verb(words: list[str]) -> str | None:
    command = typer.main.get_command(build())
    context = command.make_context("tierlight", list(words))
    while hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        if command is None:
            return f"there is no {name}"
        context = command.make_context(name, rest, parent=context)
    return None


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_field_guide_is_one(line: str) -> None:
    assert wrong_in(line) is None


@pytest.mark.parametrize("line", ["tierlight case opne", "tierlight case list --hoem x", "tierlight survey open", "ls"])
def test_planted_bug_a_command_that_is_none_is_found(line: str) -> None:
    assert wrong_in(line) is not None


@pytest.mark.parametrize("told", MENTIONED)
def test_every_command_that_a_guide_mentions_exists(told: str) -> None:
    assert main([*told.split(), "--help"]) == 0


def test_there_is_a_command_for_each_step_of_the_guide() -> None:
    said = {" ".join(shlex.split(line)[1:3]) for line in COMMANDS}
    assert {"survey practice", "survey end", "case open", "case due", "survey demands", "survey release"} <= said


def test_the_example_of_a_help_book_is_taken() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", TEXTS["field-guide.md"], flags=re.DOTALL)
    book = read_help_book(text.encode())
    assert (len(book.lines), len(book.responders), len(book.routes)) == (1, 1, 1)


def test_the_periods_that_the_guides_tell_are_those_of_the_code() -> None:
    from ledger.jobs.survey.expire import FREE_TEXT_SECONDS, RESPONSE_SECONDS
    from ledger.model.survey.case import DANGER_SECONDS, OTHER_SECONDS, UNREACHABLE_SECONDS

    day = 86_400
    assert (90 * day, 730 * day, 90 * day) == (FREE_TEXT_SECONDS, RESPONSE_SECONDS, ERASED_AFTER_SECONDS)
    assert (day, 3 * day, 180 * day) == (DANGER_SECONDS, OTHER_SECONDS, UNREACHABLE_SECONDS)
    assert 180 * day == CONFIRMED_WITHIN_SECONDS
    for told in ("90 days after closure", "24 months after the wave closes", "90 days after the wave closes"):
        assert told in TEXTS["worker-data.md"]
