"""Laws of replaying the registry's events: told again from any block on, they add up to the same registry."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain.answers import EventLog
from ledger.chain.contract import encoded, topic
from ledger.chain.key_events import replay
from ledger.errors import ChainAway
from ledger.model.deployment import RegistrySnapshot
from ledger.model.log import BlockRef
from ledger.proof.typed_data import keccak, party_id

DIDS = ("did:web:a.example", "did:web:b.example")
PARTIES = tuple(party_id(did) for did in DIDS)
PEOPLE = tuple(bytes([number]) * 20 for number in range(1, 5))

Told = tuple[bytes, list[bytes], tuple[str, ...], tuple[object, ...]]
moments = st.integers(1, 9)
parties = st.sampled_from(PARTIES)
people = st.sampled_from(PEOPLE)
added = st.sampled_from([b"", *PEOPLE])
removed = st.sampled_from([bytes(32), *map(keccak, PEOPLE)])


def event(signature: str, indexed: Sequence[bytes], *values: object) -> Told:
    types = tuple(signature.partition("(")[2][:-1].split(","))[len(indexed) :]
    return topic(signature), list(indexed), types, values


events = st.one_of(
    st.builds(lambda p, a, r: event("PartyRegistered(bytes32,bytes,uint16)", [p], a, r), parties, people, moments),
    st.builds(lambda p, r: event("RolesSet(bytes32,uint16)", [p], r), parties, moments),
    st.builds(
        lambda p, a, r, q: event("AdminsChanged(bytes32,bytes,bytes32,uint16)", [p], a, r, q),
        *(parties, added, removed, moments),
    ),
    st.builds(lambda p, a: event("RecoveryCompleted(bytes32,bytes)", [p], a), parties, people),
    st.builds(
        lambda p, s, t: event(
            "KeyAdded(bytes32,bytes32,bytes,uint8,bytes32,uint40)", [p, keccak(s)], s, 1, bytes(32), t
        ),
        *(parties, people, moments),
    ),
    st.builds(
        lambda p, s, t, u: event("KeyRevoked(bytes32,bytes32,uint40,uint40)", [p, keccak(s)], t, u),
        *(parties, people, moments, moments),
    ),
    st.builds(
        lambda p, s, t: event("KeySuspected(bytes32,bytes32,uint40,uint40)", [p, keccak(s)], t, 0),
        *(parties, people, moments),
    ),
    st.builds(lambda p, c, t: event("Delegated(bytes32,bytes32,uint40)", [p, c], t), parties, parties, moments),
    st.builds(lambda p, c, t: event("Undelegated(bytes32,bytes32,uint40)", [p, c], t), parties, parties, moments),
)


def at(number: int, told: Told) -> EventLog:
    first, indexed, types, values = told
    return EventLog(b"\xcc" * 20, (first, *indexed), encoded(types, values), number, bytes([number]) * 32, 0)


def added_up(logs: Sequence[EventLog], since: RegistrySnapshot | None = None, *, upto: int = 999) -> RegistrySnapshot:
    return replay(logs, block=BlockRef(upto, bytes(32), 0), dids=DIDS, since=since)


def that_follow(told: Sequence[Told]) -> list[EventLog]:
    """Each event in a block of its own, without those that the registry could not have emitted."""
    logs: list[EventLog] = []
    for each in told:
        more = [*logs, at(len(logs) + 1, each)]
        try:
            added_up(more)
        except ChainAway:
            continue
        logs = more
    return logs


histories = st.lists(events, min_size=8, max_size=40).map(that_follow)


@given(logs=histories, places=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_reading_on_with_any_overlap_gives_what_the_whole_gives(logs: list[EventLog], places: tuple[int, int]) -> None:
    again_from, upto = sorted(min(place, len(logs)) for place in places)
    earlier = added_up(logs[:upto], upto=upto)
    assert added_up(logs[again_from:], earlier) == added_up(logs)


@given(logs=histories, places=st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)))
def test_an_event_left_out_is_healed_when_its_block_is_read_again(
    logs: list[EventLog], places: tuple[int, int, int]
) -> None:
    again_from, hidden, upto = sorted(min(place, len(logs)) for place in places)
    try:
        earlier = added_up([log for log in logs[:upto] if log.block_number != hidden + 1], upto=upto)
    except ChainAway:
        return  # it came to light at once
    assert added_up(logs[again_from:], earlier) == added_up(logs)


def test_an_admin_who_never_was_one_cannot_be_removed_by_a_new_event() -> None:
    first = at(1, event("PartyRegistered(bytes32,bytes,uint16)", [PARTIES[0]], PEOPLE[0], 1))
    change = event("AdminsChanged(bytes32,bytes,bytes32,uint16)", [PARTIES[0]], b"", keccak(PEOPLE[1]), 1)
    earlier = added_up([first], upto=1)
    with pytest.raises(ChainAway, match="never was one"):
        added_up([first, at(2, change)], earlier)
