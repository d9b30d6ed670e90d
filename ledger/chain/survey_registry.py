"""The WaveRegistry port over SurveyRegistry: announcements of one custodian's account, made, closed and accounted for.

Contract: ISurveyRegistry.sol. Every verb looks first at what the contract holds: made again it sends nothing, and what
the contract would refuse is refused before anything is paid. Two verbs of one kind cost the same gas limit and have
calldata of the same length, whatever they stand for, so that neither tells a wave from a decoy.
"""

from typing import cast

from ledger.chain.answers import hexed, octets, quantity, unusable
from ledger.chain.contract import decoded, encoded, encoded_call, topic
from ledger.chain.event_logs import events
from ledger.chain.relay import Call, Relay
from ledger.chain.rpc import Rpc
from ledger.model.survey.wave import Announcement, Opening
from ledger.proof.typed_data import account_of, keccak

GAS = 250_000  # of every verb alike: an announcement uses about 90,000
ANNOUNCED = "Announced(bytes32,address,uint32,bytes32)"
_WAVE_TYPES = ("address", "uint32", "uint40", "uint8", "uint8", "bytes32", "bytes32", "uint40", "uint40", "uint40")
_WAVE = (f"({','.join(_WAVE_TYPES)},bytes32)",)


class EvmSurveyRegistry:
    """ports.survey.WaveRegistry over one endpoint. `first_block` is where the registry's events begin.

    `announcer_secret` is the account that announces, seals, ends and opens, and pays for it.
    """

    def __init__(
        self,
        *,
        url: str,
        registry: bytes,
        announcer_secret: bytes,
        chain_id: int,
        first_block: int = 0,
        timeout_seconds: float = 10.0,
        within_seconds: float = 60.0,
    ) -> None:
        """Remember; nothing is asked yet. Another chain raises WrongChain before anything is sent."""
        self._rpc = Rpc(url, timeout_seconds=timeout_seconds)
        self._relay = Relay(self._rpc, announcer_secret, chain_id=chain_id, within_seconds=within_seconds)
        self._registry, self._chain_id, self._first_block = registry, chain_id, first_block
        self._announcer = account_of(announcer_secret)

    @property
    def announcer(self) -> bytes:
        """The account that announces, 20 bytes."""
        return self._announcer

    def wave_id(self, salt: bytes) -> bytes:
        """Give the id under which this account announces with the salt; it tells nothing of the salt."""
        bound = ("uint256", "address", "address", "bytes32")
        return keccak(encoded(bound, (self._chain_id, hexed(self._registry), hexed(self._announcer), salt)))

    def announce(self, *, salt: bytes, record_id: bytes, slot: int) -> bytes:
        """Announce a wave or a decoy and give its id; one that was announced just so before is left as it is.

        Raises ChainRefused: a slot that has begun or is too far ahead, a salt used for another announcement.
        """
        nonce = self._quiet()
        found = self.announcement(self.wave_id(salt))
        if found is None or (found.record_id, found.slot) != (record_id, slot):
            self._send(announce_call(salt, record_id, slot), "announce", nonce)
        return self.wave_id(salt)

    def seal(self, wave_id: bytes, *, root: bytes, size_bucket: int) -> None:
        """Close the announcement with its root. Raises ChainRefused: the slot is not over, it was closed otherwise."""
        nonce, found = self._quiet(), self.announcement(wave_id)
        is_done = found is not None and found.sealed_at and (found.commitment, found.size_bucket) == (root, size_bucket)
        if not is_done:
            self._send(seal_call(wave_id, root, size_bucket), f"seal {hexed(wave_id)}", nonce)

    def end(self, wave_id: bytes, *, reason_hash: bytes) -> None:
        """Close the announcement without answers. Raises ChainRefused where it was closed otherwise."""
        nonce, found = self._quiet(), self.announcement(wave_id)
        if found is None or not found.ended_at or found.commitment != reason_hash:
            self._send(end_call(wave_id, reason_hash), f"end {hexed(wave_id)}", nonce)

    def open(self, wave_id: bytes, *, opening: Opening, salt: bytes, revealed: bytes) -> None:
        """Account for the announcement. Raises ChainRefused where it is not closed, or not by what is opened."""
        nonce, found = self._quiet(), self.announcement(wave_id)
        if found is None or (found.opening, found.revealed) != (opening, revealed):
            payload = encoded_call("open(bytes32,uint8,bytes32,bytes32)", wave_id, int(opening), salt, revealed)
            self._send(payload, f"open {hexed(wave_id)}", nonce)

    def announcement(self, wave_id: bytes) -> Announcement | None:
        """Give what the contract holds under this id; None for nothing."""
        (found,) = self._asked("wave(bytes32)", _WAVE, wave_id)
        announced = _announcement(wave_id, cast(tuple[object, ...], found))
        return announced if any(announced.announcer) else None

    def announcements(self) -> tuple[Announcement, ...]:
        """Give all that this registry ever held, of every announcer, in the order of the chain. Raises ChainAway."""
        self._relay.chain_id()
        latest = quantity(self._rpc.call("eth_blockNumber"), "eth_blockNumber")
        ranges = list(events(self._rpc, self._registry, (topic(ANNOUNCED),), first=self._first_block, last=latest))
        ids = [log.topics[1] for found in reversed(ranges) for log in found]
        held = [self.announcement(wave_id) for wave_id in ids]
        if None in held:
            raise unusable("survey registry", "tells of an announcement that it does not hold")
        return tuple(each for each in held if each is not None)

    def now(self) -> int:
        """Give the time of the newest block: that decides when a slot is over."""
        latest = self._rpc.block("latest") or {}
        return quantity(latest.get("timestamp"), "latest block: timestamp")

    def close(self) -> None:
        """Close the connections."""
        self._rpc.close()

    def _quiet(self) -> int:
        self._relay.chain_id()  # on another chain there is no such contract to ask
        return self._relay.wait_quiet()

    def _send(self, payload: bytes, doing: str, nonce: int) -> None:
        call = Call(self._registry, payload, doing, GAS)
        self._relay.try_out(call)
        self._relay.send([call], nonce=nonce)

    def _asked(self, signature: str, types: tuple[str, ...], *arguments: object) -> tuple[object, ...]:
        asked = {"to": hexed(self._registry), "data": hexed(encoded_call(signature, *arguments))}
        return decoded(types, octets(self._rpc.call("eth_call", asked, "latest"), signature), signature)


