"""A wave is given up at a site: answers stop at once, and why is told with everything else of its slot (rule R9)."""

from contextlib import suppress
from dataclasses import replace

from ledger.errors import NotFound, WaveRefused
from ledger.jobs.survey.custodian_state import (
    Announced,
    Ending,
    endings_of,
    entry_of,
    keep_ending,
    keep_slot,
    plan_of,
    rules_of,
    slot_entries,
)
from ledger.jobs.survey.speaking import Speaker, audience_of, said
from ledger.model.statement import Kind
from ledger.model.survey.wave import EndingReason, WavePlan
from ledger.ports.survey import CustodianPlace, Host
from ledger.proof.canonical import Json
from ledger.surveys.calendar import closing_at
from ledger.surveys.site_name import site_name

_NAMES = {each: each.name.lower() for each in EndingReason}


def end_wave(
    place: CustodianPlace, host: Host, token: str, *, reason: EndingReason, account: str | None, site: str | None = None
) -> tuple[Ending, ...]:
    """Give the wave up at one site (its identifier), or at all where none is named. Give what was kept.

    Once every site is given up the host takes no more answers, from this moment on, and the announcement will be closed
    as ended. The statement of it goes out on the slot's closing day: earlier it would tell when something happened.
    Answers that were given stay sealed; no release is made of them. Raises NotFound, and WaveRefused: a refusal by the
    site needs the surveyor's account of it, and what is closed cannot be ended.
    """
    plan, entry = plan_of(place.book, token), entry_of(place.book, token)
    if reason is EndingReason.SITE_REFUSED and not account:
        mend = "give --account: what the surveyor saw and was told; the site may answer it"
        raise WaveRefused(rule="R9", reason="a refusal by the site needs an account of it", mend=mend)
    if entry is not None and entry.root is not None:
        raise WaveRefused(rule="R9", reason="the wave is closed", mend="account for it: `tierlight survey account`")
    ended = _named(plan, site)
    now = place.clock.now()
    known = endings_of(place.book, token)
    for each in ended:
        if each not in known:
            keep_ending(place.book, Ending(token, each, reason, account, now))
    if endings_of(place.book, token).keys() >= plan.by_token.keys():
        _end_all(place, entry, token)
        if entry is not None:
            _shut(host, token)
    return tuple(endings_of(place.book, token)[each] for each in ended)


def hand_in_endings(place: CustodianPlace, speaker: Speaker, slot: int) -> tuple[bytes, ...]:
    """State every ending of a slot's waves to those whom the plan names for the site; give the record ids.

    Each statement is kept before it is handed in, and is the same when it is handed in again.
    """
    endings = [
        (plan_of(place.book, each.entry.token), each, ending)
        for each in slot_entries(place.book, slot)
        if each.entry.token is not None
        for ending in endings_of(place.book, each.entry.token).values()
    ]
    return tuple(_handed_in(place, speaker, plan, each, ending) for plan, each, ending in endings)


def ending_body(plan: WavePlan, each: Announced, ending: Ending) -> dict[str, Json]:
    """Give the body of the statement that a wave was given up at a site."""
    site = plan.by_token[ending.site]
    told: dict[str, Json] = {"account": ending.account} if ending.account is not None else {}
    return {
        "wave": "0x" + each.wave_id.hex(),
        "facility": site.site,
        "ended": _NAMES[ending.reason],
        "sample_announced": site.sample.value,
        **told,
    }


def _handed_in(place: CustodianPlace, speaker: Speaker, plan: WavePlan, each: Announced, ending: Ending) -> bytes:
    if ending.submission is None or ending.record_id is None:
        readers = plan.by_token[ending.site].readers
        signed_at = closing_at(plan.slot, rules_of(place.book))
        told = said(
            speaker,
            Kind.RELEASE,
            ending_body(plan, each, ending),
            audience=audience_of(readers),
            now=signed_at,
            entropy=place.entropy,
        )
        ending = replace(ending, submission=told.submission, record_id=told.record_id)
        keep_ending(place.book, ending)
    speaker.hand_in(ending.submission or b"")
    return ending.record_id or b""


def _shut(host: Host, token: str) -> None:
    with suppress(NotFound):  # a wave that never opened takes no answers
        host.shut_wave(token)


def _named(plan: WavePlan, site: str | None) -> tuple[str, ...]:
    found = tuple(
        each.token for each in plan.sites if site is None or each.site == site_name(site) or each.token == site
    )
    if not found:
        raise WaveRefused(rule="R9", reason=f"the wave is not held at {site}", mend="name one of its sites")
    return found


def _end_all(place: CustodianPlace, entry: Announced | None, token: str) -> None:
    """The announcement has one reason: that of all its sites, or of several the one that stands first in the rule."""
    if entry is None:
        return
    reason = min(each.reason for each in endings_of(place.book, token).values())
    others = [each for each in slot_entries(place.book, entry.entry.slot) if each.wave_id != entry.wave_id]
    keep_slot(place.book, [*others, replace(entry, entry=replace(entry.entry, is_ended=True, reason=reason))])
