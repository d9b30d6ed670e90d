"""The fixed calendar, and a distinguisher that sees everything on chain before the opening and learns nothing."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from ledger.chain.survey_registry import announce_call, end_call, seal_call
from ledger.errors import WaveRefused
from ledger.model.survey.wave import SLOT_SECONDS, Announcement, EndingReason, Opening
from ledger.proof.typed_data import keccak
from ledger.surveys.calendar import (
    CalendarRules,
    SlotEntry,
    announcing_at,
    begins_at,
    calendar,
    closing_at,
    common_bucket,
    ends_at,
    entries_for,
    in_public_order,
    open_by,
    opening_at,
    slot_of,
)
from ledger.surveys.closing import bucket_for
from ledger.surveys.openings import decoy_hash, ending_hash

RULES = CalendarRules(decoys_ended_in_hundred=25)
SLOTS = 1_500
Seen = tuple[object, ...]  # what anybody can see of one announcement


def wave_id_of(salt: bytes) -> bytes:
    return keccak(b"chain, registry, announcer" + salt)


def a_slot(
    number: int, random_bytes: random.Random, *, entries: Callable[..., Iterable[SlotEntry]]
) -> list[tuple[bool, Seen]]:
    """One slot from announcing to closing: (is a wave, what the chain shows of it) for each announcement."""
    waves = [(f"wave {number}.{each}", random_bytes.randbytes(32)) for each in range(random_bytes.choice((0, 1, 1, 2)))]
    drawn = [
        replace(each, is_ended=True, reason=EndingReason.SURVEYOR)
        if each.token is not None and random_bytes.randrange(100) < RULES.decoys_ended_in_hundred
        else each
        for each in entries(number, waves, rules=RULES, entropy=random_bytes.randbytes)
    ]
    needed = [bucket_for(random_bytes.randrange(1, 900)) for each in drawn if each.token and not each.is_ended]
    bucket = common_bucket(needed, RULES)
    ordered = in_public_order(drawn, wave_id_of)
    return [
        (each.token is not None, shown(place, wave_id, each, bucket)) for place, (wave_id, each) in enumerate(ordered)
    ]


def shown(place: int, wave_id: bytes, each: SlotEntry, bucket: int) -> Seen:
    """Order, sizes of calldata, which verb closes it, bucket, and a few bits of every random value."""
    announced = announce_call(each.announce_salt, keccak(wave_id), each.slot)
    if each.is_ended:
        salted = decoy_hash if each.token is None else lambda one, salt: ending_hash(one, salt, each.reason)
        closed, size = end_call(wave_id, salted(wave_id, each.closing_salt)), 0
    else:
        root = decoy_hash(wave_id, each.closing_salt) if each.token is None else keccak(each.announce_salt)
        closed, size = seal_call(wave_id, root, bucket), bucket
    return (place, len(announced), len(closed), each.is_ended, size, wave_id[0] >> 7, closed[-33] >> 7)


def advantage(seen: list[tuple[bool, Seen]]) -> float:
    """How much better than chance the best guess by any one thing, or all of them, tells waves from decoys.

    Total variation distance of what waves and decoys show, measured on one half, by the rule learnt on the other.
    """
    half = len(seen) // 2
    views: list[Callable[[Seen], object]] = [lambda told, at=at: told[at] for at in range(len(seen[0][1]))]
    return max(_advantage(seen[:half], seen[half:], view) for view in [*views, lambda told: told])


def _advantage(
    learnt: list[tuple[bool, Seen]], tried: list[tuple[bool, Seen]], view: Callable[[Seen], object]
) -> float:
    share = {is_wave: _shares(learnt, is_wave, view) for is_wave in (True, False)}
    suspects = {told for told in share[True] if share[True][told] > share[False].get(told, 0.0)}
    hits = {is_wave: sum(view(told) in suspects for one, told in tried if one is is_wave) for is_wave in (True, False)}
    counts = Counter(one for one, _ in tried)
    return abs(hits[True] / counts[True] - hits[False] / counts[False])


def _shares(seen: list[tuple[bool, Seen]], is_wave: bool, view: Callable[[Seen], object]) -> dict[object, float]:
    found = Counter(view(told) for one, told in seen if one is is_wave)
    return {told: count / sum(found.values()) for told, count in found.items()}


def everything(entries: Callable[..., Iterable[SlotEntry]] = entries_for) -> list[tuple[bool, Seen]]:
    random_bytes = random.Random(20261122)
    return [each for number in range(2_000, 2_000 + SLOTS) for each in a_slot(number, random_bytes, entries=entries)]


def test_a_distinguisher_over_all_on_chain_tells_nothing_before_the_opening() -> None:
    assert advantage(everything()) < 0.07  # 6,000 announcements: chance alone gives up to about 0.05


def test_planted_decoys_with_a_bucket_of_their_own_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = shown

    def with_small_decoys(place: int, wave_id: bytes, each: SlotEntry, bucket: int) -> Seen:
        return honest(place, wave_id, each, bucket if each.token else 5)

    monkeypatch.setitem(globals(), "shown", with_small_decoys)
    assert advantage(everything()) > 0.6


def test_planted_waves_announced_before_decoys_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsorted(entries: Iterable[SlotEntry], wave_id: Callable[[bytes], bytes]) -> list[tuple[bytes, SlotEntry]]:
        return [(wave_id(each.announce_salt), each) for each in entries]

    monkeypatch.setitem(globals(), "in_public_order", unsorted)
    assert advantage(everything()) > 0.4


def test_planted_decoys_that_never_end_tell_what_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def never_ended(*args: object, **more: object) -> tuple[SlotEntry, ...]:
        return tuple(replace(each, is_ended=False) for each in entries_for(*args, **more))  # type: ignore[arg-type]

    assert advantage(everything(never_ended)) > 0.15


def test_every_slot_has_its_fixed_number_whatever_is_planned() -> None:
    for waves in range(RULES.per_slot + 1):
        planned = [(f"wave {each}", bytes([each]) * 32) for each in range(waves)]
        drawn = entries_for(7, planned, rules=RULES, entropy=random.Random(1).randbytes)
        assert len(drawn) == RULES.per_slot
        assert {each.token for each in drawn} - {None} == {token for token, _ in planned}


def test_more_waves_than_the_calendar_has_places_are_refused() -> None:
    planned = [(f"wave {each}", bytes([each]) * 32) for each in range(RULES.per_slot + 1)]
    with pytest.raises(WaveRefused, match="calendar"):
        entries_for(7, planned, rules=RULES, entropy=random.Random(1).randbytes)


def test_decoys_end_at_the_rate_that_was_set() -> None:
    source = random.Random(3)
    drawn = [each for _ in range(1_000) for each in entries_for(7, [], rules=RULES, entropy=source.randbytes)]
    assert 0.22 < sum(each.is_ended for each in drawn) / len(drawn) < 0.28


def test_a_larger_wave_makes_its_whole_slot_larger() -> None:
    assert common_bucket([6, 7], RULES) == RULES.bucket
    assert common_bucket([6, 15], RULES) == 15


def on_chain(slot: int, wave_id: bytes, **changes: int) -> Announcement:
    made = Announcement(wave_id, slot, b"\x01" * 32, b"\x02" * 20, 1, 0, bytes(32), 0, 0, Opening.NONE, 0, bytes(32))
    return replace(made, **changes)


def test_the_calendar_says_what_to_do_day_by_day() -> None:
    slot = 1_000
    entries = {
        slot: in_public_order(entries_for(slot, [], rules=RULES, entropy=random.Random(1).randbytes), wave_id_of)
    }
    announced = {wave_id: on_chain(slot, wave_id) for wave_id, _ in entries[slot]}
    sealed = {wave_id: replace(each, sealed_at=5) for wave_id, each in announced.items()}
    opened = {wave_id: replace(each, opening=Opening.DECOY) for wave_id, each in sealed.items()}

    before = announcing_at(slot, RULES) - 1
    assert calendar(before, {}, {}, rules=RULES).announce is None
    assert calendar(before + 1, {}, {}, rules=RULES).announce == slot
    cut_off = dict(list(announced.items())[:1])
    assert calendar(before + 1, entries, cut_off, rules=RULES).announce == slot
    assert calendar(before + 1, entries, announced, rules=RULES).announce is None
    assert calendar(closing_at(slot, RULES) - 1, entries, announced, rules=RULES).close == ()
    assert calendar(closing_at(slot, RULES), entries, announced, rules=RULES).close == (slot,)
    assert calendar(opening_at(slot, RULES) - 1, entries, sealed, rules=RULES).open == ()
    assert calendar(opening_at(slot, RULES), entries, sealed, rules=RULES).open == (slot,)
    assert calendar(open_by(slot) + 1, entries, sealed, rules=RULES).overdue == (slot,)
    assert calendar(open_by(slot) + 1, entries, opened, rules=RULES).overdue == ()


def test_days_follow_the_contracts_slots() -> None:
    assert (begins_at(3), ends_at(3), slot_of(begins_at(3)), slot_of(ends_at(3) - 1)) == (
        3 * SLOT_SECONDS, 4 * SLOT_SECONDS, 3, 3,
    )  # fmt: skip
    assert announcing_at(4, RULES) < begins_at(4) <= ends_at(4) <= closing_at(4, RULES) < opening_at(4, RULES)
    assert opening_at(4, RULES) < open_by(4)


@pytest.mark.parametrize(
    "field", ["per_slot", "announce_on_day", "close_on_day", "open_on_day", "bucket", "decoys_ended_in_hundred"]
)
def test_rules_that_cannot_be_kept_are_refused(field: str) -> None:
    with pytest.raises(WaveRefused, match=field):
        CalendarRules(**{field: 99})
    with pytest.raises(WaveRefused, match=field):
        CalendarRules(**{field: -1})
