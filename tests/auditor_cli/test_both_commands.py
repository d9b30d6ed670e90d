"""What holds for every command of both programs: help with an example, shared options, one document, clean streams."""

import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest
import typer
from cli_builders import BIN, PRODUCT, SITE, Story, called, ran, started

from auditor_cli import output
from auditor_cli.auditor import app as auditor_app
from auditor_cli.operator import app as operator_app

TIERLIGHT = [
    *("init", "chain up", "chain migrate", "chain writer", "deploy", "serve", "worker", "keys new", "keys backup"),
    *("attest", "reply", "dispute", "hand-in", "chain record", "capture", "fsck", "doctor", "backup", "restore"),
    *("sites list", "sites decide", "keys delegate", "keys undelegate", "keys list", "keys add", "keys revoke"),
    *("keys suspect", "keys recover", "keys admins", "keys sign", "keys send"),
]
ONLY_HERE = ["init", "chain up", "deploy", "serve", "worker", "fsck", "backup x", "restore x", "keys backup x"]


@pytest.mark.parametrize("verb", TIERLIGHT)
def test_each_command_shows_an_example_first_and_takes_the_shared_options(verb: str) -> None:
    found = called(operator_app.main, *verb.split(), "--help")
    assert found.code == 0
    assert found.out.partition("Usage: ")[2].splitlines()[2].strip() == "Example:"
    assert all(option in found.out for option in ("--home", "--json"))


@pytest.mark.parametrize("command", ["auditor", "tierlight"])
def test_the_program_names_its_commands_version_and_exit_codes(command: str) -> None:
    found = ran(command, "--help")
    assert found.code == 0
    assert "Example:" in found.out
    assert "130  interrupted" in found.out
    assert ran(command, "--version").out.startswith(f"{command} 0.")


def test_the_help_loads_neither_chain_nor_database_nor_tables() -> None:
    heavy = "('web3', 'sqlmodel', 'sqlalchemy', 'uvicorn', 'rich', 'httpx', 'eth_account', 'pydantic')"
    code = (
        "import sys; from auditor_cli.operator.app import main; main(['--help']); "
        f"sys.exit(', '.join(name for name in {heavy} if name in sys.modules) or 0)"
    )
    done = subprocess.run([str(BIN / "python"), "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_exit_codes_are_told_as_one_document() -> None:
    found = called(auditor_app.main, "help", "exit-codes", "--json").document
    assert [each["code"] for each in found["exit_codes"]] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]


def test_no_command_at_all_is_wrong_usage_and_shows_the_help() -> None:
    found = called(auditor_app.main)
    assert (found.code, found.out) == (2, "")
    assert "Example:" in found.err


@pytest.mark.parametrize("verb", ONLY_HERE)
def test_a_command_for_this_machine_refuses_a_server_and_says_why(verb: str, tmp_path: Path) -> None:
    found = called(operator_app.main, *verb.split(), "--server", "http://127.0.0.1:9", "--home", tmp_path / "h")
    assert (found.code, found.out) == (2, "")
    assert "--server" in found.err
    assert "mend:" in found.err
    assert not (tmp_path / "h").exists()
    assert "--server" not in called(operator_app.main, *verb.removesuffix(" x").split(), "--help").out


def test_an_unknown_option_is_one_document_with_json() -> None:
    found = called(auditor_app.main, "products", "--colour", "--json")
    assert found.code == found.document["error"]["exit_code"] == 2


def test_an_unexpected_fault_is_one_line_a_log_and_no_traceback(tmp_path: Path) -> None:
    app = typer.Typer(rich_markup_mode=None)

    @app.command()
    def crash(json: bool = False) -> None:
        raise ZeroDivisionError("secret detail")

    from auditor_cli.entry import run

    found = called(lambda args: run(app, args, name="crash"), "--json")
    assert found.code == 1
    assert "Traceback" not in found.err
    assert "secret detail" not in found.out + found.err
    log = Path(found.document["error"]["facts"]["log"])
    assert "ZeroDivisionError: secret detail" in log.read_text()
    log.unlink()


def test_an_api_key_stays_out_of_the_log() -> None:
    from auditor_cli.entry import _without_secrets

    assert "tl_x_y" not in " ".join(_without_secrets(["a", "--api-key", "tl_x_y", "--api-key=tl_x_y"]))


def _on_a_terminal(*args: object, env: dict[str, str]) -> str:
    """What a command writes when its stdout is a terminal."""
    ours, theirs = pty.openpty()
    told = {"TERM": "xterm-256color", **{name: value for name, value in os.environ.items() if name != "NO_COLOR"}}
    with started("auditor", *args, stdout=theirs, env=told | env) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux ends a terminal that nobody holds with an error
                break
            if not part:
                break
            seen += part
        process.wait(60)
    os.close(ours)
    return seen.decode()


def test_colour_is_for_terminals_and_never_with_no_color(story: Story) -> None:
    args = ("score", PRODUCT, "--home", story.home)
    assert "\x1b[" in _on_a_terminal(*args, env={})
    assert "\x1b" not in _on_a_terminal(*args, env={"NO_COLOR": "1"})
    assert "\x1b" not in ran("auditor", *args).out


def test_a_band_is_told_in_words_and_symbols_without_colour(story: Story) -> None:
    found = ran("auditor", "explain", PRODUCT, "--site", SITE, "--home", story.home, env={"NO_COLOR": "1"})
    assert any(f"{symbol} " in found.out for symbol in "■▲?◆●○")


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\nb", "a\u202eb", "a\x9bb", "a\rb"])
def test_a_text_of_others_has_no_power_over_a_terminal(text: str) -> None:
    assert output.safe(text).isprintable()


def test_an_interrupt_is_130(tmp_path: Path) -> None:
    with started("tierlight", "chain", "up", "--home", tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it is up
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_a_reader_that_leaves_early_is_no_fault(story: Story) -> None:
    with started("auditor", "explain", PRODUCT, "--home", story.home) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        process.wait(60)
    assert (process.returncode, err) == (0, "")
