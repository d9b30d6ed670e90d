"""`--fail-on`: alone it stops on a trade-order match; on a band only for who says so (rule R12)."""

from copy import deepcopy
from typing import Any

import pytest
from cli_builders import PRODUCT, Story, called

from auditor_cli.auditor.app import main as auditor
from auditor_cli.auditor.gate import judged, with_default_band


def _scored(story: Story) -> dict[str, Any]:
    return called(auditor, "score", PRODUCT, "--home", story.home, "--json").document


def test_alone_it_lets_a_product_without_a_match_pass(story: Story) -> None:
    found = called(auditor, "score", PRODUCT, "--fail-on", "--home", story.home, "--json")
    assert (found.code, found.document["gate"]["fail_on"]) == (0, "trade_order_match")


def test_alone_it_may_stand_before_the_product(story: Story) -> None:
    assert called(auditor, "score", "--fail-on", PRODUCT, "--home", story.home).code == 0


def test_a_trade_order_match_of_one_site_trips_it(story: Story) -> None:
    document = deepcopy(_scored(story))
    document["tiers"][0]["sites"][0]["band"] = "trade_order_match"
    gate = judged(document, "trade_order_match")
    assert gate["is_tripped"]
    assert gate["reached_by"][0]["site"] == document["tiers"][0]["sites"][0]["site"]


def test_a_band_needs_an_explicit_yes_and_names_the_rule(story: Story) -> None:
    found = called(auditor, "score", PRODUCT, "--fail-on", "severe", "--home", story.home)
    assert (found.code, found.out) == (2, "")
    assert "rule R12" in found.err


def test_a_band_gate_trips_and_prints_the_action(story: Story) -> None:
    args = ("score", PRODUCT, "--fail-on", "no-open-action", "--accept-band-gate", "--home", story.home)
    found = called(auditor, *args)
    assert found.code == 5
    assert "Action:" in found.err
    assert "terminate" not in found.err


def test_a_band_that_is_none_is_wrong_usage(story: Story) -> None:
    assert called(auditor, "score", PRODUCT, "--fail-on=dreadful", "--home", story.home).code == 2


def test_a_gate_speaks_before_incompleteness(story: Story) -> None:
    gate = ("--fail-on", "no_open_action", "--accept-band-gate", "--require-complete")
    assert called(auditor, "score", PRODUCT, *gate, "--home", story.home).code == 5


@pytest.mark.parametrize(
    ("band", "action", "gate", "trips"),
    [
        ("severe", "severe", "elevated", True),
        ("elevated", "elevated", "severe", False),
        ("not_assessed", "treat_as_elevated", "elevated", True),
        ("not_assessed", "treat_as_elevated", "severe", False),
        ("not_assessed", "severe", "severe", True),
        ("watch", "watch", "not_assessed", False),
        ("severe", "severe", "trade_order_match", False),
    ],
)
def test_not_assessed_is_not_safe(band: str, action: str, gate: str, trips: bool) -> None:
    tier = {"tier": 1, "band": band, "band_text": band, "action": action, "action_text": action, "sites": []}
    assert judged({"tiers": [tier]}, gate)["is_tripped"] is trips


def test_a_file_named_like_the_option_is_left_alone() -> None:
    assert with_default_band(["verify", "--", "--fail-on"]) == ["verify", "--", "--fail-on"]
