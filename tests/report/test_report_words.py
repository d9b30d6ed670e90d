"""What a report says to people: words in place of keys, two digits, each sentence once, letters kept whole."""

import re
from html import unescape

import pytest
from report_builders import IN_SCRIPTS, Document, with_sites

from auditor_cli.render.figures import band
from ledger.model.risk import Band
from ledger.report.charts import chain_chart, named_beside
from ledger.report.gap_words import remedy_words
from ledger.report.html import report_html
from ledger.report.term_words import code_words, country_words, detail_words, source_words
from ledger.report.view import report_view


def read_text(page: str) -> str:
    """What a page says, without its style and its marks."""
    return unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("rule_of_law_2024:BGD (World Bank)", "Rule of law 2024: Bangladesh (World Bank)"),
        ("goods_list_2024:IND:Thread/Yarn (US DoL)", "List of goods 2024: India, Thread/Yarn (US DoL)"),
        ("goods_list_2024 (US DoL)", "List of goods 2024 (US DoL)"),
        ("my_own_table:BGD (me)", "my_own_table:BGD (me)"),
        ("0x" + "ab" * 32, "0x" + "ab" * 32),
    ],
)
def test_a_row_of_a_table_is_told_in_words_and_what_is_no_row_stays(row: str, words: str) -> None:
    assert source_words(row) == words


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("0.8 x 0.7846 (basis: listed-only)", "0.8 × 0.78 (listed countries alone)"),
        ("audit announced of 2026-01-20: -0.0560", "audit announced of 2026-01-20: −0.06"),
        (
            "1.4 x 0.5 (fees 1 (withheld); tied_visa 1 (withheld); migrant 0.2; housing 0.25 (not asked))",
            "1.4 × 0.5 (migrant 20\u00a0%; 100\u00a0% each, withheld: fees, tied visa; "
            "25\u00a0% each, not asked: housing)",
        ),
        (
            "1.2 x 0.5110 (rule of law 0.69; trafficking-report tier 0.33)",
            "1.2 × 0.51 (rule of law 0.69; trafficking report 0.33, as tier 2)",
        ),
        (
            "1.2 x 0.5 (trafficking-report tier 0.67; trafficking-report tier missing, world upper quartile used)",
            "1.2 × 0.5 (trafficking-report tier 0.67; trafficking-report tier missing, world upper quartile used)",
        ),
        ("invoice 12.3456-A of 2026-01-20", "invoice 12.3456-A of 2026-01-20"),
    ],
)
def test_how_a_value_came_about_has_two_digits_and_no_key(detail: str, words: str) -> None:
    assert detail_words(detail) == words


def test_a_country_is_told_apart_by_its_whole_name_where_a_short_one_would_be_two() -> None:
    assert [country_words(code) for code in ("BD", "BOL", "KR", "KP", "CN-XJ")] == [
        "Bangladesh",
        "Bolivia",
        "Korea, Republic of",
        "Korea, Democratic People's Republic of",
        "CN-XJ",
    ]
    assert code_words("USA WRO: Cotton from TKM, CN-XJ") == "United States WRO: Cotton from Turkmenistan, CN-XJ"


def test_no_key_of_a_program_and_no_third_digit_stands_in_a_site(draft: Document) -> None:
    page = report_html(draft)
    sites = read_text(page[page.index('id="sites"') : page.index('id="grid"')])
    assert "List of goods" in sites
    assert not re.findall(r"\b[a-z]+_[a-z_]+", sites)
    assert not re.findall(r"\b\d\.\d{3,}", sites)


def test_what_holds_of_every_missing_remedy_is_said_once(draft: Document) -> None:
    gap = {"site": "s", "record_id": "0x" + "11" * 32, "state": "open", "asked_of": "did:web:mill.example"}
    rest = "The site puts it right. Until then it keeps its full weight."
    gaps = [gap | {"sentence": f"Remedy missing for {what}: none is recorded. {rest}"} for what in ("wages", "fees")]
    draft["assessment"]["remedy_gaps"] = gaps
    assert remedy_words(gaps)[1] == (rest,)
    told = read_text(report_html(draft))
    assert told.count(rest) == 1
    assert told.count("Remedy missing for wages: none is recorded.") == 2  # by who must fill it, and as a finding


def test_a_terminal_shows_a_band_by_the_same_symbol_as_a_report(draft: Document) -> None:
    page = read_text(report_html(draft))
    for each in Band:
        assert band({"band": each.value, "band_text": each.text}) == f"{each.symbol} {each.text}"
        assert f"{each.symbol} {each.text.lower()}" in page
    assert len({each.symbol for each in Band}) == len(Band)


@pytest.mark.parametrize(("language", "is_drawn"), [("zh", True), ("bn", False), ("ar", False), ("km", False)])
def test_a_name_that_a_drawing_would_pull_apart_stands_below_it_whole(
    draft: Document, language: str, is_drawn: bool
) -> None:
    grown, name = with_sites(draft, [IN_SCRIPTS[language]]), IN_SCRIPTS[language]
    tiers = grown["assessment"]["tiers"]
    assert (name in chain_chart(tiers, [])) is is_drawn
    assert (("0", name) in named_beside(tiers)) is not is_drawn


def test_a_long_name_is_parted_between_words_and_not_cut(draft: Document) -> None:
    drawn = chain_chart(with_sites(draft, ["Fyrnarix Demo Garments, site BD-1"])["assessment"]["tiers"], [])
    assert ">Fyrnarix Demo<" in drawn
    assert ">Garments, site BD-1<" in drawn


def test_records_stand_by_their_issuer_in_the_order_of_the_log(draft: Document) -> None:
    told = report_view(draft).records
    assert [issuer for issuer, _ in told] == sorted({each["issuer"] for each in draft["records"].values()})
    for _, rows in told:
        assert [row["index"] for row in rows] == sorted(row["index"] for row in rows)
    assert sum(len(rows) for _, rows in told) == len(draft["records"])


def test_a_record_that_was_not_signed_by_its_issuers_own_key_says_so(draft: Document) -> None:
    record_id = next(iter(draft["records"]))
    draft["records"][record_id]["scheme"] = "custodial"
    (what,) = (row["what"] for _, rows in report_view(draft).records for row in rows if row["record_id"] == record_id)
    assert what.endswith(", by a custodian for it")
