"""The arithmetic of goods: exact, told in amounts, naming the records; what is unknown is never an overdraft."""

from typing import Any

import pytest
from provenance_builders import (
    a_facility,
    a_finished_lot,
    a_graph,
    a_site,
    amounts,
    an_event,
    codes,
    did,
    grown,
    made,
    on,
    shipped,
    told_graph,
)

from ledger.model.finding import Finding, FindingKind
from ledger.model.record import Record

REPACKED = {"bizStep": "repackaging"}


def a_lot_statement(name: str, good: str, *, quantity: str = "100", index: int = 50, **changes: Any) -> Record:
    return a_finished_lot(name, good=good, quantity=quantity, index=index, is_finished=False, **changes)


def found(code: str, *records: Record) -> list[Finding]:
    return [each for each in a_graph(*records).findings if each.code == code]


def destroyed(lots: list[Any], at: str, **changes: Any) -> Record:
    return an_event(
        type="ObjectEvent", action="DELETE", bizStep="destroying", quantityList=amounts(*lots), eventTime=on(8),
        bizLocation={"id": a_site(at)}, **{"issuer": did(at), **changes},
    )  # fmt: skip


def took_back(lots: list[Any], by: str, *, index: int) -> Record:
    return an_event(
        type="ObjectEvent", action="OBSERVE", bizStep="accepting", disposition="returned", quantityList=amounts(*lots),
        destinationList=[{"type": "owning_party", "destination": a_site(by)}], eventTime=on(5), issuer=did(by),
        index=index,
    )  # fmt: skip


# --- splits, merges, co-products, rework, waste ---


@pytest.mark.parametrize(
    ("parts", "code"), [((60, 40), set()), ((60, "40.000000001"), {"mass-balance"}), ((50, 40), set())]
)
def test_parts_of_a_divided_lot_never_sum_to_more_than_it(parts: tuple[Any, Any], code: set[str]) -> None:
    outputs = [(name, float(part)) for name, part in zip("xy", parts, strict=True)]
    assert codes(told_graph(grown("a", "hub"), made([("a", 100)], outputs, "hub", **REPACKED))) == code


def test_a_lot_merged_and_split_back_gives_no_more_than_went_in() -> None:
    merged = made([("a", 50), ("b", 50)], [("m", 100)], "hub", index=1, **REPACKED)
    fair = made([("m", 100)], [("x", 50), ("y", 50)], "hub", index=2, day=6, **REPACKED)
    greedy = made([("m", 100)], [("x", 60), ("y", 60)], "hub", index=2, day=6, **REPACKED)
    assert codes(told_graph(merged, fair)) == set()
    [finding] = told_graph(merged, greedy).findings
    assert (finding.code, finding.records) == ("mass-balance", (greedy.record_id,))
    assert "120 kg came out of 100 kg" in finding.sentence


def test_a_lot_split_by_separate_events_is_summed_over_them() -> None:
    uses = [made([("a", 60)], [(f"o{n}", 60)], "hub", index=n, day=n, **REPACKED) for n in (4, 5)]
    [finding] = told_graph(grown("a", "hub"), *uses).findings
    assert finding.code == "mass-balance"
    assert "120 kg of this lot were used" in finding.sentence
    assert {use.record_id for use in uses} < set(finding.records)


def test_co_products_count_together() -> None:
    fair = made([("seed-cotton", 100)], [("lint", 38), ("seed", 60)], "gin")
    greedy = made([("seed-cotton", 100)], [("lint", 48), ("seed", 60)], "gin")
    assert (codes(told_graph(fair)), codes(told_graph(greedy))) == (set(), {"mass-balance"})


def test_waste_is_mass_that_came_out_and_no_product() -> None:
    waste = a_lot_statement("w", "Waste", index=9, issuer=did("mill"))
    process = {"process": "spinning", "input_good": "Cotton lint", "output_good": "Yarn", "yield_low": "0.8"}
    site = a_facility("mill", processes=[{**process, "yield_high": "0.9"}], index=8)
    assert codes(told_graph(site, waste, made([("a", 100)], [("yarn", 85), ("w", 15)], "mill"))) == set()
    assert codes(told_graph(site, waste, made([("a", 100)], [("yarn", 85), ("w", 25)], "mill"))) == {"mass-balance"}


