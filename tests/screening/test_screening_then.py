"""Orders as known on a past day: what had ended by then, what nobody dates, and nothing that was told later."""

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from rich.console import Console
from screening_builders import LISTED_ON, a_subject, an_order, an_origin, lists, screened, the_match

from auditor_cli.render.screen import draw_changes, draw_screening
from auditor_cli.render.screen_csv import SCREEN_COLUMNS, screen_rows
from ledger.jobs.screening.changes import row_changes
from ledger.jobs.screening.document import entry_document, screening_document, subject_document
from ledger.model.screening import EntryStanding, HumanDecision, ScreeningVerdict, SubjectAnswer
from ledger.reference.order_days import CHANGED_UNTOLD
from ledger.reference.rows import OrderStatus, TradeOrderRow, Trust
from ledger.reference.snapshot import bundled_snapshot
from ledger.screening.answer import screen

CONFIRMED, POSSIBLE = ScreeningVerdict.CONFIRMED, ScreeningVerdict.POSSIBLE
NAME = "Quorvane Brightwater Textile"
LIST_DAY = LISTED_ON + timedelta(days=100)  # of the list that tells the orders below
BEFORE = LIST_DAY - timedelta(days=1)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def told_by_the_list(**changes: Any) -> TradeOrderRow:
    return an_order(origin=an_origin(LIST_DAY), **changes)


def ended_untold() -> TradeOrderRow:
    return told_by_the_list(status=OrderStatus.REVOKED, revoked=None)


def of_2022(day: date) -> SubjectAnswer:
    """Who is named as the order that one release lifted after forty days, by the tables that ship."""
    subject = a_subject("Natchi Apparel (P) Ltd.", country="IND", goods=("Garments",))
    return screen([subject], bundled_snapshot(), as_of=day).answers[0]


@pytest.mark.parametrize("day", [date(2022, 7, 29), date(2022, 8, 15), date(2022, 9, 6)])
def test_the_order_lifted_within_weeks_holds_while_it_stood(day: date) -> None:
    found = the_match(of_2022(day))
    assert (found.verdict, found.may_hold, found.entry.standing) == (CONFIRMED, True, EntryStanding.IN_FORCE)
    assert found.entry.remaining_scope == ""


@pytest.mark.parametrize("day", [date(2022, 9, 7), date(2023, 1, 1), date(2026, 6, 1), date(2026, 11, 21)])
def test_attack_an_order_that_was_lifted_is_told_as_in_force_afterwards(day: date) -> None:
    answer = of_2022(day)
    (ended,) = answer.ended
    assert (answer.matches, ended.entry.ended_on) == ((), date(2022, 9, 7))


@pytest.mark.parametrize("day", [date(2022, 8, 15), date(2023, 1, 1)])
def test_an_answer_for_a_day_tells_no_later_day_but_in_the_address_of_its_source(day: date) -> None:
    document: Any = subject_document(of_2022(day))
    (match,) = (*document["matches"], *document["ended"])
    told = {name: each for name, each in match["entry"].items() if name != "source"}
    assert max(map(date.fromisoformat, _DAY.findall(str(told)))) <= day


def test_no_ended_order_that_ships_is_confirmed_where_nobody_tells_the_day_of_its_end() -> None:
    snapshot = bundled_snapshot()
    undated = [row for row in snapshot.trade_orders if row.status is OrderStatus.REVOKED and row.revoked is None]
    subjects = [a_subject(row.entity, country=row.iso3, goods=row.commodity_keys) for row in undated]
    answers = screen(subjects, snapshot, as_of=date(2026, 6, 22)).answers
    keys = {row.order_key for row in undated}
    found = [match for each in answers for match in each.matches if match.entry.key.rpartition("/")[0] in keys]
    assert len(found) >= len(undated) > 0
    assert {(match.verdict, match.may_hold) for match in found} == {(POSSIBLE, False)}


def test_an_order_whose_end_nobody_dates_is_possible_and_says_that_the_day_is_unknown() -> None:
    found = the_match(screened(NAME, lists(orders=[ended_untold()]), BEFORE))
    assert (found.verdict, found.may_hold, found.entry.standing) == (POSSIBLE, False, EntryStanding.UNTOLD)
    assert "the order's end is unknown" in found.reasons[-1].sentence
    assert (found.entry.ended_by, found.entry.as_of) == (None, LISTED_ON)


def test_a_person_who_confirms_an_order_without_a_dated_end_sets_no_hold() -> None:
    tables = lists(orders=[ended_untold()])
    entry = the_match(screened(NAME, tables, BEFORE)).entry
    said = HumanDecision(NAME, entry.ref, True, (entry.row_hash,), b"\x07" * 32, BEFORE, "did:x:counsel", True)
    assert the_match(screened(NAME, tables, BEFORE, decisions=[said])).may_hold is False


