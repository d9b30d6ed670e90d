"""Rule S4's delay: a release goes out on a day that its slot fixed beforehand, so that the day tells of no report.

A delay drawn at random would stand between the day of a report and that of its effect. Here the second does not follow
from the first at all: it is known before anybody answers.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import ReleaseUnsafe
from ledger.model.survey.wave import SLOT_SECONDS
from ledger.surveys.releases import schedule
from ledger.surveys.releases.schedule import day_of, release_at, require_release_day, slot_start

SLOT = 1_480
BEGINS = SLOT * SLOT_SECONDS
REPORTS = st.integers(BEGINS, BEGINS + SLOT_SECONDS - 1)  # a wave's own time: when somebody answers, or a case comes


def day_told(report_at: int) -> date:
    """The day from which whatever came in this second is released, and that its statement bears."""
    return day_of(slot_start(release_at(report_at // SLOT_SECONDS)))


def tells_of_the_report() -> bool:
    """Say whether two reports within one slot have different days."""
    return day_told(BEGINS) != day_told(BEGINS + SLOT_SECONDS - 1)


@given(REPORTS, REPORTS)
def test_the_day_of_a_release_is_one_for_all_that_was_said_in_a_slot(one: int, other: int) -> None:
    assert day_told(one) == day_told(other)
    assert (day_told(one) - day_of(one)).days > SLOT_SECONDS // 86_400


def test_planted_a_release_so_many_days_after_the_report_tells_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not tells_of_the_report()
    monkeypatch.setitem(globals(), "day_told", lambda report_at: day_of(report_at + 28 * 86_400))
    assert tells_of_the_report()


@given(st.integers(0, SLOT_SECONDS * 2))
def test_nothing_is_handed_in_before_and_however_late_it_bears_the_first_day_of_a_slot(late: int) -> None:
    with pytest.raises(ReleaseUnsafe):
        require_release_day(SLOT, now=release_at(SLOT) - 1)
    require_release_day(SLOT, now=release_at(SLOT) + late)
    assert schedule.slot_start(release_at(SLOT) + late) % SLOT_SECONDS == 0
