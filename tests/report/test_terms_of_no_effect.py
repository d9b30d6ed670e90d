"""What is recorded stands in its own term, however little it moves: what was overturned, and credit that is paused."""

from datetime import date
from typing import Any

import pytest
from report_builders import Document, sites_of

from api.web.templating import _ENVIRONMENT
from ledger.model.risk import EvidenceItem, EvidenceType
from ledger.report.html import report_html
from ledger.report.words import effect, heaviest, idle
from ledger.risk.evidence import adverse_evidence_term, favourable_evidence_term, weigh
from ledger.risk.rounding import nine_places

AS_OF = date(2026, 11, 22)
FLAG, CREDIT = "0x" + "a1" * 32, "0x" + "b2" * 32


def a_finding(*, is_overturned: bool) -> EvidenceItem:
    return EvidenceItem(
        EvidenceType.AUDIT_MINOR, date(2026, 2, 11), "finding", record_id=FLAG, is_overturned=is_overturned
    )


def told(term: Any) -> Document:
    """A term as a document has it."""
    evidence = [
        {"record_id": e.record_id, "strength": e.strength.value, "strength_text": e.strength.reads}
        | {"day": e.day.isoformat(), "weight": nine_places(e.weight)}
        for e in term.evidence
    ]
    named = {"name": term.name, "value": nine_places(term.value), "explanation": term.explanation}
    return named | {"detail": term.detail, "sources": list(term.sources), "dates": [], "evidence": evidence}


@pytest.fixture
def terms() -> dict[str, Document]:
    """An overturned finding alone, and credit that is paused by another one."""
    credit = EvidenceItem(EvidenceType.AUDIT_ANNOUNCED, date(2026, 1, 22), "credit", record_id=CREDIT)
    overturned = weigh([a_finding(is_overturned=True)], as_of=AS_OF)
    paused = weigh([a_finding(is_overturned=False), credit], as_of=AS_OF)
    found = (adverse_evidence_term(overturned), favourable_evidence_term(paused))
    return {term.name: told(term) for term in found}


def of_site(draft: Document, terms: dict[str, Document]) -> Document:
    """The draft, with these terms in the place of those of one site."""
    site = sites_of(draft)[0]
    site["terms"] = [terms.get(term["name"], term) for term in site["terms"]]
    return draft


def test_an_overturned_finding_and_paused_credit_keep_their_place_among_the_terms(terms: dict[str, Document]) -> None:
    assert {term["name"] for term in heaviest(list(terms.values()))} == {"adverse_evidence", "favourable_evidence"}
    assert idle(list(terms.values())) == []
    assert effect(terms["adverse_evidence"]) == "○ overturned (0.00)"
    assert effect(terms["favourable_evidence"]) == "○ paused (0.00)"


def test_what_a_reader_may_not_read_the_record_of_keeps_its_place_too(terms: dict[str, Document]) -> None:
    cut = terms["favourable_evidence"] | {"evidence": [], "sources": []}
    assert heaviest([cut]) == [cut]


def test_a_term_of_which_nothing_is_recorded_moves_nothing_and_is_named_only() -> None:
    nothing = told(adverse_evidence_term(weigh([], as_of=AS_OF)))
    assert heaviest([nothing]) == []
    assert idle([nothing]) == ["adverse evidence"]


def test_a_report_prints_them_with_record_strength_day_and_mark(draft: Document, terms: dict[str, Document]) -> None:
    html = report_html(of_site(draft, terms))
    rows = [row for row in html.split("<tr>") if "○ overturned (0.00)" in row or "○ paused (0.00)" in row]
    adverse, favourable = rows
    assert all(each in adverse for each in ("2026-02-11", FLAG[2:10], "overturned</strong>", "<em>"))
    assert all(each in favourable for each in ("2026-01-22", CREDIT[2:10], "no recorded response", "<em>"))


def test_a_ruling_stands_beside_its_finding_and_not_beside_the_credit_of_the_same_audit(
    draft: Document, terms: dict[str, Document]
) -> None:
    site = of_site(draft, terms)["assessment"]["tiers"][0]["sites"][0]
    terms["favourable_evidence"]["sources"] = [FLAG]
    draft["assessment"]["replies"] = [
        a_reply("dispute", on="2026-03-02", due="2026-03-17", text="They are the neighbour's hours.", site=site),
        a_reply("ruling", on="2026-03-12", due=None, text="Both registers were compared.", site=site),
    ]
    html = report_html(draft)
    ledger = html[html.index('id="sites"') : html.index('id="grid"')]
    assert ledger.count("Both registers were compared.") == 1
    assert "2026-03-17" not in html  # the ruling has answered it


def a_reply(kind: str, *, on: str, due: str | None, text: str, site: Document) -> Document:
    told = {"flag": FLAG, "finding": None, "site": site["site"], "kind": kind, "by": "did:web:mill.example"}
    return told | {"text": text, "on": on, "due": due, "outcome": None, "record_id": "0x" + f"{on[-2:]}" * 32}


def test_a_dispute_without_a_ruling_says_when_its_answer_is_due(draft: Document, terms: dict[str, Document]) -> None:
    site = of_site(draft, terms)["assessment"]["tiers"][0]["sites"][0]
    draft["assessment"]["replies"] = [a_reply("dispute", on="2026-03-02", due="2026-03-17", text="No.", site=site)]
    assert "An answer is due by 2026-03-17." in report_html(draft)


def test_the_web_page_shows_them_with_their_records(terms: dict[str, Document]) -> None:
    macro: Any = _ENVIRONMENT.get_template("parts.html").module
    shown = str(macro.terms(list(terms.values())))
    assert "○ overturned (0.00)" in shown
    assert "○ paused (0.00)" in shown
    assert f'href="/records/{CREDIT}"' in shown
