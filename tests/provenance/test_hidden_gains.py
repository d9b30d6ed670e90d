"""Attacks on the arithmetic: a gain, a double use or an empty claim that something beside it is to hide."""

import pytest
from provenance_builders import a_facility, a_graph, a_lot, a_record, a_site, amounts, did, grown, made
from test_certified_claims import a_certificate

from ledger.model.finding import FindingKind
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record

USES = (made([("c", 100)], [("y", 90)], "farm", index=1), made([("c", 100)], [("z", 90)], "farm", index=2))


def codes(graph: SupplyGraph) -> set[str]:
    return {each.code for each in graph.findings}


@pytest.mark.parametrize(
    "beside",
    [[("w", 0, "LTR")], [("w", 3, "LTR")], [("p", 1, "C62")], [("untold",)]],
    ids=["zero", "litre", "piece", "gap"],
)
def test_another_output_beside_it_hides_no_gain(beside: list[tuple[str]]) -> None:
    graph = a_graph(grown("c", "farm"), made([("c", 100)], [("y", 900), *beside], "farm", index=1))
    assert codes(graph) == {"mass-balance"}


def test_a_zero_input_of_another_unit_explains_no_gain() -> None:
    graph = a_graph(grown("c", "farm"), made([("c", 100), ("w", 0, "LTR")], [("y", 900)], "farm", index=1))
    assert "mass-balance" in codes(graph)


@pytest.mark.parametrize("beside", [("c", 1, "C62"), ("c", 0, "LTR"), ("c",)])
def test_a_use_that_does_not_compare_weakens_no_overuse(beside: tuple[str]) -> None:
    graph = a_graph(grown("c", "farm"), *USES, made([beside], [("q", 1)], "farm", index=3))
    assert {each.kind for each in graph.findings if each.code == "mass-balance" and each.subject == a_lot("c")} == {
        FindingKind.DISAGREES
    }


def test_a_process_declared_twice_is_still_declared() -> None:
    spinning = {
        "process": "spin",
        "input_good": "Cotton",
        "output_good": "Yarn",
        "yield_low": "0.8",
        "yield_high": "0.95",
    }
    site = a_facility("mill", index=5, processes=[spinning, {**spinning, "process": "spin2", "yield_high": "0.96"}])
    assert codes(a_graph(site, made([("c", 100)], [("y", 104)], "mill", index=1))) == {"mass-balance"}
    assert codes(a_graph(site, made([("c", 100)], [("y", 96)], "mill", index=1))) == set()


def a_claim(
    lot: str, certificate: Record, quantity: str, issuer: str, *, index: int, custody: str = "segregated"
) -> Record:
    body = {
        "lot": a_lot(lot), "product": "P", "product_name": "n", "good": "Cotton", "quantity": quantity, "unit": "KGM",
        "custody": custody, "facility": a_site(issuer),
        "claims": [{"certificate": "0x" + certificate.record_id.hex(), "quantity": quantity, "unit": "KGM"}],
    }  # fmt: skip
    return a_record("lot", body, issuer=did(issuer), index=index)


@pytest.mark.parametrize(
    ("custody", "told", "found"),
    [
        ("mass-balance", "0.000000001", {"certified-balance"}),
        ("segregated", "0.000000001", {"custody-mixed"}),
        ("mass-balance", "100", set()),
        ("segregated", "100", set()),
    ],
)
def test_a_nanogram_certifies_a_nanogram(custody: str, told: str, found: set[str]) -> None:
    first, second = a_certificate(index=90), a_certificate(index=91)
    graph = a_graph(
        first,
        second,
        grown("lint", "mill", index=1),
        a_claim("lint", first, told, "mill", index=60),
        made([("lint", 100)], [("yarn", 95)], "mill", index=2),
        a_claim("yarn", second, "95", "mill", index=61, custody=custody),
    )
    assert codes(graph) == found


def test_more_is_not_claimed_than_was_made_whatever_the_statement_says() -> None:
    certificate = a_certificate(index=90, quantity="1000")
    claim = a_claim("lint", certificate, "1000", "gin", index=60)
    assert codes(a_graph(certificate, grown("lint", "gin", index=1, amount=10), claim)) == {"claim-above-lot"}


def test_a_making_told_after_the_overuse_that_it_cures_is_a_question() -> None:
    more = grown("c", "farm", index=9, day=2)
    [finding] = a_graph(grown("c", "farm"), *USES, more).findings
    assert (finding.code, finding.kind, finding.subject) == ("making-told-late", FindingKind.UNCHECKED, a_lot("c"))
    assert finding.records[0] == more.record_id
    early = grown("c", "farm", day=2, index=0, quantityList=amounts(("c", 100.0)), bizStep="packing")
    assert codes(a_graph(grown("c", "farm"), early, *USES)) == set()
