"""A release on its record's page: a table, what its silences mean, what chance and noise do, and who reviewed it."""

import re
from typing import Any

import pytest

from api.web.record_page import record_view
from api.web.release_page import EVERYBODY, FORCED_LABOUR, worker_line_view
from api.web.templating import page
from ledger.model.survey.instrument import FeeFact

ID, OTHER = "0x" + "ab" * 32, "0x" + "cd" * 32


def a_cell(
    indicator: str | None, gender: str | None, band: str | None = None, why: str | None = None
) -> dict[str, Any]:
    return {"indicator": indicator, "gender": gender, "band": band} | ({"why": why} if why else {})


def a_release(**changes: Any) -> dict[str, Any]:
    cells = [
        a_cell(None, None, "10 to 25 %"),
        a_cell(None, "woman", why="suppressed"),
        a_cell("debt_bondage", None, "over 50 %"),
        a_cell("debt_bondage", "woman", "25 to 50 %"),
        a_cell("isolation", None, why="not asked"),
        a_cell("isolation", "woman", why="not asked"),
    ]
    body: dict[str, Any] = {
        "wave": ID,
        "facility": "https://mill.example/site/1",
        "ended_on": "2026-10-30",
        "instrument": OTHER,
        "sample_announced": "50-99",
        "answers_came": "50-99",
        "cells": cells,
        "counts": None,
        "step": "medium",
        "epsilon_thousandths": 1000,
        "is_channel_attested": True,
        "panel_review": None,
    }
    return body | changes


def an_ending(why: str, **changes: Any) -> dict[str, Any]:
    return {"wave": ID, "facility": "https://mill.example/1", "ended": why, "sample_announced": "50-99"} | changes


def a_remedy(state: str) -> dict[str, Any]:
    told = {"measure": "fees_repaid", "state": state, "done_on": "2026-11-01", "text": "We paid."}
    return {"facility": "https://mill.example/1", "addresses": [OTHER]} | told


def a_document(body: dict[str, Any], kind: str = "release") -> dict[str, Any]:
    """The answer about a record that says this."""
    check = {"number": 1, "name": "canonical form", "passed": True, "detail": None}
    as_of = {"log_size": 8, "block": 90}
    statement = {
        "kind": kind,
        "issuer": "did:web:workers.example",
        "summary": "Aggregates of one survey.",
        "lang": "en",
        "signer": "0x" + "11" * 20,
        "issued_at": "2026-11-22T00:00:00Z",
        "audience": "parties:did:web:brand.example",
        "body": body,
    }
    return {
        "record_id": ID,
        "reads": "final",
        "status": "final",
        "scheme": "eoa",
        "received_at": "2026-11-22T00:00:00Z",
        "anchored_at": "2026-11-22T00:00:00Z",
        "include_by": "2026-11-22T00:00:00Z",
        "domain": {"salt": OTHER},
        "replies": [],
        "statement": statement,
        "verdict": {
            "verdict": "VALID",
            "code": None,
            "reads": "It was said by its issuer.",
            "checks": [check],
            "as_of": as_of,
            "blocks": [],
        },
    }


def shown(body: dict[str, Any], kind: str = "release") -> str:
    view = record_view(a_document(body, kind), is_demo=False)
    return page("record.html", is_demo=False, reader=None, record=view).body.decode()


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_a_release_is_a_table_of_topics_and_groups() -> None:
    view = worker_line_view(a_release())
    assert view is not None
    assert view.columns == (EVERYBODY, "Woman")
    assert [(row.topic, row.cells) for row in view.rows] == [
        (FORCED_LABOUR, ("10 to 25 %", "suppressed")),
        ("Debt bondage", ("over 50 %", "25 to 50 %")),
        ("Isolation", ("not asked", "not asked")),
    ]


def test_fees_are_rows_in_plain_words_and_a_release_from_before_them_has_none() -> None:
    old = worker_line_view(a_release())
    fees = [a_cell(each.value, None, band="over 50 %") for each in FeeFact]
    new = worker_line_view(a_release(cells=fees))
    assert old is not None
    assert new is not None
    assert [row.topic for row in new.rows] == [
        "Were asked for money to get the job",
        "Paid money to get the job, or their family did",
        "Paid to get the job, and say that not all of it was paid back",
    ]
    assert not {row.topic for row in old.rows} & {row.topic for row in new.rows}


