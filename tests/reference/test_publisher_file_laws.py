"""Laws of every loader: whatever bytes it is given, it gives a table or refuses the file, and says nothing else."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publisher_files import (
    CBP_HEADER,
    HUB_HEADER,
    HUB_ROW,
    a_goods_workbook,
    an_entity_page,
    an_ftm_line,
    an_order,
    told,
)

from ledger.errors import ListFileRefused
from ledger.reference.combined import combined, read_table
from ledger.reference.difference import difference
from ledger.reference.editions import edition_in, edition_of, manifest_of, rows_of_table, table_bytes
from ledger.reference.loaders.registry import LOADERS, load_file
from ledger.reference.snapshot import bundled_snapshot

WHOLE = {
    "cbp": (CBP_HEADER + an_order() + an_order(entity="Fishing Vessel: Far Star 9", country="", code="")).encode(),
    "dhs": an_entity_page("Farhaven Looms Co., Ltd. (also known as Far Looms)"),
    "dol": a_goods_workbook(("Chad", "Gold", "X", "")),
    "tip": b"Country,Tier\nIndia,2\nChad,2WL\n",
    "world-bank": b"Economy (code),Year,Governance estimate (approx. -2.5 to +2.5)\nIND,2024,-0.2\n",
    "open-supply-hub": (HUB_HEADER + HUB_ROW).encode(),
    "follow-the-money": (an_ftm_line() + an_ftm_line("x-2", alias=["Looms"])).encode(),
    "tied-visa": b"iso3,single_employer,consent_to_leave,exit_offence,publisher,as_of,trust,source\n"
    b"QAT,0.5,0,0.5,A. Coder,2025-01-01,medium,own reading\n",
}


@pytest.mark.parametrize("publisher", sorted(LOADERS))
@settings(max_examples=10, deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_a_table_or_refused(publisher: str, raw: bytes) -> None:
    refused_or_read(raw, publisher)


@pytest.mark.parametrize("publisher", sorted(WHOLE))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(choice=st.data())
def test_a_damaged_file_is_a_table_or_refused(publisher: str, choice: st.DataObject) -> None:
    raw = bytearray(WHOLE[publisher])
    for _ in range(choice.draw(st.integers(1, 4))):
        raw[choice.draw(st.integers(0, len(raw) - 1))] = choice.draw(st.integers(0, 255))
    refused_or_read(bytes(raw)[: choice.draw(st.integers(1, len(raw)))], publisher)


def refused_or_read(raw: bytes, publisher: str) -> None:
    try:
        table = load_file(raw, publisher, told())
    except ListFileRefused:
        return
    assert read_table(table.table, table_bytes(table).decode())


@pytest.mark.parametrize("publisher", sorted(WHOLE))
def test_what_is_read_reads_back_and_can_be_laid_over_what_ships(publisher: str) -> None:
    loaded = load_file(WHOLE[publisher], publisher, told())
    raw = table_bytes(loaded)
    edition = edition_of(
        loaded,
        raw=WHOLE[publisher],
        loader=publisher,
        source_name="x",
        as_of=date(2026, 10, 1),
        imported_on=date(2026, 11, 22),
    )
    assert edition_in(manifest_of(edition)) == edition
    assert difference(loaded.table, rows_of_table(raw.decode()), loaded.rows).unchanged == len(loaded.rows)
    laid = combined(bundled_snapshot(), [(edition, raw.decode())])
    assert edition.sha256 in {facts.sha256 for facts in laid.tables}
    assert edition.sha256 in {digest for _, digest in (*laid.table_hashes, *laid.list_hashes)}
