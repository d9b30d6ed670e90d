"""A brand's own score out of a ledger: which statements it is made of, who may see it, and how it reads."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from audience_bed import EVE, a_told_chain
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, Party
from rich.console import Console
from store_seals import sealed
from told_records import tell

from auditor_cli.render.brand import draw_brand
from ledger.errors import NotFound
from ledger.jobs.brand_document import brand_document
from ledger.ports import World

AS_OF = date(2026, 12, 1)
LATE: dict[str, Any] = {
    "practice": "payment", "brand": BRAND.did, "supplier": MAKER.did, "order": "PO-9", "due": "30", "happened": "90",
    "period_from": "2026-06-01", "period_until": "2026-09-30",
}  # fmt: skip
EXIT: dict[str, Any] = {
    "brand": BRAND.did, "supplier": MILL.did, "left_on": "2026-11-10", "notice_days": 5,
    "text": "Orders ended from one week to the next.",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_told_chain(tmp_path_factory.mktemp("brand")) as told:
        told_record = tell(told, by=MAKER, kind="attestation", body=LATE, audience=f"parties:{BRAND.did}")
        tell(told, by=EVE, kind="attestation", body=LATE | {"brand": EVE.did, "order": "PO-10"})
        tell(told, by=MILL, kind="attestation", body=EXIT)
        reply = {"flag": "0x" + told_record.hex(), "text": "The invoice was wrong."}
        tell(told, by=BRAND, kind="reply", body=reply)
        for by in (MALLORY, MILL):  # the mill made the yarn; nobody knows Mallory in this chain
            body = LATE | {
                "supplier": by.did,
                "order": f"PO {by.did}".replace(" ", "-"),
                "practice": "price",
                "happened": "0",
            }
            tell(told, by=by, kind="attestation", body=body)
        sealed(told.store)
        yield told


def terms_of(document: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each for each in document["terms"]}


def test_what_a_supplier_stated_counts_and_what_another_brand_stated_does_not(world: World) -> None:
    found = terms_of(brand_document(world, None, BRAND.did, as_of=AS_OF))
    assert float(found["late_payment"]["value"]) == pytest.approx(0.9)
    assert len(found["late_payment"]["sources"]) == 1
    assert "nobody stated it" in found["order_changes"]["detail"]


def test_a_stranger_who_never_supplied_the_brand_moves_nothing(world: World) -> None:
    term = terms_of(brand_document(world, None, BRAND.did, as_of=AS_OF))["price_pressure"]
    assert "suppliers: 1," in term["detail"]
    (source,) = term["sources"]
    record = world.store.record(bytes.fromhex(source[2:]))
    assert record is not None
    assert record.signed.statement.issuer == MILL.did


def test_an_exit_without_assessment_is_told_with_the_last_score_of_the_supplier(world: World) -> None:
    document: Any = brand_document(world, None, BRAND.did, as_of=AS_OF)
    (left,) = document["left"]
    assert (left["supplier"], left["has_left_well"], left["how"]) == (MILL.did, False, "no impact assessment")
    assert 0 < float(left["last_score"]) < 1
    assert float(terms_of(document)["leaving_without_care"]["value"]) == 0.5


def test_a_statement_that_the_auditor_may_not_read_is_not_named_to_it(world: World) -> None:
    own, auditors = (brand_document(world, by.reader, BRAND.did, as_of=AS_OF) for by in (BRAND, AUDITOR))
    assert own["score"] == auditors["score"]
    assert len(terms_of(own)["late_payment"]["sources"]) == 1
    assert terms_of(auditors)["late_payment"]["sources"] == []
    assert (len(own["replies"]), len(auditors["replies"])) == (1, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize("by", [EVE, MILL, MAKER])
def test_a_rival_or_supplier_finds_no_score_of_the_brand(world: World, by: Party) -> None:
    with pytest.raises(NotFound) as refused:
        brand_document(world, by.reader, BRAND.did, as_of=AS_OF)
    with pytest.raises(NotFound) as unknown:
        brand_document(world, by.reader, "did:web:no-brand.example", as_of=AS_OF)
    assert type(refused.value) is type(unknown.value)


def test_the_terminal_tells_it_in_80_columns_without_colour(world: World) -> None:
    console = Console(width=80, record=True, file=StringIO())
    draw_brand(console, brand_document(world, None, BRAND.did, as_of=AS_OF))
    drawn = console.export_text()
    assert "Not assessed" in drawn
    assert "WITHOUT CARE" in drawn
    assert "never taken as good" in " ".join(drawn.split())
    assert max(map(len, drawn.splitlines())) <= 80
