"""All of a slot is announced: waves and decoys alike, on one day, under ids that are random.

What the log and the chain are given of a wave and of a decoy has one form, one size, one time and a random order.
"""

from ledger.errors import WaveRefused
from ledger.jobs.survey.custodian_state import (
    Announced,
    endings_of,
    enrolment_of,
    keep_slot,
    plans_of,
    registry_of,
    rules_of,
    slot_entries,
)
from ledger.jobs.survey.speaking import Speaker, said
from ledger.model.statement import Kind
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.proof.canonical import Json
from ledger.surveys.calendar import SlotEntry, announcing_at, begins_at, entries_for, in_public_order, slot_of
from ledger.surveys.sealed_bodies import sealed_body
from ledger.surveys.sites_root import sites_root


def announce_slot(place: CustodianPlace, speaker: Speaker) -> tuple[Announced, ...]:
    """Announce the coming slot with its fixed number of announcements; give them in the order of the chain.

    Made again after a cut it goes on where it was, and sends nothing twice. Raises WaveRefused before the slot's
    announcing day, NotEnrolled, and what chain and ledger refuse with.
    """
    registry, rules = registry_of(place), rules_of(place.book)
    now = registry.now()
    slot = slot_of(now) + 1
    if now < announcing_at(slot, rules):
        reason = "it is not the day on which the coming slot is announced"
        mend = f"come back on day {rules.announce_on_day} of this slot, at {announcing_at(slot, rules)}"
        raise WaveRefused(rule="calendar", reason=reason, mend=mend)
    made = slot_entries(place.book, slot) or _made(place, speaker, slot)
    for each in made:
        speaker.hand_in(each.submission)
    for each in made:
        registry.announce(salt=each.entry.announce_salt, record_id=each.record_id, slot=slot)
    return made


def _made(place: CustodianPlace, speaker: Speaker, slot: int) -> tuple[Announced, ...]:
    """Draw the slot's decoys and sign every statement, kept before anything is sent. What was given up gets none."""
    plans = {
        plan.hosted.token: plan for plan in plans_of(place.book) if plan.slot == slot and not _is_given_up(place, plan)
    }
    waves = [(token, plan.announce_salt) for token, plan in plans.items()]
    drawn = entries_for(slot, waves, rules=rules_of(place.book), entropy=place.entropy)
    registry = registry_of(place)
    made = tuple(
        _announced(place, speaker, wave_id, entry, plans.get(entry.token or ""))
        for wave_id, entry in in_public_order(drawn, registry.wave_id)
    )
    keep_slot(place.book, made)
    return made


def _announced(
    place: CustodianPlace, speaker: Speaker, wave_id: bytes, entry: SlotEntry, plan: WavePlan | None
) -> Announced:
    own = enrolment_of(place.book)
    body = sealed_body(_told(entry, plan), custodian=own.did, keys=own.keys, sealer=place.sealer)
    # One time for all: the moment of signing would tell who was made first, and how long each took.
    signed_at = announcing_at(entry.slot, rules_of(place.book))
    told = said(speaker, Kind.WAVE, body, audience="private", now=signed_at, entropy=place.entropy)
    return Announced(entry=entry, wave_id=wave_id, record_id=told.record_id, submission=told.submission)


def _is_given_up(place: CustodianPlace, plan: WavePlan) -> bool:
    return endings_of(place.book, plan.hosted.token).keys() >= plan.by_token.keys()


def _told(entry: SlotEntry, plan: WavePlan | None) -> Json:
    """What is sealed in the `wave` statement: what will be asked, and a root over where."""
    common: dict[str, Json] = {"slot": entry.slot, "slot_begins_at": begins_at(entry.slot)}
    if plan is None:
        return {"announced": "decoy", **common}
    hosted = plan.hosted
    return {
        "announced": "wave",
        **common,
        "token": hosted.token,
        "instrument": {"name": hosted.instrument.name, "digest": "0x" + hosted.instrument.digest.hex()},
        "consents": ["0x" + each.digest.hex() for each in hosted.consents],
        "languages": [*hosted.languages],
        "sites_root": "0x" + sites_root(plan).hex(),
        "samples": [*sorted({site.sample.value for site in plan.sites})],
        "opens_at": hosted.opens_at,
        "closes_at": hosted.closes_at,
        "panel_review": "0x" + hosted.panel.record_id.hex() if hosted.panel else None,
    }
