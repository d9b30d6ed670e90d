"""Announcements of one account on a real chain: made once, closed once, accounted for once, refused in clear words."""

import pytest
from chain_builders import Ledger, a_ledger, a_secret, told
from faulty_node import FaultyNode

from ledger.chain.anvil import LocalChain, start
from ledger.chain.survey_registry import EvmSurveyRegistry
from ledger.errors import ChainAway, ChainRefused, WrongChain
from ledger.model.survey.wave import SLOT_SECONDS, EndingReason, Opening
from ledger.proof.typed_data import account_of, keccak
from ledger.surveys.calendar import ends_at, slot_of
from ledger.surveys.openings import decoy_hash, ending_hash, revealed_reason

pytestmark = pytest.mark.chain
SALT, RECORD, ROOT, RELEASE = b"\x01" * 32, b"\x02" * 32, b"\x03" * 32, b"\x04" * 32
NOTHING = bytes(32)


@pytest.fixture
def moving(tmp_path_factory: pytest.TempPathFactory) -> object:
    """A chain of this test's own, whose time it may move."""
    with start(tmp_path_factory.mktemp("moving"), block_seconds=0.1) as chain:
        yield chain


def the_registry(ledger: Ledger, *, url: str | None = None, of: str = "custodian") -> EvmSurveyRegistry:
    return EvmSurveyRegistry(
        url=url or ledger.url,
        registry=ledger.deployment.place.survey_registry,
        announcer_secret=a_secret(of),
        chain_id=ledger.deployment.place.chain_id,
        first_block=ledger.deployment.deployed_at_block,
    )


def coming(registry: EvmSurveyRegistry) -> int:
    return slot_of(registry.now()) + 1


def until_after(url: str, slot: int, registry: EvmSurveyRegistry) -> None:
    told(url, "evm_increaseTime", ends_at(slot) - registry.now() + 1)
    told(url, "evm_mine")


def test_what_is_announced_is_what_the_chain_tells(ledger: Ledger) -> None:
    registry = the_registry(ledger)
    slot = coming(registry)
    wave_id = registry.announce(salt=SALT, record_id=RECORD, slot=slot)
    found = registry.announcement(wave_id)
    assert found is not None
    assert (found.wave_id, found.slot, found.record_id) == (wave_id, slot, RECORD)
    assert found.announcer == registry.announcer == account_of(a_secret("custodian"))
    assert registry.announcements() == (found,)
    assert registry.announcement(keccak(b"no such wave")) is None


def test_announcing_the_same_again_sends_nothing(ledger: Ledger) -> None:
    registry = the_registry(ledger)
    wave_id = registry.announce(salt=SALT, record_id=RECORD, slot=coming(registry))
    with FaultyNode(ledger.url) as node:
        again = the_registry(ledger, url=node.url)
        assert again.announce(salt=SALT, record_id=RECORD, slot=coming(again)) == wave_id
        assert node.received["eth_sendRawTransaction"] == 0


def test_another_announcement_under_the_same_salt_is_refused(ledger: Ledger) -> None:
    registry = the_registry(ledger)
    registry.announce(salt=SALT, record_id=RECORD, slot=coming(registry))
    with pytest.raises(ChainRefused, match="WaveExists"):
        registry.announce(salt=SALT, record_id=ROOT, slot=coming(registry))


