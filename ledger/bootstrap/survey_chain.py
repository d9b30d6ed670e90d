"""The custodian's way to the chain: its own account, on the contracts that a deployment file names."""

from dataclasses import replace
from pathlib import Path

from ledger.model.deployment import Deployment
from ledger.model.party import Role
from ledger.ports.survey import CustodianPlace


def with_chain(place: CustodianPlace, deployment: Deployment, *, url: str, secret: bytes) -> CustodianPlace:
    """Give the place with its registry on chain, used by the account of this secret. Asks nothing yet."""
    from ledger.chain.survey_registry import EvmSurveyRegistry

    registry = EvmSurveyRegistry(
        url=url,
        registry=deployment.place.survey_registry,
        announcer_secret=secret,
        chain_id=deployment.place.chain_id,
        first_block=deployment.deployed_at_block,
    )
    return replace(place, registry=registry)


def deployment_in(file: Path, *, url: str) -> Deployment:
    """Give the deployment of a file, compared with the chain. Raises BadSetting, WrongChain, ChainAway."""
    from ledger.chain.deployments import check_deployment, read_deployment

    deployment = read_deployment(file)
    check_deployment(url, deployment)
    return deployment


def roles_on_chain(deployment: Deployment, did: str, *, url: str) -> Role | None:
    """Give what the key registry has a party as, None where it does not know it. Raises ChainAway."""
    from ledger.chain.party_roles import registered_roles

    return registered_roles(url, deployment.place.key_registry, did)
