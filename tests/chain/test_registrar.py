"""The registrar's writes and the snapshot that the chain gives back: the same parties, keys and delegations."""

import pytest
from chain_builders import Ledger, a_secret, the_chain, the_registrar
from faulty_node import FaultyNode
from registry_builders import DIDS, admin_secret, keyed, registered, signer, snapshot_now

from ledger.chain.contract import artifact
from ledger.chain.key_events import EVENT_SIGNATURES
from ledger.errors import ChainAway, ChainRefused, WrongChain
from ledger.model.log import BlockRef
from ledger.model.party import KeyType, Role
from ledger.proof.typed_data import account_of, keccak, party_id

pytestmark = pytest.mark.chain


def test_the_snapshot_is_what_was_registered(ledger: Ledger) -> None:
    keyed(ledger)
    snapshot = snapshot_now(the_chain(ledger))
    assert {party.did: (party.admins, party.roles) for party in snapshot.parties.values()} == {
        did: ({account_of(admin_secret(did))}, Role.SUPPLIER) for did in DIDS
    }
    assert {(key.party_id, key.signer, key.key_type) for key in snapshot.keys.values()} == {
        (party_id(did), signer(did), KeyType.EOA) for did in DIDS
    }


def test_a_party_whose_did_is_not_known_has_only_its_hash(ledger: Ledger) -> None:
    registered(ledger)
    snapshot = snapshot_now(the_chain(ledger), dids=DIDS[:1])
    assert {party.did for party in snapshot.parties.values()} == {DIDS[0], ""}


def test_a_snapshot_of_an_earlier_block_does_not_know_what_came_later(ledger: Ledger) -> None:
    registered(ledger, DIDS[:1])
    chain = the_chain(ledger)
    block = chain.latest_block()
    keyed(ledger)
    earlier = chain.registry(block=block, dids=DIDS)
    assert (len(earlier.parties), len(earlier.keys)) == (1, 0)


def test_writing_the_same_again_sends_nothing(ledger: Ledger) -> None:
    keyed(ledger)
    the_registrar(ledger).delegate([(DIDS[1], admin_secret(DIDS[1]), DIDS[0])])
    the_registrar(ledger).revoke_key(DIDS[2], admin_secret(DIDS[2]), signer(DIDS[2]), suspect_from=0)
    with FaultyNode(ledger.url) as node:
        again = the_registrar(ledger, url=node.url)
        again.register([(did, account_of(admin_secret(did)), Role.SUPPLIER) for did in DIDS])
        again.add_keys([(did, admin_secret(did), signer(did)) for did in DIDS])
        again.delegate([(DIDS[1], admin_secret(DIDS[1]), DIDS[0])])
        again.revoke_key(DIDS[2], admin_secret(DIDS[2]), signer(DIDS[2]), suspect_from=0)
        assert node.received["eth_sendRawTransaction"] == 0


def test_a_party_named_twice_in_one_call_is_registered_once(ledger: Ledger) -> None:
    registered(ledger, [DIDS[0], DIDS[0]])
    assert len(snapshot_now(the_chain(ledger)).parties) == 1


def test_doubt_about_a_revoked_key_can_still_move_earlier(ledger: Ledger) -> None:
    keyed(ledger, DIDS[:1])
    for suspect_from in (1_700_000_000, 1_600_000_000, 1_650_000_000):
        the_registrar(ledger).revoke_key(DIDS[0], admin_secret(DIDS[0]), signer(DIDS[0]), suspect_from=suspect_from)
    assert snapshot_now(the_chain(ledger)).keys[keccak(signer(DIDS[0]))].suspect_from == 1_600_000_000


def test_a_call_cut_off_in_the_middle_is_completed_by_calling_again(ledger: Ledger) -> None:
    parties = [(did, account_of(admin_secret(did)), Role.SUPPLIER) for did in DIDS]
    with FaultyNode(ledger.url) as node:
        node.spare["eth_sendRawTransaction"] = 2
        node.faults["eth_sendRawTransaction"] = "deliver, cut"
        with pytest.raises(ChainAway):
            the_registrar(ledger, url=node.url).register(parties)
        assert node.fired["eth_sendRawTransaction"] == 1
    the_registrar(ledger).register(parties)
    assert len(snapshot_now(the_chain(ledger)).parties) == len(DIDS)


def test_a_key_of_another_party_is_refused_with_the_contracts_reason(ledger: Ledger) -> None:
    keyed(ledger, DIDS[:1])
    registered(ledger, DIDS[1:2])
    with pytest.raises(ChainRefused, match="KeyExists"):
        the_registrar(ledger).add_keys([(DIDS[1], admin_secret(DIDS[1]), signer(DIDS[0]))])


def test_another_admin_cannot_add_a_key(ledger: Ledger) -> None:
    registered(ledger, DIDS[:1])
    with pytest.raises(ChainRefused, match="NotPartyAdmin") as refused:
        the_registrar(ledger).add_keys([(DIDS[0], a_secret("mallory"), signer(DIDS[0]))])
    assert DIDS[0] in str(refused.value)


def test_a_registrar_on_another_chain_is_refused_before_it_sends(ledger: Ledger, foreign_url: str) -> None:
    with pytest.raises(WrongChain, match="1337"):
        the_registrar(ledger, url=foreign_url).register([(DIDS[0], account_of(a_secret("a")), Role.SUPPLIER)])


def test_a_snapshot_at_a_block_that_was_never_mined_is_chain_away(ledger: Ledger) -> None:
    chain = the_chain(ledger)
    latest = chain.latest_block()
    with pytest.raises(ChainAway, match="not on the chain"):
        chain.registry(block=BlockRef(number=latest.number, block_hash=bytes(32), timestamp=0), dids=())


def test_an_event_that_the_registry_cannot_emit_is_not_taken(ledger: Ledger) -> None:
    registered(ledger, DIDS[:1])
    with FaultyNode(ledger.url) as node:
        node.faults["eth_getLogs"] = lambda logs: [{**log, "topics": ["0x" + "11" * 32]} for log in logs]
        with pytest.raises(ChainAway, match="does not know"):
            snapshot_now(the_chain(ledger, url=node.url))
        assert node.fired["eth_getLogs"] == 1


def test_every_event_of_the_registry_is_replayed() -> None:
    declared = {
        (
            entry["name"],
            tuple(given["type"] for given in entry["inputs"]),
            sum(given["indexed"] for given in entry["inputs"]),
        )
        for entry in artifact("KeyRegistry").abi
        if entry["type"] == "event"
    }
    replayed = {
        (signature.partition("(")[0], tuple(signature.partition("(")[2][:-1].split(",")), indexed)
        for signature, indexed, _ in EVENT_SIGNATURES
    }
    assert replayed == declared
