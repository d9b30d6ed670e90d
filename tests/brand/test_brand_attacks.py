"""Words of one side that would show, sink or clear somebody: what each moves in a brand's own score, which is nothing.

One chain: a rival names suppliers it has no hand-over from, a stranger names itself a supplier, and the brand puts its
own exits back in time.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from audience_bed import EVE, STRANGER, a_told_chain
from builders import AUDITOR, BRAND, MAKER, MILL, Party
from store_seals import sealed
from told_records import tell

from ledger.jobs.brand_document import brand_document
from ledger.ports import World

AS_OF = date(2026, 12, 1)
LOTS = {"lots": ["urn:example:lot:1"], "quantity": "1", "unit": "KGM"}


def an_order(buyer: Party, seller: Party, on: str) -> dict[str, Any]:
    return LOTS | {"order": "PO-1", "buyer": buyer.did, "seller": seller.did, "ordered_on": on}


def an_exit(brand: Party, supplier: Party, on: str = "2026-11-10", **changes: Any) -> dict[str, Any]:
    told = {"brand": brand.did, "supplier": supplier.did, "left_on": on, "notice_days": 0, "text": "No more orders."}
    return told | changes


def nothing_paid(supplier: Party, practice: str, *, brand: Party = BRAND) -> dict[str, Any]:
    body = {"practice": practice, "brand": brand.did, "supplier": supplier.did, "order": "PO-9", "due": "30"}
    happened = "0" if practice == "price" else "9999"
    return body | {"happened": happened, "period_from": "2026-06-01", "period_until": "2026-09-30"}


def said_to(brand: Party) -> str:
    return f"parties:{brand.did}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_told_chain(tmp_path_factory.mktemp("attacks")) as told:
        tell(told, by=MILL, kind="attestation", body=an_exit(BRAND, MILL))
        for supplier in (MAKER, MILL):
            tell(told, by=EVE, kind="purchase", body=an_order(EVE, supplier, "2026-01-02"), audience=said_to(EVE))
            tell(told, by=EVE, kind="attestation", body=an_exit(EVE, supplier), audience=said_to(EVE))
        tell(told, by=MILL, kind="purchase", body=an_order(EVE, MILL, "2026-01-02"), audience=said_to(EVE))
        tell(told, by=STRANGER, kind="purchase", body=an_order(BRAND, STRANGER, "2025-01-02"), audience=said_to(BRAND))
        for practice in ("payment", "order-change", "price"):
            body = nothing_paid(STRANGER, practice)
            tell(told, by=STRANGER, kind="attestation", body=body, audience=said_to(BRAND))
        tell(told, by=STRANGER, kind="purchase", body=an_order(BRAND, MAKER, "2024-01-02"), audience="downstream")
        backdated = an_exit(BRAND, MILL, "2020-01-01", exception="workers-ask")
        tell(told, by=BRAND, kind="attestation", body=backdated, audience=said_to(BRAND))
        tell(told, by=BRAND, kind="purchase", body=an_order(BRAND, MILL, "2026-11-11"), audience=said_to(BRAND))
        tell(told, by=BRAND, kind="attestation", body=an_exit(BRAND, MAKER), audience=said_to(BRAND))
        sealed(told.store)
        yield told


def test_attack_a_brand_learns_no_score_by_leaving_whom_it_never_bought_from(world: World) -> None:
    told: Any = brand_document(world, EVE.reader, EVE.did, as_of=AS_OF)
    assert [(left["supplier"], left["last_score"]) for left in told["left"]] == [
        (MILL.did, None)
    ]  # it sold, gave no lot


def test_attack_a_stranger_that_names_itself_a_supplier_moves_nothing(world: World) -> None:
    told: Any = brand_document(world, BRAND.reader, BRAND.did, as_of=AS_OF)
    assert STRANGER.did not in json.dumps(told)
    assert {"payment", "order-change", "price"} <= set(told["unsaid"])


def test_the_maker_that_hands_over_to_the_brand_is_its_direct_supplier_without_any_order(world: World) -> None:
    told: Any = brand_document(world, BRAND.reader, BRAND.did, as_of=date(2026, 11, 20))
    assert (told["left"], told["suppliers"], told["suppliers_heard"]) == ([], 1, 0)  # nothing was stated by that day


def test_attack_neither_an_old_date_nor_a_private_order_of_the_brand_clears_an_exit(world: World) -> None:
    told: Any = brand_document(world, BRAND.reader, BRAND.did, as_of=AS_OF)
    mill = next(left for left in told["left"] if left["supplier"] == MILL.did)
    assert (mill["left_on"], mill["has_left_well"]) == ("2026-11-10", False)
    assert mill["last_score"] is not None


def test_an_exit_said_to_the_brand_alone_is_counted_and_not_told_to_an_auditor(world: World) -> None:
    own, told = (brand_document(world, by.reader, BRAND.did, as_of=AS_OF) for by in (BRAND, AUDITOR))
    assert own["score"] == told["score"]
    assert (own["left_withheld"], told["left_withheld"]) == (0, 1)
    assert MAKER.did in json.dumps(own)
    assert MAKER.did not in json.dumps(told)
    assert MILL.did in json.dumps(told["left"])
