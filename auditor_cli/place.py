"""Where a command looks, and how it answers: the four options that every command has."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.settings import Settings

_HOME = Annotated[
    Path | None,
    typer.Option("--home", envvar="TIERLIGHT_HOME", metavar="DIR", help="The data folder; ./var if not given."),
]
_JSON = Annotated[bool, typer.Option("--json", help="Print one stable JSON document and nothing else.")]
_SERVER = Annotated[
    str | None, typer.Option("--server", metavar="URL", help="Ask a running API instead of the local data.")
]
_NO_SERVER = Annotated[str | None, typer.Option("--server", hidden=True)]  # known, so that the refusal says why
_API_KEY = Annotated[
    str | None,
    typer.Option("--api-key", envvar="TIERLIGHT_API_KEY", metavar="KEY", help="The key to ask the server with."),
]
_OPTIONS = {"home": (_HOME, None), "as_json": (_JSON, False), "server": (_SERVER, None), "api_key": (_API_KEY, None)}
_OPTIONS_HERE = {name: _OPTIONS[name] for name in ("home", "as_json")} | {"server": (_NO_SERVER, None)}


@dataclass(frozen=True, slots=True)
class Place:
    """What the four options said. `home` is None where neither option nor environment names one.

    `as_json` is the name and version of the schema to answer in, as in `tierlight.score/1`; None where people read.
    """

    home: Path | None
    as_json: str | None
    server: str | None
    api_key: str | None

    def settings(self, **given: object) -> "Settings":
        """Give the settings in effect: option, then environment, then default. Raises BadSetting."""
        from ledger.settings import read_settings

        return read_settings(home=self.home, **given)


def verb(app: typer.Typer, name: str, *, only_here: str | None = None) -> Callable[[Callable[..., int]], None]:
    """Make `f(place, …) -> exit code` a command with the four options.

    `only_here` is the reason why the command takes no --server: none is offered, and giving one is wrong usage.
    """

    def register(command: Callable[..., int]) -> None:
        offered = _OPTIONS if only_here is None else _OPTIONS_HERE
        own = [each for each in inspect.signature(command, eval_str=True).parameters.values() if each.name != "place"]

        @wraps(command)
        def run(context: typer.Context, **given: Any) -> int:
            options = {"api_key": None} | {option: given.pop(option) for option in offered}
            place = Place(**options | {"as_json": _schema(context.command_path) if options["as_json"] else None})
            if only_here is not None and place.server is not None:
                mend = "leave --server out, on the machine that holds the data"
                raise WrongUsage(field="--server", reason=f"`{name}` {only_here}", mend=mend)
            return command(place, **given)

        shared = [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for option, (annotation, default) in offered.items()
        ]
        own = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own]
        asked = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
        run.__signature__ = inspect.Signature([asked, *own, *shared], return_annotation=int)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in (asked, *own, *shared)} | {"return": int}
        app.command(name, short_help=_first_line(command))(run)

    return register


def _schema(command_path: str) -> str:
    """Give the name of the schema that a command answers in; it changes its number when a key changes its meaning.

    `auditor score` answers in tierlight.score/1, `tierlight survey plan` in tierlight.operator.survey.plan/1.
    """
    program, *verbs = command_path.split()
    return f"{'.'.join(('tierlight', *(['operator'] if program == 'tierlight' else []), *verbs))}/1"


def _first_line(command: Callable[..., int]) -> str:
    """The sentence after the example, for the list of commands."""
    paragraphs = (inspect.getdoc(command) or "").split("\n\n")
    sentences = [each for each in paragraphs if not each.startswith(("\b", "Example"))]
    return " ".join(sentences[0].split()).split(". ")[0].removesuffix(".") if sentences else ""
