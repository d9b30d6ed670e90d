"""Every wave that must not be held, refused where it would be: at its custodian's, at the operator's host, on chain."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from api_town import anchor_all
from builders import MILL, a_revocation, an_attestation
from custodian_bed import (
    CUSTODIAN,
    EPOCH,
    FIRST,
    PANEL,
    RULES,
    TWO_ROLES,
    Bed,
    a_real_line,
    running_bed,
)
from survey_builders import a_help_line, a_hosted_wave, a_visit, an_instrument

from ledger.bootstrap.survey import epoch_keys, open_custodian
from ledger.errors import NotEnrolled, NotFound, Unacceptable, WaveClosed, WaveRefused
from ledger.jobs.standing import deployment_of, roles_of
from ledger.jobs.submit import submit
from ledger.jobs.survey import hosting
from ledger.jobs.survey.enrol import enrol, enrolment_body
from ledger.jobs.survey.hosting import enrolled_keys
from ledger.jobs.survey.local_host import LocalHost
from ledger.jobs.survey.respond import respond
from ledger.model.survey.response import EpochKeys
from ledger.model.survey.wave import HostedWave, Panel
from ledger.reference.snapshot import bundled_snapshot
from ledger.surveys import wave_rules
from ledger.surveys.calendar import CalendarRules, begins_at, slot_of

pytestmark = pytest.mark.chain
SNAPSHOT = bundled_snapshot()


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with running_bed(tmp_path_factory.mktemp("bed")) as made:
        made.enrolled()
        yield made


def _nothing(*_: object) -> None:
    """A check that was removed."""


def _no_drafts(*_: object) -> tuple[str, ...]:
    return ()


def a_wave(bed: Bed, **changes: Any) -> HostedWave:
    """A demo's wave that the host would open."""
    begins = begins_at(slot_of(bed.registry.now()) + 1)
    made = a_hosted_wave(
        token=f"{len(bed.host.vault.waves()):022d}",
        keys=epoch_keys(bed.home, EPOCH),
        opens_at=begins,
        closes_at=begins + 86_400,
        languages=("en",),
        help_lines=(a_help_line(),),
    )
    return replace(made, **changes)


def a_real_wave(bed: Bed, **changes: Any) -> HostedWave:
    return a_wave(bed, is_demo=False, least_age=18, help_lines=(a_real_line(today(bed)),), **changes)


def today(bed: Bed) -> str:
    return datetime.fromtimestamp(bed.registry.now(), UTC).date().isoformat()


def refused(bed: Bed, wave: HostedWave) -> WaveRefused:
    with pytest.raises(WaveRefused) as told:
        bed.door.open_wave(wave)
    assert bed.host.vault.wave(wave.token) is None
    return told.value


# At the host: who holds it


def test_a_wave_of_an_enrolled_custodian_opens(bed: Bed) -> None:
    wave = a_wave(bed)
    bed.door.open_wave(wave)
    bed.door.open_wave(wave)  # again: nothing
    assert bed.host.vault.wave(wave.token) == wave


def says_it_is_enrolled(bed: Bed, party: Any) -> None:
    """An operator may let anybody say so in its log: its own intake is the only thing that refuses it."""
    said: dict[str, Any] = {"body": enrolment_body("Two hats", epoch_keys(bed.home, EPOCH)), "audience": "public"}
    domain = deployment_of(bed.world).domain
    with pytest.MonkeyPatch.context() as altered:
        altered.setattr("ledger.jobs.submit.check_enrolments", _nothing)
        submit(bed.world, [an_attestation(signed_by=party, domain=domain, kind="settings", **said)])
    anchor_all(bed.world)


@pytest.mark.parametrize("party", [TWO_ROLES, MILL], ids=["custodian and brand", "supplier"])
def test_nobody_holds_a_wave_but_a_custodian_who_is_nothing_else(bed: Bed, party: Any) -> None:
    says_it_is_enrolled(bed, party)
    wave = a_wave(bed, custodian=party.did)
    with pytest.raises(NotEnrolled):
        LocalHost(bed.host, bed.world, party.did).open_wave(wave)
    assert bed.host.vault.wave(wave.token) is None


