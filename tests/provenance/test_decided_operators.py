"""Who describes a site first runs it, until somebody who may decide says otherwise."""

import pytest
from provenance_builders import a_facility, a_lot, a_record, a_site, did, grown, told_graph

from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.provenance import building
from ledger.provenance.makers import DecidedOperators

MILL, MALLORY = did("mill"), did("mallory")


def decided(operator: str, outcome: str = "confirmed", *, site: str = "mill", index: int) -> Record:
    told = {"subject": "site-operator", "left": a_site(site), "right": operator, "outcome": outcome, "reason": "Seen."}
    return a_record("decision", told, index=index, issuer=did("auditor"))


def squatted() -> list[Record]:
    """Mallory described the mill's site before the mill did; then the mill made yarn there."""
    return [
        a_facility("mill", index=0, issuer=MALLORY, operator=MALLORY, country="FR"),
        a_facility("mill", index=1),
        grown("yarn", "mill", index=2),
    ]


def runs(graph: SupplyGraph) -> tuple[str | None, str | None, bool, set[str]]:
    site = graph.sites[a_site("mill")]
    return site.operator, site.country, site.is_confirmed, set(graph.holders.get(a_lot("yarn"), ()))


TAKEN, GIVEN_BACK = (MALLORY, "FR", False, {MALLORY}), (MILL, "IN", True, {MILL})


def test_who_describes_a_site_first_runs_it_until_a_decision_ends_that() -> None:
    assert runs(told_graph(*squatted())) == TAKEN
    assert runs(told_graph(*squatted(), decided(MILL, index=9))) == GIVEN_BACK


def test_without_the_decisions_the_squatter_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "decided_operators", lambda *_: DecidedOperators({}, frozenset()))
    assert runs(told_graph(*squatted(), decided(MILL, index=9))) == TAKEN


def test_what_the_squatter_said_stays_a_record_about_the_site() -> None:
    theirs, *rest = squatted()
    graph = told_graph(theirs, *rest, decided(MILL, index=9))
    assert theirs.record_id in graph.sites[a_site("mill")].records


def test_who_is_refused_makes_room_for_the_next_and_nobody_is_confirmed_by_that() -> None:
    assert runs(told_graph(*squatted(), decided(MALLORY, "refused", index=9))) == (MILL, "IN", False, {MILL})


def test_who_is_refused_alone_describes_runs_and_speaks_for_nothing() -> None:
    theirs = [
        a_facility("mill", index=0, issuer=MALLORY, operator=MALLORY, country="FR"),
        grown("yarn", "mill", index=1, issuer=MALLORY),
    ]
    assert runs(told_graph(*theirs)) == TAKEN
    assert runs(told_graph(*theirs, decided(MALLORY, "refused", index=9))) == (None, None, False, set())


def test_a_description_by_somebody_else_that_names_the_refused_party_describes_nothing() -> None:
    theirs = a_facility("mill", index=0, issuer=did("friend"), operator=MALLORY)
    assert runs(told_graph(theirs, decided(MALLORY, "refused", index=9)))[0] is None


def test_the_newest_decision_about_a_pair_counts() -> None:
    once, then = decided(MALLORY, index=8), decided(MALLORY, "refused", index=9)
    assert runs(told_graph(*squatted(), once, then))[0] == MILL
    again = decided(MALLORY, index=10)
    assert runs(told_graph(*squatted(), once, then, again)) == (MALLORY, "FR", True, {MALLORY})


def test_of_two_confirmed_parties_the_one_confirmed_last_runs_the_site_and_the_other_again_once_it_is_refused() -> None:
    both = [decided(MILL, index=7), decided(MALLORY, index=8)]
    assert runs(told_graph(*squatted(), *both))[0] == MALLORY
    assert runs(told_graph(*squatted(), *both, decided(MALLORY, "refused", index=9)))[0] == MILL


def test_a_site_that_nobody_described_has_the_operator_that_was_confirmed() -> None:
    graph = told_graph(grown("yarn", "mill", index=0, issuer=MALLORY), decided(MILL, index=1))
    site = graph.sites[a_site("mill")]
    assert (site.operator, site.country, site.is_confirmed) == (MILL, None, True)


def test_a_decision_about_one_site_says_nothing_of_another() -> None:
    assert runs(told_graph(*squatted(), decided(MILL, site="gin", index=9))) == TAKEN


def a_join(left: str, right: str, *, index: int) -> Record:
    told = {"subject": "facility-match", "left": a_site(left), "right": a_site(right), "outcome": "same"}
    return a_record("decision", told | {"reason": "Seen."}, index=index, issuer=did("auditor"))


def test_a_join_hands_no_site_to_whoever_was_confirmed_for_the_other() -> None:
    records = [
        a_facility("mill", index=0),
        a_facility("annex", index=1, issuer=MALLORY, operator=MALLORY),
        decided(MALLORY, site="annex", index=2),
        a_join("mill", "annex", index=3),
    ]
    assert told_graph(*records).sites[a_site("mill")].operator == MILL


def test_who_was_refused_at_a_site_comes_not_back_through_a_join() -> None:
    records = [
        a_facility("annex", index=0, issuer=MALLORY, operator=MALLORY),
        decided(MALLORY, "refused", site="annex", index=1),
        a_facility("mill", index=2, issuer=did("brand"), operator=MILL),
        a_join("mill", "annex", index=3),
    ]
    graph = told_graph(*records)
    assert graph.sites[graph.joined.get(a_site("mill"), a_site("mill"))].operator == MILL
