"""tierlight deploy."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

ChainUrl = Annotated[
    str | None,
    typer.Option("--chain-url", metavar="URL", help="Any EVM JSON-RPC endpoint; else the folder's local chain."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def deploy(place: Place, chain_url: ChainUrl = None, yes: Yes = False) -> int:
    """\b
    Example:
      tierlight deploy --home var/mine

    Put both contracts on the chain, open the log, register this operator. What is there already is left as it is.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import deploy_ledger
    from ledger.proof.wire import hex_text

    settings = place.settings(chain_url=chain_url)
    if settings.chain_url is not None and not ask_consent(f"Send transactions to {settings.chain_url}?", is_given=yes):
        tell("nothing was sent")
        return ExitCode.INTERRUPTED
    deployment = deploy_ledger(settings)
    domain = deployment.domain
    document = {
        "chain_id": domain.chain_id,
        "anchor_log": hex_text(domain.verifying_contract),
        "key_registry": hex_text(deployment.key_registry),
        "log_id": hex_text(domain.salt),
        "log_admin": hex_text(deployment.admin),
        "genesis_hash": hex_text(deployment.genesis_hash),
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "DEPLOYED", document))
    return ExitCode.OK
