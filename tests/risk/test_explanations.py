"""Each term of a shared score is told to the supplier in a sentence that needs no method to be read."""

import re

import pytest
from hypothesis import given
from risk_builders import AS_OF, QUICK, a_site, an_item, sites

from ledger.model.risk import EvidenceType, OpacityInputs, SealedEvidence, SiteInputs, Term, Workforce
from ledger.risk.method_v1 import score_site

OF_A_SHARED_SCORE = {
    *("baseline", "country", "commodity", "listing", "workforce", "adverse_evidence", "favourable_evidence"),
    *("confidential_evidence", "opacity", "completeness_adjustment"),
}
TECHNICAL = r"\b(eta|sigma|log-odds|coefficient|variance|decay|logit|prior|posterior|floor|term)\b|[_=<>{}]|\d"


def shared_terms() -> dict[str, Term]:
    evidence = (an_item(EvidenceType.AUDIT_MINOR),)
    empty = a_site(workforce=Workforce(), answered=frozenset(), opacity=OpacityInputs(), evidence=evidence)
    return {term.name: term for term in score_site(empty, as_of=AS_OF).terms}


def test_these_are_all_the_terms_of_a_shared_score() -> None:
    assert set(shared_terms()) == OF_A_SHARED_SCORE


@given(sites)
@QUICK
def test_no_term_lacks_its_sentence(site: SiteInputs) -> None:
    for term in score_site(site, as_of=AS_OF).terms:
        assert term.explanation.endswith(".")
        assert len(term.explanation.split()) > 8
        if not isinstance(site.worker_evidence, SealedEvidence):
            assert term.name in OF_A_SHARED_SCORE


@pytest.mark.parametrize("name", sorted(OF_A_SHARED_SCORE))
def test_no_sentence_is_technical_and_each_speaks_to_the_supplier(name: str) -> None:
    told = shared_terms()[name].explanation
    assert re.search(TECHNICAL, told) is None
    assert name == "baseline" or re.search(r"\byou(r)?\b", told)
    assert not re.search(r"\b(guilt|guilty|terminate|proves|tamper-proof)\b", told)