def test_what_was_destroyed_is_not_there_to_be_used() -> None:
    use = made([("a", 60)], [("b", 60)], "mill", index=2)
    assert codes(told_graph(grown("a", "mill"), use, destroyed([("a", 40)], "mill", index=3))) == set()
    assert codes(told_graph(grown("a", "mill"), use, destroyed([("a", 60)], "mill", index=3))) == {"mass-balance"}


def test_rework_goes_in_again_and_counts_once() -> None:
    first = made([("a", 100)], [("b", 95)], "mill", index=1, day=5)
    again = made([("b", 10)], [("b2", 9)], "mill", index=2, day=6)
    use = made([("b", 85), ("b2", 9)], [("c", 90)], "mill", index=3, day=7)
    assert codes(told_graph(first, again, use)) == set()
    whole = made([("b", 95), ("b2", 9)], [("c", 90)], "mill", index=3, day=7)
    assert codes(told_graph(first, again, whole)) == {"mass-balance"}


@pytest.mark.parametrize(("output", "code"), [((220, "LBR"), set()), ((232, "LBR"), {"mass-balance"})])
def test_pounds_and_kilograms_are_one_table(output: tuple[Any, str], code: set[str]) -> None:
    assert codes(told_graph(made([("a", 0.1, "TNE")], [("b", *output)], "mill"))) == code


# --- hand-overs and returns ---


def test_a_maker_that_ships_all_and_uses_some_itself_claims_twice() -> None:
    records = (
        grown("a", "gin"),
        shipped([("a", 100)], "gin", "mill", index=1),
        made([("a", 30)], [("b", 30)], "gin", index=2),
    )
    [finding] = found("lot-claimed-twice", *records)
    assert set(finding.records) == {records[1].record_id, records[2].record_id}
    assert ("(100 kg)" in finding.sentence, "(30 kg)" in finding.sentence) == (True, True)


def test_goods_that_were_destroyed_cannot_be_shipped() -> None:
    records = (grown("a", "gin"), shipped([("a", 100)], "gin", "mill", index=1), destroyed([("a", 30)], "gin", index=2))
    [finding] = told_graph(*records).findings
    assert (finding.code, finding.records) == ("lot-claimed-twice", (records[1].record_id, records[2].record_id))


def test_who_was_given_a_lot_of_unknown_maker_passes_on_no_more_than_that() -> None:
    given = shipped([("a", 100)], "somebody", "trader", index=1, day=2)
    sold = [shipped([("a", 60)], "trader", mill, index=n, day=n + 2) for n, mill in ((2, "m1"), (3, "m2"))]
    [finding] = told_graph(a_facility("somebody"), a_facility("trader"), given, *sold).findings
    assert (finding.code, finding.kind) == ("lot-claimed-twice", FindingKind.UNCHECKED)
    assert "120 kg in all, while there were 100 kg" in finding.sentence


def test_who_was_given_an_untold_quantity_is_not_accused() -> None:
    given = [shipped([("a", 50)], "gin", "trader", index=1, day=2), shipped([("a",)], "gin", "trader", index=2, day=3)]
    sold = [shipped([("a", 60)], "trader", mill, index=n, day=n + 2) for n, mill in ((3, "m1"), (4, "m2"))]
    [finding] = told_graph(a_facility("trader"), grown("a", "gin", amount=200), *given, *sold).findings
    assert (finding.code, finding.kind) == ("balance-unknown", FindingKind.UNCHECKED)


def test_a_return_that_only_the_seller_tells_of_is_a_question() -> None:
    sold = [shipped([("a", 100)], "gin", mill, index=n, day=n) for n, mill in ((3, "m1"), (7, "m2"))]
    [finding] = told_graph(grown("a", "gin"), *sold, took_back([("a", 100)], "gin", index=8)).findings
    assert (finding.code, finding.kind) == ("return-unconfirmed", FindingKind.UNCHECKED)
    assert codes(told_graph(grown("a", "gin"), *sold)) == {"lot-claimed-twice"}
    back = shipped([("a", 100)], "m1", "gin", index=8, day=5, disposition="returned")
    assert codes(told_graph(a_facility("m1"), grown("a", "gin"), *sold, back)) == set()


# --- declared and plausible yields ---


def a_process(low: str, high: str, *, given: str = "Cotton lint", out: str = "Cotton yarn") -> dict[str, str]:
    return {"process": "spinning", "input_good": given, "output_good": out, "yield_low": low, "yield_high": high}


