"""A custodian enrols: its two people's public keys of a month, said in public, before any wave can open."""

from ledger.jobs.survey.custodian_state import Enrolment, keep_enrolment
from ledger.jobs.survey.speaking import Speaker, say
from ledger.model.party import Role
from ledger.model.statement import Kind
from ledger.model.survey.response import EpochKeys
from ledger.ports.survey import CustodianPlace
from ledger.proof.canonical import Json
from ledger.surveys.calendar import CalendarRules
from ledger.surveys.custodians import require_custodian


def enrol(
    place: CustodianPlace, speaker: Speaker, *, name: str, keys: EpochKeys, roles: Role | None, rules: CalendarRules
) -> Enrolment:
    """Say the month's two keys in public and keep them; the newest enrolment counts. Say it anew every month.

    `roles` are those that the key registry gives the speaker. Raises NotEnrolled for a party that must not hold what
    workers say, and what the ledger refuses with: Unacceptable for one key given twice.
    """
    require_custodian(speaker.did, roles)
    body = enrolment_body(name, keys)
    record_id = say(speaker, Kind.SETTINGS, body, audience="public", now=place.clock.now(), entropy=place.entropy)
    enrolment = Enrolment(did=speaker.did, name=name, keys=keys, record_id=record_id)
    keep_enrolment(place.book, enrolment, rules)
    return enrolment


def enrolment_body(name: str, keys: EpochKeys) -> dict[str, Json]:
    """Give the body of the statement."""
    return {
        "setting": "custodian-enrolment",
        "name": name,
        "epoch": keys.epoch,
        "first_key": "0x" + keys.first.hex(),
        "second_key": "0x" + keys.second.hex(),
    }
