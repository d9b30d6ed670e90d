"""What a site, party, recruiter, origin or list entry touches, now and by what was known then."""

import pytest
from provenance_builders import (
    a_chain,
    a_facility,
    a_finished_lot,
    a_graph,
    a_lot,
    a_record,
    a_site,
    confirmed,
    did,
    grown,
    made,
    told_graph,
)

from ledger.model.blast_radius import BlastRadius, Cause, Question
from ledger.model.record import Record
from ledger.provenance import ahead, blast_radius

CHAIN = ["cotton", "lint", "fabric", "shirts"]


def recruiting(recruiter: str, site: str, *, index: int) -> Record:
    body = {
        "recruiter": did(recruiter), "facility": a_site(site), "origin": "NP", "destination": "IN",
        "period_from": "2026-01-01", "period_until": "2026-12-31",
    }  # fmt: skip
    return a_record("recruitment", body, index=index, issuer=did(recruiter))


def touched(found: BlastRadius) -> list[str]:
    return [lot.lot for lot in found.lots]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (Question(Cause.SITE, a_site("gin")), 1),
        (Question(Cause.PARTY, did("mill")), 1),
        (Question(Cause.RECRUITER, did("agency")), 3),
        (Question(Cause.ORIGIN, "UZ"), 0),
        (Question(Cause.ORIGIN, "UZ", "cotton"), 0),
        (Question(Cause.LIST_ENTRY, "UZ", "Cotton"), 0),
    ],
)
def test_everything_after_the_cause_is_touched_with_its_product(question: Question, first: int) -> None:
    graph = a_graph(
        *a_chain(),
        a_facility("farm", country="UZ", goods=["Cotton"], index=5),
        a_facility("mill", index=6),
        a_facility("sewing", index=7),
        recruiting("agency", "sewing", index=8),
    )
    found = blast_radius(graph, question)
    assert sorted(touched(found)) == sorted(a_lot(name) for name in CHAIN[first:])
    assert found.products == tuple(graph.products)
    assert all(lot.is_confirmed for lot in found.lots)


@pytest.mark.parametrize(
    "question",
    [
        Question(Cause.SITE, a_site("nowhere")),
        Question(Cause.PARTY, did("nobody")),
        Question(Cause.RECRUITER, did("nobody")),
        Question(Cause.ORIGIN, "US"),
        Question(Cause.ORIGIN, "IN", "Shrimp"),
    ],
)
def test_an_unknown_cause_touches_nothing(question: Question) -> None:
    graph = a_graph(*a_chain(), a_facility("farm", goods=["Cotton"], index=5))
    assert touched(blast_radius(graph, question)) == []


def test_a_site_that_names_no_goods_may_make_any() -> None:
    graph = a_graph(*a_chain(), a_facility("farm", country="UZ", index=5))
    assert touched(blast_radius(graph, Question(Cause.ORIGIN, "UZ", "Cotton"))) == [a_lot(name) for name in CHAIN]


@pytest.mark.parametrize(
    ("stated", "goods", "good", "is_touched"),
    [
        ("UZ", [], None, True),
        ("UZB", ["Cotton"], "cotton", True),
        ("UZ", ["Shrimp"], "Cotton", False),
        ("IN", [], None, False),
    ],
)
def test_a_lot_is_of_the_country_that_its_making_event_states(
    stated: str, goods: list[str], good: str | None, is_touched: bool
) -> None:
    born = grown("cotton", "port", index=0, ilmd={"cbvmda:countryOfOrigin": stated})
    graph = told_graph(born, a_facility("port", country="TR", goods=goods, index=1))
    found = blast_radius(graph, Question(Cause.ORIGIN, "UZ", good))
    assert touched(found) == ([a_lot("cotton")] if is_touched else [])
    assert found.sites == ()


def called(good: str, issuer: str, *, index: int) -> Record:
    return a_finished_lot("cotton", index=index, issuer=issuer, good=good, is_finished=False)


def test_what_its_maker_calls_a_lot_decides_and_a_strangers_word_does_not() -> None:
    at_home = (grown("cotton", "farm", index=0), a_facility("farm", country="UZ", index=1))
    own, foreign = called("Wheat", did("farm"), index=2), called("Wheat", did("stranger"), index=3)
    question = Question(Cause.ORIGIN, "UZ", "Cotton")
    assert touched(blast_radius(told_graph(*at_home, own), question)) == []
    assert touched(blast_radius(told_graph(*at_home, foreign), question)) == [a_lot("cotton")]


@pytest.mark.parametrize(
    ("day", "in_period"), [("2026-05-15", [True]), ("2025-12-31", [True]), ("2025-06-01", []), ("2027-01-03", [])]
)
def test_a_recruiter_touches_what_was_made_in_its_period(day: str, in_period: list[bool]) -> None:
    born = grown("cotton", "farm", index=0, eventTime=f"{day}T12:00:00Z")
    found = blast_radius(
        told_graph(born, recruiting("agency", "farm", index=1)), Question(Cause.RECRUITER, did("agency"))
    )
    assert [lot.in_period for lot in found.lots] == in_period


def test_a_recruiter_touches_what_nobody_says_when_it_was_made() -> None:
    stated = a_finished_lot("shirts", facility=a_site("sewing"), issuer=did("sewing"))
    graph = told_graph(a_facility("sewing"), stated, recruiting("agency", "sewing", index=1))
    found = blast_radius(graph, Question(Cause.RECRUITER, did("agency")))
    assert [(lot.lot, lot.in_period) for lot in found.lots] == [(a_lot("shirts"), None)]


def test_an_unconfirmed_use_is_listed_and_marked() -> None:
    graph = told_graph(grown("cotton", "farm", index=0), made([("cotton", 100)], [("lint", 90)], "gin", index=1))
    found = blast_radius(graph, Question(Cause.SITE, a_site("farm")))
    assert [(lot.lot, lot.is_confirmed) for lot in found.lots] == [(a_lot("cotton"), True), (a_lot("lint"), False)]


def test_a_party_is_answered_for_by_what_it_held_as_well_as_by_what_it_made() -> None:
    passed = confirmed(a_lot("cotton"), did("farm"), did("trader"), index=2)
    graph = told_graph(grown("cotton", "farm", index=0), a_finished_lot("other", index=1), passed)
    assert touched(blast_radius(graph, Question(Cause.PARTY, did("trader")))) == [a_lot("cotton")]


def test_as_known_before_the_use_was_told_the_output_is_not_touched() -> None:
    records = a_chain()
    then, now = told_graph(*records[:2]), told_graph(*records)
    question = Question(Cause.SITE, a_site("farm"))
    assert touched(blast_radius(then, question)) == [a_lot("cotton"), a_lot("lint")]
    assert touched(blast_radius(now, question)) == [a_lot(name) for name in CHAIN]


def test_the_confirmed_part_is_what_track_reaches() -> None:
    graph = a_graph(*a_chain())
    start = graph.names.find(a_lot("cotton"))
    assert start is not None
    found = blast_radius(graph, Question(Cause.SITE, a_site("farm")))
    assert {lot.lot: lot.steps for lot in found.lots if lot.is_confirmed} == {
        graph.names[number]: steps for number, steps in ahead(graph, (start,)).items()
    }