@pytest.mark.parametrize(("output", "code"), [(98, set()), (102, {"mass-balance"}), (85, set()), (70, {"yield-low"})])
def test_a_declared_yield_binds_the_site_that_declared_it(output: float, code: set[str]) -> None:
    site = a_facility("mill", processes=[a_process("0.85", "0.95")], index=8)
    event = made([("lint", 100)], [("yarn", output)], "mill")
    graph = told_graph(site, event)
    assert codes(graph) == code
    assert all(finding.records == (event.record_id, site.record_id) for finding in graph.findings)


def test_a_declared_yield_above_what_is_plausible_covers_nothing() -> None:
    site = a_facility("mill", processes=[a_process("0.9", "1.3")], index=8)
    event = made([("lint", 1000)], [("yarn", 1300)], "mill")
    graph = told_graph(site, event)
    assert codes(graph) == {"mass-balance", "yield-implausible"}
    [finding] = [each for each in graph.findings if each.code == "yield-implausible"]
    assert (finding.records, "1.02 kg is the most" in finding.sentence) == ((site.record_id,), True)


def test_a_declared_yield_counts_no_further_than_is_plausible() -> None:
    site = a_facility("gin", processes=[a_process("0.3", "0.9", given="Seed cotton", out="Cotton lint")], index=8)
    assert codes(told_graph(site, made([("seed", 100)], [("lint", 52)], "gin"))) == {"yield-implausible"}
    graph = told_graph(site, made([("seed", 100)], [("lint", 60)], "gin"))
    assert codes(graph) == {"yield-implausible", "mass-balance"}


def test_a_process_that_adds_something_known_may_give_more_than_goes_in() -> None:
    process = a_process("1.0", "1.2", given="Peeled shrimp", out="Glazed shrimp")
    site = a_facility("plant", processes=[process], index=8)
    assert codes(told_graph(site, made([("a", 100)], [("b", 120)], "plant"))) == set()
    assert codes(told_graph(site, made([("a", 100)], [("b", 140)], "plant"))) == {"mass-balance"}


def test_a_process_of_unknown_goods_gives_no_more_than_goes_in() -> None:
    site = a_facility("plant", processes=[a_process("1.0", "1.1", given="A", out="B")], index=8)
    assert codes(told_graph(site)) == {"yield-implausible"}


def test_of_several_processes_the_good_of_the_output_names_the_one() -> None:
    processes = [a_process("0.8", "0.9"), a_process("0.3", "0.4", given="Seed cotton", out="Cotton lint")]
    site = a_facility("mill", processes=processes, index=8)
    event = made([("seed", 100)], [("lint", 60)], "mill")
    assert codes(told_graph(site, event)) == set(), "nobody says what this is"
    assert codes(told_graph(site, event, a_lot_statement("lint", "cotton LINT", index=9, issuer=did("mill")))) == {
        "mass-balance"
    }


# --- what is unknown ---


def test_opening_stock_is_never_overdrawn_but_unknown() -> None:
    uses = [made([("old", 60)], [(f"o{n}", 50)], f"mill{n}", index=n) for n in (1, 2)]
    assert codes(told_graph(uses[0])) == set()
    [finding] = told_graph(*uses).findings
    assert (finding.code, finding.kind) == ("balance-unknown", FindingKind.UNCHECKED)
    assert set(finding.records) == {use.record_id for use in uses}


def test_what_one_record_does_not_say_is_no_overdraft() -> None:
    uses = [made([("a", 60)], [("x", 60)], "m1", index=1), made([("a",)], [("y", 20)], "m2", index=2)]
    graph = told_graph(grown("a", "gin"), *uses)
    assert {(each.code, each.kind) for each in graph.findings} == {("balance-unknown", FindingKind.UNCHECKED)}


def test_a_late_event_brings_the_finding_and_another_takes_it_away() -> None:
    uses = [made([("a", 100)], [("x", 95)], "m1", index=1), made([("a", 100)], [("y", 95)], "m2", index=2)]
    more = grown("a", "gin", amount=100, index=3, day=2)
    assert codes(a_graph(grown("a", "gin"), uses[0])) == set()
    assert codes(a_graph(grown("a", "gin"), *uses)) == {"lot-claimed-twice"}
    assert codes(a_graph(grown("a", "gin"), *uses, more)) == {"making-told-late"}
