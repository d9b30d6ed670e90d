"""Statements to values: from which day an exit counts, what the brand's own word is worth, whose orders are read."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from builders import BRAND, MAKER, MILL, Party, a_record, an_attestation
from pydantic import TypeAdapter

from ledger.assessment.dossier import Said
from ledger.brand.exits import Exit
from ledger.jobs.brand_told import exits_of, orders_of
from ledger.model.bodies import Body, ExitBody, PurchaseBody
from ledger.model.verdict import VerdictKind

AS_OF, PUT_BACK = date(2026, 11, 21), int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
LEFT: dict[str, Any] = {
    "brand": BRAND.did, "supplier": MILL.did, "left_on": "2026-06-01", "notice_days": 120, "text": "Ended.",
    "assessment": "0x" + "22" * 32, "exception": "workers-ask",
}  # fmt: skip
ORDER: dict[str, Any] = {
    "order": "PO-1", "buyer": BRAND.did, "seller": MILL.did, "lots": ["urn:example:lot:1"], "quantity": "1",
    "unit": "KGM", "ordered_on": "2025-09-01",
}  # fmt: skip


def said(
    body: dict[str, Any],
    *,
    by: Party = BRAND,
    verdict: VerdictKind = VerdictKind.VALID,
    anchored: date | None = AS_OF,
    **changes: Any,
) -> Said:
    kind, shape = ("attestation", ExitBody) if "left_on" in body else ("purchase", PurchaseBody)
    record = a_record(an_attestation(signed_by=by, kind=kind, body=body, **changes))
    at = int(datetime(anchored.year, anchored.month, anchored.day, 9, tzinfo=UTC).timestamp()) if anchored else None
    return Said(
        TypeAdapter[Body](shape).validate_json(record.signed.statement.body), replace(record, anchored_at=at), verdict
    )


def an_exit_of(told: Said) -> Exit:
    (found,) = exits_of([told], BRAND.did, known={MILL.did}, overturned=(), as_of=AS_OF)
    return found


def test_attack_a_backdated_signature_neither_shows_notice_nor_starts_the_24_months() -> None:
    backdated = an_exit_of(said(LEFT, issued_at=PUT_BACK))
    assert backdated.told_on == AS_OF
    assert backdated.shown_notice == 0


@pytest.mark.parametrize("verdict", [VerdictKind.UNANCHORED, VerdictKind.REVOKED, VerdictKind.DISPUTED])
def test_an_exit_that_is_not_valid_counts_and_clears_nothing(verdict: VerdictKind) -> None:
    found = an_exit_of(said(LEFT, verdict=verdict, anchored=None, issued_at=PUT_BACK))
    assert (found.notice_days, found.has_assessment, found.exception) == (0, False, None)
    assert found.told_on == AS_OF


@pytest.mark.parametrize(
    ("by", "audience", "is_open"),
    [(MILL, f"parties:{BRAND.did}", True), (BRAND, "downstream", True), (BRAND, f"parties:{BRAND.did}", False)],
)
def test_an_order_is_open_where_its_seller_may_read_it(by: Party, audience: str, is_open: bool) -> None:
    (order,) = orders_of([said(ORDER, by=by, audience=audience)], BRAND.did)
    assert (order.by_seller, order.is_open) == (by is MILL, is_open)


def test_an_order_by_the_word_of_a_third_party_is_none() -> None:
    assert not list(orders_of([said(ORDER, by=MAKER)], BRAND.did))
    assert not list(orders_of([said(ORDER | {"seller": BRAND.did})], BRAND.did))
