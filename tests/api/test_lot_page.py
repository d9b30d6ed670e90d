"""A lot's page: up and down link by link, with evidence, proof, seals, gaps and findings; and only for its readers."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from api_town import MAKER_SITE, PRODUCT, SHIRT_LOT, YARN_LOT, a_sewing, a_shipping
from audience_bed import COTTON_LOT, EVE, EVES_LOT, NAMED, a_finished_lot, a_told_chain, claims_to_use, say
from builders import AUDITOR, BRAND, MAKER, MILL, MILL_SITE, Party
from store_seals import sealed
from told_records import tell

from api.web import lot_page
from api.web.lot_page import LotView, lot_view
from api.web.product_page import product_view
from api.web.templating import page
from ledger.errors import NotAllowed, NotFound
from ledger.jobs.supply import pinned
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.store.sql_store import SqlStore

THREAD, SECOND = "urn:epc:class:lgtin:9506000.012060.T1", "urn:epc:class:lgtin:9506000.012060.S2"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The chain, with a second lot of shirts for which thread was used whose maker told it to one party alone."""
    with a_told_chain(tmp_path) as told:
        thread = {"lot": THREAD, "product": "09506000120607", "product_name": "Thread", "good": "Thread"}
        thread |= {"quantity": "5", "unit": "KGM", "facility": "urn:epc:id:sgln:9506000.00109.0"}
        tell(told, by=NAMED, kind="lot", body=thread, audience=f"parties:{MAKER.did}")
        items = [{"epcClass": YARN_LOT, "quantity": 5, "uom": "KGM"}, {"epcClass": THREAD, "quantity": 1, "uom": "KGM"}]
        made = [{"epcClass": SECOND, "quantity": 6, "uom": "KGM"}]
        say(told, MAKER, a_sewing() | {"inputQuantityList": items, "outputQuantityList": made})
        say(told, MAKER, a_shipping(SECOND, giver=MAKER_SITE, to=BRAND, eventTime="2026-02-15T08:00:00.000Z"))
        tell(told, by=BRAND, kind="lot", body=a_finished_lot(lot=SECOND, quantity="6"))
        _seal(told)
        yield told


def _seal(world: World) -> None:
    assert isinstance(world.store, SqlStore)
    sealed(world.store)


def the_view(world: World, lot: str, by: Party = BRAND) -> LotView:
    return lot_view(pinned(world), by.reader, lot)


def the_page(world: World, lot: str, by: Party = BRAND) -> str:
    return bytes(page("lot.html", lot=the_view(world, lot, by)).body).decode()


def test_each_link_has_its_record_its_evidence_in_words_and_its_proof(world: World) -> None:
    view = the_view(world, SHIRT_LOT)
    into = {(edge["input_lot"], edge["output_lot"]): edge for edge in view.trace.edges.shown}
    edge = into[canonical_uri(YARN_LOT), canonical_uri(SHIRT_LOT)]
    assert (edge["strength_reads"], edge["status"]) == ("giver and user each signed it", "in the log, not anchored")
    told = the_page(world, SHIRT_LOT)
    assert f'<a class="id" href="/records/{edge["record_id"]}">' in told
    assert "giver and user each signed it" in told
    assert '<td data-head="Proof">in the log, not anchored</td>' in told


def test_the_lots_behind_and_ahead_are_linked_with_their_tiers_and_steps(world: World) -> None:
    up = the_view(world, SHIRT_LOT).trace.lots.shown
    assert [(each["lot"], each["tier"]) for each in up[:2]] == [
        (canonical_uri(SHIRT_LOT), 1),
        (canonical_uri(YARN_LOT), 2),
    ]
    down = the_page(world, YARN_LOT)
    assert "/lots/https%3A%2F%2Fid.gs1.org%2F01%2F09506000120607%2F10%2FS1" in down
    assert f"/products/{PRODUCT}" in down