def test_planted_without_the_check_of_roles_a_brand_holds_its_own_survey(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hosting, "require_custodian", _nothing)
    says_it_is_enrolled(bed, TWO_ROLES)
    wave = a_wave(bed, custodian=TWO_ROLES.did)
    LocalHost(bed.host, bed.world, TWO_ROLES.did).open_wave(wave)
    assert bed.host.vault.wave(wave.token) is not None


def test_a_custodian_that_never_enrolled_opens_no_wave(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "enrolled_keys", _nothing)
    with pytest.raises(NotEnrolled, match="no enrolment in the log"):
        bed.door.open_wave(a_wave(bed))
    assert enrolled_keys(bed.world, PANEL.did) is None


def test_keys_that_nobody_enrolled_are_refused(bed: Bed) -> None:
    keys = epoch_keys(bed.home, EPOCH)
    for other in (EpochKeys(EPOCH, keys.second, keys.first), EpochKeys("2026-10", keys.first, keys.second)):
        with pytest.raises(NotEnrolled, match="not those"):
            bed.door.open_wave(a_wave(bed, keys=other))


def test_one_key_for_two_people_is_refused_where_it_is_said(bed: Bed) -> None:
    keys = epoch_keys(bed.home, EPOCH)
    with pytest.raises(Unacceptable, match="two people open together"):
        enrol(
            bed.place,
            bed.speaker(),
            name="One person",
            keys=EpochKeys(EPOCH, keys.first, keys.first),
            roles=roles_of(bed.world, CUSTODIAN.did),
            rules=RULES,
        )


@pytest.mark.parametrize("party", [TWO_ROLES, MILL, PANEL])
def test_who_must_not_hold_a_survey_cannot_enrol(bed: Bed, party: Any) -> None:
    before = bed.world.store.counts()
    with pytest.raises(NotEnrolled):
        bed.enrolled(party)
    assert bed.world.store.counts() == before


def test_another_party_finds_no_wave_of_this_custodian(bed: Bed) -> None:
    wave = a_wave(bed)
    bed.door.open_wave(wave)
    other = LocalHost(bed.host, bed.world, TWO_ROLES.did)
    for ask in (
        lambda: list(other.sealed(wave.token)),
        lambda: other.shut_wave(wave.token),
        lambda: other.receipt_tags(wave.token, ["1234567890123456"]),
        lambda: other.publish(wave.token, (), root=bytes(32)),
        lambda: other.replace_keys(wave.token, EPOCH, ()),
        lambda: other.open_wave(a_wave(bed)),
    ):
        with pytest.raises(NotFound):
            ask()


# At the host: what is asked


def test_draft_strings_keep_a_real_wave_from_opening(bed: Bed) -> None:
    told = refused(bed, a_real_wave(bed))
    assert told.rule == "review"
    assert "drafts" in told.reason


def test_planted_a_host_that_knows_no_drafts_opens_it(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "drafts_told", _no_drafts)
    wave = a_real_wave(bed)
    bed.door.open_wave(wave)
    assert bed.host.vault.wave(wave.token) is not None


def test_a_demo_is_held_on_the_local_chain_only(bed: Bed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hosting, "OPERATOR_CHAIN_ID", 1)
    assert refused(bed, a_wave(bed)).rule == "demo"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"least_age": 17}, "S8"),
        ({"languages": ("fr",)}, "languages"),
        ({"languages": ()}, "languages"),
        ({"help_lines": ()}, "help"),
        ({"help_lines": (a_help_line(is_real=False),)}, "help"),
        ({"help_lines": (a_help_line(is_real=True, confirmed_on="2026-01-01", confirmed_by="Ms X"),)}, "help"),
        ({"help_lines": (a_help_line(is_real=True, confirmed_on=None),)}, "help"),
        ({"help_lines": (a_help_line(is_real=True, kind="immigration"),)}, "help"),
    ],
)
def test_rules_of_a_real_wave(bed: Bed, changes: dict[str, Any], rule: str) -> None:
    wave = replace(a_real_wave(bed), **changes)
    with pytest.raises(WaveRefused) as told:
        wave_rules.require_rules(wave, drafts=(), now=bed.registry.now())
    assert told.value.rule == rule


