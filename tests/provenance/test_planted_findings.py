"""A stranger plants no finding on another's lot or site, and hides none; each attack is told as its own, unchecked."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from provenance_builders import (
    a_facility,
    a_finished_lot,
    a_graph,
    a_lot,
    a_purchase,
    a_record,
    a_site,
    amounts,
    an_event,
    codes,
    did,
    grown,
    made,
    shipped,
    told_graph,
)

from ledger.model.finding import FindingKind
from ledger.model.record import Record
from ledger.provenance import build_graph, building, checks, trace
from ledger.provenance.standing import Standing

X = did("mallory")
FARM = [
    grown("cotton", "farm", index=0),
    a_facility(
        "farm", index=1, opened_on="2020-01-01", goods=["Cotton"], location={"latitude": "10", "longitude": "10"}
    ),
]
ITEM = "https://id.gs1.org/01/09506000134352/21/1"
FAR = a_facility("mallory", index=9, location={"latitude": "-40", "longitude": "-170"})


def a_certificate(issuer: str = X) -> Record:
    body = {
        "certificate": "C", "subject": a_site("farm"), "scheme": "S", "payer": X, "valid_from": "2026-01-01",
        "valid_until": "2026-12-31", "goods": ["Gold"],
    }  # fmt: skip
    return a_record("certificate", body, issuer=issuer, index=2)


def used(amount: float = 1, **changes: str) -> Record:
    return made([("cotton", amount)], [("z", 1)], "mallory", index=2, **changes)


PLANTED: dict[str, Callable[[], list[Record]]] = {
    "overuse": lambda: [used(10**9)],
    "used before made": lambda: [used(eventTime="2019-03-01T00:00:00Z")],
    "impossible transport": lambda: [used(eventTime="2026-03-01T13:00:00Z"), FAR],
    "an event before the site opened": lambda: [
        an_event(
            type="ObjectEvent", action="OBSERVE", bizStep="inspecting", quantityList=amounts(("cotton", 1)),
            bizLocation={"id": a_site("farm")}, eventTime="2001-01-01T00:00:00Z", issuer=X, index=2,
        )
    ],
    "an item seen far away": lambda: [
        grown("cotton", "farm", index=5, epcList=[ITEM], quantityList=...),
        FAR,
        an_event(
            type="ObjectEvent", action="OBSERVE", bizStep="inspecting", epcList=[ITEM], issuer=X, index=2,
            bizLocation={"id": a_site("mallory")}, eventTime="2026-03-01T13:00:00Z",
        ),
    ],
    "a making": lambda: [grown("cotton", "mallory", index=2)],
    "a making at the farm": lambda: [grown("cotton", "farm", index=2, issuer=X, day=4)],
    "shipping in the farm's name": lambda: [
        shipped([("cotton", 10**9)], "farm", buyer, issuer=X, index=2 + day, day=day)
        for day, buyer in ((3, "a"), (4, "b"))
    ],
    "shipping what it never had": lambda: [
        shipped([("cotton", 10**9)], "mallory", buyer, issuer=X, index=2 + day, day=day)
        for day, buyer in ((3, "a"), (4, "b"))
    ],
    "purchases between two others": lambda: [
        a_purchase("cotton", "farm", buyer, "100000", issuer=X, index=2 + n) for n, buyer in enumerate(("mill", "gin"))
    ],
    "purchases by itself": lambda: [
        a_purchase("cotton", "farm", buyer, "100000", index=2 + n) for n, buyer in enumerate(("mallory", "mallory2"))
    ],
    "a certificate out of scope": lambda: [a_certificate()],
    "a lot statement of another maker": lambda: [
        a_finished_lot("cotton", facility=a_site("mallory"), issuer=X, index=2)
    ],
}  # fmt: skip


@pytest.mark.parametrize("attack", PLANTED)
def test_a_stranger_plants_no_disagreement_and_nothing_in_the_victims_trace(attack: str) -> None:
    graph = told_graph(*FARM, *PLANTED[attack]())
    assert [found for found in graph.findings if found.kind is FindingKind.DISAGREES] == []
    assert trace(graph, a_lot("cotton")).findings == ()


OWN_WORD = [
    *("overuse", "used before made", "shipping in the farm's name", "purchases by itself", "impossible transport"),
    *("an event before the site opened", "an item seen far away", "a making", "a making at the farm"),
]


@pytest.mark.parametrize("attack", OWN_WORD)
def test_what_a_stranger_says_is_told_as_its_own_and_unchecked(attack: str) -> None:
    planted = PLANTED[attack]()
    told = [record for record in planted if record is not FAR and record.signed.statement.issuer != did("farm")]
    found = [each for each in told_graph(*FARM, *planted).findings if each.code == "claim-without-standing"]
    assert {each.subject for each in found} == {"0x" + record.record_id.hex() for record in told}
    assert {each.kind for each in found} == {FindingKind.UNCHECKED}


@pytest.mark.parametrize("attack", ["impossible transport", "an event before the site opened", "an item seen far away"])
def test_an_impossible_word_of_a_stranger_would_go_unnoticed_without_its_check(
    attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "impossible_words", lambda *_: ())
    assert codes(told_graph(*FARM, *PLANTED[attack]())) == set()


@pytest.mark.parametrize("attack", ["a making", "a making at the farm"])
def test_a_making_of_a_stranger_would_be_a_dispute_if_it_were_not_weighed(
    attack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Standing, "may_claim_making", lambda *_: True)
    assert "maker-disputed" in codes(told_graph(*FARM, *PLANTED[attack]()))


@pytest.mark.parametrize("attack", ["a making", "a making at the farm"])
def test_a_making_of_a_stranger_is_listed_with_the_lot(attack: str) -> None:
    [claim] = PLANTED[attack]()
    graph = told_graph(*FARM, claim)
    assert graph.lots[a_lot("cotton")].records[-1] == claim.record_id
    assert set(graph.holders[a_lot("cotton")]) == {did("farm")}


def test_a_making_claimed_by_who_was_given_the_lot_or_runs_a_confirmed_place_is_a_dispute() -> None:
    claim, given = grown("cotton", "mallory", index=2), shipped([("cotton", 1)], "farm", "mallory", index=3)
    assert "maker-disputed" in codes(told_graph(*FARM, claim, given))
    decision = {
        "subject": "site-operator",
        "left": a_site("mallory"),
        "right": X,
        "outcome": "confirmed",
        "reason": "-",
    }
    confirmed = a_record("decision", decision, index=5)
    assert "maker-disputed" in codes(told_graph(*FARM, claim, confirmed))
    assert "maker-disputed" not in codes(told_graph(*FARM, claim))


def test_two_uses_by_those_who_were_handed_the_lot_stay_a_double_claim_whoever_joins_in() -> None:
    uses = [made([("cotton", 100)], [(f"o{mill}", 90)], f"mill{mill}", index=5 + mill) for mill in (1, 2)]
    graph = a_graph(*FARM, *uses)
    [finding] = [each for each in graph.findings if each.code == "lot-claimed-twice"]
    assert finding.kind is FindingKind.DISAGREES
    given = [shipped([("cotton", 1)], "farm", f"mill{mill}", index=10 + mill, day=2) for mill in (1, 2)]
    described = [a_facility(f"mill{mill}", index=20 + mill) for mill in (1, 2)]
    joined = told_graph(*FARM, *uses, *given, *described, used(10**9))
    assert [each.records for each in joined.findings if each.code == "lot-claimed-twice"] == [finding.records]


def test_a_stranger_links_no_recruiter_to_anothers_site() -> None:
    def told(issuer: str) -> bool:
        body = {
            "recruiter": did("bad"), "facility": a_site("farm"), "origin": "NP", "destination": "IN",
            "period_from": "2026-01-01", "period_until": "2026-02-01",
        }  # fmt: skip
        return a_site("farm") in told_graph(*FARM, a_record("recruitment", body, issuer=issuer, index=2)).recruitments

    assert [told(X), told(did("farm")), told(did("bad"))] == [False, True, True]


def test_a_strangers_description_is_nobodys_own_word() -> None:
    process = {"process": "p", "input_good": "a", "output_good": "b", "yield_low": "0.1", "yield_high": "900"}
    described = a_facility("farm", issuer=X, index=2, opened_on="2030-01-01", processes=[process])
    assert codes(told_graph(grown("cotton", "farm", index=0), described)) == set()


def test_a_stranger_calls_no_product_of_another_waste() -> None:
    process = {
        "process": "spin",
        "input_good": "Cotton",
        "output_good": "Yarn",
        "yield_low": "0.8",
        "yield_high": "0.95",
    }
    mill, spun = a_facility("mill", processes=[process], index=5), made([("cotton", 100)], [("y", 90)], "mill", index=4)
    waste = a_finished_lot("y", good="waste", is_finished=False, issuer=X, index=7)
    assert "yield-low" not in codes(told_graph(*FARM, mill, spun, waste))


def a_sealed_making(*, index: int = 0, by: str = "hidden") -> Record:
    hidden = grown("c", by, index=index)
    statement = replace(hidden.signed.statement, audience="private")
    return replace(hidden, signed=replace(hidden.signed, statement=statement))


SPUN_OF_C = made([("c", 100)], [("y", 90)], "mill", index=9)


def test_a_making_that_another_discloses_removes_no_seal() -> None:
    """Mallory tells that it made the lot whose making is sealed, of clean material and at a place of its own."""
    claim = made([("clean", 1)], [("c", 100)], "mallory", index=1)
    graph = build_graph([claim, SPUN_OF_C], log_size=10, narrower=[a_sealed_making()])
    assert (set(graph.sealed), graph.lots[a_lot("c")].site) == ({a_lot("c")}, None)
    assert a_lot("c") not in graph.inputs_of
    assert [gap.sealed != () for gap in trace(graph, a_lot("y")).gaps] == [True]
    assert [(each.code, each.subject) for each in graph.findings] == [
        ("claim-without-standing", "0x" + claim.record_id.hex())
    ]


def test_without_looking_at_the_seal_the_claim_would_take_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "sealed_makers", lambda *_: {})
    claim = made([("clean", 1)], [("c", 100)], "mallory", index=1)
    graph = build_graph([claim, SPUN_OF_C], log_size=10, narrower=[a_sealed_making()])
    assert (set(graph.sealed), graph.lots[a_lot("c")].site) == (set(), a_site("mallory"))


def test_who_made_a_sealed_lot_may_disclose_it_also_after_a_strangers_claim() -> None:
    claim, own = grown("c", "mallory", index=1), grown("c", "hidden", index=3)
    graph = build_graph([claim, own], log_size=10, narrower=[a_sealed_making()])
    assert (set(graph.sealed), graph.lots[a_lot("c")].site) == (set(), a_site("hidden"))


def test_a_strangers_sealed_making_takes_no_disclosed_maker_away() -> None:
    """Told later it counts nothing; told earlier, a confirmed operator ends it."""
    told = grown("c", "farm", index=5)
    later, earlier = a_sealed_making(index=8, by="mallory"), a_sealed_making(index=2, by="mallory")
    assert build_graph([told], log_size=10, narrower=[later]).lots[a_lot("c")].site == a_site("farm")
    assert build_graph([told], log_size=10, narrower=[earlier]).lots[a_lot("c")].site is None
    decision = {"subject": "site-operator", "left": a_site("farm"), "right": did("farm"), "outcome": "confirmed"}
    confirmed = a_record("decision", decision | {"reason": "Visited."}, index=6)
    graph = build_graph([told, confirmed], log_size=10, narrower=[earlier])
    assert (set(graph.sealed), graph.lots[a_lot("c")].site) == ({a_lot("c")}, a_site("farm"))
    assert [(each.code, each.kind) for each in graph.findings] == [("sealed-maker-stated", FindingKind.UNCHECKED)]


def test_what_its_maker_stated_is_hidden_by_no_later_seal_of_a_stranger() -> None:
    own = a_finished_lot("c", facility=a_site("farm"), is_finished=False, issuer=did("farm"), index=3)
    shipping = grown("b", "farm", index=1, action="OBSERVE", bizStep="shipping")
    for index, site in ((8, a_site("farm")), (2, None)):
        sealed = a_sealed_making(index=index, by="mallory")
        graph = build_graph([shipping, own], log_size=10, narrower=[sealed])
        assert graph.lots[a_lot("c")].site == site


def test_a_sealed_making_stays_sealed_when_the_user_calls_the_lot_its_own() -> None:
    spun = made([("c", 100)], [("y", 90)], "mill", index=1)
    own = a_finished_lot("c", facility=a_site("mill"), is_finished=False, issuer=did("mill"), index=3)
    graph = build_graph([spun, own], log_size=5, narrower=[a_sealed_making()])
    assert (set(graph.sealed), graph.lots[a_lot("c")].site) == ({a_lot("c")}, None)
    assert [gap.sealed != () for gap in trace(graph, a_lot("y")).gaps] == [True]
    assert [(each.code, each.kind) for each in graph.findings] == [("sealed-maker-stated", FindingKind.UNCHECKED)]
