"""Check 2 refuses what cannot be, with the field at fault: unknown countries, days to come, impossible values."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import A_DOMAIN, MILL, NOW, a_registry, an_attestation

from ledger.errors import Unacceptable
from ledger.intake.admit import admit
from ledger.intake.plausible import AHEAD_SECONDS, check_issued

DAY = datetime.fromtimestamp(NOW, UTC).date()
SITE = {"facility": "urn:x:1", "operator": MILL.did, "country": "IN"}
AUDIT = {
    "facility": "urn:x:1",
    "payer": MILL.did,
    "is_announced": True,
    "has_offsite_interviews": False,
    "conducted_on": "2020-01-01",
    "report_hash": "0x" + "0" * 64,
}
PURCHASE = {
    "order": "1",
    "buyer": MILL.did,
    "seller": MILL.did,
    "lots": ["urn:x:1"],
    "quantity": "1",
    "unit": "KGM",
    "ordered_on": "2020-01-01",
}
RECRUITMENT = {
    "recruiter": MILL.did,
    "facility": "urn:x:1",
    "origin": "NP",
    "destination": "QA",
    "period_from": "2020-01-01",
    "period_until": "2030-01-01",
}
SNAPSHOT = {
    "list": "An invented list",
    "publisher": "An agency",
    "as_of": "2020-01-01",
    "table_sha256": "0x" + "0" * 64,
    "source_sha256": "0x" + "1" * 64,
    "rows": 2,
    "completeness": "uncounted",
}
CLAIM = {"subject": "urn:x:1", "claim": "origin", "text": "ours"}


def taken(kind: str, body: dict[str, Any]) -> None:
    admit(an_attestation(kind=kind, body=body), domain=A_DOMAIN, registry=a_registry())


def after(days: int) -> str:
    return str(DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("facility", SITE | {"country": "XK", "inputs": [{"good": "Cotton", "origin": "unknown"}]}),
        ("facility", SITE | {"closed_on": "2099-01-01", "location": {"latitude": "-90", "longitude": "180"}}),
        ("facility", SITE | {"workforce": {"fees": {"status": "answered", "share": "0"}}}),
        ("audit", AUDIT | {"conducted_on": after(1)}),
        ("recruitment", RECRUITMENT),
        ("snapshot", SNAPSHOT),
        ("snapshot", SNAPSHOT | {"completeness": "complete", "found": 2, "wanted": 2}),
        ("attestation", CLAIM | {"origins": ["IN"], "valid_until": "2099-01-01"}),
    ],
)
def test_what_can_be_is_taken_and_a_plan_may_lie_ahead(kind: str, body: dict[str, Any]) -> None:
    taken(kind, body)


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("party", {"did": MILL.did, "name": "M", "country": "QQ", "roles": ["supplier"]}, "country"),
        ("facility", SITE | {"country": "ZZ"}, "country"),
        ("facility", SITE | {"inputs": [{"good": "Cotton", "origin": "AA"}]}, "inputs.0.origin"),
        ("attestation", CLAIM | {"origins": ["IN", "QQ"]}, "origins.1"),
        ("recruitment", RECRUITMENT | {"origin": "QQ"}, "origin"),
        ("recruitment", RECRUITMENT | {"destination": "QQ"}, "destination"),
        ("audit", AUDIT | {"conducted_on": after(2)}, "conducted_on"),
        ("purchase", PURCHASE | {"ordered_on": after(2)}, "ordered_on"),
        ("facility", SITE | {"last_assessment": after(2)}, "last_assessment"),
        ("facility", SITE | {"location": {"latitude": "90.1", "longitude": "0"}}, "location.latitude"),
        ("facility", SITE | {"location": {"latitude": "0", "longitude": "-181"}}, "location.longitude"),
        ("facility", SITE | {"workforce": {"fees": {"status": "answered"}}}, "workforce.fees.share"),
        ("facility", SITE | {"workforce": {"fees": {"status": "withheld", "share": "0"}}}, "workforce.fees.share"),
        ("facility", SITE | {"workforce": {"fees": {"status": "answered", "share": "-0.1"}}}, "workforce.fees.share"),
        ("facility", SITE | {"workforce": {"fees": {"status": "answered", "share": "1.1"}}}, "workforce.fees.share"),
        ("facility", SITE | {"headcount": -1}, "headcount"),
        ("purchase", PURCHASE | {"quantity": "-1"}, "quantity"),
        ("audit", AUDIT | {"conducted_on": "2026-02-30"}, "conducted_on"),
        ("snapshot", SNAPSHOT | {"as_of": after(2)}, "as_of"),
        ("snapshot", SNAPSHOT | {"rows": 0}, "rows"),
        ("snapshot", SNAPSHOT | {"completeness": "safe"}, "completeness"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(kind: str, body: dict[str, Any], field: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        taken(kind, body)
    assert refused.value.field == f"body.{field}"
    assert refused.value.mend


def test_a_statement_issued_in_the_future_is_refused_and_a_wrong_time_zone_is_not() -> None:
    statement = an_attestation().statement
    check_issued(statement, now=statement.issued_at - AHEAD_SECONDS)
    with pytest.raises(Unacceptable, match="issued_at"):
        check_issued(statement, now=statement.issued_at - AHEAD_SECONDS - 1)


@pytest.mark.parametrize("counts", [{}, {"found": 1}, {"found": 1, "wanted": 2}])
def test_a_list_is_stated_to_be_complete_only_with_the_counts_that_say_so(counts: dict[str, int]) -> None:
    with pytest.raises(Unacceptable):
        taken("snapshot", SNAPSHOT | {"completeness": "complete"} | counts)
