"""A decision joins two sites in the graph: one place, one maker, one tier; and takes them apart again."""

from provenance_builders import (
    SHIRTS,
    a_chain,
    a_facility,
    a_graph,
    a_record,
    a_site,
    did,
    grown,
    made,
    shipped,
    told_graph,
)

from ledger.model.record import Record
from ledger.provenance import provenance_of

AUDITOR = did("auditor")


def a_decision(left: str, right: str, outcome: str = "same", *, index: int) -> Record:
    body = {
        "subject": "facility-match", "left": a_site(left), "right": a_site(right), "outcome": outcome,
        "reason": "Visited.",
    }  # fmt: skip
    return a_record("decision", body, index=index, issuer=AUDITOR)


def a_recruitment(site: str, *, index: int) -> Record:
    body = {
        "recruiter": did("recruiter"), "facility": a_site(site), "origin": "NP", "destination": "IN",
        "period_from": "2026-01-01", "period_until": "2026-06-30",
    }  # fmt: skip
    return a_record("recruitment", body, index=index, issuer=did("recruiter"))


def two_descriptions() -> list[Record]:
    return [a_facility("mill", index=20), a_facility("mill-annex", index=21, operator=did("mill"), issuer=did("mill"))]


def test_a_lot_made_at_a_joined_site_is_made_at_the_one_described_first() -> None:
    records = (*two_descriptions(), grown("yarn", "mill-annex", index=1), a_decision("mill-annex", "mill", index=22))
    graph = told_graph(*records)
    assert graph.joined == {a_site("mill-annex"): a_site("mill")}
    assert graph.lots["urn:example:lot:yarn"].site == a_site("mill")
    assert a_site("mill-annex") not in graph.sites


def test_recruiters_and_records_of_both_are_those_of_the_one_place() -> None:
    records = (*two_descriptions(), a_recruitment("mill-annex", index=3), a_decision("mill", "mill-annex", index=22))
    graph = told_graph(*records)
    assert [each.recruiter for each in graph.recruitments[a_site("mill")]] == [did("recruiter")]
    assert len(graph.sites[a_site("mill")].records) == 3


def test_two_steps_at_joined_sites_are_one_tier() -> None:
    apart = a_graph(*a_chain())
    joined = a_graph(*a_chain(), a_decision("gin", "mill", index=30))
    assert len(provenance_of(apart, SHIRTS).tiers) == len(provenance_of(joined, SHIRTS).tiers) + 1


def test_a_hand_over_to_the_other_name_of_a_site_is_one_to_its_operator() -> None:
    records = [
        grown("yarn", "mill", index=1),
        a_facility("sewing", index=2),
        shipped([("yarn", 100)], "mill", "sewing-old", index=3),
        made([("yarn", 100)], [("shirts", 90)], "sewing", index=4),
    ]
    assert not told_graph(*records).is_confirmed("urn:example:lot:yarn", did("sewing"))
    told = told_graph(*records, a_decision("sewing-old", "sewing", index=5))
    assert told.is_confirmed("urn:example:lot:yarn", did("sewing"))


def test_a_newer_decision_takes_a_join_back() -> None:
    records = (*two_descriptions(), a_decision("mill-annex", "mill", index=22))
    undone = told_graph(*records, a_decision("mill", "mill-annex", "different", index=23))
    assert undone.joined == {}
    assert undone.sites == told_graph(*two_descriptions()).sites


def test_replay_to_before_the_decision_keeps_two_places() -> None:
    records = (*two_descriptions(), a_decision("mill-annex", "mill", index=22))
    assert told_graph(*records[:2]).joined == {}


def test_who_describes_a_place_where_others_made_goods_does_not_take_it_over() -> None:
    theirs = a_facility("mill", index=5, operator=did("mallory"), issuer=did("mallory"), country="FR")
    graph = told_graph(grown("yarn", "mill", index=1), theirs)
    site = graph.sites[a_site("mill")]
    assert (site.operator, site.country) == (None, None)
    assert theirs.record_id in site.records
    assert set(graph.holders["urn:example:lot:yarn"]) == {did("mill")}
    own = told_graph(grown("yarn", "mill", index=1), theirs, a_facility("mill", index=9)).sites[a_site("mill")]
    assert (own.operator, own.country) == (did("mill"), "IN")


def test_what_its_operator_says_of_a_site_counts_before_what_others_said_earlier() -> None:
    others = a_facility("mill", index=1, issuer=did("brand"), country="FR")
    site = told_graph(others, a_facility("mill", index=9)).sites[a_site("mill")]
    assert (site.operator, site.country) == (did("mill"), "IN")
