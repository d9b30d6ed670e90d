"""Certified claims against certificates and inputs: custody models, days of the credit, and what nobody says."""

from typing import Any

import pytest
from provenance_builders import a_facility, a_graph, a_lot, a_record, a_site, codes, did, grown, made
from test_balance import a_lot_statement, found

from ledger.model.finding import FindingKind
from ledger.model.record import Record


def a_certificate(*, index: int = 90, quantity: str = "100", spend_until: str = "2026-06-30", **changes: Any) -> Record:
    body = {
        "certificate": f"C-{index}", "subject": a_site("mill"), "scheme": "Organic Example", "payer": did("mill"),
        "valid_from": "2026-01-01", "valid_until": "2026-12-31",
        "credit": {"holder": did("mill"), "quantity": quantity, "unit": "KGM", "spend_until": spend_until},
    }  # fmt: skip
    return a_record("certificate", {**body, **changes}, index=index, issuer=did("certifier"))


def a_claim(lot: str, certificate: Record, claimed: str, **changes: Any) -> Record:
    claims = [{"certificate": "0x" + certificate.record_id.hex(), "quantity": claimed, "unit": "KGM"}]
    return a_lot_statement(lot, "Cotton", claims=claims, issuer=did("mill"), **changes)


def certified_chain(custody: str, *, into: str = "segregated", claimed_in: str = "100") -> tuple[Record, ...]:
    """Lint with a claim goes into yarn with a claim; all of 100 kg."""
    first, second = a_certificate(index=90, subject=a_site("gin")), a_certificate(index=91)
    return (
        first,
        second,
        grown("lint", "gin", index=1),
        a_claim("lint", first, claimed_in, custody=into, facility=a_site("gin"), index=60),
        made([("lint", 100)], [("yarn", 95)], "mill", index=2),
        a_claim("yarn", second, "95", custody=custody, facility=a_site("mill"), index=61),
    )


@pytest.mark.parametrize(
    ("custody", "into", "claimed_in", "code"),
    [
        ("segregated", "segregated", "100", set()),
        ("segregated", "identity-preserved", "100", set()),
        ("segregated", "mass-balance", "100", {"custody-mixed"}),
        ("segregated", "segregated", "60", {"custody-mixed"}),
        ("identity-preserved", "segregated", "100", set()),
        ("mass-balance", "segregated", "100", set()),
        ("mass-balance", "segregated", "60", {"certified-balance"}),
        ("book-and-claim", "segregated", "60", set()),
        ("book-and-claim", "book-and-claim", "1", set()),
    ],
)
def test_a_custody_model_says_what_may_go_into_a_certified_lot(
    custody: str, into: str, claimed_in: str, code: set[str]
) -> None:
    records = certified_chain(custody, into=into, claimed_in=claimed_in)
    graph = a_graph(*records)
    assert codes(graph) == code
    assert all(len(finding.records) >= 2 for finding in graph.findings)
    assert [edge.input_lot for edge in graph.inputs_of[a_lot("yarn")]] == [a_lot("lint")], "no edge is ever left out"


def test_identity_preserved_is_of_one_certificate() -> None:
    first, second, third = (a_certificate(index=index) for index in (90, 91, 92))
    inputs = [
        a_claim(lot, certificate, "100", custody="segregated", index=place)
        for place, (lot, certificate) in enumerate((("l1", first), ("l2", second)), start=60)
    ]
    event = made([("l1", 100), ("l2", 100)], [("yarn", 190)], "mill", index=2)

    def of(custody: str) -> set[str]:
        return codes(
            a_graph(first, second, third, *inputs, event, a_claim("yarn", third, "100", custody=custody, index=70))
        )

    assert (of("segregated"), of("identity-preserved")) == (set(), {"custody-mixed"})


def test_an_input_that_nobody_speaks_of_is_a_question() -> None:
    for custody, code in (("segregated", "custody-unknown"), ("mass-balance", "certified-balance")):
        first, second, grew, _, spun, claim = certified_chain(custody)
        [finding] = a_graph(first, second, grew, spun, claim).findings
        assert (finding.code, finding.kind) == (code, FindingKind.UNCHECKED)


def test_trims_outside_the_scope_of_the_certificate_are_no_mixing() -> None:
    first, second = a_certificate(index=90), a_certificate(index=91, goods=["Cotton"])
    event = made([("lint", 100), ("thread", 1)], [("yarn", 95)], "mill", index=2)
    statements = (
        a_claim("lint", first, "100", custody="segregated", index=60),
        a_lot_statement("thread", "Polyester", index=61),
        a_claim("yarn", second, "95", custody="segregated", index=62),
    )
    assert codes(a_graph(first, second, event, *statements)) == set()


def test_what_went_in_outside_the_days_of_the_credit_does_not_count() -> None:
    first, second, grew, told_in, _, claim = certified_chain("mass-balance")
    early = made([("lint", 90)], [("other", 90)], "mill", index=2, eventTime="2025-12-31T23:59:59Z")
    late = made([("lint", 10)], [("yarn", 10)], "mill", index=3)
    [finding] = found("certified-balance", first, second, grew, told_in, early, late, claim)
    assert ("95 kg" in finding.sentence, "10 kg of certified goods" in finding.sentence) == (True, True)


def test_a_claim_on_goods_made_after_the_credit_ran_out_names_all_three_records() -> None:
    certificate = a_certificate(spend_until="2026-03-04")
    event, claim = grown("a", "mill", day=5, index=1), a_claim("a", certificate, "100")
    [finding] = a_graph(certificate, event, claim).findings
    assert finding.code == "claim-outlives-credit"
    assert finding.records == (claim.record_id, certificate.record_id, event.record_id)
    assert codes(a_graph(certificate, grown("a", "mill", day=4, index=1), claim)) == set()


def test_a_claim_without_its_certificate_is_a_question() -> None:
    certificate = a_certificate()
    [finding] = a_graph(a_claim("a", certificate, "100")).findings
    assert (finding.code, finding.kind) == ("claim-without-certificate", FindingKind.UNCHECKED)


def test_a_claim_beyond_its_own_lot_and_a_custody_beyond_its_certificate_are_found() -> None:
    certificate = a_certificate(custody="mass-balance", quantity="1000")
    assert codes(a_graph(certificate, a_claim("a", certificate, "101"))) == {"claim-above-lot"}
    strict = a_claim("a", certificate, "100", custody="segregated")
    assert codes(a_graph(certificate, strict)) == {"custody-above-certificate"}


@pytest.mark.parametrize(("declared", "code"), [("1.0", {"certified-balance"}), ("1.02", set())])
def test_what_comes_out_certified_is_what_went_in_times_the_yield(declared: str, code: set[str]) -> None:
    process = {"process": "spinning", "input_good": "Cotton lint", "output_good": "Cotton yarn", "yield_low": "0.8"}
    site = a_facility("mill", processes=[{**process, "yield_high": declared}], index=8)
    records = certified_chain("mass-balance", claimed_in="89")
    assert codes(a_graph(site, *records)) == code


def test_a_declared_yield_beyond_the_plausible_makes_no_certified_goods() -> None:
    process = {"process": "spinning", "input_good": "Cotton lint", "output_good": "Cotton yarn", "yield_low": "0.8"}
    site = a_facility("mill", processes=[{**process, "yield_high": "1.3"}], index=8)
    records = certified_chain("mass-balance", claimed_in="80")
    assert codes(a_graph(site, *records)) == {"certified-balance", "yield-implausible"}
