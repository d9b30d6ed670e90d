"""What the worker line needs from the world: on the operator's host, which can only write, and at the custodian."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ledger.model.survey.response import EpochKeys, SealedResponse, WrappedKey
from ledger.model.survey.wave import Announcement, HostedWave, Opening
from ledger.ports import Clock
from ledger.proof.canonical import Json

Entropy = Callable[[int], bytes]  # gives so many random bytes, as os.urandom does


class Sealer(Protocol):
    """Encrypts to two people; nothing here can decrypt."""

    def seal(self, plaintext: bytes, *, bound_to: bytes, keys: EpochKeys) -> tuple[bytes, WrappedKey]:
        """Give ciphertext and its key in two halves; `bound_to` must be given again to open."""
        ...


class Opener(Protocol):
    """Decrypts with both people's keys, in memory, on the custodian's own machine."""

    def open(self, ciphertext: bytes, key: WrappedKey, *, bound_to: bytes, epoch: str) -> bytes:
        """Give the plaintext. Raises NotEnrolled without both keys of the epoch, ProofMismatch for any other bytes."""
        ...

    def rewrap(self, key: WrappedKey, *, bound_to: bytes, epoch: str, keys: EpochKeys) -> WrappedKey:
        """Give the same key sealed to the keys of a later epoch. Raises as `open` does."""
        ...


class SurveyVault(Protocol):
    """What the operator's host keeps of surveys: ciphertext and keys that only others can open, in separate databases.

    Nothing here tells a real response from a cover, nor the order or time in which they came.
    """

    def add_wave(self, wave: HostedWave) -> None:
        """Keep a wave and make its pepper. Raises WaveRefused where the token is taken."""
        ...

    def wave(self, token: str) -> HostedWave | None: ...

    def waves(self) -> tuple[HostedWave, ...]: ...

    def receipt_tag(self, token: str, code: str) -> bytes:
        """Give HMAC-SHA256 of a receipt code under the wave's pepper. Raises NotFound for a wave that is not here."""
        ...

    def keep(
        self,
        responses: Sequence[SealedResponse],
        *,
        message: bytes | None = None,
        replaces: bool = True,
        is_handed_over: bool = False,
    ) -> bool:
        """Keep all durably, or none. False where `message` (the tag of a webhook's message) was kept before.

        A row takes the place of what is under its code; where it does not replace, it is not kept beside it. Rows that
        are handed over, by the custodian's key, fill half of a wave at the most: WaveRefused.
        """
        ...

    def sealed(self, token: str, *, after: bytes = b"") -> Iterator[SealedResponse]:
        """Give every row of the wave that was not shredded, in the order of their random ids, from after one on."""
        ...

    def shred(self, token: str, receipt_tag: bytes) -> int:
        """Destroy keys, seeds and ciphertext under this code and give how many rows; no bytes of them are left."""
        ...

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put the keys of a later epoch in the place of the present ones, by response id, all or none."""
        ...

    def shut(self, token: str, *, at: int) -> None:
        """Let the wave take no answers from `at` on (epoch seconds); it stays shut where that was earlier."""
        ...

    def rows_under(self, token: str, receipt_tag: bytes) -> int:
        """Give how many rows are kept under this code: the next answer under it counts one more."""
        ...

    def expire_free_text(self, token: str) -> int:
        """Destroy the free texts of a wave with their keys, and give how many rows still had one."""
        ...

    def expire(self, token: str) -> int:
        """Destroy everything of a wave but its published list, and give how many rows it had."""
        ...

    def stage(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, start: int) -> None:
        """Lay down a page of a list, behind those before it. Raises WaveRefused once a list is published."""
        ...

    def staged(self, token: str) -> tuple[tuple[bytes, bytes], ...]:
        """Give the rows that were laid down, in their order."""
        ...

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Keep the list in which whoever came finds the own code. Raises WaveRefused for a second list."""
        ...

    def published(self, token: str) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]] | None:
        """Give (root, rows) of a closed wave; None before."""
        ...

    def close(self) -> None:
        """Let go of the databases."""
        ...


