"""tierlight worker."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import ChainUrl
from auditor_cli.output import answer, tell
from auditor_cli.place import Place


def worker(
    place: Place,
    every: Annotated[float | None, typer.Option("--every", metavar="SECONDS", help="Pause between two rounds.")] = None,
    until_settled: Annotated[
        bool, typer.Option("--until-settled", help="End when nothing is pending and every head is final.")
    ] = False,
    chain_url: ChainUrl = None,
) -> int:
    """\b
    Example:
      tierlight worker --home var/mine

    Seal what is pending and bring each head to finality, until Ctrl-C. A chain that is away, an account without gas
    money and a contract that refuses are waited for, each said once; a log that disagrees with the chain ends it.
    Several workers may run: one anchors, and another takes over when it ends.
    """
    from auditor_cli.operator.anchoring import Anchoring
    from auditor_cli.render.facts import draw_facts

    settings = place.settings(anchor_every_seconds=every, chain_url=chain_url)
    anchoring = Anchoring(settings, tell)
    if not until_settled:
        anchoring.run()
        return ExitCode.OK
    progress = anchoring.until_settled()
    document = {"sealed_size": progress.sealed_size, "final_size": progress.final_size}
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "SETTLED", document))
    return ExitCode.OK
