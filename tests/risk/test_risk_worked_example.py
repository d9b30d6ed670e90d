"""The worked example of the method, number by number, held equal to its source where that is present."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from risk_builders import AS_OF, a_score, a_site, answered

from ledger.model.risk import ShareAnswer, SiteGraph, SiteInput, SiteScore, SiteShare, SurveyCounts, Term, Workforce
from ledger.risk import aggregate, weights
from ledger.risk.bands import action_of, band_of, is_severe
from ledger.risk.exposure import graph_numbers, kept
from ledger.risk.inherent import inherent_terms, workforce_value
from ledger.risk.interval import SiteNumbers, SiteParts, combine, sigma
from ledger.risk.method_v1 import METHOD_VERSION, score_product, score_tier
from ledger.risk.survey_factor import survey_term

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared" / "reference" / "risk_worked_example.json"
VECTORS = json.loads((ROOT / "tests" / "vectors" / "risk_v1.json").read_text("utf-8"))
NEAR = VECTORS["tolerance"]
NODES = [*VECTORS["sites"], VECTORS["remediation"]["site"]]


def workforce_of(shares: dict[str, float | None]) -> Workforce:
    return Workforce(**{name: ShareAnswer() if x is None else answered(x) for name, x in shares.items()})


def s_of(survey: dict[str, Any] | None) -> float:
    if survey is None:
        return 0.0
    return survey_term(SurveyCounts(survey["n"], survey["y"], AS_OF, survey["tau"], survey["cov"]), as_of=AS_OF)


def numbers_of(inputs: dict[str, Any]) -> SiteNumbers:
    site = a_site(c=inputs["C"], g=inputs["G"], l=inputs["L"], workforce=workforce_of(inputs["workforce"]))
    totals = {"adverse": inputs["E_adv"], "favourable": inputs["E_fav"], "survey": s_of(inputs["survey"])}
    totals["opacity"] = weights.OPACITY * inputs["O"]
    return combine(
        SiteParts(
            inherent=inherent_terms(site),
            others=tuple(Term(name, value, "") for name, value in totals.items()),
            opacity=inputs["O"],
            extra_variance=inputs["V"],
            completeness=inputs["k"],
            has_case_floor=inputs["floor"] == weights.CASE_FLOOR,
        )
    )


def score_of(node: dict[str, Any]) -> SiteScore:
    inputs = node["inputs"]
    numbers = numbers_of(inputs)
    given = {"r": numbers.r, "r_hi": numbers.r_hi, "has_case_floor": inputs["floor"] > 0}
    band = band_of(completeness=inputs["k"], **given)
    score = a_score(numbers.r, site=node["id"], k=inputs["k"], eta=numbers.eta, sd=numbers.sd, terms=numbers.terms)
    action = action_of(band, is_severe=is_severe(**given), is_pseudo_site=inputs["pseudo_site"])
    given_ends = {"r_lo": numbers.r_lo, "r_hi": numbers.r_hi}
    return replace(score, band=band, action=action, is_pseudo_site=inputs["pseudo_site"], **given_ends)


def tier_of(expected: list[dict[str, Any]], *, number: int) -> Any:
    scores = {node["id"]: score_of(node) for node in VECTORS["sites"]}
    return score_tier(number, [SiteShare(scores[each["site"]], each["share"]) for each in expected])


@pytest.mark.parametrize("node", NODES, ids=lambda node: node["label"])
def test_a_site_of_the_example_scores_as_printed(node: dict[str, Any]) -> None:
    score, expected = score_of(node), node["expected"]
    for name in ("eta", "sd", "r", "r_lo", "r_hi"):
        assert getattr(score, name) == pytest.approx(expected[name], abs=NEAR), name
    assert s_of(node["inputs"]["survey"]) == pytest.approx(expected["S"], abs=NEAR)
    inherent = sum(term.value for term in score.terms[:5])
    assert inherent == pytest.approx(expected["eta_inherent"], abs=NEAR)
    assert sigma(inherent) == pytest.approx(expected["inherent"], abs=NEAR)
    assert (score.band, score.action) == (expected["band"], expected["action"])


@pytest.mark.parametrize("node", NODES, ids=lambda node: node["label"])
def test_a_workforce_of_the_example_weighs_as_printed(node: dict[str, Any]) -> None:
    value = workforce_value(workforce_of(node["inputs"]["workforce"]))
    assert value == pytest.approx(node["expected"]["W"], abs=NEAR)


@pytest.mark.parametrize("variant", VECTORS["sensitivity_of_A"], ids=lambda variant: variant["change"][:30])
def test_a_variant_of_site_a_scores_as_printed(variant: dict[str, Any]) -> None:
    numbers = numbers_of(variant["inputs"])
    for name, value in variant["expected"].items():
        assert getattr(numbers, name) == pytest.approx(value, abs=NEAR), name


@pytest.mark.parametrize("tier", VECTORS["tiers"], ids=lambda tier: f"tier {tier['tier']}")
def test_a_tier_of_the_example_scores_as_printed(tier: dict[str, Any]) -> None:
    score, expected = tier_of(tier["shares"], number=int(tier["tier"])), tier["expected"]
    rs, shares = [m.site.r for m in score.shares], [m.share for m in score.shares]
    assert score.score == pytest.approx(expected["T"], abs=NEAR)
    assert aggregate.power_mean(rs, shares) == pytest.approx(expected["power_mean"], abs=NEAR)
    assert max(map(aggregate.guard, rs)) == pytest.approx(expected["guard"], abs=NEAR)
    assert sum(r * v for r, v in zip(rs, shares, strict=True)) == pytest.approx(expected["volume_mean"], abs=NEAR)


def scores_of(nodes: list[dict[str, Any]]) -> dict[str, SiteScore]:
    return {node["id"]: score_of(node) for node in nodes}


def graph_of(edges: list[dict[str, Any]], finals: list[dict[str, Any]]) -> SiteGraph:
    inputs = tuple(SiteInput(edge["to"], edge["from"], edge["share"]) for edge in edges)
    sites = {site for edge in edges for site in (edge["to"], edge["from"])}
    return SiteGraph(tuple(sorted(sites)), inputs, tuple((each["site"], each["share"]) for each in finals))


EXAMPLE = VECTORS["graph"]
GRAPHS = {
    "as found": (scores_of(VECTORS["sites"]), graph_of(EXAMPLE["edges"], EXAMPLE["product_shares"]), EXAMPLE),
    "after remedy": (
        scores_of(NODES),  # the remedied N comes last and stands
        graph_of(VECTORS["remediation"]["edges"], EXAMPLE["product_shares"]),
        VECTORS["remediation"],
    ),
}


@pytest.mark.parametrize("case", GRAPHS)
def test_the_graph_of_the_example_has_the_printed_exposure_and_worst_path(case: str) -> None:
    scores, graph, example = GRAPHS[case]
    found, expected = graph_numbers(kept(graph), {site: s.r for site, s in scores.items()}), example["expected"]
    assert dict(found.exposure) == pytest.approx(expected["exposure"], abs=NEAR)
    assert dict(found.worst_path) == pytest.approx(expected["worst_path"], abs=NEAR)
    product = score_product(graph, scores)
    assert product.exposure == pytest.approx(expected["product_exposure"], abs=NEAR)
    assert product.worst_path == pytest.approx(expected["product_worst_path"], abs=NEAR)


def test_the_product_of_the_example_shows_its_range_its_unknown_share_and_its_nearest_severe_site() -> None:
    scores, graph, _ = GRAPHS["as found"]
    product = score_product(graph, scores)
    assert (product.worst_lo, product.worst_hi) == pytest.approx((0.989365, 0.998450), abs=NEAR)
    assert product.exposure_lo < product.exposure < product.exposure_hi
    # K is 20 % of M (60 % of A, 70 % of the product), half of N (40 % of A, all of B)
    assert product.unknown_share == pytest.approx(0.7 * (0.6 * 0.2 + 0.4 * 0.5) + 0.3 * 0.5)
    assert (product.path, product.severe_tier, product.severe_path) == (("A", "N"), 2, ("A", "M"))


@pytest.mark.parametrize("tier", ["tier2", "tier3"])
def test_a_tier_after_remedy_scores_as_printed(tier: str) -> None:
    scores, expected = scores_of(NODES), VECTORS["remediation"]["expected"][tier]
    shares = {"tier2": {"M": 0.6, "N": 0.4}, "tier3": {"U": 0.7, "X": 0.3}}[tier]
    found = score_tier(2, [SiteShare(scores[site], share) for site, share in shares.items()])
    rs, parts = [m.site.r for m in found.shares], [m.share for m in found.shares]
    assert found.score == pytest.approx(expected["T"], abs=NEAR)
    assert aggregate.power_mean(rs, parts) == pytest.approx(expected["power_mean"], abs=NEAR)
    assert max(map(aggregate.guard, rs)) == pytest.approx(expected["guard"], abs=NEAR)


def test_volume_does_not_dilute_one_severe_site() -> None:
    example = VECTORS["dilution"]
    severe, clean = example["severe"], example["clean"]
    members = [SiteShare(a_score(severe["r"]), severe["share"])]
    members += [SiteShare(a_score(clean["r"]), clean["share_each"])] * clean["count"]
    rs, shares = [m.site.r for m in members], aggregate.normalised([m.share for m in members])
    assert score_tier(1, members).score == pytest.approx(example["expected"]["T"], abs=NEAR)
    assert max(map(aggregate.guard, rs)) == pytest.approx(example["expected"]["guard"], abs=NEAR)
    assert aggregate.power_mean(rs, shares) == pytest.approx(example["expected"]["power_mean"], abs=NEAR)
    assert sum(r * v for r, v in zip(rs, shares, strict=True)) == pytest.approx(
        example["expected"]["volume_mean"], abs=NEAR
    )


@pytest.mark.parametrize("point", VECTORS["guard_function"], ids=lambda point: str(point["r"]))
def test_the_guard_function_is_as_printed(point: dict[str, float]) -> None:
    assert aggregate.guard(point["r"]) == pytest.approx(point["h"], abs=NEAR)


def test_the_published_weights_are_those_of_the_method() -> None:
    stated = VECTORS["weights"]
    ours = (weights.INTERCEPT, weights.COUNTRY, weights.COMMODITY, weights.LISTING, weights.WORKFORCE, weights.OPACITY)
    assert ours == tuple(stated[name] for name in ("intercept", "C", "G", "L", "W", "O"))
    spread = [stated[f"variance_{name}"] for name in ("base", "incompleteness", "opacity")]
    assert spread == [weights.VARIANCE_BASE, weights.VARIANCE_INCOMPLETENESS, weights.VARIANCE_OPACITY]
    rest = [stated[name] for name in ("z", "favourable_floor", "guard", "power")]
    assert rest == [weights.Z, -weights.FAVOURABLE_CAP, weights.GUARD, weights.POWER]
    assert dict(weights.WORKFORCE_FIELDS) == VECTORS["workforce_weights"]
    assert VECTORS["method_version"] == METHOD_VERSION


@pytest.mark.skipif(not SOURCE.exists(), reason="the worked example's source (../shared) is not beside this repository")
def test_our_vectors_are_those_of_the_source() -> None:
    source = json.loads(SOURCE.read_text("utf-8"))
    left_out = {"origin", "method", "notes", "survey_parameters"}
    assert {key: value for key, value in VECTORS.items() if key not in left_out} == {
        key: value for key, value in source.items() if key not in left_out
    }
