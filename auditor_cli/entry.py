"""From an argument list to an exit code: the only place where an error becomes text and a number."""

import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import print_document, tell
from auditor_cli.problem import of_crash, of_ledger_error, of_usage, problem_lines
from auditor_cli.refusals import exit_code_of
from ledger.errors import LedgerError

Problem = dict[str, Any]


def run(app: typer.Typer, args: Sequence[str], *, name: str) -> int:
    """Run one command line and give its exit code; what went wrong is told on stderr, with --json on stdout too."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail_on_a_letter(stream)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)  # ended by a supervisor, a command cleans up as on Ctrl-C
    try:
        return int(app(args=list(args), prog_name=name, standalone_mode=False) or ExitCode.OK)
    except LedgerError as error:
        return _refuse(args, of_ledger_error(error), exit_code_of(error))
    except (typer.Abort, KeyboardInterrupt):
        tell("interrupted")
        return ExitCode.INTERRUPTED
    except typer.TyperException as error:
        asked = getattr(getattr(error, "ctx", None), "command_path", name)  # the verb whose help says it
        return _refuse(args, of_usage(error.format_message(), name=asked), ExitCode.USAGE)
    except Exception as error:  # the edge of the process: nothing above could tell it
        return _crash(args, error)


def _refuse(args: Sequence[str], problem: Problem, code: ExitCode) -> ExitCode:
    for line in problem_lines(problem):
        tell(line)
    if _wants_json(args):
        print_document({"schema": "tierlight.error/1", "error": {**problem, "exit_code": int(code)}})
    return code


def _crash(args: Sequence[str], error: Exception) -> ExitCode:
    told = "".join(traceback.format_exception(error))
    if os.environ.get("TIERLIGHT_DEBUG"):
        tell(told)
    return _refuse(args, of_crash(error, log=_write_log(args, told)), ExitCode.INTERNAL)


def _write_log(args: Sequence[str], told: str) -> Path:
    """Keep the traceback in a new file of this user's, since a data folder may be missing or full."""
    descriptor, name = tempfile.mkstemp(prefix="tierlight-error-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"command: {' '.join(_without_secrets(args))}\n{told}")
    return Path(name)


def _without_secrets(args: Sequence[str]) -> list[str]:
    shown: list[str] = []
    for arg in args:
        if shown and shown[-1] == "--api-key":
            shown.append("…")
        elif arg.startswith("--api-key="):
            shown.append("--api-key=…")
        else:
            shown.append(arg)
    return shown


def _wants_json(args: Sequence[str]) -> bool:
    """Say whether --json was asked for, also where the arguments could not be read."""
    options = args[: args.index("--")] if "--" in args else args
    return "--json" in options


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _never_fail_on_a_letter(stream: TextIO) -> None:
    """On a terminal that lacks a letter, show its number rather than die."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