def announce_call(salt: bytes, record_id: bytes, slot: int) -> bytes:
    """Give the calldata of an announcement."""
    return encoded_call("announce(bytes32,bytes32,uint32)", salt, record_id, slot)


def seal_call(wave_id: bytes, root: bytes, size_bucket: int) -> bytes:
    """Give the calldata of a sealing."""
    return encoded_call("seal(bytes32,bytes32,uint8)", wave_id, root, size_bucket)


def end_call(wave_id: bytes, reason_hash: bytes) -> bytes:
    """Give the calldata of an ending."""
    return encoded_call("end(bytes32,bytes32)", wave_id, reason_hash)


def _announcement(wave_id: bytes, found: tuple[object, ...]) -> Announcement:
    announcer, slot, announced_at, bucket, opening, record_id, commitment, sealed_at, ended_at, opened_at, revealed = (
        found
    )
    return Announcement(
        wave_id=wave_id,
        slot=cast(int, slot),
        record_id=cast(bytes, record_id),
        announcer=bytes.fromhex(str(announcer).removeprefix("0x")),
        announced_at=cast(int, announced_at),
        size_bucket=cast(int, bucket),
        commitment=cast(bytes, commitment),
        sealed_at=cast(int, sealed_at),
        ended_at=cast(int, ended_at),
        opening=Opening(cast(int, opening)),
        opened_at=cast(int, opened_at),
        revealed=cast(bytes, revealed),
    )
