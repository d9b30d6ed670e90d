"""The deployment's own settings of the method: only more careful, named in every result, the default beside (R11)."""

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from math import fsum
from typing import Any

import pytest
from audience_bed import FARM, a_told_chain
from builders import BRAND, TOWN, Party, a_registry
from fairness_bed import AS_OF, FEES, an_audit, judged
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from store_seals import sealed
from told_records import tell

from api.web.product_page import product_view
from api.web.templating import page
from auditor_cli.render.settings import draw_settings
from ledger.errors import Unacceptable
from ledger.jobs import answers
from ledger.jobs.report import report
from ledger.model.bodies import RiskSettingsBody, WeightSetting
from ledger.model.party import Role
from ledger.model.risk import Action, AnswerStatus, Band, ShareAnswer, SiteShare, Workforce
from ledger.model.risk.settings import AS_PUBLISHED, MethodSettings
from ledger.ports import World
from ledger.report.html import report_html
from ledger.risk import weights
from ledger.risk.bands import band_of
from ledger.risk.method_v1 import score_site, score_tier
from ledger.risk.settings import read_settings, settable, settings_hash

SITE = judged(an_audit(FEES | {"grade": "minor"})).inputs
CAREFUL = MethodSettings((("country", 2.0), ("severe_from", 0.5)))


def a_body(*named: tuple[str, str], **changes: Any) -> RiskSettingsBody:
    set_to = tuple(WeightSetting(name, value) for name, value in named)
    return replace(RiskSettingsBody("risk-settings", "1.0", set_to, "We buy where law protects few."), **changes)


@st.composite
def settings(draw: st.DrawFn) -> MethodSettings:
    """Any settings that are allowed."""
    names = draw(st.lists(st.sampled_from(sorted(settable())), unique=True))
    return MethodSettings(tuple(sorted((name, draw(st.floats(*settable()[name]))) for name in names)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("country", "1.1"), ("country", "2.5"), ("severe_from", "0.71"), ("opacity", "0"), ("watch_from", "0")],
)
def test_a_number_outside_its_range_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        read_settings(a_body((name, value)))
    assert refused.value.field == f"body.weights.{name}"
    assert "more careful" in refused.value.mend


