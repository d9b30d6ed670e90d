"""stdout is the answer, stderr is talk. What others wrote is shown without the power to move a terminal."""

import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from rich.console import Console

Document = dict[str, Any]

_WIDEST = 120
_NARROWEST = 60
_JOINERS = "\u200c\u200d"  # Persian and Indic names need them
_MOVES_TEXT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, escapes, direction marks, line separators


def answer(document: Mapping[str, Any], *, as_json: str | None, render: "Callable[[Console], None]") -> None:
    """Put the answer on stdout: the document as JSON that names its schema `as_json`, or what `render` draws of it."""
    if as_json is not None:
        print_document({"schema": as_json, **document})
        return
    console = _console()
    with console.capture() as drawn:  # by itself, rich would end the process when a pipe breaks
        render(console)
    _put("".join(f"{line.rstrip()}\n" for line in drawn.get().splitlines()))


def print_document(document: Mapping[str, Any]) -> None:
    """Put one JSON document on stdout."""
    _put(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_text(text: str) -> None:
    """Put a text on stdout as it is."""
    _put(text)


def tell(line: str) -> None:
    """Say something on stderr that is not the answer; on a terminal no word is cut where a line ends."""
    print(_wrapped(line) if sys.stderr.isatty() else line, file=sys.stderr, flush=True)


def _wrapped(text: str) -> str:
    """Give a text in lines that a terminal holds, each hanging under its first; long names stay in one piece."""
    width = max(_NARROWEST, min(shutil.get_terminal_size().columns, _WIDEST))
    lines = (
        wrap(each, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False) or [""]
        for each in text.splitlines()
    )
    return "\n".join(line for wrapped in lines for line in wrapped)


def safe(text: object) -> str:
    """Give a text of others on one line, with control and direction characters made visible."""
    return "".join(_visible(letter) for letter in str(text))


def _visible(letter: str) -> str:
    if letter in _JOINERS or unicodedata.category(letter) not in _MOVES_TEXT:
        return letter
    return f"\\x{ord(letter):02x}" if ord(letter) < 0x100 else f"\\u{ord(letter):04x}"


def _console() -> "Console":
    from rich.console import Console

    colour: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"  # None: not even bold
    console = Console(color_system=colour, markup=False, highlight=False, emoji=False, soft_wrap=False)
    console.width = max(_NARROWEST, min(console.width, _WIDEST))
    return console


def _put(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:  # its reader has seen enough; keep the interpreter from complaining at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
