"""Deploying: repeatable, interruptible at each step, and never onto a chain that is another one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from chain_builders import a_secret, the_secrets, told
from faulty_node import FaultyNode

from ledger.chain.answers import hexed
from ledger.chain.anvil import LocalChain
from ledger.chain.contract import artifact, encoded_call
from ledger.chain.deploy import DeployerSecrets, deploy
from ledger.chain.identity import check_identity
from ledger.chain.rpc import Rpc
from ledger.errors import BadSetting, ChainAway, NoGasMoney, WrongChain
from ledger.model.deployment import Deployment
from ledger.proof.places import log_id_of
from ledger.proof.typed_data import account_of, domain_separator, keccak

pytestmark = pytest.mark.chain

ANVIL_FIRST_SECRET = bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")  # published
ANVIL_FIRST_ACCOUNT = bytes.fromhex("f39fd6e51aad88f6f4ce6ab8827279cfffb92266")


def deployed(url: str, tmp_path: Path, *, of: str) -> Deployment:
    return deploy(url, secrets=the_secrets(of), home_file=tmp_path / "deploy.json")


def test_deploying_twice_gives_the_same_and_sends_nothing(chain_url: str, tmp_path: Path) -> None:
    first = deployed(chain_url, tmp_path, of="twice")
    with FaultyNode(chain_url) as node:
        assert deployed(node.url, tmp_path, of="twice") == first
        assert node.received["eth_sendRawTransaction"] == 0


def test_without_a_step_file_a_second_ledger_is_made(chain_url: str) -> None:
    secrets = the_secrets("no file")
    first, second = (deploy(chain_url, secrets=secrets, home_file=None) for _ in range(2))
    assert first.domain.salt != second.domain.salt


@pytest.mark.parametrize("loss", ["cut", "deliver, cut"])
@pytest.mark.parametrize("step", range(6))
def test_a_deployment_interrupted_at_any_step_goes_on(chain_url: str, tmp_path: Path, step: int, loss: str) -> None:
    secrets, file = the_secrets(f"interrupted {step} {loss}"), tmp_path / "deploy.json"
    with FaultyNode(chain_url) as node:
        node.spare["eth_sendRawTransaction"] = step
        node.faults["eth_sendRawTransaction"] = loss
        with pytest.raises(ChainAway):
            deploy(node.url, secrets=secrets, home_file=file)
        assert node.fired["eth_sendRawTransaction"] == 1
    planned = json.loads(file.read_text())
    assert len(planned["done"]) == step
    deployment = deploy(chain_url, secrets=secrets, home_file=file)
    assert hexed(deployment.place.survey_registry) == planned["surveyRegistry"]
    assert hexed(deployment.log_id) == planned["logId"]
    assert told(chain_url, "eth_getTransactionCount", hexed(deployment.place.admin), "latest") == "0x6"


def test_the_code_on_the_chain_is_that_of_the_artefacts_with_its_immutables(chain_url: str, tmp_path: Path) -> None:
    """Nothing but the artefact and the deployment's own addresses goes into what is expected."""
    deployment = deployed(chain_url, tmp_path, of="code")
    place, verifier = deployment.place, deployment.passkey_verifier
    expected = {
        verifier: artifact("PasskeyVerifier").runtime_code,
        place.key_registry: artifact("KeyRegistry").code_with(passkeyVerifier=verifier),
        place.anchor_log: artifact("AnchorLog").runtime_code,
        place.attestation_registry: artifact("AttestationRegistry").code_with(
            homeDomainSeparator=domain_separator(deployment.domain)
        ),
        place.survey_registry: artifact("SurveyRegistry").runtime_code,
    }
    found = {address: told(chain_url, "eth_getCode", hexed(address), "latest") for address in deployment.code_hashes}
    assert found == {address: hexed(code) for address, code in expected.items()}
    assert deployment.code_hashes == {address: keccak(code) for address, code in expected.items()}


@pytest.mark.parametrize("place", range(5))
def test_another_code_at_any_contracts_address_is_the_wrong_chain(own_chain: LocalChain, place: int) -> None:
    deployment = deploy(own_chain.url, secrets=the_secrets("other code"), home_file=None)
    address = list(deployment.code_hashes)[place]
    code = bytes.fromhex(told(own_chain.url, "eth_getCode", hexed(address), "latest")[2:])
    told(own_chain.url, "anvil_setCode", hexed(address), hexed(code[:-1] + bytes((code[-1] ^ 1,))))
    with pytest.raises(WrongChain, match=hexed(address)):
        check_identity(Rpc(own_chain.url), deployment)


def test_the_log_id_commits_to_every_contract_beside_the_log(chain_url: str) -> None:
    deployment = deploy(chain_url, secrets=the_secrets("bound"), home_file=None)
    assert log_id_of(deployment.place) == deployment.log_id == deployment.domain.salt
    opened = {
        "to": hexed(deployment.place.anchor_log),
        "data": hexed(encoded_call("adminOf(bytes32)", deployment.log_id)),
    }
    assert told(chain_url, "eth_call", opened, "latest").endswith(deployment.place.admin.hex())
    for name in ("key_registry", "attestation_registry", "survey_registry"):
        assert log_id_of(replace(deployment.place, **{name: b"\x01" * 20})) != deployment.log_id


