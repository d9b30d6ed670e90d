"""`auditor products`, `tiers`, `score`, `trace` on a real ledger."""

import json

import pytest
from cli_builders import LOT, PRODUCT, YARN, Story, called

from auditor_cli.auditor.app import main as auditor


def test_products_names_the_ids_that_score_takes(story: Story) -> None:
    found = called(auditor, "products", "--home", story.home, "--json")
    assert (found.code, [product["id"] for product in found.document["products"]]) == (0, [PRODUCT])


def test_a_score_has_the_documented_keys(story: Story) -> None:
    (first, *_) = called(auditor, "score", PRODUCT, "--home", story.home, "--json").document["tiers"]
    assert first.keys() >= {"tier", "score", "interval", "band", "completeness", "sites"}
    assert first["sites"][0]["terms"][0].keys() >= {"name", "value", "explanation"}


def test_the_same_question_has_the_same_bytes(story: Story) -> None:
    args = ("score", PRODUCT, "--as-of", "2026-11-21", "--home", story.home, "--json")
    assert called(auditor, *args).out == called(auditor, *args).out


def test_the_day_of_the_question_is_the_day_of_the_answer(story: Story) -> None:
    found = called(auditor, "score", PRODUCT, "--as-of", "2026-11-01", "--home", story.home, "--json")
    assert found.document["as_of"] == "2026-11-01"


def test_a_day_before_the_oldest_table_is_refused_and_not_guessed(story: Story) -> None:
    found = called(auditor, "score", PRODUCT, "--as-of", "2020-01-01", "--home", story.home)
    assert (found.code, found.out) == (2, "")
    assert "mend:" in found.err


def test_a_day_that_is_none_is_wrong_usage(story: Story) -> None:
    assert called(auditor, "score", PRODUCT, "--as-of", "yesterday", "--home", story.home).code == 2


def test_tiers_say_whether_a_final_head_covers_them(story: Story) -> None:
    found = called(auditor, "tiers", PRODUCT, "--home", story.home, "--json").document
    assert found["proof"]["is_final"] is True
    assert found["tiers"][0]["is_final"] is True


def test_tiers_verify_every_record_behind_them(story: Story) -> None:
    found = called(auditor, "tiers", PRODUCT, "--verify", "--home", story.home, "--json").document
    assert found["tiers"][0]["verdicts"]["VALID"] > 0


def test_a_trace_names_the_lot_that_nobody_discloses(story: Story) -> None:
    found = called(auditor, "trace", LOT, "--home", story.home)
    assert found.code == 0
    assert YARN in found.out
    assert "nobody discloses it" in found.out


def test_yarn_that_nobody_discloses_is_tracked_to_the_shirt_it_went_into(story: Story) -> None:
    found = called(auditor, "track", YARN, "--finished", "--home", story.home, "--json").document
    assert [each["lot"] for each in found["lots"]] == [LOT]


def test_a_link_says_who_stands_behind_it_and_how_far_it_is_proven(story: Story) -> None:
    found = called(auditor, "trace", LOT, "--links", "--home", story.home)
    assert "one side signed it itself" in found.out
    assert " final" in found.out


def test_an_older_log_is_asked_by_its_size_and_a_later_one_is_refused(story: Story) -> None:
    assert called(auditor, "trace", LOT, "--as-of-log-size", "0", "--home", story.home).code == 2
    assert called(auditor, "trace", LOT, "--as-of-log-size", "1000000", "--home", story.home).code == 2
    assert called(auditor, "trace", LOT, "--as-of", "2199-01-01", "--home", story.home).code == 0


@pytest.mark.parametrize("question", [("products",), ("tiers", PRODUCT), ("score", PRODUCT)], ids=lambda each: each[0])
def test_a_product_is_asked_of_an_older_log_and_of_one_that_nobody_has_yet(
    story: Story, question: tuple[str, ...]
) -> None:
    at_home = ("--home", story.home, "--json")
    (size,) = {called(auditor, "products", *at_home).document["log_size"]}
    assert called(auditor, *question, "--min-log-size", size, *at_home).document["log_size"] == size
    assert called(auditor, *question, "--as-of-log-size", "1", *at_home).document["log_size"] == 1
    assert called(auditor, *question, "--as-of-log-size", "1000000", *at_home).code == 2


def test_before_anything_was_anchored_there_were_no_products(story: Story) -> None:
    found = called(auditor, "products", "--as-of", "2020-01-01", "--home", story.home, "--json").document
    assert (found["products"], found["log_size"]) == ([], 0)


def test_a_gap_is_incomplete_where_completeness_is_required(story: Story) -> None:
    assert called(auditor, "trace", LOT, "--require-complete", "--home", story.home).code == 6
    assert called(auditor, "tiers", PRODUCT, "--require-complete", "--home", story.home).code == 6
    assert called(auditor, "score", PRODUCT, "--require-complete", "--home", story.home).code == 6


@pytest.mark.parametrize("args", [("score", "12345"), ("tiers", "12345"), ("trace", "no-such-lot")])
def test_what_is_not_there_is_told_as_one_document_with_json(story: Story, args: tuple[str, str]) -> None:
    found = called(auditor, *args, "--home", story.home, "--json")
    assert found.code == found.document["error"]["exit_code"] == 2
    assert found.document["error"]["code"] == "not-found"


def test_asking_a_folder_without_a_ledger_makes_none(story: Story) -> None:
    empty = story.scratch / "nothing"
    found = called(auditor, "products", "--home", empty)
    assert found.code == 2
    assert "holds no ledger" in found.err
    assert not empty.exists()


@pytest.mark.parametrize(
    "args",
    [("explain", PRODUCT), ("explain", PRODUCT, "--tier", "1"), ("trace", LOT, "--links")],
)
def test_an_answer_fits_80_columns(story: Story, args: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    found = called(auditor, *args, "--home", story.home)
    assert found.code == 0
    assert max(map(len, found.out.splitlines())) <= 80


def test_a_name_cannot_turn_the_text_of_the_reader_around(story: Story) -> None:
    found = called(auditor, "products", "--home", story.home)
    assert "\u202e" not in found.out
    assert "\\u202e" in found.out


def test_json_keeps_the_name_as_it_was_signed(story: Story) -> None:
    found = called(auditor, "products", "--home", story.home, "--json")
    assert json.loads(found.out)["products"][0]["name"] == "Shirt \u202eevil"


def test_tiers_of_one_tier_leave_out_the_others(story: Story) -> None:
    found = called(auditor, "tiers", PRODUCT, "--tier", "1", "--home", story.home, "--json").document
    assert [tier["tier"] for tier in found["tiers"]] == [1]
    assert found["scope"] == {"site": None, "tier": 1}


def test_a_tier_that_the_product_does_not_have_is_not_found(story: Story) -> None:
    found = called(auditor, "tiers", PRODUCT, "--tier", "99", "--home", story.home)
    assert (found.code, found.out) == (called(auditor, "score", PRODUCT, "--tier", "99", "--home", story.home).code, "")
    assert found.code != 0
