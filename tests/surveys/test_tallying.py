"""Counts of one site: the newest answer under a code, no covers, nobody who did not agree to be counted."""

import resource
import time
from dataclasses import replace
from typing import Any

from release_tables import a_site
from survey_builders import a_consent, an_instrument, some_answers, some_items

from ledger.model.survey.consent import Purpose
from ledger.model.survey.instrument import Indicator
from ledger.model.survey.response import Channel, Opened, Response, Standing
from ledger.model.survey.tally import Count, SiteTally
from ledger.surveys.kept_tally import read_tally, tally_form
from ledger.surveys.tallying import by_site, latest, tally_site

SITE = a_site()


def an_opened(number: int, **changes: Any) -> Opened:
    made = Response(
        standing=Standing.ANSWERED,
        site=SITE.token,
        answers=some_answers(),
        free_texts={},
        consent=a_consent(),
        channel=Channel.WEB,
        language="en",
        receipt_code=f"{number:016d}",
        sequence=0,
        arrived_at=1_790_600_000,
    )
    return Opened(number.to_bytes(16, "big"), bytes(32), bytes(32), replace(made, **changes))


def tally(opened: list[Opened], **changes: Any) -> SiteTally:
    settings = {"wave": "0x" + "11" * 32, "ended_on": "2026-10-01", "quality": (1.0, ()), "coverage": 1.0} | changes
    return tally_site(opened, an_instrument(), SITE, **settings)


def test_of_answers_under_one_code_the_highest_sequence_counts_whatever_the_order() -> None:
    forced = an_opened(1, sequence=2)
    free = an_opened(2, receipt_code=forced.response.receipt_code, sequence=3, answers=dict.fromkeys(QUIET, "no"))
    for order in ([forced, free], [free, forced]):
        assert tally(order).forced_labour == Count(1, 0)


def test_whoever_came_back_and_left_is_not_counted() -> None:
    left = an_opened(2, receipt_code=f"{1:016d}", sequence=1, standing=Standing.COVER, consent=None, answers={})
    assert tally([an_opened(1), left]).answered == 0


def test_a_cover_is_in_no_count() -> None:
    cover = an_opened(2, standing=Standing.COVER, consent=None, answers={})
    assert tally([an_opened(1), cover]) == tally([an_opened(1)])


def test_whoever_did_not_agree_to_aggregates_is_in_no_count() -> None:
    apart = an_opened(2, consent=a_consent(purposes=frozenset({Purpose.REFERRAL})))
    assert tally([an_opened(1), apart]).answered == 1


def test_forced_labour_counts_only_who_answered_an_item_of_each_dimension() -> None:
    silent = an_opened(2, answers={"gender": "man", "fee_paid": "yes"})
    found = tally([an_opened(1), silent])
    assert found.forced_labour == Count(1, 1)
    assert found.by_indicator[Indicator.DEBT_BONDAGE] == Count(2, 2)
    assert found.by_gender == {"woman": Count(1, 1), "man": Count(0, 0), "another": Count(0, 0)}


def test_who_told_no_gender_is_in_no_genders_count() -> None:
    answers = some_answers()
    del answers["gender"]
    found = tally([an_opened(1, answers=answers)])
    assert sum(each.respondents for each in found.by_gender.values()) == 0
    assert found.forced_labour.respondents == 1


def test_what_is_not_asked_has_no_entry_and_what_nobody_answered_has_zeros() -> None:
    found = tally([an_opened(1, answers={"gender": "man"})])
    assert set(found.by_indicator) == {item.indicator for item in some_items() if item.indicator}
    assert found.by_indicator[Indicator.INTIMIDATION] == Count(0, 0)


def test_rows_of_another_site_are_left_out() -> None:
    other = an_opened(2, site="another-token")
    assert tally([an_opened(1), other]).answered == 1
    assert {site: len(rows) for site, rows in by_site([an_opened(1), other]).items()} == {
        SITE.token: 1,
        "another-token": 1,
    }


def test_attack_one_code_that_answers_at_two_sites_is_counted_at_the_last_alone() -> None:
    """F59: of a whole wave, before it is split by site."""
    rows = [an_opened(1), an_opened(1, site="another-token", sequence=1), an_opened(2)]
    found = by_site(latest(rows))
    assert {site: [each.response.receipt_code for each in here] for site, here in found.items()} == {
        SITE.token: [f"{2:016d}"],
        "another-token": [f"{1:016d}"],
    }


def test_who_came_back_at_another_site_to_leave_is_counted_at_none() -> None:
    left = an_opened(1, site="another-token", sequence=1, standing=Standing.COVER)
    assert tally(by_site(latest([an_opened(1), left, an_opened(2)]))[SITE.token]).answered == 1


def test_a_kept_tally_comes_back_as_it_was() -> None:
    found = tally([an_opened(1), an_opened(2, answers={"gender": "man"})])
    assert read_tally(tally_form(found)) == found


def test_twenty_thousand_answers_are_counted_in_seconds_and_without_a_copy_of_them() -> None:
    opened = [an_opened(number) for number in range(20_000)]
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert tally(opened).forced_labour == Count(20_000, 20_000)
    assert time.process_time() - began < 8
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kB


QUIET = ("debt_holds", "fee_paid", "passport_kept", "passport_asked", "cannot_leave")
