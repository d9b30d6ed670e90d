"""What the log holds of a wave: bodies of one size that two people open, and a root that names no site."""

from dataclasses import replace
from random import Random

import pytest
from survey_builders import a_hosted_wave, two_people

from ledger.errors import NotEnrolled, ProofMismatch
from ledger.model.survey.wave import PlannedSite, Roster, SampleBucket, WavePlan
from ledger.proof.canonical import Json
from ledger.surveys.sealed_bodies import opened_body, sealed_body
from ledger.surveys.sites_root import leaf_count, site_proof, sites_root, verify_site
from ledger.vault.envelope import TwoPersonOpener, TwoPersonSealer
from ledger.vault.person_keys import PersonKeys

PEOPLE = two_people()
OPENER = TwoPersonOpener(PersonKeys(1, {PEOPLE.epoch: PEOPLE.first}), PersonKeys(2, {PEOPLE.epoch: PEOPLE.second}))
CUSTODIAN = "did:web:workers.example"


def sealed(document: Json) -> dict[str, Json]:
    return sealed_body(document, custodian=CUSTODIAN, keys=PEOPLE.keys, sealer=TwoPersonSealer())


def test_two_people_read_what_was_sealed() -> None:
    document: Json = {"announced": "wave", "token": "x" * 22}
    assert opened_body(sealed(document), opener=OPENER) == document


def test_a_wave_and_a_decoy_are_of_one_size_and_never_alike() -> None:
    decoy, wave = sealed({"announced": "decoy"}), sealed({"announced": "wave", "more": "x" * 3_000})
    assert len(str(decoy["sealed"])) == len(str(wave["sealed"]))
    assert sealed({"announced": "decoy"})["sealed"] != decoy["sealed"]


def test_planted_without_padding_a_wave_is_longer() -> None:
    unpadded = sealed_body(
        {"announced": "wave", "more": "x" * 3_000},
        custodian=CUSTODIAN,
        keys=PEOPLE.keys,
        sealer=TwoPersonSealer(),
        size=1,
    )
    assert len(str(unpadded["sealed"])) < len(str(sealed({})["sealed"]))


@pytest.mark.parametrize("change", [{"custodian": "did:web:mallory.example"}, {"epoch": "2026-08"}, {"sealed": "AAAA"}])
def test_a_body_that_was_moved_or_changed_does_not_open(change: dict[str, Json]) -> None:
    with pytest.raises((ProofMismatch, NotEnrolled)):
        opened_body(sealed({"announced": "wave"}) | change, opener=OPENER)


def test_a_flipped_bit_does_not_open() -> None:
    body = sealed({"announced": "wave"})
    text = str(body["sealed"])
    with pytest.raises(ProofMismatch):
        opened_body(body | {"sealed": text[:-8] + ("A" if text[-8] != "A" else "B") + text[-7:]}, opener=OPENER)


def a_plan(sites: int = 3) -> WavePlan:
    planned = tuple(
        PlannedSite(f"token {each}", f"urn:example:site:{each}", "BD", Roster(50), SampleBucket.UNDER_25)
        for each in range(sites)
    )
    return WavePlan(a_hosted_wave(), planned, Random(1).randbytes(32), 1_480, bytes(32))


def test_one_site_is_shown_without_a_word_of_the_others() -> None:
    plan = a_plan()
    site = plan.sites[1]
    salt, index, path = site_proof(plan, site.token)
    verify_site(site, salt=salt, index=index, path=path, leaves=leaf_count(3), root=sites_root(plan))
    for other in (replace(site, site="urn:example:site:9"), replace(site, sample=SampleBucket.FROM_250)):
        with pytest.raises(ProofMismatch):
            verify_site(other, salt=salt, index=index, path=path, leaves=leaf_count(3), root=sites_root(plan))
    with pytest.raises(KeyError):
        site_proof(plan, "no such token")


def test_whoever_guesses_a_site_cannot_confirm_the_guess() -> None:
    plan = a_plan()
    _, index, path = site_proof(plan, plan.sites[1].token)
    for salt in (bytes(32), plan.sites[1].token.encode().ljust(32, b"\0")):
        with pytest.raises(ProofMismatch):
            verify_site(plan.sites[1], salt=salt, index=index, path=path, leaves=leaf_count(3), root=sites_root(plan))


def test_planted_with_a_known_salt_the_guess_is_confirmed() -> None:
    plan = replace(a_plan(), sites_salt=bytes(32))
    salt, index, path = site_proof(replace(a_plan(), sites_salt=bytes(32)), plan.sites[1].token)
    verify_site(plan.sites[1], salt=salt, index=index, path=path, leaves=leaf_count(3), root=sites_root(plan))


def test_the_number_of_sites_shows_as_a_power_of_two() -> None:
    assert [leaf_count(each) for each in (1, 8, 9, 20)] == [8, 8, 16, 32]
    assert len(site_proof(a_plan(1), "token 0")[2]) == len(site_proof(a_plan(8), "token 0")[2]) == 3