class Host(Protocol):
    """The operator's host as the custodian of a wave reaches it, here or over HTTP: ciphertext and lists, no more.

    Every call about a wave of another custodian raises NotFound, as for one that there is not.
    """

    def open_wave(self, wave: HostedWave) -> None:
        """Let the wave take answers in its time. Raises WaveRefused naming the rule, NotEnrolled."""
        ...

    def shut_wave(self, token: str) -> None:
        """Let the wave take no more answers from now on."""
        ...

    def sealed(self, token: str) -> Iterator[SealedResponse]:
        """Give every row that was not shredded, in the order of their random ids."""
        ...

    def receipt_tags(self, token: str, codes: Sequence[str]) -> tuple[bytes, ...]:
        """Give the tags under which rows with these codes are to be handed over."""
        ...

    def add_sealed(self, token: str, rows: Sequence[SealedResponse], *, message: bytes | None = None) -> bool:
        """Keep rows that the custodian sealed itself (paper, Kobo), all or none; False where `message` was kept before.

        A row takes the place of what is kept under its code. Raises WaveClosed outside the wave's time.
        """
        ...

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Publish the list of a closed wave. The same again does nothing; raises WaveRefused for another list."""
        ...

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put the keys of a later epoch in the place of the present ones, by response id, all or none."""
        ...


class CustodianBook(Protocol):
    """What the custodian keeps on its own machine: every value is encrypted, and no name tells of whom."""

    def put(self, collection: str, name: str, document: Json) -> None: ...

    def get(self, collection: str, name: str) -> "Json | None": ...

    def all(self, collection: str) -> Iterator[tuple[str, Json]]: ...

    def delete(self, collection: str, name: str) -> bool:
        """Destroy a value so that no bytes of it are left. False where there was none."""
        ...

    def append(self, following: "Callable[[Json | None], Json]") -> None:
        """Keep behind all others what follows from the last one that was appended; `drop_until` alone takes it away."""
        ...

    def drop_until(self, place: int) -> None:
        """Destroy what was appended up to this place (from 1), never the last one."""
        ...

    def appended(self) -> Iterator[Json]:
        """Give what was appended and not dropped, in its order. Raises StoreFailed: one was altered or is missing."""
        ...


class WaveRegistry(Protocol):
    """SurveyRegistry on chain, as the custodian's account uses it."""

    @property
    def announcer(self) -> bytes: ...

    def wave_id(self, salt: bytes) -> bytes: ...

    def announce(self, *, salt: bytes, record_id: bytes, slot: int) -> bytes: ...

    def seal(self, wave_id: bytes, *, root: bytes, size_bucket: int) -> None: ...

    def end(self, wave_id: bytes, *, reason_hash: bytes) -> None: ...

    def open(self, wave_id: bytes, *, opening: Opening, salt: bytes, revealed: bytes) -> None: ...

    def announcement(self, wave_id: bytes) -> Announcement | None: ...

    def announcements(self) -> tuple[Announcement, ...]:
        """Give everything this registry ever held, in the order of the chain."""
        ...

    def now(self) -> int:
        """Give the time of the newest block, which decides when a slot is over."""
        ...


@dataclass(frozen=True, slots=True)
class SurveyHost:
    """The operator's side: everything that a channel works with."""

    vault: SurveyVault
    sealer: Sealer
    clock: Clock
    entropy: Entropy


@dataclass(frozen=True, slots=True)
class CustodianPlace:
    """The custodian's side. `registry` is None where no chain is set, `opener` where its keys are not unlocked.

    `people` are those whose keys were unlocked, as the audit log names them.
    """

    book: CustodianBook
    clock: Clock
    entropy: Entropy
    sealer: Sealer
    opener: Opener | None = None
    registry: WaveRegistry | None = None
    people: tuple[str, ...] = ()
