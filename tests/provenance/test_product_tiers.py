"""A product over its lots: shares of sites, what nobody discloses, and who is asked."""

import pytest
from provenance_builders import (
    BRAND,
    SHIRTS,
    a_chain,
    a_facility,
    a_finished_lot,
    a_graph,
    a_lot,
    a_record,
    a_site,
    did,
    grown,
    made,
)

from ledger.errors import NotFound
from ledger.model.graph import Material, ProductProvenance, Recruitment, SupplyGraph
from ledger.provenance import provenance_of


def shares(told: ProductProvenance) -> list[dict[str, float]]:
    return [
        {
            **{site.site.rpartition(":")[2]: round(site.share, 9) for site in tier.sites},
            "?": round(tier.unknown_share, 9),
        }
        for tier in told.tiers
    ]


def told_shares(graph: SupplyGraph) -> list[dict[str, float]]:
    return shares(provenance_of(graph, SHIRTS))


def test_a_chain_has_one_site_a_tier() -> None:
    assert told_shares(a_graph(*a_chain())) == [
        {"sewing": 1.0, "?": 0.0}, {"mill": 1.0, "?": 0.0}, {"gin": 1.0, "?": 0.0}, {"farm": 1.0, "?": 0.0},
    ]  # fmt: skip


def test_finished_lots_count_by_their_quantity() -> None:
    graph = a_graph(
        made([("x", 1)], [("big", 30)], "s1"), made([("y", 1)], [("small", 10)], "s2"),
        a_finished_lot("big", index=1), a_finished_lot("small", index=2),
    )  # fmt: skip
    assert told_shares(graph)[0] == {"s1": 0.75, "s2": 0.25, "?": 0.0}


def test_a_site_that_works_twice_on_a_lot_counts_once_in_its_tier() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        made([("cotton", 10)], [("yarn", 10)], "mill"),
        made([("yarn", 10)], [("cloth", 10)], "mill", day=6),
        grown("wool", "ranch", amount=10),
        made([("cloth", 10), ("wool", 10)], [("shirts", 20)], "sewing", day=9),
        a_finished_lot("shirts"),
    )
    assert told_shares(graph)[1] == {"mill": 0.5, "ranch": 0.5, "?": 0.0}


def test_what_nobody_discloses_stays_unknown_in_deeper_tiers() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        made([("cotton", 30)], [("yarn", 30)], "mill"),
        made([("yarn", 30), ("mystery", 10)], [("shirts", 40)], "sewing"),
        a_finished_lot("shirts"),
    )
    assert told_shares(graph) == [
        {"sewing": 1.0, "?": 0.0}, {"mill": 0.75, "?": 0.25}, {"farm": 0.75, "?": 0.25},
    ]  # fmt: skip


def test_raw_material_ends_without_becoming_unknown() -> None:
    graph = a_graph(
        grown("cotton", "farm"),
        grown("wool", "ranch"),
        made([("cotton", 30)], [("yarn", 30)], "mill"),
        made([("yarn", 30), ("wool", 10)], [("shirts", 40)], "sewing"),
        a_finished_lot("shirts"),
    )
    assert told_shares(graph)[2] == {"farm": 1.0, "?": 0.0}


def test_packing_from_several_sites_stands_in_no_tier() -> None:
    graph = a_graph(
        grown("north", "farm1"), grown("south", "farm2"),
        made([("north", 3), ("south", 1)], [("mix", 4)], "depot", day=3, bizStep="repackaging"),
        made([("mix", 4)], [("shirts", 4)], "sewing"), a_finished_lot("shirts"),
    )  # fmt: skip
    assert told_shares(graph) == [{"sewing": 1.0, "?": 0.0}, {"farm1": 0.75, "farm2": 0.25, "?": 0.0}]


def test_a_finished_lot_that_nobody_makes_is_asked_of_the_brand() -> None:
    told = provenance_of(a_graph(a_finished_lot("shirts")), SHIRTS)
    assert shares(told) == [{"?": 1.0}]
    assert [(gap.tier, gap.asked_of) for gap in told.gaps] == [(1, BRAND)]


