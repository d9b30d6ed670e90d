"""When releases go out: all of a wave on one fixed day, and again, where many withdrew, only in a later slot."""

from datetime import UTC, date, datetime

from ledger.errors import ReleaseUnsafe
from ledger.model.survey.wave import SLOT_SECONDS

_SLOTS_LATER = 2  # one slot after the wave's own is for counting, and for telling the workers first


def release_at(slot: int) -> int:
    """Give the first second (epoch) at which the releases of a slot's waves may go out: the same for all of them."""
    return (slot + _SLOTS_LATER) * SLOT_SECONDS


def day_of(moment: int) -> date:
    """Give the day of a moment, in UTC."""
    return datetime.fromtimestamp(moment, UTC).date()


def require_release_day(slot: int, *, now: int) -> None:
    """Return from the fixed day on. Raises ReleaseUnsafe before: a day of its own would tell of the site."""
    if now < release_at(slot):
        day = day_of(release_at(slot)).isoformat()
        reason = f"releases of this wave go out on {day}, all together"
        raise ReleaseUnsafe(reason=reason, mend=f"tell the workers first, and hand in on {day} or later")


def slot_start(moment: int) -> int:
    """Give the first second of the slot in which a moment (epoch seconds) lies."""
    return moment // SLOT_SECONDS * SLOT_SECONDS


def is_later_slot(drawn_on: str, *, now: int) -> bool:
    """Say whether a release that was drawn on this day could be drawn anew: never in the slot of its drawing."""
    drawn = int(datetime.fromisoformat(drawn_on).replace(tzinfo=UTC).timestamp())
    return slot_start(now) > slot_start(drawn)
