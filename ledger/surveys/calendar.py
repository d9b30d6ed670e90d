"""The fixed calendar: so many announcements for every slot, on one day, closed on one day, opened on one day.

What is done on chain never depends on whether a wave is planned. Every slot of 14 days has the same number of
announcements, waves and decoys alike, all made on one day of the slot before, in the order of their random ids; all are
closed together with one size bucket, and accounted for together. A slot that its custodian misses is missed whole.

NOT hidden: who announces, and that a wave was given up more or less often than decoys are ended (their rate is fixed
beforehand). The operator's host, which serves the questions, knows how many waves it serves in a slot, but not under
which announcement.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from ledger.errors import WaveRefused
from ledger.model.survey.wave import OPEN_WITHIN_SECONDS, SLOT_SECONDS, Announcement, EndingReason

_DAY = 86_400
_SLOT_DAYS = SLOT_SECONDS // _DAY
_LEAST_BUCKET, _MOST_BUCKET = 6, 20
_SALT = 32


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """How one custodian's calendar runs, fixed at enrolment. Days count from 0; `bucket` is that of every closing.

    Raises WaveRefused for rules that could not be kept.
    """

    per_slot: int = 4
    announce_on_day: int = 9  # of the slot before
    close_on_day: int = 3  # after the slot's end
    open_on_day: int = 75  # after the slot's end; 90 days are the limit
    bucket: int = 12  # 2^12 leaves: for waves of up to 2,048 visitors
    decoys_ended_in_hundred: int = 10

    def __post_init__(self) -> None:
        """Check each against what the contract and a calendar allow."""
        last_open = OPEN_WITHIN_SECONDS // _DAY - 1
        _within("per_slot", self.per_slot, 2, 64)
        _within("announce_on_day", self.announce_on_day, 0, _SLOT_DAYS - 2)
        _within("close_on_day", self.close_on_day, 0, 30)
        _within("open_on_day", self.open_on_day, self.close_on_day + 1, last_open - 5)
        _within("bucket", self.bucket, _LEAST_BUCKET, _MOST_BUCKET)
        _within("decoys_ended_in_hundred", self.decoys_ended_in_hundred, 0, 50)


@dataclass(frozen=True, slots=True)
class SlotEntry:
    """One announcement as its custodian knows it. `token` is that of the wave, None for a decoy.

    `is_ended`: it is closed without answers, a wave for `reason`, a decoy because it was drawn so when it was made.
    """

    slot: int
    announce_salt: bytes
    closing_salt: bytes
    token: str | None = None
    is_ended: bool = False
    reason: EndingReason | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What the calendar asks for now. `missed` slots have begun without announcements; nothing can be done about it."""

    announce: int | None
    close: tuple[int, ...]
    open: tuple[int, ...]
    overdue: tuple[int, ...]
    next_announcing: int  # epoch seconds, the first second of that day


def slot_of(moment: int) -> int:
    """Give the slot in which a moment (epoch seconds) lies."""
    return moment // SLOT_SECONDS


def begins_at(slot: int) -> int:
    """Give the first second of a slot."""
    return slot * SLOT_SECONDS


def ends_at(slot: int) -> int:
    """Give the first second after a slot."""
    return (slot + 1) * SLOT_SECONDS


def announcing_at(slot: int, rules: CalendarRules) -> int:
    """Give the first second of the day on which everything of a slot is announced."""
    return begins_at(slot - 1) + rules.announce_on_day * _DAY


def closing_at(slot: int, rules: CalendarRules) -> int:
    """Give the first second of the day on which everything of a slot is sealed or ended."""
    return ends_at(slot) + rules.close_on_day * _DAY


def opening_at(slot: int, rules: CalendarRules) -> int:
    """Give the first second of the day on which everything of a slot is accounted for."""
    return ends_at(slot) + rules.open_on_day * _DAY


def open_by(slot: int) -> int:
    """Give the last second at which an account is in time."""
    return ends_at(slot) + OPEN_WITHIN_SECONDS


def entries_for(
    slot: int, waves: Sequence[tuple[str, bytes]], *, rules: CalendarRules, entropy: Callable[[int], bytes]
) -> tuple[SlotEntry, ...]:
    """Give the slot's whole number of entries: these waves (token, announce salt), and decoys for what is left.

    Raises WaveRefused where there are more waves than the calendar has places.
    """
    if len(waves) > rules.per_slot:
        reason = f"slot {slot} has {rules.per_slot} places for {len(waves)} waves"
        raise WaveRefused(rule="calendar", reason=reason, mend="plan a wave for a later slot")
    real = [SlotEntry(slot, salt, entropy(_SALT), token) for token, salt in waves]
    decoys = [
        SlotEntry(slot, entropy(_SALT), entropy(_SALT), is_ended=_hundredth(entropy) < rules.decoys_ended_in_hundred)
        for _ in range(rules.per_slot - len(waves))
    ]
    return (*real, *decoys)


def in_public_order(
    entries: Iterable[SlotEntry], wave_id: Callable[[bytes], bytes]
) -> tuple[tuple[bytes, SlotEntry], ...]:
    """Give each entry with its wave id in the order in which they go on chain: by ids, which are random."""
    return tuple(sorted(((wave_id(each.announce_salt), each) for each in entries), key=lambda pair: pair[0]))


def common_bucket(needed: Iterable[int], rules: CalendarRules) -> int:
    """Give the one bucket with which everything of a slot is closed: the calendar's, or what a larger wave needs.

    A wave larger than the calendar's bucket makes all of its slot larger: that there was one is then seen, not which.
    """
    return max([rules.bucket, *needed])


def calendar(
    now: int,
    entries: Mapping[int, Sequence[tuple[bytes, SlotEntry]]],
    on_chain: Mapping[bytes, Announcement],
    *,
    rules: CalendarRules,
) -> Due:
    """Give what is to be done now (epoch seconds, the chain's), from the entries by slot and what the chain holds."""
    coming = slot_of(now) + 1
    is_time = now >= announcing_at(coming, rules)
    is_told = [wave_id in on_chain for wave_id, _ in entries.get(coming, ())]
    told = {slot: [(on_chain.get(wave_id), each) for wave_id, each in pairs] for slot, pairs in entries.items()}
    unclosed = {slot for slot, pairs in told.items() if any(_is_unclosed(found) for found, _ in pairs)}
    unopened = {slot for slot, pairs in told.items() if any(found and not found.opening for found, _ in pairs)}
    return Due(
        announce=coming if is_time and (not is_told or not all(is_told)) else None,
        close=tuple(sorted(slot for slot in unclosed if now >= closing_at(slot, rules))),
        open=tuple(sorted(slot for slot in unopened - unclosed if now >= opening_at(slot, rules))),
        overdue=tuple(sorted(slot for slot in unopened if now > open_by(slot))),
        next_announcing=announcing_at(coming + 1 if is_time else coming, rules),
    )


def _is_unclosed(found: Announcement | None) -> bool:
    return found is not None and not found.sealed_at and not found.ended_at


def _hundredth(entropy: Callable[[int], bytes]) -> int:
    """A number below 100, each as likely as every other."""
    return Random(entropy(_SALT)).randrange(100)  # noqa: S311 - seeded with 256 bits from the given source


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        mend = f"give {least} to {most}"
        raise WaveRefused(rule="calendar", reason=f"{name} is {value}", mend=mend)