def test_a_slot_that_has_begun_is_refused_before_anything_is_paid(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as node:
        registry = the_registry(ledger, url=node.url)
        with pytest.raises(ChainRefused, match="SlotBegun"):
            registry.announce(salt=SALT, record_id=RECORD, slot=slot_of(registry.now()))
        assert node.received["eth_sendRawTransaction"] == 0


def test_a_call_that_was_cut_off_is_completed_by_calling_again(ledger: Ledger) -> None:
    with FaultyNode(ledger.url) as node:
        node.faults["eth_sendRawTransaction"] = "deliver, cut"
        cut = the_registry(ledger, url=node.url, of="cut off")
        with pytest.raises(ChainAway):
            cut.announce(salt=SALT, record_id=RECORD, slot=coming(cut))
        assert node.fired["eth_sendRawTransaction"] >= 0
    registry = the_registry(ledger, of="cut off")
    wave_id = registry.announce(salt=SALT, record_id=RECORD, slot=coming(registry))
    assert [each.wave_id for each in registry.announcements()] == [wave_id]


def test_another_chain_is_refused_before_anything_is_sent(ledger: Ledger, foreign_url: str) -> None:
    with pytest.raises(WrongChain, match="1337"):
        the_registry(ledger, url=foreign_url).announce(salt=SALT, record_id=RECORD, slot=9)


def test_sealing_before_the_slot_is_over_is_refused(ledger: Ledger) -> None:
    registry = the_registry(ledger)
    wave_id = registry.announce(salt=SALT, record_id=RECORD, slot=coming(registry))
    with pytest.raises(ChainRefused, match="SlotNotOver"):
        registry.seal(wave_id, root=ROOT, size_bucket=6)


def test_a_wave_is_sealed_once_and_released_once(moving: LocalChain) -> None:
    ledger = a_ledger(moving.url, of="moving")
    registry = the_registry(ledger)
    slot = coming(registry)
    wave_id = registry.announce(salt=SALT, record_id=RECORD, slot=slot)
    until_after(moving.url, slot, registry)
    registry.seal(wave_id, root=ROOT, size_bucket=6)
    registry.seal(wave_id, root=ROOT, size_bucket=6)  # again: nothing
    with pytest.raises(ChainRefused, match="AlreadySealed"):
        registry.seal(wave_id, root=SALT, size_bucket=6)
    with pytest.raises(ChainRefused, match="AlreadySealed"):
        registry.end(wave_id, reason_hash=SALT)
    with pytest.raises(ChainRefused, match="NotAnnouncer"):
        the_registry(ledger, of="mallory").open(wave_id, opening=Opening.RELEASE, salt=NOTHING, revealed=RELEASE)
    for _ in range(2):
        registry.open(wave_id, opening=Opening.RELEASE, salt=NOTHING, revealed=RELEASE)
    with pytest.raises(ChainRefused, match="AlreadyOpened"):
        registry.open(wave_id, opening=Opening.RELEASE, salt=NOTHING, revealed=ROOT)
    found = registry.announcement(wave_id)
    assert found is not None
    assert (found.commitment, found.size_bucket, found.opening, found.revealed) == (ROOT, 6, Opening.RELEASE, RELEASE)


def test_decoy_and_ending_open_with_the_hashes_that_we_make(moving: LocalChain) -> None:
    ledger = a_ledger(moving.url, of="moving")
    registry = the_registry(ledger)
    slot = coming(registry)
    decoy = registry.announce(salt=b"\x11" * 32, record_id=RECORD, slot=slot)
    ended = registry.announce(salt=b"\x12" * 32, record_id=RECORD, slot=slot)
    reason = EndingReason.WORKER_SAFETY
    registry.end(ended, reason_hash=ending_hash(ended, SALT, reason))
    until_after(moving.url, slot, registry)
    registry.seal(decoy, root=decoy_hash(decoy, SALT), size_bucket=6)
    with pytest.raises(ChainRefused, match="NotCommitted"):
        registry.open(ended, opening=Opening.ENDING, salt=SALT, revealed=revealed_reason(EndingReason.TECHNICAL))
    registry.open(decoy, opening=Opening.DECOY, salt=SALT, revealed=NOTHING)
    registry.open(ended, opening=Opening.ENDING, salt=SALT, revealed=revealed_reason(reason))
    assert [each.opening for each in registry.announcements()] == [Opening.DECOY, Opening.ENDING]
    assert registry.now() > (slot + 1) * SLOT_SECONDS
