"""What holds for each verb of `auditor`: a help that begins with an example, a schema by name, 80 columns."""

from typing import Any

import pytest
import typer
from cli_builders import BRAND, LOT, PRODUCT, SITE, YARN, Story, called, ran

from auditor_cli.auditor.app import build
from auditor_cli.auditor.app import main as auditor

DAY = ("--as-of", "2026-11-21")
ASKED: dict[str, tuple[str, ...]] = {
    "products": (),
    "tiers": (PRODUCT,),
    "score": (PRODUCT, *DAY),
    "explain": (PRODUCT, "--site", SITE, *DAY),
    "compare": (PRODUCT, "--as-of", "2026-10-20", *DAY),
    "what-if": (PRODUCT, *DAY),
    "trace": (LOT,),
    "track": (YARN,),
    "find": ("PO-1",),
    "blast-radius": ("site", SITE),
    "brand": (BRAND, *DAY),
    "screen": ("--all", *DAY),
    "fsck": (),
    "reference list": (),
}
# These need a file, a record or minutes, and have their own tests; `schema` comes from the one place for all of them.
ELSEWHERE = ("backtest", "credits", "event-hash", "help", "reference", "report", "verify")


def verbs_of(command: Any, path: str = "") -> list[str]:
    named = getattr(command, "commands", {})
    return [verb for name, each in named.items() for verb in verbs_of(each, f"{path} {name}".strip())] or [path]


ONLY_HERE = ("backtest", "event-hash", "reference import")
EVERY = verbs_of(typer.main.get_command(build()))


def test_no_verb_is_left_out() -> None:
    assert [verb for verb in EVERY if verb not in ASKED and verb.split()[0] not in ELSEWHERE] == []
    assert set(ASKED) <= set(EVERY)


@pytest.mark.parametrize("verb", [verb for verb in EVERY if verb != "help"])
def test_its_help_begins_with_an_example_and_has_the_shared_options(verb: str) -> None:
    found = called(auditor, *verb.split(), "--help")
    assert found.code == 0
    assert found.out.partition("Usage: ")[2].splitlines()[2].strip() == "Example:"
    assert all(option in found.out for option in ("--home", "--json"))
    assert ("--server" in found.out) is (verb not in ONLY_HERE)


@pytest.mark.parametrize("verb", ASKED)
def test_its_json_names_the_verb_and_a_version(story: Story, verb: str) -> None:
    document = called(auditor, *verb.split(), *ASKED[verb], "--home", story.home, "--json").document
    name, _, version = document["schema"].partition("/")
    assert (name.replace("-", "."), version) == (f"tierlight.{verb.replace(' ', '.').replace('-', '.')}", "1")


@pytest.mark.parametrize("verb", ASKED)
def test_its_answer_fits_80_columns_and_colour_says_nothing_alone(
    story: Story, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    found = called(auditor, *verb.split(), *ASKED[verb], "--home", story.home)
    assert found.code in (0, 6), found.err
    assert max(map(len, found.out.splitlines())) <= 80
    assert "\x1b" not in found.out


def test_a_shell_completes_the_verbs() -> None:
    asked = {"_AUDITOR_COMPLETE": "complete_bash", "COMP_WORDS": "auditor wh", "COMP_CWORD": "1"}
    assert ran("auditor", env=asked).out.split() == ["what-if"]


def test_a_refusal_names_its_schema_as_well() -> None:
    assert called(auditor, "score", "--bogus", "--json").document["schema"] == "tierlight.error/1"
