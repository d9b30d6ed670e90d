"""Who made goods first at a place, and who told of a lot first, whatever was joined, decided or taken back since."""

from provenance_builders import a_facility, a_lot, a_record, a_site, did, grown, told_graph

from ledger.model.graph import FirstMakings, Making, PlacedMaking, SupplyGraph
from ledger.model.record import Record

MILL, OTHER = did("mill"), did("other")
JOINED = {"subject": "facility-match", "left": a_site("mill"), "right": a_site("other"), "reason": "One gate."}


def made_first(graph: SupplyGraph, site: str = "mill") -> FirstMakings:
    return graph.first_made[a_site(site)]


def making(record: Record) -> Making:
    return Making(record.record_id, record.index, record.signed.statement.issuer)


def stated(*, index: int, issuer: str = MILL, site: str = "mill") -> Record:
    told = {"lot": a_lot("yarn"), "product": "urn:example:product:yarn", "product_name": "Yarn", "good": "Yarn"}
    return a_record(
        "lot", told | {"quantity": "5", "unit": "KGM", "facility": a_site(site)}, index=index, issuer=issuer
    )


def seen(site: str = "mill", *, index: int, issuer: str = MILL) -> Record:
    return grown("bale", site, index=index, issuer=issuer, action="OBSERVE", bizStep="shipping")


def decided(right: str, outcome: str = "confirmed", *, site: str = "mill") -> Record:
    told = {"subject": "site-operator", "left": a_site(site), "right": right, "outcome": outcome, "reason": "Seen."}
    return a_record("decision", told, index=90, issuer=did("auditor"))


def test_the_first_making_in_the_log_is_the_first_at_its_place() -> None:
    late, early = grown("yarn", "mill", index=7), grown("wool", "mill", index=3, issuer=OTHER)
    assert made_first(told_graph(late, early)) == FirstMakings(making(early), making(early))


def test_a_making_that_was_declared_an_error_was_told_and_stands_no_more() -> None:
    early, late = grown("wool", "mill", index=3, issuer=OTHER), grown("yarn", "mill", index=7)
    error = {"declarationTime": "2026-05-01T00:00:00Z", "reason": "did_not_occur"}
    declared = grown("wool", "mill", index=8, issuer=OTHER, errorDeclaration=error)
    assert made_first(told_graph(early, late, declared)) == FirstMakings(making(early), making(late))
    assert made_first(told_graph(early, declared)) == FirstMakings(making(early), None)


def test_places_that_were_joined_keep_their_own_first_makings() -> None:
    first, second = grown("wool", "mill", index=3), grown("yarn", "other", index=4, issuer=OTHER)
    graph = told_graph(
        first, second, a_record("decision", JOINED | {"outcome": "same"}, index=9, issuer=did("auditor"))
    )
    assert graph.joined
    assert (made_first(graph).ever, made_first(graph, "other").ever) == (making(first), making(second))


def test_a_lot_that_is_only_stated_is_made_once_the_place_is_named_too() -> None:
    statement, shipped = stated(index=2), seen(index=5)
    assert made_first(told_graph(statement, shipped)).ever == making(shipped)
    assert a_site("mill") not in told_graph(statement).first_made
    assert a_site("mill") not in told_graph(statement, seen(index=1, issuer=OTHER)).first_made


def test_who_only_stated_its_lots_keeps_its_place_from_who_describes_it_later() -> None:
    told = [seen(index=1), stated(index=2)]
    squatter = a_facility("mill", index=5, issuer=OTHER, operator=OTHER)
    assert told_graph(*told, squatter).lots[a_lot("yarn")].site == a_site("mill")
    earlier = a_facility("mill", index=0, issuer=OTHER, operator=OTHER)
    assert told_graph(*told, earlier).lots[a_lot("yarn")].site is None


def test_no_decision_takes_back_what_was_stated_of_a_place_before() -> None:
    told = [seen(index=1), stated(index=2)]
    for decision in (decided(OTHER), decided(MILL, "refused")):
        assert told_graph(*told, decision).lots[a_lot("yarn")].site == a_site("mill")


def test_who_made_a_lot_before_a_decision_gave_it_to_another_is_kept() -> None:
    first, elsewhere = grown("yarn", "mill", index=3), grown("yarn", "other", index=4, issuer=OTHER)
    assert dict(told_graph(first, elsewhere).displaced) == {}
    graph = told_graph(first, elsewhere, decided(MILL, "refused"))
    assert graph.lots[a_lot("yarn")].site == a_site("other")
    assert dict(graph.displaced) == {a_lot("yarn"): PlacedMaking(first.record_id, MILL, a_site("mill"))}


def test_a_telling_that_a_decision_lets_count_displaces_the_maker_also_where_it_came_first() -> None:
    early = grown("yarn", "shed", index=2, issuer=OTHER)
    own = [a_facility("shed", index=1), early, grown("yarn", "mill", index=3)]
    assert told_graph(*own).lots[a_lot("yarn")].site == a_site("mill")
    graph = told_graph(*own, decided(OTHER, site="shed"))
    assert graph.lots[a_lot("yarn")].site == a_site("shed")
    assert graph.displaced[a_lot("yarn")].by == MILL


def test_a_copy_by_whom_a_decision_names_displaces_the_maker_as_its_own_words_do() -> None:
    first, copied = grown("yarn", "mill", index=3), grown("yarn", "mill", index=5, issuer=OTHER)
    graph = told_graph(first, grown("yarn", "other", index=4, issuer=OTHER), copied, decided(OTHER))
    assert graph.lots[a_lot("yarn")].site is not None
    assert graph.displaced[a_lot("yarn")] == PlacedMaking(first.record_id, MILL, a_site("mill"))


def test_without_decisions_and_joins_nobody_is_displaced() -> None:
    told = [stated(index=2), seen(index=3), grown("yarn", "other", index=4, issuer=OTHER)]
    assert dict(told_graph(*told).displaced) == {}


def test_a_join_takes_no_place_from_what_was_stated_there() -> None:
    told = [seen("other", index=1, issuer=OTHER), seen(index=2), stated(index=3)]
    joined = a_record("decision", JOINED | {"outcome": "same"}, index=9, issuer=did("auditor"))
    assert told_graph(*told).lots[a_lot("yarn")].site == a_site("mill")
    graph = told_graph(*told, joined)
    assert graph.lots[a_lot("yarn")].site == graph.joined.get(a_site("mill"), a_site("mill"))


def test_an_inspection_and_a_stated_lot_make_no_trader_the_operator_of_its_supplier() -> None:
    told = [seen(index=1, issuer=OTHER), stated(index=2, issuer=OTHER), a_facility("mill", index=3)]
    assert told_graph(*told).sites[a_site("mill")].operator == MILL


def test_whose_naming_of_a_place_was_declared_an_error_keeps_nobody_from_having_made_goods_there() -> None:
    naming = seen(index=1, issuer=OTHER)
    error = {"declarationTime": "2026-05-01T00:00:00Z", "reason": "did_not_occur"}
    declared = grown(
        "bale", "mill", index=2, issuer=OTHER, action="OBSERVE", bizStep="shipping", errorDeclaration=error
    )
    shipped, statement = seen(index=3), stated(index=4)
    assert made_first(told_graph(naming, declared, shipped, statement)).ever == making(statement)
