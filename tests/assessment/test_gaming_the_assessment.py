"""Ways to make one's own score better, or somebody else's worse, by signing things: none of them works."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from builders import AUDITOR, MALLORY, MILL, MILL_SITE, Party, a_record, an_attestation

from ledger.assessment.dossier import Dossier, gather, site_of
from ledger.assessment.evidence_items import evidence_items, visits
from ledger.assessment.site_inputs import site_inputs
from ledger.assessment.workforce import workforce_of
from ledger.model.graph import Holding, Lot, LotEdge, Site, SupplyGraph
from ledger.model.party import Role
from ledger.model.record import Record
from ledger.model.risk import AnswerStatus, SiteScore
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.packing import Network, pack
from ledger.reference.snapshot import as_known_on, bundled_snapshot
from ledger.risk.method_v1 import score_site

AS_OF = date(2026, 12, 1)
SITE = canonical_uri(MILL_SITE)
SECOND_AUDITOR = Party("did:web:second-auditor.example", Role.AUDITOR)
AUDITORS = {AUDITOR.did, SECOND_AUDITOR.did}
ANSWERED = {"status": "answered", "share": "0"}
FIELDS = ("migrant", "labour_brokers", "fees", "tied_visa", "housing", "seasonal", "youth_or_dormitory_women")


def said(kind: str, body: dict[str, Any], *, by: Party) -> Record:
    return a_record(an_attestation(signed_by=by, kind=kind, body=body))


def a_facility(*, by: Party = MILL, **changes: Any) -> Record:
    told = {"facility": MILL_SITE, "operator": by.did, "country": "IN", "name": "A mill", "goods": ["Thread/Yarn"]}
    return said("facility", told | changes, by=by)


def a_farm(**changes: Any) -> Record:
    """A site that grows its good and so may be without inputs: its opacity leaves room to differ."""
    return a_facility(**{"goods": ["Cotton"], "inputs": []} | changes)


def an_audit(*, by: Party = AUDITOR, **changes: Any) -> Record:
    body = {
        "facility": MILL_SITE,
        "payer": MILL.did,
        "is_announced": True,
        "has_offsite_interviews": False,
        "conducted_on": "2026-09-01",
        "report_hash": "0x" + "11" * 32,
    }
    return said("audit", body | changes, by=by)


def a_finding(number: str = "1", grade: str = "major") -> dict[str, str]:
    return {"finding_id": number, "grade": grade, "topic": "fees"}


def scored(*records: Record, verdicts: dict[bytes, VerdictKind] | None = None, country: str | None = "IN") -> SiteScore:
    known = {record.record_id: VerdictKind.VALID for record in records} | (verdicts or {})
    dossiers, _ = gather(records, known, {SITE: MILL.did}, {})
    graph = SupplyGraph(pack(Network(0, {SITE: Site(SITE, "A mill", MILL.did, country, (), ())}, {}, ())))
    snapshot = as_known_on(bundled_snapshot(), AS_OF)
    inputs = site_inputs(
        SITE, dossiers.get(SITE, Dossier()), graph=graph, snapshot=snapshot, auditors=AUDITORS, good="Thread/Yarn"
    )
    return score_site(inputs, as_of=AS_OF)


def term(score: SiteScore, name: str) -> float:
    return next(each.value for each in score.terms if each.name == name)


def test_a_stranger_cannot_describe_somebody_elses_site() -> None:
    clean = {"country": "NO", "workforce": dict.fromkeys(FIELDS, ANSWERED), "inputs": []}
    assert scored(a_facility(), a_facility(by=MALLORY, **clean)).r == scored(a_facility()).r


@pytest.mark.parametrize("country", ["NO", "US", "TM", None])
def test_the_country_of_a_place_that_its_operator_never_described_is_a_claim_that_may_only_raise(
    country: str | None,
) -> None:
    """The graph takes it from whoever names the operator, and from what is not anchored."""
    assert scored(country=country).r >= scored(country=None).r


def test_an_operator_does_not_verify_its_own_place() -> None:
    with_place = a_facility(location={"latitude": "1.0", "longitude": "2.0"})
    assert term(scored(with_place), "opacity") == term(scored(a_facility()), "opacity")


def test_an_independent_visit_verifies_the_place() -> None:
    assert term(scored(a_farm(), an_audit()), "opacity") < term(scored(a_farm()), "opacity")


def test_a_factory_that_declares_no_inputs_is_as_opaque_as_one_that_says_nothing() -> None:
    assert term(scored(a_facility(inputs=[])), "opacity") == term(scored(a_facility()), "opacity")


@pytest.mark.parametrize(("holders", "hidden"), [({}, 1.0), ({"lint": {MILL.did: Holding(None, bytes(32))}}, 0.0)])
def test_naming_somebodys_lot_as_an_input_discloses_nothing_until_its_holder_confirms(
    holders: dict[str, dict[str, Holding]], hidden: float
) -> None:
    lots = {
        "lint": Lot("lint", "a gin", Decimal(10), "KGM", is_disclosed=True, records=()),
        "yarn": Lot("yarn", SITE, Decimal(9), "KGM", is_disclosed=True, records=()),
    }
    edge = LotEdge("lint", "yarn", Decimal(10), "KGM", 1.0, bytes(32), used_by=MILL.did)
    sites = {name: Site(name, "A mill", MILL.did, "IN", (), ()) for name in (SITE, "a gin")}
    graph = SupplyGraph(pack(Network(0, sites, lots, [edge], holders=holders)))
    snapshot = as_known_on(bundled_snapshot(), AS_OF)
    inputs = site_inputs(SITE, Dossier(), graph=graph, snapshot=snapshot, auditors=AUDITORS, good="Thread/Yarn")
    assert inputs.opacity.missing_link == hidden


def test_a_farm_may_be_without_inputs() -> None:
    farm = {"goods": ["Cotton"]}
    assert term(scored(a_facility(inputs=[], **farm)), "opacity") < term(scored(a_facility(**farm)), "opacity")


def test_the_operators_own_audit_is_an_attestation() -> None:
    assert -0.2 <= term(scored(a_facility(), an_audit(by=MILL)), "favourable_evidence") < 0


@pytest.mark.parametrize("kind", ["audit", "attestation"])
def test_a_friends_praise_adds_nothing(kind: str) -> None:
    told = {"subject": MILL_SITE, "claim": "wages-paid-in-full", "text": "All is well there."}
    praise = an_audit(by=MALLORY) if kind == "audit" else said("attestation", told, by=MALLORY)
    assert scored(a_facility(), praise).r == scored(a_facility()).r


def test_an_auditor_that_pays_itself_is_not_independent() -> None:
    own = an_audit(payer=AUDITOR.did, is_announced=False, has_offsite_interviews=True)
    assert term(scored(a_facility(), own), "favourable_evidence") >= -0.2
    dossiers, _ = gather([own], {own.record_id: VerdictKind.VALID}, {}, {})
    assert not visits(dossiers[SITE], operator=None, auditors=AUDITORS)


def test_a_competitors_accusation_weighs_nothing() -> None:
    accusation = an_audit(by=MALLORY, findings=[a_finding()])
    assert scored(a_facility(), accusation).r == scored(a_facility()).r


def test_an_auditors_major_finding_counts() -> None:
    assert term(scored(a_facility(), an_audit(findings=[a_finding()])), "adverse_evidence") == 1.5


def test_two_auditors_may_both_have_a_finding_1() -> None:
    both = (an_audit(findings=[a_finding()]), an_audit(by=SECOND_AUDITOR, findings=[a_finding()]))
    assert term(scored(a_facility(), *both), "adverse_evidence") == 3.0


def test_copying_an_auditors_words_does_not_take_their_weight() -> None:
    alone = scored(a_facility(), an_audit())
    copied = scored(a_facility(), an_audit(by=MALLORY), an_audit())
    assert term(copied, "favourable_evidence") <= term(alone, "favourable_evidence")


def test_the_same_words_twice_from_one_auditor_count_once() -> None:
    once, twice = scored(a_facility(), an_audit()), scored(a_facility(), an_audit(), an_audit())
    assert term(once, "favourable_evidence") == term(twice, "favourable_evidence")


def test_what_is_not_anchored_raises_and_never_lowers() -> None:
    praise, finding = an_audit(), an_audit(findings=[a_finding()])
    waiting = {praise.record_id: VerdictKind.UNANCHORED, finding.record_id: VerdictKind.UNANCHORED}
    assert term(scored(a_facility(), praise, verdicts=waiting), "favourable_evidence") == 0
    assert term(scored(a_facility(), finding, verdicts=waiting), "adverse_evidence") == 1.5


@pytest.mark.parametrize("verdict", [VerdictKind.INVALID, VerdictKind.REVOKED, VerdictKind.CANNOT_VERIFY])
def test_a_record_that_does_not_hold_is_left_out_and_named(verdict: VerdictKind) -> None:
    finding = an_audit(findings=[a_finding()])
    dossiers, refused = gather([finding], {finding.record_id: verdict}, {}, {})
    assert refused == ((finding.record_id, verdict),)
    assert not dossiers


def test_an_expired_certificate_gives_no_credit_and_adds_opacity() -> None:
    body = {
        "certificate": "C-1", "subject": MILL_SITE, "scheme": "A scheme", "payer": MILL.did,
        "valid_from": "2025-01-01", "valid_until": "2026-03-31",
    }  # fmt: skip
    expired = said("certificate", body, by=AUDITOR)
    verdicts = {expired.record_id: VerdictKind.EXPIRED}
    score = scored(a_farm(), expired, verdicts=verdicts)
    assert term(score, "favourable_evidence") == 0
    assert term(score, "opacity") > term(scored(a_farm()), "opacity")


def test_both_spellings_of_a_site_are_one_site() -> None:
    assert site_of(a_facility(), {}) == site_of(a_facility(facility=SITE), {}) == SITE


def test_items_name_the_record_they_rest_on() -> None:
    audit = an_audit()
    dossiers, _ = gather([audit], {audit.record_id: VerdictKind.VALID}, {}, {})
    (item,) = evidence_items(replace(dossiers[SITE]), operator=MILL.did, auditors=AUDITORS)
    assert item.record_id == "0x" + audit.record_id.hex()


@pytest.mark.parametrize(
    "place",
    [
        {"country": "TM"},
        {"country": "CN", "region": "Aksu, Xinjiang"},
        {"country": "CN", "location": {"latitude": "39.47", "longitude": "75.99"}},
    ],
)
def test_where_labour_is_imposed_by_the_state_an_audit_earns_no_credit(place: dict[str, object]) -> None:
    with_audit, without = scored(a_farm(**place), an_audit()), scored(a_farm(**place))
    assert term(with_audit, "favourable_evidence") == term(without, "favourable_evidence")
    assert term(scored(a_farm(), an_audit()), "favourable_evidence") < term(scored(a_farm()), "favourable_evidence")


def test_a_street_named_after_a_region_flags_nobody() -> None:
    at_home = scored(a_farm(country="CN", region="Shanghai", address="12 Xinjiang Road, Shanghai"))
    assert at_home.r == scored(a_farm(country="CN", region="Shanghai")).r
    assert at_home.r < scored(a_farm(country="CN", region="Xinjiang")).r


@pytest.mark.parametrize("how", [VerdictKind.REVOKED, VerdictKind.SUPERSEDED])
def test_p11_taking_the_whole_description_back_does_not_unsay_an_answer(how: VerdictKind) -> None:
    """Said to nobody any more, and asked once: the answers count as withheld."""
    told = a_facility(workforce={"fees": {"status": "answered", "share": "0.9"}})
    taken_back = scored(told, verdicts={told.record_id: how})
    assert value_of(taken_back, "workforce") > value_of(scored(told), "workforce")
    assert value_of(taken_back, "workforce") > value_of(scored(), "workforce")


def value_of(score: SiteScore, name: str) -> float:
    return next(term.value for term in score.terms if term.name == name)


def test_attack_a_site_is_joined_to_an_accomplices_and_loses_its_answers() -> None:
    other = "urn:example:site:accomplice"
    told = a_facility(workforce={"fees": {"status": "answered", "share": "0.9"}})
    theirs = a_facility(by=MALLORY, facility=other)
    valid = dict.fromkeys((theirs.record_id, told.record_id), VerdictKind.VALID)
    dossiers, _ = gather([theirs, told], valid, {other: MALLORY.did}, {SITE: other})
    assert workforce_of(dossiers[other]).fees.status is AnswerStatus.WITHHELD
