"""A tier's site is drawn with who recruits for it, from where, when, how many and who pays; a product with its bill."""

import io
from typing import Any

import pytest
from rich.console import Console

from auditor_cli.render.figures import lot_country
from auditor_cli.render.tiers import draw_tiers

RECRUITMENT = {
    "recruiter": "did:web:agent.example", "origin": "NP", "destination": "MY", "period_from": "2026-01-01",
    "period_until": "2026-06-30", "fee_payer": "worker", "workers": None, "record_id": "0x" + "ab" * 32,
}  # fmt: skip
SITE = {
    "site": "urn:example:site:mill", "name": None, "country": "MY", "operator": None, "share": "1.0", "lots": ["a"],
    "records": [], "recruitments": [RECRUITMENT], "confidential_evidence": "none",
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "product": {
        "name": "Shirt", "id": "1", "good": "Garments", "brand": "did:web:brand.example", "lots": [],
        "materials": [{"good": "Cotton", "quantity": "1.2", "unit": "KGM"}],
    },
    "tiers": [{"tier": 1, "unknown_share": "0.0", "is_final": True, "sites": [SITE]}],
    "proof": {"reads": "final"}, "gaps": [], "findings": [], "waves": [],
    "product_risk": {
        "worst_path": {"score": "0.5", "interval": ["0.4", "0.6"], "path": []},
        "exposure": {"score": "0.5", "interval": ["0.4", "0.6"]},
        "unknown_share": "0", "nearest_severe": None, "has_converged": True,
    },
}  # fmt: skip


def test_tiers_say_who_recruits_and_what_the_brand_says_it_is_made_of() -> None:
    console = Console(file=io.StringIO(), width=200)
    draw_tiers(console, DOCUMENT)
    drawn = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Made of, by its brand's word: 1.2 kg of Cotton" in drawn
    for told in ("did:web:agent.example", "NP → MY", "2026-01-01 to 2026-06-30", "fee paid by: worker", "not said"):
        assert told in drawn


@pytest.mark.parametrize(
    ("country", "origin", "drawn"),
    [("TR", "UZ", "TR, stated UZ"), ("TR", "TR", "TR"), ("TR", None, "TR"), (None, "UZ", "—, stated UZ")],
)
def test_an_origin_is_drawn_where_it_is_not_the_country_of_the_site(
    country: str | None, origin: str | None, drawn: str
) -> None:
    assert lot_country({"country": country, "origin": origin}) == drawn
