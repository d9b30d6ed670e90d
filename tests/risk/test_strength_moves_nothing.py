"""Evidence strength and risk are two axes: whoever stands behind a record, the number is the same."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from risk_builders import AS_OF, QUICK, hashes, past_days, sites

from ledger.model.risk import EvidenceStrength, SiteInputs, SiteScore, SourceRecord, Term
from ledger.risk.method_v1 import score_site

strengths = st.sampled_from(EvidenceStrength)
records = st.builds(SourceRecord, hashes, strengths, past_days)


def numbers(score: SiteScore) -> object:
    told = tuple((term.name, term.value, term.explanation, term.detail) for term in score.terms)
    return replace(score, terms=()), told


@given(sites, st.data())
@QUICK
def test_who_speaks_never_changes_a_number(site: SiteInputs, data: st.DataObject) -> None:
    retold = replace(
        site,
        described_by=data.draw(st.none() | records),
        opacity=replace(site.opacity, shown_by=tuple(data.draw(st.lists(records, max_size=3)))),
        evidence=tuple(
            replace(item, strength=data.draw(strengths), remedied_by=data.draw(st.none() | records))
            for item in site.evidence
        ),
    )
    assert numbers(score_site(retold, as_of=AS_OF)) == numbers(score_site(site, as_of=AS_OF))


@given(sites, strengths, strengths)
@QUICK
def test_of_copies_that_differ_in_who_speaks_alone_the_order_decides_nothing(
    site: SiteInputs, one: EvidenceStrength, other: EvidenceStrength
) -> None:
    copies = [replace(item, strength=each, record_id="0x01") for item in site.evidence for each in (one, other)]
    both = (replace(site, evidence=tuple(copies)), replace(site, evidence=tuple(reversed(copies))))
    assert score_site(both[0], as_of=AS_OF) == score_site(both[1], as_of=AS_OF)


def evidence_sums(term: Term) -> float:
    return sum(each.weight for each in term.evidence)


@given(sites)
@QUICK
def test_adverse_records_add_up_to_their_term(site: SiteInputs) -> None:
    named = tuple(replace(item, record_id=f"0x{n}") for n, item in enumerate(site.evidence))
    (term,) = (t for t in score_site(replace(site, evidence=named), as_of=AS_OF).terms if t.name == "adverse_evidence")
    assert abs(evidence_sums(term) - term.value) < 1e-9