def test_from_the_list_s_own_day_on_an_order_that_it_lacks_has_ended() -> None:
    answer = screened(NAME, lists(orders=[ended_untold()]), LIST_DAY)
    (ended,) = answer.ended
    assert (answer.matches, ended.entry.ended_by, ended.entry.ended_on) == ((), LIST_DAY, None)


def test_an_order_of_the_list_was_known_from_its_own_day_and_is_told_as_of_the_list() -> None:
    tables = lists(orders=[told_by_the_list()])
    assert [the_match(screened(NAME, tables, day)).entry.as_of for day in (BEFORE, LIST_DAY)] == [LISTED_ON, LIST_DAY]
    assert screened(NAME, tables, LISTED_ON - timedelta(days=1)).matches == ()


@pytest.mark.parametrize(
    ("days_after", "standing", "told"),
    [
        (9, EntryStanding.IN_FORCE, ""),
        (10, EntryStanding.MODIFIED, CHANGED_UNTOLD),
        (20, EntryStanding.MODIFIED, "without socks (2026-03-12) and hats (2026-03-22)"),
    ],
)
def test_a_changed_order_stood_whole_until_the_day_of_its_change(
    days_after: int, standing: EntryStanding, told: str
) -> None:
    words = "without socks (2026-03-12) and hats (2026-03-22)"
    tables = lists(orders=[told_by_the_list(status=OrderStatus.MODIFIED, remaining_scope=words)])
    entry = the_match(screened(NAME, tables, LISTED_ON + timedelta(days=days_after))).entry
    assert (entry.standing, entry.remaining_scope) == (standing, told)


def test_an_order_whose_change_nobody_dates_counts_as_changed_on_every_day() -> None:
    tables = lists(orders=[told_by_the_list(status=OrderStatus.MODIFIED, remaining_scope="without 2026-99-99")])
    found = the_match(screened(NAME, tables, BEFORE))
    assert (found.entry.standing, found.may_hold) == (EntryStanding.MODIFIED, False)
    assert found.entry.remaining_scope == CHANGED_UNTOLD


def test_attack_an_order_that_only_reports_tell_of_holds_while_it_stood() -> None:
    snapshot = bundled_snapshot()
    (row,) = [each for each in snapshot.trade_orders if each.revoked == date(2020, 4, 1)]
    assert row.origin.trust is Trust.LOW
    answer = screen([a_subject(row.entity, country=row.iso3)], snapshot, as_of=date(2019, 6, 1)).answers[0]
    assert {(match.verdict, match.may_hold) for match in answer.matches} == {(POSSIBLE, False)}


def test_rows_that_end_between_two_days_tell_when() -> None:
    undated, dated = (
        lists(orders=[ended_untold()]),
        lists(orders=[an_order(status=OrderStatus.REVOKED, revoked=BEFORE)]),
    )
    gone = row_changes(lists(orders=[an_order()]), lists(), old=BEFORE, new=LIST_DAY)["ended"]
    told = [row_changes(each, each, old=LISTED_ON, new=LIST_DAY)["ended"] for each in (undated, dated)]
    assert [(entry.ended_on, entry.ended_by) for (entry,) in told] == [(None, LIST_DAY), (BEFORE, None)]
    assert [(entry.standing, entry.ended_by) for entry in gone] == [(EntryStanding.ENDED, LIST_DAY)]


def test_what_had_ended_before_is_no_news_when_a_new_list_lacks_it() -> None:
    before = lists(orders=[an_order(status=OrderStatus.REVOKED, revoked=LISTED_ON + timedelta(days=1))])
    assert row_changes(before, lists(), old=BEFORE, new=LIST_DAY)["ended"] == ()


def drawn(draw: Any, document: Any, **more: Any) -> str:
    out = io.StringIO()
    draw(Console(width=80, file=out), document, **more)
    return out.getvalue()


def test_rows_that_ended_are_shown_with_the_day_of_their_end() -> None:
    dated = an_order(order_key="wro-2", status=OrderStatus.REVOKED, revoked=BEFORE)
    rows = row_changes(tables := lists(orders=[ended_untold(), dated]), tables, old=LISTED_ON, new=LIST_DAY)
    told = {name: [entry_document(entry) for entry in entries] for name, entries in rows.items()}
    span = {"old": {"as_of": str(LISTED_ON)}, "new": {"as_of": str(LIST_DAY)}}
    shown = drawn(draw_changes, {**told, **span, "affected": [], "decisions": [], "reads": ""})
    days = [line.split("  ")[1].strip() for line in shown.splitlines() if NAME in line]
    assert sorted(days) == sorted([str(BEFORE), f"by {LIST_DAY}"])


def test_the_lines_of_a_table_call_an_ended_row_ended_as_the_screen_does() -> None:
    document = screening_document(screen([a_subject(NAME)], lists(orders=[ended_untold()]), as_of=LIST_DAY))
    (row,) = (dict(zip(SCREEN_COLUMNS, each, strict=True)) for each in screen_rows(document))
    assert row["match_verdict"] == "ended"
    assert f"ended  by {LIST_DAY}: {NAME}" in drawn(draw_screening, document, shows_all=True)
