"""A trade-order match is named with its market wherever a band or an action is: another market has no such order."""

import io
from datetime import date
from typing import Any

import pytest
from rich.console import Console

from auditor_cli.auditor.gate import judged
from auditor_cli.auditor.score import _tell_gate
from auditor_cli.render.score import draw_summary
from ledger.assessment.score import assess_product
from ledger.jobs.assessment_document import assessment_document
from ledger.model.graph import Product, ProductProvenance, Site, SiteFlow, SupplyGraph, Tier, TierSite
from ledger.model.risk import TradeOrderMatch, TradeOrderStatus
from ledger.provenance.packing import Network, pack
from ledger.reference.snapshot import bundled_snapshot

AS_OF = date(2026, 11, 21)
HELD, OTHER = "urn:example:site:quorvane", "urn:example:site:marigold"


def an_order(market: str) -> TradeOrderMatch:
    return TradeOrderMatch(market, f"{market} order", TradeOrderStatus.ACTIVE, AS_OF, "a list", confirmed=True)


def document(*markets: str) -> dict[str, Any]:
    """One tier of two sites, of which orders of these markets hold the one."""
    sites = {key: Site(key, "A mill", "did:web:quorvane.example", "ZW", (), ()) for key in (HELD, OTHER)}
    graph = SupplyGraph(pack(Network(0, sites, {}, ())))
    product = Product("urn:example:product", "Shirt", "Garments", "did:web:brand.example", ())
    tier = Tier(1, tuple(TierSite(key, 0.5, (), ()) for key in sites), 0.0)
    found = assess_product(
        ProductProvenance(product, 0, (tier,), (), ()), graph, {}, auditors=(), refused=(), lines={},
        snapshot=bundled_snapshot(), as_of=AS_OF, flows=[SiteFlow(None, key, 0.5) for key in sites],
        orders={HELD: tuple(map(an_order, markets))},
    )  # fmt: skip
    return dict(assessment_document(graph, found))


def of_sites(told: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {site["site"]: site for site in told["tiers"][0]["sites"]}


@pytest.mark.parametrize(
    ("markets", "band", "action"),
    [
        (("USA",), "Trade-order match (USA)", "stop the shipment to this market: USA; ring-fence remedy funds"),
        (
            ("USA", "EU", "USA"),
            "Trade-order match (EU, USA)",
            "stop the shipment to these markets: EU, USA; ring-fence remedy funds",
        ),
    ],
)
def test_tier_and_site_name_the_markets_in_band_and_action(markets: tuple[str, ...], band: str, action: str) -> None:
    told = document(*markets)
    for each in (told["tiers"][0], of_sites(told)[HELD]):
        assert (each["band_text"], each["action_text"], each["markets"]) == (band, action, sorted(set(markets)))
        assert (each["band"], each["action"]) == ("trade_order_match", "trade_order_match")


def test_what_no_order_holds_names_no_market() -> None:
    other = of_sites(document("USA"))[OTHER]
    assert (other["markets"], "USA" in f"{other['band_text']} {other['action_text']}") == ([], False)


def test_the_gate_names_the_market(capsys: pytest.CaptureFixture[str]) -> None:
    gate = judged(document("USA"), "trade_order_match")
    assert [(each["site"], each["markets"]) for each in gate["reached_by"]] == [(None, ["USA"]), (HELD, ["USA"])]
    _tell_gate(gate)
    lines = capsys.readouterr().err
    assert lines.count("Trade-order match (USA). Action: stop the shipment to this market: USA") == 2


def test_the_table_of_tiers_names_the_market_at_80_columns() -> None:
    drawn = io.StringIO()
    told = document("USA") | {"scope": {"tier": None}}
    draw_summary(Console(width=80, file=drawn), told)
    assert {"Trade-order", "(USA)"} <= set(drawn.getvalue().split())
    assert max(map(len, drawn.getvalue().splitlines())) <= 80