@pytest.mark.parametrize("name", ["not_asked_share", "favourable_cap", "hold_floor", "no_such_weight"])
def test_a_number_that_may_not_be_set_is_refused_by_name(name: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        read_settings(a_body((name, "0.1")))
    assert refused.value.field == f"body.weights.{name}"


def test_another_method_and_a_weight_named_twice_are_refused() -> None:
    with pytest.raises(Unacceptable):
        read_settings(a_body(method="2.0"))
    twice = {
        "setting": "risk-settings",
        "method": "1.0",
        "reason": "x",
        "weights": [{"name": "country", "value": "2"}] * 2,
    }
    with pytest.raises(ValidationError):
        TypeAdapter(RiskSettingsBody).validate_python(twice)


def test_setting_a_number_to_what_is_published_is_the_default() -> None:
    published = read_settings(a_body(("country", "1.2")))
    assert published.changed == ()
    assert settings_hash(published) == settings_hash(AS_PUBLISHED) != settings_hash(CAREFUL)


def test_a_coefficient_that_was_set_shows_in_its_term_and_the_terms_add_up() -> None:
    before, after = (score_site(replace(SITE, settings=each), as_of=AS_OF) for each in (AS_PUBLISHED, CAREFUL))
    by_name = {term.name: term for term in after.terms}
    (was,) = (term.value for term in before.terms if term.name == "country")
    assert by_name["country"].value == pytest.approx(was * 2.0 / weights.COUNTRY)
    assert "set to 2 here" in by_name["country"].detail
    assert fsum(term.value for term in after.terms) == after.eta > before.eta


def test_a_lower_limit_begins_the_action_earlier_for_site_and_tier() -> None:
    low = MethodSettings((("severe_from", 0.45),))
    assert [band_of(r=0.5, r_hi=0.6, completeness=1.0, settings=each) for each in (AS_PUBLISHED, low)] == [
        Band.ELEVATED,
        Band.SEVERE,
    ]
    seen = replace(score_site(SITE, as_of=AS_OF), r=0.5, r_lo=0.4, r_hi=0.6, completeness=1.0)
    default, careful = (score_tier(1, [SiteShare(seen, 1.0)], settings=each) for each in (AS_PUBLISHED, low))
    assert default.score == careful.score
    assert (default.band, careful.band, careful.action) == (Band.ELEVATED, Band.SEVERE, Action.SEVERE)
    risky = replace(SITE, settings=MethodSettings((("severe_from", 0.35), ("severe_hi_from", 0.45))))
    assert score_site(risky, as_of=AS_OF).action is Action.SEVERE


@given(settings())
def test_no_setting_scores_a_site_better_than_the_default(chosen: MethodSettings) -> None:
    before, after = (score_site(replace(SITE, settings=each), as_of=AS_OF) for each in (AS_PUBLISHED, chosen))
    assert after.r >= before.r - 1e-12
    assert after.r_hi >= before.r_hi - 1e-12


@given(settings(), st.floats(0, 0.25))
def test_under_any_setting_withholding_never_pays(chosen: MethodSettings, share: float) -> None:
    given_, withheld = (
        score_site(replace(SITE, settings=chosen, workforce=Workforce(fees=answer)), as_of=AS_OF).r
        for answer in (ShareAnswer(AnswerStatus.ANSWERED, share), ShareAnswer(AnswerStatus.WITHHELD))
    )
    assert withheld >= given_


@given(settings())
def test_settings_read_from_their_body_are_those_that_were_set(chosen: MethodSettings) -> None:
    named = [(name, f"{value:.9f}") for name, value in chosen.changed]
    inside = [(n, v) for n, v in named if settable()[n][0] <= float(v) <= settable()[n][1]]
    found = read_settings(a_body(*inside))
    assert all(found.of(name, 0.0) in (float(value), 0.0) for name, value in inside)


OPERATOR = Party("did:web:operator.example", Role.OPERATOR)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_told_chain(tmp_path_factory.mktemp("settings")) as told:
        told.store.save_registry(a_registry(*TOWN, FARM, OPERATOR))
        yield told


def scored(world: World) -> Any:
    product: Any = answers.products(world, None)["products"]
    return answers.score(world, None, product[0]["id"], as_of=AS_OF)


def test_a_result_by_other_numbers_says_so_and_prints_the_default_result_beside_it(world: World) -> None:
    before = scored(world)
    assert (before["settings"], before["default_result"]) == (None, None)
    body = {"setting": "risk-settings", "method": "1.0", "reason": "Few inspectors where we buy."}
    tell(world, by=OPERATOR, kind="settings", body=body | {"weights": [{"name": "country", "value": "2.4"}]})
    sealed(world.store)
    after = scored(world)
    assert after["settings"]["changed"] == [{"name": "country", "published": "1.200000000", "set": "2.400000000"}]
    assert after["settings_hash"] != before["settings_hash"] == after["default_result"]["settings_hash"]
    published = [(tier["tier"], tier["score"], tier["interval"]) for tier in before["tiers"]]
    assert [(tier["tier"], tier["score"], tier["interval"]) for tier in after["default_result"]["tiers"]] == published
    assert all(now["score"] > was["score"] for now, was in zip(after["tiers"], before["tiers"], strict=True))
    console = Console(width=80, record=True, file=StringIO())
    draw_settings(console, after)
    drawn = console.export_text()
    assert "NOT the published numbers" in drawn
    assert "by the published numbers" in drawn
    assert max(map(len, drawn.splitlines())) <= 80
    view = product_view(world, BRAND.reader, after["product"]["id"], as_of=AS_OF)
    html = page("product.html", is_demo=True, reader=None, product=view).body.decode()
    assert "Few inspectors where we buy." in html
    assert "<bdi>country</bdi>: 2.40, published 1.20" in html


def test_a_setting_that_may_not_be_is_refused_at_the_door(world: World) -> None:
    body = {
        "setting": "risk-settings",
        "method": "1.0",
        "reason": "Ours.",
        "weights": [{"name": "country", "value": "0"}],
    }
    with pytest.raises(Unacceptable, match="country"):
        tell(world, by=OPERATOR, kind="settings", body=body)


def test_what_is_set_for_the_operators_eyes_alone_scores_nobody(world: World) -> None:
    before = scored(world)
    body = {"setting": "risk-settings", "method": "1.0", "reason": "Hidden.", "weights": []}
    tell(world, by=OPERATOR, kind="settings", body=body, audience="private")
    sealed(world.store)
    assert scored(world)["settings_hash"] == before["settings_hash"]


def test_a_report_by_other_numbers_prints_the_default_result_beside_its_own(world: World) -> None:
    product: Any = answers.products(world, None)["products"]
    if scored(world)["settings"] is None:
        body = {"setting": "risk-settings", "method": "1.0", "reason": "Ours."}
        tell(world, by=OPERATOR, kind="settings", body=body | {"weights": [{"name": "country", "value": "2.4"}]})
        sealed(world.store)
    html = report_html(report(world, None, product[0]["id"], as_of=AS_OF))
    assert "Not the published numbers: the default result beside it" in html
    assert "Tier, by the published numbers" in html