def test_a_sealed_lot_says_so_with_its_record_and_status_and_who_should_answer(world: World) -> None:
    told = the_page(world, SECOND)
    assert re.search(r"<strong>sealed</strong>: who made it is recorded and not disclosed here", told)
    assert re.search(r"<strong>Sealed:</strong> <span class=\"id\">record [0-9a-f]{8}</span>", told)
    assert "in the log, not anchored" in told[told.index("<strong>Sealed:</strong>") :][:300]
    assert MAKER.did in told[told.index('id="gaps"') : told.index('id="down"')]
    assert NAMED.did not in told


def test_the_product_page_links_its_lots_and_shows_the_seal(world: World) -> None:
    view = product_view(pinned(world), BRAND.reader, PRODUCT, as_of=date(2026, 11, 21))
    told = bytes(page("product.html", product=view).body).decode()
    assert "/lots/https%3A%2F%2Fid.gs1.org%2F01%2F09506000120607%2F10%2FS1" in told
    assert re.search(r"<strong>Sealed:</strong> <span class=\"id\">record [0-9a-f]{8}</span>.*in the log", told)


def test_where_the_trace_ends_it_says_who_should_go_on(world: World) -> None:
    told = the_page(world, EVES_LOT, EVE)
    gaps = told[told.index('id="gaps"') : told.index('id="down"')]
    assert "confirmed handing" in gaps
    assert EVE.did in gaps
    assert COTTON_LOT not in told


def test_what_contradicts_itself_is_told_once_though_both_walks_find_it(world: World) -> None:
    again = [{"epcClass": SECOND, "quantity": 60, "uom": "KGM"}]
    use = [{"epcClass": YARN_LOT, "quantity": 9000, "uom": "KGM"}]
    say(world, MAKER, a_sewing() | {"inputQuantityList": use, "outputQuantityList": again})
    _seal(world)
    view = the_view(world, YARN_LOT, AUDITOR)
    assert view.contradictions.shown
    sentences = [each["sentence"] for each in (*view.contradictions.shown, *view.unchecked.shown)]
    assert len(sentences) == len(set(sentences))
    assert sentences[0] in the_page(world, YARN_LOT, AUDITOR).replace("&#39;", "'").replace("&amp;", "&")


@pytest.mark.parametrize(
    ("lot", "by", "refusal"),
    [(SHIRT_LOT, EVE, NotFound), (EVES_LOT, BRAND, NotFound), (SHIRT_LOT, MILL, NotAllowed), ("none", BRAND, NotFound)],
)
def test_who_may_not_trace_a_lot_sees_no_page_of_it(
    world: World, lot: str, by: Party, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        the_view(world, lot, by)


def test_a_brand_is_not_told_who_else_has_its_suppliers_lot(world: World) -> None:
    given = a_shipping(YARN_LOT, giver=MILL_SITE, to=EVE, eventTime="2026-02-16T08:00:00.000Z")
    say(world, MILL, given)
    say(world, EVE, claims_to_use(YARN_LOT, eventTime="2026-02-20T08:00:00.000Z"))
    _seal(world)
    assert EVES_LOT.rpartition(".")[2] not in _lots_in(the_page(world, YARN_LOT))
    assert canonical_uri(EVES_LOT) in {each["lot"] for each in the_view(world, YARN_LOT, AUDITOR).track.lots.shown}


def _lots_in(told: str) -> set[str]:
    return set(re.findall(r"%2F10%2F([A-Za-z0-9]+)", told))


def test_a_hostile_lot_name_is_escaped_in_text_and_in_links(world: World) -> None:
    hostile = "urn:example:lot:a%22%3E%3Cimg"
    items: Any = [{"epcClass": hostile, "quantity": 1, "uom": "KGM"}]
    say(world, MAKER, a_sewing() | {"inputQuantityList": items, "eventTime": "2026-02-21T08:00:00.000Z"})
    _seal(world)
    told = the_page(world, SHIRT_LOT, AUDITOR)
    assert "<img" not in told
    assert "%2522%253E%253Cimg" in told


def test_a_table_too_long_for_a_page_says_how_many_more_the_document_has(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lot_page, "MOST_ROWS", 1)
    told = the_page(world, SHIRT_LOT)
    assert re.search(r"And \d+ more: <a href=\"/v1/lots/https%3A", told)
