"""What was put right and by whose word, and waves that were given up (rule R9), in a shared assessment."""

from dataclasses import replace
from datetime import date

import pytest
from builders import BRAND, MALLORY, MILL, Party
from line_bed import CLEAN, FEES, MILL_SITE, a_release, a_remedy, an_audit, an_ending, judged, said

from ledger.assessment.worker_line import is_about_a_site
from ledger.errors import Unacceptable
from ledger.intake.bodies import read_body
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.risk import RemedyState
from ledger.model.verdict import VerdictKind

UNION = Party("did:web:union.example", Role.CUSTODIAN)


def finding_of(*records: Record) -> tuple[RemedyState, date | None]:
    (item,) = [each for each in judged(*records).inputs.evidence if each.finding_id]
    return item.remedy_state, item.remedy_verified_at


def test_a_remedy_that_the_workers_side_verified_counts_from_the_day_it_said_so() -> None:
    audit = an_audit(FEES)
    assert finding_of(audit, a_remedy(audit, on="2026-08-01")) == (RemedyState.VERIFIED, date(2026, 8, 1))
    assert judged(audit, a_remedy(audit)).term("adverse_evidence") == 0.25


@pytest.mark.parametrize("state", ["answered", "claimed", "verified"])
def test_what_the_site_says_of_its_own_remedy_lightens_nothing(state: str) -> None:
    audit = an_audit(FEES)
    own = a_remedy(audit, by=MILL, state=state)
    assert finding_of(audit, own)[0].value == ("answered" if state == "answered" else "claimed")
    assert judged(audit, own).term("adverse_evidence") == 0.5


@pytest.mark.parametrize("by", [MALLORY, BRAND])
def test_a_strangers_remedy_changes_not_even_the_state(by: Party) -> None:
    audit = an_audit(FEES)
    assert finding_of(audit, a_remedy(audit, by=by)) == (RemedyState.OPEN, None)


def test_wages_paid_mend_no_fees() -> None:
    audit = an_audit(FEES)
    assert finding_of(audit, a_remedy(audit, measure="wages_paid")) == (RemedyState.OPEN, None)


def test_nothing_is_verified_before_it_is_done_or_before_it_was_found() -> None:
    audit = an_audit(FEES)
    assert finding_of(audit, a_remedy(audit, done_on="2026-09-30"))[0] is RemedyState.CLAIMED
    assert finding_of(audit, a_remedy(audit, on="2026-03-01", done_on="2026-02-01"))[0] is RemedyState.OPEN


def test_a_remedy_of_one_audit_says_nothing_of_another() -> None:
    mended, other = an_audit(FEES), an_audit(FEES | {"finding_id": "2"}, on="2026-04-10")
    states = {item.remedy_state for item in judged(mended, other, a_remedy(mended)).inputs.evidence if item.finding_id}
    assert states == {RemedyState.VERIFIED, RemedyState.OPEN}


def test_a_withdrawn_remedy_is_none() -> None:
    audit = an_audit(FEES)
    remedy = a_remedy(audit)
    found = judged(audit, remedy, verdicts={remedy.record_id: VerdictKind.REVOKED})
    assert found.term("adverse_evidence") == 0.5


def test_each_adverse_record_without_a_remedy_is_a_gap_with_who_must_fill_it() -> None:
    audit, release = an_audit(FEES), a_release()
    gaps = judged(audit, release, a_remedy(release, by=MILL, state="claimed")).gaps
    assert [(gap.record_id, gap.state, gap.asked_of) for gap in gaps] == [
        ("0x" + audit.record_id.hex(), "open", MILL.did),
        ("0x" + release.record_id.hex(), "claimed", MILL.did),
    ]
    assert all("custodian" in gap.confirmed_by and "Remedy missing" in gap.sentence for gap in gaps)
    assert judged(audit, release, a_remedy(audit, release)).gaps == ()
    assert judged(a_release(counts=CLEAN)).gaps == ()


def test_s1_the_gap_of_a_release_names_neither_survey_nor_month_nor_channel() -> None:
    release = a_release()
    (gap,) = judged(release).gaps
    assert gap.sentence.startswith("Remedy missing for confidential evidence: no remedy is recorded.")
    assert not any(word in gap.sentence for word in ("survey", "workers told", gap.record_id[2:10], "2026"))


# --- waves that were given up ---------------------------------------------------------------------------------------


def test_r9_a_survey_refused_by_management_adds_opacity() -> None:
    assert judged(an_ending()).inputs.opacity.survey_refused_by_management
    assert not judged().inputs.opacity.survey_refused_by_management


@pytest.mark.parametrize("why", ["surveyor", "worker_safety", "technical"])
def test_r9_other_reasons_count_nothing_and_are_listed(why: str) -> None:
    found = judged(an_ending(ended=why, account=None))
    assert found.score == judged().score
    assert [wave.how for wave in found.line.waves] == [why]


def test_r9_a_refusal_needs_the_surveyors_account() -> None:
    statement = an_ending(account="x").signed.statement
    assert read_body(statement)
    with pytest.raises(Unacceptable):
        read_body(replace(statement, body=statement.body.replace(b'"account":"x"', b'"account":null')))


def test_r4_where_labour_is_imposed_by_the_state_no_survey_was_refused() -> None:
    found = judged(an_ending(), has_state_imposed_labour=True)
    clear = judged(has_state_imposed_labour=True)
    assert found.term("opacity") == clear.term("opacity")


def test_r9_a_refusal_ends_with_a_wave_that_was_held_or_by_the_workers_side_and_not_by_the_sites_own_answer() -> None:
    ending = an_ending()
    own = a_remedy(ending, by=MILL, state="answered", measure="other")
    settled = a_remedy(ending, measure="other")

    def is_refused(*records: Record) -> bool:
        return judged(ending, *records).inputs.opacity.survey_refused_by_management

    assert [is_refused(), is_refused(own), is_refused(settled), is_refused(a_release())] == [True, True, False, False]
    withdrawn = {ending.record_id: VerdictKind.REVOKED}
    assert not judged(ending, verdicts=withdrawn).inputs.opacity.survey_refused_by_management


def test_every_opened_wave_stays_listed_by_the_month_withdrawn_ones_too() -> None:
    bad, ended = a_release(on="2026-02-10", of="2026-01-28"), an_ending(on="2026-05-10")
    found = judged(bad, ended, verdicts={bad.record_id: VerdictKind.REVOKED})
    assert [(wave.month, wave.how, wave.is_withdrawn) for wave in found.line.waves] == [
        ("2026-01", "released", True),
        ("2026-05", "site_refused", False),
    ]
    assert all(len(wave.month) == 7 for wave in found.line.waves)


def test_an_index_of_releases_is_about_no_site() -> None:
    index = {"wave": "0x" + "17" * 32, "releases": ["0x" + "01" * 32]}
    assert not is_about_a_site(said("release", index, by=UNION, on="2026-06-15"))
    assert is_about_a_site(a_release())
    assert MILL_SITE.encode() in a_release().signed.statement.body
