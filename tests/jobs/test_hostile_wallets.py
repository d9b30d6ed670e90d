"""A contract wallet is a stranger's code: whatever it does when it is asked, nobody else's records wait or suffer."""

from dataclasses import replace

import pytest
from api_town import anchor_all
from builders import MALLORY, MILL, an_attestation
from told_records import domain_of, tell, verdict_on
from wallet_contract import a_wallet

from ledger.bootstrap import Ledger, registrar
from ledger.chain.anvil_probe import ask
from ledger.jobs.submit import submit
from ledger.jobs.sync_registry import sync_registry
from ledger.model.party import KeyType
from ledger.model.statement import UnverifiedSubmission
from ledger.model.verdict import VerdictKind
from ledger.proof.typed_data import sign_digest, statement_digest

pytestmark = pytest.mark.chain

OWNER = b"\x51" * 32
SAYS_YES = "0x631626ba7e60e01b5f5260205ff3"
HOSTILE = {
    "asks for a terabyte of memory": "0x6501000000000051",
    "copies an answer that nobody gave": "0x60205f5f3e",
    "runs until its gas is gone": "0x5b5f56",
    "takes from an empty stack": "0x50",
}


def turn(port: int, account: bytes, code: str) -> None:
    """The account has this code from the next block on; until it is mined, the node's change is one of the last."""
    ask(port, "anvil_setCode", "0x" + account.hex(), code)
    ask(port, "evm_mine")


@pytest.mark.parametrize("what", HOSTILE)
def test_a_wallet_that_turns_hostile_harms_only_its_own_record(town: Ledger, what: str) -> None:
    world, port = town.world, int(str(town.settings.chain_url).rpartition(":")[2])
    domain, honest = domain_of(world), a_wallet(port, owner_secret=OWNER)
    hostile = bytes([0x60 + list(HOSTILE).index(what)]) * 20
    turn(port, hostile, SAYS_YES)
    writer = registrar(town.settings)
    writer.add_keys(
        [
            (MILL.did, MILL.secret, honest.address, KeyType.ERC1271, bytes(32)),
            (MALLORY.did, MALLORY.secret, hostile, KeyType.ERC1271, bytes(32)),
        ]
    )
    sync_registry(world)
    by_honest = replace(an_attestation(domain=domain).statement, signer=honest.address)
    by_hostile = replace(an_attestation(signed_by=MALLORY, domain=domain).statement, signer=hostile)
    signature = sign_digest(statement_digest(by_honest, domain), OWNER)
    records = [
        submit(world, [UnverifiedSubmission(by_honest, signature, domain)])[0].record_id,
        submit(world, [UnverifiedSubmission(by_hostile, b"anything", domain)])[0].record_id,
        tell(world, an_attestation(domain=domain)),
    ]
    turn(port, hostile, HOSTILE[what])
    anchor_all(world)
    verdicts = [verdict_on(world, record).kind for record in records]
    assert verdicts == [VerdictKind.VALID, VerdictKind.INVALID, VerdictKind.VALID]