def test_a_wave_over_the_end_of_its_slot_is_refused(bed: Bed) -> None:
    wave = a_wave(bed)
    assert refused(bed, replace(wave, closes_at=wave.opens_at + 15 * 86_400)).rule == "calendar"
    assert refused(bed, replace(wave, opens_at=5, closes_at=9)).rule == "calendar"


# The panel


def reviewed(bed: Bed, *, by: Any = PANEL, **changes: Any) -> bytes:
    wave = a_hosted_wave()
    body = {
        "setting": "panel-review",
        "panel": "Panel of Invented Workers",
        "instrument": "0x" + wave.instrument.digest.hex(),
        "consents": ["0x" + each.digest.hex() for each in wave.consents],
        "rules": "0x" + "11" * 32,
    } | changes
    told = an_attestation(
        signed_by=by, domain=deployment_of(bed.world).domain, kind="settings", body=body, audience="public"
    )
    (given,) = submit(bed.world, [told])
    anchor_all(bed.world)
    return given.record_id


def test_a_panel_that_signed_is_taken(bed: Bed) -> None:
    wave = a_wave(bed, panel=Panel("Panel of Invented Workers", reviewed(bed)))
    bed.door.open_wave(wave)
    assert bed.host.vault.wave(wave.token) == wave


def test_a_panel_that_is_named_and_did_not_sign_is_refused(bed: Bed) -> None:
    named = Panel("Panel of Invented Workers", b"\x01" * 32)
    assert refused(bed, a_wave(bed, panel=named)).rule == "panel"
    other = an_instrument(version="1.1")
    signed = replace(named, record_id=reviewed(bed))
    assert refused(bed, a_wave(bed, panel=signed, instrument=other)).rule == "panel"
    assert refused(bed, a_wave(bed, panel=replace(signed, name="Another panel"))).rule == "panel"


@pytest.mark.parametrize("party", [CUSTODIAN, MILL])
def test_neither_custodian_nor_supplier_signs_as_the_panel(bed: Bed, party: Any) -> None:
    named = Panel("Panel of Invented Workers", reviewed(bed, by=party))
    assert refused(bed, a_wave(bed, panel=named)).rule == "panel"


def test_answers_before_and_after_the_waves_time_are_refused(bed: Bed) -> None:
    wave = a_wave(bed)
    bed.door.open_wave(wave)
    with pytest.raises(WaveClosed):
        respond(bed.host, wave.token, a_visit())


def test_a_list_before_the_end_and_one_that_is_no_tree_are_refused(bed: Bed) -> None:
    wave = a_wave(bed)
    bed.door.open_wave(wave)
    with pytest.raises(WaveRefused, match="still takes answers"):
        bed.door.publish(wave.token, ((bytes(32), bytes(32)),) * 64, root=bytes(32))
    bed.door.shut_wave(wave.token)
    with pytest.raises(WaveRefused, match="padded list"):
        bed.door.publish(wave.token, ((bytes(32), bytes(32)),) * 64, root=bytes(32))


def test_one_person_opens_the_book_and_no_answer(bed: Bed) -> None:
    alone = open_custodian(bed.home, passphrases=(FIRST,))
    assert alone.opener is None
    assert alone.book.get("enrolment", "own") is not None


def test_an_enrolment_that_was_withdrawn_does_not_count(bed: Bed) -> None:
    found = [
        each
        for each in bed.world.store.records_by(CUSTODIAN.did, limit=50)
        if json.loads(each.signed.statement.body).get("setting") == "custodian-enrolment"
    ]
    domain = deployment_of(bed.world).domain
    submit(bed.world, [a_revocation(each.record_id, signed_by=CUSTODIAN, domain=domain) for each in found])
    anchor_all(bed.world)
    assert enrolled_keys(bed.world, CUSTODIAN.did) is None
    bed.enrolled(rules=CalendarRules(per_slot=3, bucket=6))
    assert enrolled_keys(bed.world, CUSTODIAN.did) == epoch_keys(bed.home, EPOCH)
