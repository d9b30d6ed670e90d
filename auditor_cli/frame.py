"""What both command lines share: --version, the exit codes in the help, and a help that begins with an example."""

from collections.abc import Callable
from typing import Annotated

import typer

from auditor_cli.exit_codes import MEANINGS
from auditor_cli.output import print_document, tell
from ledger.program import package_version

_EPILOG = "\b\nExit codes:\n" + "\n".join(f"  {code.value:>3}  {meaning}" for code, meaning in MEANINGS.items())


def new_app(name: str, *, example: str, purpose: str) -> typer.Typer:
    """Give an application without verbs, but with `help`."""
    app = typer.Typer(
        name=name,
        help=f"\b\nExample:\n  {example}\n\n{purpose}",
        epilog=_EPILOG,
        no_args_is_help=False,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_top(name))
    app.command("help", short_help="Explain a topic: exit-codes")(_explain)
    return app


def new_group(app: typer.Typer, name: str, purpose: str) -> typer.Typer:
    """Give a group of verbs within an application."""
    group = typer.Typer(help=purpose, rich_markup_mode=None, add_completion=False)
    app.add_typer(group, name=name, short_help=purpose.removesuffix("."))
    return group


def _top(name: str) -> Callable[..., None]:
    def top(
        context: typer.Context,
        show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    ) -> None:
        if show_version:
            print(f"{name} {package_version()}")
            raise typer.Exit(0)
        if context.invoked_subcommand is None:
            tell(context.get_help())
            raise typer.Exit(2)

    return top


def _explain(
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="exit-codes")] = "exit-codes",
    as_json: Annotated[bool, typer.Option("--json", help="Print one stable JSON document and nothing else.")] = False,
) -> int:
    """\b
    Example:
      auditor help exit-codes

    Explain a topic.
    """
    if topic != "exit-codes":
        raise typer.BadParameter("the one topic is exit-codes", param_hint="TOPIC")
    if as_json:
        print_document(
            {
                "schema": "tierlight.help/1",
                "exit_codes": [{"code": code.value, "meaning": told} for code, told in MEANINGS.items()],
            }
        )
    else:
        print("\n".join(f"{code.value:>3}  {told}" for code, told in MEANINGS.items()))
        print("Where several hold, the first of these is given: 130, 2, 1, 4, 3, 7, 8, 5, 6.")
    return 0
