"""A record that was left out of the evidence is told by kind, issuer and day, as far as its reader may read it."""

from report_builders import Document

from ledger.report.html import report_html


def test_what_was_left_out_says_what_it_is_and_whose(draft: Document) -> None:
    record, told = next(iter(draft["records"].items()))
    hidden = "0x" + "ab" * 32
    draft["assessment"]["refused"] = [{"record_id": each, "verdict": "INVALID"} for each in (record, hidden)]
    page = " ".join(report_html(draft).split())
    whose = draft["beside"]["parties"].get(told["issuer"], {"name": told["issuer"]})["name"]
    assert f"INVALID; {told['kind']} by {whose}, said on {told['said_on'][:10]}" in page
    assert "INVALID; not for this reader" in page


def test_the_unknown_of_the_product_is_set_apart_from_that_of_a_tier(draft: Document) -> None:
    assert "the unknown share of a tier counts the first alone" in report_html(draft)
