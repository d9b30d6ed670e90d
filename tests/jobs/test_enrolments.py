"""Nobody enrols as a custodian who is none: what whoever enrolled once says stays in public."""

import pytest
from builders import MILL, Party, a_registry, an_attestation

from ledger.errors import NotEnrolled
from ledger.jobs.enrolments import check_enrolments
from ledger.jobs.survey.enrol import enrolment_body
from ledger.model.party import Role
from ledger.model.survey.response import EpochKeys

WORKERS = Party("did:web:workers.example", Role.CUSTODIAN)
BOTH = Party("did:web:both.example", Role.CUSTODIAN | Role.BRAND)
KEYS = EpochKeys("2026-11", b"\x11" * 32, b"\x22" * 32)


def check(party: Party, *, registered: tuple[Party, ...]) -> None:
    said = an_attestation(
        signed_by=party, kind="settings", audience="public", body=enrolment_body("Invented Centre", KEYS)
    )
    check_enrolments([an_attestation().statement, said.statement], a_registry(*registered))


def test_a_custodian_enrols() -> None:
    check(WORKERS, registered=(WORKERS, MILL))


@pytest.mark.parametrize("party", [MILL, BOTH], ids=["supplier", "custodian and brand"])
def test_no_other_party_enrols(party: Party) -> None:
    with pytest.raises(NotEnrolled, match="registered as"):
        check(party, registered=(party, WORKERS))


def test_a_stranger_does_not_enrol() -> None:
    with pytest.raises(NotEnrolled, match="not registered"):
        check(WORKERS, registered=(MILL,))