def test_the_clause_against_retaliation_stands_on_every_release() -> None:
    told = text_of(shown(a_release(cells=[])))
    assert "asks nobody whether or what they answered" in told
    assert "help lines that no buyer runs" in told


def test_every_silence_of_the_table_is_explained_and_no_other() -> None:
    told = text_of(shown(a_release()))
    assert "It does not mean that nothing was found" in told
    assert "the questionnaire has no question on it" in told
    assert "Somebody may have answered in the workers&#39; place" not in told
    surplus = [a_cell(None, None, why="about as many answers as workers, or more")]
    assert "Somebody may have answered in the workers&#39; place" in text_of(shown(a_release(cells=surplus)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "As confidential evidence it counts as: medium."),
        ({"step": "none"}, "none, which does not mean that nothing was found"),
        ({"step": None}, "Too few answered for any count: it changes no score."),
        ({"step": None, "counts": {"respondents": 60, "affected": 15}}, "about 15 of about 60 respondents"),
        ({}, "The custodian attests the integrity of the channel"),
        ({"is_channel_attested": False}, "does not attest the channel"),
        ({}, "Draft, not reviewed by workers"),
        ({"panel_review": OTHER}, "A panel of workers reviewed questions, consent and rules"),
        ({"merged_sites": 4}, "The cells describe 4 small sites of one country together"),
        ({}, "a low band is not safe"),
        ({}, "confirmed retaliation counts against the site by itself"),
    ],
)
def test_noise_chance_channel_and_review_are_told_in_plain_sentences(changes: dict[str, Any], says: str) -> None:
    assert says in text_of(shown(a_release(**changes)))


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (
            an_ending("site_refused", account="Sent <b>off</b>."),
            "release",
            "counts as a refused survey, and the site may",
        ),
        (an_ending("worker_safety"), "release", "given up for the safety of workers"),
        ({"wave": ID, "releases": [OTHER, ID]}, "release", "gave 2 releases"),
        (
            {"wave": ID, "releases": [ID], "consents_at_least": 50},
            "release",
            "About 50 workers or more agreed to be counted, with noise",
        ),
        ({"wave": ID, "releases": [ID], "consents_at_least": 0}, "release", "is not told: a small number could"),
        (a_remedy("claimed"), "remedy", "workers have not confirmed it, so it changes no weight"),
        (a_remedy("verified"), "remedy", "Workers or their organisation confirmed it."),
    ],
)
def test_endings_indexes_and_remedies_are_told_in_words(body: dict[str, Any], kind: str, says: str) -> None:
    html = shown(body, kind)
    assert says in text_of(html)
    assert "<b>off</b>" not in html


def test_every_ending_measure_and_state_that_a_body_may_have_has_its_words() -> None:
    from typing import get_args, get_type_hints

    from api.web import release_page
    from ledger.model.bodies.worker_line import RemedyBody, WaveEndedBody

    hints = get_type_hints(RemedyBody)
    assert set(get_args(get_type_hints(WaveEndedBody)["ended"])) == set(release_page._ENDED)
    assert set(get_args(hints["measure"])) == set(release_page._MEASURES)
    assert set(get_args(hints["state"])) == set(release_page._STATES)


def test_other_statements_have_no_such_part() -> None:
    assert worker_line_view({"site": "x", "workforce": {}}) is None


def test_beside_a_missing_remedy_stands_no_release_that_it_rests_on() -> None:
    """Rule S1: whether a survey or a case is behind the step is not shown."""
    released, audited = "0x" + "11" * 32, "0x" + "22" * 32
    wave = {"record_id": released, "month": "2026-08", "site": "s", "how": "given_up", "is_withdrawn": False}
    gaps = [
        {"site": "s", "record_id": record, "asked_of": None, "sentence": "Remedy missing. Mend it."}
        for record in (released, audited)
    ]
    score = {"waves": [wave], "remedy_gaps": gaps, "reviews": [], "tiers": []}
    whole = bytes(page("worker_evidence.html", score=score).body).decode()
    shown = whole.partition("Remedies that are missing")[2]
    assert (f"/records/{released}" in shown, f"/records/{audited}" in shown) == (False, True)
