"""`auditor explain`, `what-if` and `compare`: why a number is what it is, and what may change it."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from cli_builders import PRODUCT, SITE, Ran, Story, called

from auditor_cli.auditor.app import main as auditor
from auditor_cli.csv_rows import csv_text

DAY = ("--as-of", "2026-11-21")


def asked(story: Story, *args: object) -> Ran:
    return called(auditor, *args, "--home", story.home)


def told(story: Story, *args: object) -> dict[str, Any]:
    found = asked(story, *args, "--json")
    assert found.code == 0, found.err
    return found.document


def test_the_terms_of_a_site_and_the_rounding_add_up_to_the_printed_sum(story: Story) -> None:
    document = told(story, "explain", PRODUCT, "--site", SITE, *DAY)
    (site,) = document["tiers"][0]["sites"]
    values = [Decimal(term["value"]) for term in site["terms"]] + [Decimal(site["rounding"])]
    assert sum(values) == Decimal(site["eta"])


def test_every_record_of_a_term_has_its_strength_and_day(story: Story) -> None:
    document = told(story, "explain", PRODUCT, *DAY)
    evidence = [e for t in document["tiers"] for s in t["sites"] for term in s["terms"] for e in term["evidence"]]
    assert evidence
    assert all(e["strength"] and e["day"] and e["record_id"].startswith("0x") for e in evidence)


def test_a_site_is_explained_in_words_for_its_supplier_with_what_may_change_it(story: Story) -> None:
    out = asked(story, "explain", PRODUCT, "--site", SITE, *DAY).out
    for words in ("your site", "What may change it", "nobody looked", story.final_record, "self"):
        assert words in out


def test_a_product_is_explained_by_what_drives_each_tier(story: Story) -> None:
    out = asked(story, "explain", PRODUCT, *DAY).out
    assert "worst path" in out
    assert "raised by" in out


def test_asked_about_one_tier_no_other_is_told(story: Story) -> None:
    document = told(story, "explain", PRODUCT, "--tier", "1", *DAY)
    assert [tier["tier"] for tier in document["tiers"]] == [1]
    assert {row["tier"] for row in document["ilo_grid"] if row["site"] is None} == {1}


@pytest.mark.parametrize(
    ("verb", "scope"), [("explain", ("--site", "https://nowhere.example")), ("what-if", ("--tier", "9"))]
)
def test_what_the_product_has_not_is_not_found(story: Story, verb: str, scope: tuple[str, str]) -> None:
    found = asked(story, verb, PRODUCT, *scope)
    assert (found.code, found.out) == (2, "")
    assert scope[1] in found.err


def test_options_are_ranked_and_say_who_must_act(story: Story) -> None:
    document = told(story, "what-if", PRODUCT, *DAY)
    narrowed = [Decimal(option["in_scope"]["narrows_by"]) for option in document["narrowing"]]
    assert narrowed == sorted(narrowed, reverse=True)
    assert all(option["who"] and option["sentence"] for option in document["narrowing"])


def test_no_option_promises_or_asks_to_leave(story: Story) -> None:
    out = asked(story, "what-if", PRODUCT, "--site", SITE, *DAY).out
    assert "may bring" in out
    assert not [word for word in ("will", "guarantee", "terminate", "blacklist") if f" {word}" in out]


def test_an_older_log_and_the_whole_are_compared_by_their_records(story: Story) -> None:
    size = told(story, "products")["log_size"]
    document = told(story, "compare", PRODUCT, "--as-of-log-size", size - 1, "--as-of-log-size", size, *DAY)
    assert (document["before"]["log_size"], document["after"]["log_size"]) == (size - 1, size)


def test_the_same_side_twice_is_nothing_to_compare(story: Story) -> None:
    found = asked(story, "compare", PRODUCT)
    assert (found.code, found.out) == (2, "")
    assert "nothing to compare" in found.err


def test_two_days_differ_by_what_the_later_one_knows(story: Story) -> None:
    document = told(story, "compare", PRODUCT, "--as-of", "2026-10-20", "--as-of", "2026-11-21")
    assert (document["before"]["as_of"], document["after"]["as_of"]) == ("2026-10-20", "2026-11-21")
    assert asked(story, "compare", PRODUCT, "--as-of", "2026-10-20").code == 0


@pytest.mark.parametrize("verb", ["score", "tiers", "what-if"])
def test_a_table_for_a_spreadsheet_has_a_heading_and_whole_rows(story: Story, verb: str) -> None:
    found = asked(story, verb, PRODUCT, "--csv")
    assert found.code == 0, found.err
    rows = list(csv.reader(io.StringIO(found.out)))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert asked(story, verb, PRODUCT, "--csv", "--json").code == 2


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "＝1"])
def test_no_cell_acts_as_a_formula(cell: str) -> None:
    assert list(csv.reader(io.StringIO(csv_text(("a",), [(cell,)])))) == [["a"], [f"'{cell}"]]


@pytest.mark.parametrize("question", [("score", PRODUCT), ("compare", PRODUCT)], ids=" ".join)
def test_what_cannot_be_computed_names_the_input_that_is_missing(story: Story, question: tuple[str, ...]) -> None:
    found = asked(story, *question, "--as-of", "2020-01-01")
    assert (found.code, found.out) == (2, "")
    assert "goods_list: no row of goods_list_2024 was known on 2020-01-01" in found.err
    assert "mend: ask as of a later day" in found.err


def test_a_score_of_one_tier_gates_on_that_tier_alone(story: Story) -> None:
    document = told(story, "score", PRODUCT, "--tier", "1", *DAY)
    assert [tier["tier"] for tier in document["tiers"]] == [1]
    assert asked(story, "score", PRODUCT, "--tier", "9").code == 2