def test_a_log_that_moved_keeps_the_domain_that_it_began_with(chain_url: str, tmp_path: Path) -> None:
    first = deploy(chain_url, secrets=the_secrets("moved"), home_file=None)
    second = deploy(chain_url, secrets=the_secrets("moved"), home_file=tmp_path / "second.json", home=first.domain)
    assert second.domain == first.domain
    assert second.log_id not in (first.log_id, second.domain.salt)
    asked = {"to": hexed(second.place.attestation_registry), "data": hexed(encoded_call("homeDomainSeparator()"))}
    assert told(chain_url, "eth_call", asked, "latest") == hexed(domain_separator(first.domain))
    with pytest.raises(BadSetting, match="began elsewhere"):
        deploy(chain_url, secrets=the_secrets("moved"), home_file=tmp_path / "second.json")


def test_a_writer_whose_key_lies_elsewhere_is_named_by_its_account(chain_url: str) -> None:
    secrets = the_secrets("remote writer")
    deployment = deploy(chain_url, secrets=replace(secrets, writer=b"\x42" * 20), home_file=None)
    assert deployment.writer == b"\x42" * 20


def test_a_chain_that_fell_back_gets_its_contracts_again_at_the_same_addresses(
    own_chain: LocalChain, tmp_path: Path
) -> None:
    before = told(own_chain.url, "evm_snapshot")
    first = deployed(own_chain.url, tmp_path, of="fell back")
    assert told(own_chain.url, "evm_revert", before) is True
    assert told(own_chain.url, "eth_getCode", hexed(first.place.key_registry), "latest") == "0x"
    assert deployed(own_chain.url, tmp_path, of="fell back") == first
    assert told(own_chain.url, "eth_getCode", hexed(first.place.key_registry), "latest") != "0x"


def test_a_chain_that_fell_back_below_the_first_deployment_is_searched_from_lower(
    own_chain: LocalChain, tmp_path: Path
) -> None:
    before = told(own_chain.url, "evm_snapshot")
    told(own_chain.url, "anvil_mine", "0x9")
    first = deployed(own_chain.url, tmp_path, of="lower")
    told(own_chain.url, "evm_revert", before)
    second = deployed(own_chain.url, tmp_path, of="lower")
    assert (first.deployed_at_block, second.deployed_at_block) == (9, 0)
    assert replace(second, deployed_at_block=9) == first


def test_a_chain_that_fell_back_and_went_another_way_is_the_wrong_chain(own_chain: LocalChain, tmp_path: Path) -> None:
    before = told(own_chain.url, "evm_snapshot")
    deployed(own_chain.url, tmp_path, of="other way")
    told(own_chain.url, "evm_revert", before)
    told(own_chain.url, "anvil_setNonce", hexed(account_of(the_secrets("other way").admin)), "0x1")
    with pytest.raises(WrongChain):
        deployed(own_chain.url, tmp_path, of="other way")


def test_a_step_file_of_another_chain_is_refused(chain_url: str, foreign_url: str, tmp_path: Path) -> None:
    deployed(chain_url, tmp_path, of="elsewhere")
    with pytest.raises(WrongChain, match="chain id"):
        deployed(foreign_url, tmp_path, of="elsewhere")


def test_a_step_file_of_another_genesis_is_refused(chain_url: str, tmp_path: Path) -> None:
    deployed(chain_url, tmp_path, of="genesis")
    file = tmp_path / "deploy.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "genesisHash": "0x" + "11" * 32}))
    with pytest.raises(WrongChain, match="genesis"):
        deployed(chain_url, tmp_path, of="genesis")


def test_a_step_file_of_other_keys_is_refused(chain_url: str, tmp_path: Path) -> None:
    deployed(chain_url, tmp_path, of="one")
    with pytest.raises(BadSetting, match="another admin"):
        deployed(chain_url, tmp_path, of="two")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 1}', b'{"version": 2}', b"\xff"])
def test_a_broken_step_file_is_refused_with_its_name(chain_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "deploy.json").write_bytes(content)
    with pytest.raises(BadSetting, match=r"deploy\.json"):
        deployed(chain_url, tmp_path, of="broken")


@pytest.mark.parametrize("role", ["admin", "registrar", "writer"])
def test_a_published_key_is_refused_on_every_other_chain(foreign_url: str, tmp_path: Path, role: str) -> None:
    assert account_of(ANVIL_FIRST_SECRET) == ANVIL_FIRST_ACCOUNT
    secrets = replace(the_secrets("published"), **{role: ANVIL_FIRST_SECRET})
    with pytest.raises(BadSetting, match="published"):
        deploy(foreign_url, secrets=secrets, home_file=tmp_path / "deploy.json")
    assert not (tmp_path / "deploy.json").exists()


def test_a_missing_balance_elsewhere_names_the_address(foreign_url: str, tmp_path: Path) -> None:
    with pytest.raises(NoGasMoney, match="gas money") as refused:
        deployed(foreign_url, tmp_path, of="poor")
    accounts = [hexed(account_of(getattr(the_secrets("poor"), role))) for role in ("admin", "registrar", "writer")]
    assert all(account in refused.value.mend for account in accounts)


def test_secrets_are_not_shown() -> None:
    assert a_secret("x").hex() not in repr(DeployerSecrets(*[a_secret("x")] * 3))
