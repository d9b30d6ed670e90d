"""Releases leave the custodian: one statement for each site, and an index of them that the chain's opening names.

Nothing leaves before the workers were told, nor before the fixed day. Every statement is kept before it is handed in,
so that after a cut the same bytes go out again.
"""

from dataclasses import dataclass
from datetime import date

from ledger.errors import ReleaseUnsafe
from ledger.jobs.cases.open_cases import open_cases
from ledger.jobs.survey.account import keep_release
from ledger.jobs.survey.audit_log import note_act
from ledger.jobs.survey.custodian_state import endings_of, plan_of
from ledger.jobs.survey.issued_book import attested_of, drawn_on, last_issued, told_on
from ledger.jobs.survey.speaking import Speaker, audience_of, said
from ledger.jobs.survey.tallies import closed_entry
from ledger.jobs.survey.worker_side import release_step
from ledger.model.risk import EvidenceStep
from ledger.model.statement import Kind
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.release import Cell, SiteRelease
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianPlace
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form
from ledger.surveys.consent_count import consents_at_least
from ledger.surveys.releases.batch import for_site
from ledger.surveys.releases.schedule import day_of, require_release_day, slot_start

_HANDED_IN = "handed in"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One signed statement: `site` is the identifier; None for the index of a wave's first releases.

    `supersession` is the statement by which this release replaces an earlier one of the site: it goes in before it, or
    the ledger would refuse a second release.
    """

    site: str | None
    drawn_on: str
    record_id: bytes
    submission: bytes
    supersession: bytes | None = None


def hand_in_releases(place: CustodianPlace, speaker: Speaker, token: str, *, now: int) -> tuple[HandedIn, ...]:
    """Hand in the releases of a wave and their index, and keep for `account` which record accounts for the wave.

    A wave is accounted for once: releases drawn anew later (fault F58) are handed in without another index, each after
    a supersession of the one before. What is in the log is asked by the ledger: it refuses (Unacceptable) what this
    book, restored to a day before the drawing, has drawn once more. Raises ReleaseUnsafe where nothing was drawn,
    before the workers were told, and before the fixed day; and what the ledger refuses with.
    """
    entry, plan = closed_entry(place.book, token), plan_of(place.book, token)
    drawn = drawn_on(place.book, plan, "0x" + entry.wave_id.hex())
    if drawn is None:
        raise ReleaseUnsafe(reason="nothing was drawn yet", mend="run `tierlight survey release` first")
    if told_on(place.book, token, drawn=drawn) is None:
        mend = "give the workers the results first, then --told-on DAY"
        raise ReleaseUnsafe(reason="the workers were not told yet", mend=mend)
    require_release_day(plan.slot, now=now)
    statements = _statements(place, speaker, plan, entry.wave_id, now=now)
    place.book.put(_HANDED_IN, token, form_of(statements))
    note_act(place, Act.RELEASE_HANDED_IN, token, number=len(statements))
    for each in statements:
        if each.supersession is not None:
            speaker.hand_in(each.supersession)
        speaker.hand_in(each.submission)
    index = next(each for each in statements if each.site is None)
    keep_release(place, token, index.record_id)
    return statements


def handed_in(place: CustodianPlace, token: str) -> tuple[HandedIn, ...]:
    """Give what was signed of a wave's releases, in the order of signing."""
    found = place.book.get(_HANDED_IN, token)
    return tuple(read_form(HandedIn, each) for each in found) if isinstance(found, list) else ()


