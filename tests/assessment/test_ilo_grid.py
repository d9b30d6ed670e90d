"""The eleven indicators: what was found, what was looked for and not found, and what nobody looked at."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import AUDITOR, BRAND, MALLORY, MILL, MILL_SITE
from line_bed import AS_OF, GRAPH, SITE, a_release, a_remedy, an_audit, judged, said
from pydantic import TypeAdapter, ValidationError

from ledger.assessment.dossier import gather
from ledger.assessment.evidence_items import visits
from ledger.assessment.ilo_grid import ilo_grid, site_rows, tier_rows
from ledger.intake.summary import render_summary
from ledger.model.bodies import AuditBody
from ledger.model.graph import Tier, TierSite
from ledger.model.ilo import INDICATOR_READS, IndicatorRow
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.survey.instrument import Indicator
from ledger.model.verdict import VerdictKind
from ledger.proof.canonical import canonicalise

FEES = {"finding_id": "1", "grade": "minor", "topic": "fees"}
OTHER = {"finding_id": "2", "grade": "minor", "topic": "other"}
LOOKED = [Indicator.DEBT_BONDAGE.value, Indicator.EXCESSIVE_OVERTIME.value]


def rows(*records: Record, as_of: date = AS_OF, overturned: bool = False) -> dict[Indicator, IndicatorRow]:
    dossiers, _ = gather(
        [each for each in records if each.signed.statement.kind not in ("release", "remedy")],
        {each.record_id: VerdictKind.VALID for each in records}, {SITE: MILL.did}, {},
    )  # fmt: skip
    inputs = judged(*records).inputs
    if overturned:
        inputs = replace(inputs, evidence=tuple(replace(item, is_overturned=True) for item in inputs.evidence))
    dossier = dossiers.get(SITE)
    seen = visits(dossier, operator=MILL.did, auditors={AUDITOR.did}) if dossier else ()
    told = site_rows(inputs, dossier.findings if dossier else (), seen, as_of=as_of)
    return {row.indicator: row for row in told}


def named(record: Record) -> tuple[str, ...]:
    return ("0x" + record.record_id.hex(),)


def test_of_a_site_that_nobody_visited_all_eleven_rows_say_so() -> None:
    told = rows()
    assert set(told) == set(Indicator) == set(INDICATOR_READS)
    assert all(row.nobody_looked and not row.found and not row.looked_for for row in told.values())


def test_a_visit_that_names_what_it_looked_for_has_looked_there_and_nowhere_else() -> None:
    visit = an_audit(looked_for=LOOKED)
    told = rows(visit)
    assert {i.value for i, row in told.items() if row.looked_for == named(visit)} == set(LOOKED)
    assert all(row.nobody_looked is (i.value not in LOOKED) for i, row in told.items())


def test_an_old_audit_looked_for_nothing_that_we_know() -> None:
    assert all(row.nobody_looked for row in rows(an_audit()).values())


def test_what_a_visit_found_is_not_also_not_found() -> None:
    visit = an_audit(FEES, looked_for=LOOKED)
    row = rows(visit)[Indicator.DEBT_BONDAGE]
    assert (row.found, row.looked_for, row.nobody_looked) == (named(visit), (), False)


def test_found_by_one_and_not_by_the_next_stand_side_by_side() -> None:
    first, second = an_audit(FEES), an_audit(looked_for=LOOKED, on="2026-05-10")
    row = rows(first, second)[Indicator.DEBT_BONDAGE]
    assert (row.found, row.looked_for) == (named(first), named(second))


def test_a_finding_on_another_topic_stands_for_no_indicator() -> None:
    assert all(row.nobody_looked for row in rows(an_audit(OTHER)).values())


def test_a_remedied_finding_stays_found() -> None:
    visit = an_audit(FEES)
    assert rows(visit, a_remedy(visit))[Indicator.DEBT_BONDAGE].found == named(visit)


def test_an_overturned_finding_is_not_found() -> None:
    assert rows(an_audit(FEES), overturned=True)[Indicator.DEBT_BONDAGE].found == ()


def test_what_happened_later_is_not_known_yet() -> None:
    told = rows(an_audit(FEES, looked_for=LOOKED), as_of=date(2026, 3, 9))
    assert all(row.nobody_looked for row in told.values())


@pytest.mark.parametrize("changes", [{"payer": AUDITOR.did}])
def test_a_visit_by_somebody_who_is_not_independent_looked_for_nothing(changes: dict[str, Any]) -> None:
    assert all(row.nobody_looked for row in rows(an_audit(looked_for=LOOKED, **changes)).values())


def test_a_competitor_finds_nothing_here() -> None:
    told = {
        "facility": MILL_SITE, "payer": BRAND.did, "is_announced": False, "has_offsite_interviews": True,
        "conducted_on": "2026-03-10", "report_hash": "0x" + "22" * 32, "findings": [FEES], "looked_for": LOOKED,
    }  # fmt: skip
    assert all(row.nobody_looked for row in rows(said("audit", told, by=MALLORY, on="2026-03-11")).values())


def test_what_workers_told_is_not_in_the_grid() -> None:
    released = a_release(cells=[{"indicator": "debt_bondage", "gender": None, "band": "over 50 %"}])
    assert rows(released) == rows()


def a_tier(unknown: float) -> Tier:
    return Tier(1, (TierSite(SITE, 1.0 - unknown, (), ()),), unknown)


def test_a_tier_is_looked_at_by_nobody_as_long_as_any_part_of_it_is() -> None:
    by_site = {SITE: tuple(rows(an_audit(looked_for=LOOKED)).values())}

    def debt(unknown: float) -> IndicatorRow:
        return next(r for r in tier_rows(a_tier(unknown), by_site) if r.indicator is Indicator.DEBT_BONDAGE)

    assert (debt(0.0).nobody_looked, debt(0.2).nobody_looked) == (False, True)
    assert debt(0.2).looked_for == debt(0.0).looked_for != ()


def test_the_grid_has_eleven_rows_for_each_tier_and_each_site() -> None:
    found = ilo_grid([a_tier(0.0)], {SITE: judged().inputs}, {}, graph=GRAPH, auditors={AUDITOR.did}, as_of=AS_OF)
    assert [(row.tier, row.site) for row in found] == [(1, None)] * 11 + [(None, SITE)] * 11


AUDIT = {
    "facility": MILL_SITE, "payer": BRAND.did, "is_announced": True, "has_offsite_interviews": False,
    "conducted_on": "2026-03-10", "report_hash": "0x" + "22" * 32,
}  # fmt: skip


@pytest.mark.parametrize("named", [["no_indicator"], ["debt_bondage", "debt_bondage"], "debt_bondage"])
def test_an_audit_that_looked_for_nonsense_is_refused(named: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(AuditBody).validate_json(canonicalise(AUDIT | {"looked_for": named}))


@pytest.mark.parametrize(("lang", "told"), [("en", " Looked for: debt bondage."), ("es", " Se buscó: debt bondage.")])
def test_who_signs_an_audit_reads_what_it_looked_for(lang: str, told: str) -> None:
    before = render_summary(Kind.AUDIT, lang, AUDIT)
    assert render_summary(Kind.AUDIT, lang, AUDIT | {"looked_for": ["debt_bondage"]}) == before + told
