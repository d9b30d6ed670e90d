"""An opening stays with the place that was asked, whoever runs it now and whatever it goes by (rule R7)."""

from dataclasses import replace
from datetime import date

import pytest
from api_town import MAKER_SITE
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, Party
from fairness_bed import FUND, REVIEWER, SITE, a_ruling, said
from test_withheld_clock import (
    LATE_ON,
    OPERATOR,
    a_reminder,
    a_request,
    a_run_clock,
    an_opening,
    described,
    is_withheld,
)

from ledger.assessment.asking import file_late_questions
from ledger.assessment.dossier import DecidedOfSites, gather
from ledger.assessment.rulings import ruling_fault
from ledger.intake.bodies import read_body
from ledger.model.bodies import RulingBody
from ledger.model.fairness import FlagFacts
from ledger.model.record import Record
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri

OTHER = canonical_uri(MAKER_SITE)
RUNS_MILL, RUNS_OTHER = {(SITE, MILL.did): True}, {(OTHER, MAKER.did): True}


def late_after_a_join(*records: Record, operator: Party, decided: dict[tuple[str, str], bool]) -> frozenset[str]:
    """The questions that are late at OTHER once the mill's place goes by that name."""
    known = {each.record_id: VerdictKind.VALID for each in records}
    dossiers, _ = gather(records, known, {OTHER: operator.did}, {SITE: OTHER}, DecidedOfSites(decided))
    file_late_questions(dossiers, as_of=LATE_ON)
    return dossiers[OTHER].late_questions


@pytest.mark.parametrize("decided", [RUNS_MILL, RUNS_MILL | RUNS_OTHER, {(OTHER, MILL.did): True}, {}])
@pytest.mark.parametrize("operator", [MAKER, MILL])
def test_a_site_that_is_joined_to_another_keeps_its_clock(
    decided: dict[tuple[str, str], bool], operator: Party
) -> None:
    assert late_after_a_join(*a_run_clock(), operator=operator, decided=decided) == {"fees"}


def test_what_was_refused_under_the_name_of_another_site_closes_nothing() -> None:
    decided = RUNS_MILL | {(OTHER, MILL.did): False}
    assert late_after_a_join(*a_run_clock(), operator=MAKER, decided=decided) == {"fees"}


def test_whom_people_refused_opens_nothing() -> None:
    assert not late_after_a_join(*a_run_clock(), operator=MAKER, decided={(SITE, MILL.did): False})


def test_a_stranger_opens_nothing_through_a_join() -> None:
    asked = a_request()
    steps = [asked, an_opening(asked, by=MALLORY, opened_by=MALLORY), a_reminder(asked)]
    later = described(date(2026, 8, 2), by=MALLORY)
    assert not late_after_a_join(described(), later, *steps, operator=MAKER, decided=RUNS_MILL | RUNS_OTHER)


def test_a_sold_site_keeps_its_clock_when_the_old_confirmation_is_taken_back() -> None:
    bought = {"operator": MAKER, "decided": {(SITE, MAKER.did): True}}
    assert is_withheld(*a_run_clock(), described(LATE_ON, by=MAKER), **bought)
    opened_first = [*a_run_clock()[1:], described(LATE_ON)]
    assert is_withheld(*opened_first, **bought)


def test_what_a_second_operator_opened_stays_open_when_its_confirmation_is_taken_back() -> None:
    clock = a_run_clock(opened_by=MAKER, by=MAKER)
    assert is_withheld(*clock, decided={(SITE, MAKER.did): True})
    assert is_withheld(*clock, once={(SITE, MAKER.did)})
    assert not is_withheld(*clock)
    assert not is_withheld(*clock, once={(SITE, MAKER.did)}, decided={(SITE, MAKER.did): False})


def test_an_opening_that_the_old_operator_takes_back_after_the_sale_stays_opened() -> None:
    records = a_run_clock()
    revoked = {records[2].record_id: VerdictKind.REVOKED}
    assert is_withheld(*records, operator=MAKER, decided={(SITE, MAKER.did): True}, verdicts=revoked)


@pytest.mark.parametrize(
    ("issuer", "by", "field"),
    [
        (MILL, MILL, "issuer"),  # its own opening: it cannot be taken back, and so not by a ruling
        (OPERATOR, MILL, "issuer"),
        (OPERATOR, AUDITOR, "issuer"),  # who asked
        (MILL, AUDITOR, "issuer"),
        (OPERATOR, OPERATOR, None),  # a witness corrects itself
        (OPERATOR, REVIEWER, None),
    ],
)
def test_who_opened_and_who_asked_are_sides_of_an_opening(issuer: Party, by: Party, field: str | None) -> None:
    ruling = a_ruling(said("attestation", {"note": "an opening"}, by=issuer, on="2026-08-10"))
    body = read_body(ruling.signed.statement)
    assert isinstance(body, RulingBody)
    facts = FlagFacts(body.flag, SITE, issuer.did, MAKER.did, involved=(MILL.did, AUDITOR.did))
    fault = ruling_fault(body, issuer=by.did, flag=facts, brands={BRAND.did}, auditors={AUDITOR.did, REVIEWER.did})
    assert (fault[0] if fault else None) == field


def test_a_reviewer_whom_a_former_operator_pays_rules_on_no_opening_of_its_own() -> None:
    body = RulingBody(flag="0x" + "11" * 32, outcome="overturned", text="No.", paid_by=MILL.did)
    facts = FlagFacts(body.flag, SITE, OPERATOR.did, MAKER.did, involved=(MILL.did, BRAND.did))
    fault = ruling_fault(body, issuer=REVIEWER.did, flag=facts, brands=(), auditors={REVIEWER.did})
    assert fault is not None
    assert fault[0] == "body.paid_by"
    honest = replace(body, paid_by=FUND)
    assert ruling_fault(honest, issuer=REVIEWER.did, flag=facts, brands=(), auditors={REVIEWER.did}) is None
