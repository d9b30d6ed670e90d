"""A custodian's machine with both people, responders, help and a clock that a test moves; commands alone reach it.

All people, organisations and numbers are invented.
"""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from help_books import a_danger_entry, a_line_entry

from auditor_cli.operator.app import main as tierlight

NOW, HOUR, DAY = 1_790_000_000, 3_600, 86_400  # 2026-09-21
ANA, BO, CY, KIM, LEE = "Ana Invented", "Bo Invented", "Cy Invented", "Kim Invented", "Lee Invented"
AID = "Invented Legal Aid"
SECRETS = ("000 000 0042", "let it ring twice", "my passport", "Mill-Canary")
HELP = (
    a_line_entry(confirmed_by="Bo Invented")
    + a_line_entry("Invented Police", "000 000 0005", "police", confirmed_by="An officer")
    + """
[[help]]
name = "Nobody asked them"
number = "000 000 0009"
kind = "helpline"
countries = ["BD"]
languages = ["bn"]
hours = {}
"""
    + a_danger_entry("ask whether she can leave now", "two people fetch her, never in a car of the firm")
)
PEOPLE = (
    (ANA, "worker_organisation"), (BO, "trade_union"), (CY, "helpline"), (KIM, "child_protection"),
    (LEE, "child_protection"),
)  # fmt: skip
CALL = """
way = "call 000 000 0042, let it ring twice"
when = "after eight, never on Friday"
language = "bn"
words = "They keep my passport at Mill-Canary and I owe the agent."
country = "BD"
code_word = "blue kite"
"""


@dataclass
class Clock:
    at: int = NOW

    def now(self) -> int:
        return self.at


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass
class Office:
    """A custodian's machine with both people's passphrases in files, and the time it is there."""

    folder: Path
    clock: Clock

    def case(self, *args: object, words: str | None = "what was said", person: int = 1, code: int = 0) -> Ran:
        """One command, as person 1 or 2 types it, with the exit code that it must have."""
        given: list[object] = ["case", *args, "--home", self.folder / "custodian"]
        for each in {1: (1,), 2: (2,), 3: (1, 2)}[person]:
            option = "--first-password-file" if each == 1 else "--second-password-file"
            given += [option, self.folder / f"words-{each}"]
        if words is not None:
            (self.folder / "said").write_text(words)
            given += ["--words-file", self.folder / "said"]
        ran = run(*given)
        assert ran.code == code, ran.out + ran.err
        return ran

    def opened(self, text: str = CALL, **options: object) -> Ran:
        (self.folder / "call.toml").write_text(text)
        named = {"by": ANA, "responder": ANA, "second": BO} | options
        given = [part for name, value in named.items() for part in (f"--{name}", value)]
        return self.case("open", *given, "--file", self.folder / "call.toml", "--json", words=None)

    def later(self, seconds: int) -> None:
        self.clock.at += seconds

    def overdue(self) -> list[str]:
        return [each["code_word"] for each in self.case("due", "--json", words=None).document["overdue"]]


def run(*args: object) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = tierlight([str(arg) for arg in args])
    return Ran(code, out.getvalue(), err.getvalue())
