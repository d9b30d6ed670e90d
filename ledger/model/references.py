"""Which records tie a number of a trade document or container to lots."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tie:
    """One record that names a paper or container beside goods.

    `type` is a reference type such as invoice, another CBV word, or None where the record gives none. `things` are the
    lots that it names, or the containers that they may be in.
    """

    record_id: bytes
    type: str | None
    identifier: str  # as the record writes it, in its one spelling
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReferenceIndex:
    """All ties of one log size, by each way that people write the number, and what was ever in each container."""

    log_size: int
    ties: Mapping[str, tuple[Tie, ...]]
    inside: Mapping[str, tuple[str, ...]]