def release_body(plan: WavePlan, release: SiteRelease, *, step: EvidenceStep | None = None) -> dict[str, Json]:
    """Give the body of one site's statement: everything that leaves the custodian of it.

    With `step` the noised counts stay here: beside them it would tell how much there is beyond the survey, and a step
    for some sites alone would tell which they are. So every release that has counts tells its step instead; what may
    be in a step, beside bands and without, is decided in releases/step.
    """
    panel = plan.hosted.panel
    body: dict[str, Json] = {
        "wave": release.wave,
        "facility": release.site,
        "ended_on": release.ended_on,
        "instrument": "0x" + plan.hosted.instrument.digest.hex(),
        "sample_announced": release.sample_announced,
        "answers_came": release.answers_came,
        "cells": [_cell(each) for each in release.cells],
        "counts": form_of(release.counts) if step is None else None,
        "epsilon_thousandths": release.epsilon_thousandths,
        "is_channel_attested": release.channel_attested,
        "panel_review": None if panel is None else "0x" + panel.record_id.hex(),
    }
    body |= {"step": step.value} if step is not None else {}
    return body | ({"merged_sites": release.merged_sites} if release.merged_sites > 1 else {})


def step_told(place: CustodianPlace, release: SiteRelease, *, on: date) -> EvidenceStep | None:
    """Give the step of a release (rule R1): beside bands of the survey alone, else of what was confirmed and cases too.

    None where there are no counts: nothing enters then. A case counts only where its worker agreed.
    """
    has_case = open_cases(place, release.site).may_be_released
    return release_step(place.book, release, has_case=has_case, on=on)


def _cell(cell: Cell) -> Json:
    told: dict[str, Json] = {"indicator": cell.indicator, "gender": cell.gender, "band": cell.band}
    return told | ({"why": cell.why} if cell.why is not None else {})


def _statements(
    place: CustodianPlace, speaker: Speaker, plan: WavePlan, wave_id: bytes, *, now: int
) -> tuple[HandedIn, ...]:
    """Sign what is not signed yet; all bear the time at which the slot began, so that none tells when it was made."""
    signed = list(handed_in(place, plan.hosted.token))
    wave, signed_at = "0x" + wave_id.hex(), slot_start(now)
    ended, attested = endings_of(place.book, plan.hosted.token), attested_of(place.book, wave)
    for site in (each for each in plan.sites if each.token not in ended):
        issued = last_issued(place.book, site.site, wave)
        if issued is None or any((each.site, each.drawn_on) == (site.site, issued.drawn_on) for each in signed):
            continue
        release, audience = for_site(issued, site, attested=attested), audience_of(site.readers)
        body = release_body(plan, release, step=step_told(place, release, on=day_of(signed_at)))
        told = said(speaker, Kind.RELEASE, body, audience=audience, now=signed_at, entropy=place.entropy)
        anew = [
            _replacing(place, speaker, before, told.record_id, audience=audience, now=signed_at)
            for before in signed
            if before.site == site.site
        ][-1:]
        signed.append(HandedIn(site.site, issued.drawn_on, told.record_id, told.submission, *anew))
    if all(each.site is not None for each in signed):
        index: dict[str, Json] = {
            "wave": wave,
            "releases": ["0x" + each.record_id.hex() for each in signed],
            "consents_at_least": _consents(place, plan, wave),
        }
        told = said(speaker, Kind.RELEASE, index, audience="public", now=signed_at, entropy=place.entropy)
        signed.append(HandedIn(None, signed[0].drawn_on, told.record_id, told.submission))
    return tuple(signed)


def _consents(place: CustodianPlace, plan: WavePlan, wave: str) -> int:
    """Of the buckets that each site's readers are told: small sites that are told together say `under 25` each."""
    issued = ((site, last_issued(place.book, site.site, wave)) for site in plan.sites)
    return consents_at_least([for_site(each, site, attested=()) for site, each in issued if each])


def _replacing(
    place: CustodianPlace, speaker: Speaker, before: HandedIn, record_id: bytes, *, audience: str, now: int
) -> bytes:
    body: dict[str, Json] = {
        "record": "0x" + before.record_id.hex(),
        "replacement": "0x" + record_id.hex(),
        "reason": "Drawn anew, since 10 or more withdrew their answers.",
    }
    return said(speaker, Kind.SUPERSESSION, body, audience=audience, now=now, entropy=place.entropy).submission