def test_a_lot_statement_names_the_maker_where_no_event_does() -> None:
    told = a_finished_lot("shirts", facility=a_site("sewing"), index=2, issuer=did("sewing"), is_finished=False)
    graph = a_graph(a_facility("sewing"), a_finished_lot("shirts", index=1), told)
    assert told_shares(graph) == [{"sewing": 1.0, "?": 0.0}]


def test_only_the_brand_adds_lots_to_its_product() -> None:
    graph = a_graph(*a_chain(), a_finished_lot("fake", index=9, issuer=did("mallory")))
    assert graph.products[SHIRTS].lots == (a_lot("shirts"),)


COTTON = {"good": "Cotton", "quantity": "1.2", "unit": "KGM"}


def test_the_bill_of_materials_of_a_product_is_the_first_that_its_brand_gives() -> None:
    second = [{**COTTON, "quantity": "9"}]
    later = a_finished_lot("more", index=6, bill_of_materials=second)
    strangers = a_finished_lot("fake", index=7, issuer=did("mallory"), bill_of_materials=second)
    graph = a_graph(*a_chain(), a_finished_lot("shirts", index=5, bill_of_materials=[COTTON]), later, strangers)
    assert graph.products[SHIRTS].materials == (Material("Cotton", "1.2", "KGM"),)


def test_a_product_is_found_by_any_spelling_of_its_gtin() -> None:
    graph = a_graph(*a_chain())
    told = [
        provenance_of(graph, name) for name in ("9506000134352", "09506000134352", "https://x.example/01/9506000134352")
    ]
    assert told == [provenance_of(graph, SHIRTS)] * 3


def test_an_unknown_product_is_not_found() -> None:
    with pytest.raises(NotFound):
        provenance_of(a_graph(*a_chain()), "04012345111118")


def test_a_facility_statement_is_updated_only_by_its_issuer() -> None:
    hijack = a_record(
        "facility",
        {"facility": a_site("mill"), "operator": did("mallory"), "country": "FR"},
        index=7,
        issuer=did("mallory"),
    )
    graph = a_graph(a_facility("mill", index=1), a_facility("mill", index=5, country="BD"), hijack)
    site = graph.sites[a_site("mill")]
    assert (site.operator, site.country, len(site.records)) == (did("mill"), "BD", 3)


def test_recruiters_certificates_and_audits_stand_at_their_site() -> None:
    recruitment = a_record(
        "recruitment",
        {"recruiter": did("agent"), "facility": a_site("mill"), "origin": "NP", "destination": "MY",
         "period_from": "2026-01-01", "period_until": "2026-12-31", "workers": 40, "fee_payer": "worker"},
        index=3,
        issuer=did("agent"),
    )  # fmt: skip
    attestation = a_record(
        "attestation", {"subject": a_site("mill"), "claim": "no-recruitment-fees", "text": "None."}, index=4
    )
    graph = a_graph(a_facility("mill"), recruitment, attestation)
    assert graph.recruitments == {
        a_site("mill"): (
            Recruitment(did("agent"), "NP", "MY", "2026-01-01", "2026-12-31", "worker", 40, recruitment.record_id),
        )
    }
    assert graph.sites[a_site("mill")].records[1:] == (recruitment.record_id, attestation.record_id)


def test_a_site_takes_the_name_of_its_operator_where_it_has_none() -> None:
    party = {"did": did("mill"), "name": "Mill Ltd", "country": "IN", "roles": ["supplier"]}
    nameless = a_record(
        "facility", {"facility": a_site("mill"), "operator": did("mill"), "country": "IN"}, issuer=did("mill")
    )
    graph = a_graph(nameless, a_record("party", party, index=1, issuer=did("mill")))
    assert graph.sites[a_site("mill")].name == "Mill Ltd"
