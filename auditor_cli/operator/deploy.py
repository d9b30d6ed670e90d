"""tierlight deploy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

if TYPE_CHECKING:
    from ledger.model.deployment import Deployment

ChainUrl = Annotated[
    str | None,
    typer.Option("--chain-url", metavar="URL", help="Any EVM JSON-RPC endpoint; else the folder's local chain."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]

FromFile = Annotated[
    Path | None,
    typer.Option("--from", metavar="FILE", help="A deployments/<chainId>.json: take over contracts that lie there."),
]


def deploy(place: Place, chain_url: ChainUrl = None, from_file: FromFile = None, yes: Yes = False) -> int:
    """\b
    Example:
      tierlight deploy --home var/mine

    Put all contracts on the chain, open the log, register this operator. What is there already is left as it is.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap import adopt_deployment, deploy_ledger

    settings = place.settings(chain_url=chain_url)
    if settings.chain_url is not None and not ask_consent(f"Send transactions to {settings.chain_url}?", is_given=yes):
        tell("nothing was sent")
        return ExitCode.INTERRUPTED
    deployment = adopt_deployment(settings, from_file) if from_file else deploy_ledger(settings)
    document = deployment_facts(deployment)
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "DEPLOYED", document))
    if settings.chain_url is not None:
        name = f"{deployment.place.chain_id}.json"
        tell(f"if this chain is public, publish {settings.home / 'chain' / 'deployments' / name}: it holds no secret,")
        tell(f"and others check receipts against it; this project keeps such files as contracts/deployments/{name}")
    return ExitCode.OK


def deployment_facts(deployment: "Deployment") -> dict[str, Any]:
    """Give what `deploy` and `chain migrate` tell of a deployment."""
    from ledger.proof.wire import hex_text

    place = deployment.place
    return {
        "chain_id": place.chain_id,
        "anchor_log": hex_text(place.anchor_log),
        "key_registry": hex_text(place.key_registry),
        "attestation_registry": hex_text(place.attestation_registry),
        "survey_registry": hex_text(place.survey_registry),
        "passkey_verifier": hex_text(deployment.passkey_verifier),
        "log_id": hex_text(deployment.log_id),
        "log_admin": hex_text(place.admin),
        "genesis_hash": hex_text(deployment.genesis_hash),
    }
