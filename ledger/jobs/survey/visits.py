"""What came of a visit, checked and cut down to what may be kept of it."""

import re

from ledger.errors import Unacceptable
from ledger.model.survey.consent import Consent, Purpose
from ledger.model.survey.response import Response, Standing, Visit
from ledger.model.survey.wave import HostedWave
from ledger.surveys.channels.visiting import CALL_BACK
from ledger.surveys.instrument.routing import accept

_SITE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DEVICE = re.compile(r"[A-Za-z0-9_=-]{1,64}")
_NUMBER = re.compile(r"\+?[0-9]{3,20}")
_LONGEST_VISIT_SECONDS = 7 * 86_400


def accepted(visit: Visit, wave: HostedWave, *, receipt_code: str, sequence: int, arrived_at: int) -> Response:
    """Give the response that a visit makes: a cover without consent, or where no purpose was agreed to.

    A cover holds nothing that was said, and its sequence is 0: leaving replaces no earlier answers. Raises Unacceptable
    for a field that does not fit, without what it held.
    """
    _require(_SITE.fullmatch(visit.site), "site", "is no site's token", "use the link or number as it was given")
    _require(
        visit.language in wave.languages, "language", "is none of the survey's", f"use {', '.join(wave.languages)}"
    )
    consent = visit.consent if visit.consent is not None and visit.consent.purposes else None
    is_cover = consent is None
    called = {} if is_cover else _call_back(visit)
    texts_in = {} if is_cover else {name: text for name, text in visit.free_texts.items() if name != CALL_BACK}
    answers, texts = accept(wave.instrument, {} if is_cover else {**visit.answers, **texts_in})
    if consent is not None:
        _require_text(consent, wave)
    return Response(
        standing=Standing.COVER if is_cover else Standing.ANSWERED,
        site=visit.site,
        answers=answers,
        free_texts={**texts, **called},
        consent=consent,
        channel=visit.channel,
        language=visit.language,
        receipt_code=receipt_code,
        sequence=0 if is_cover else sequence,
        arrived_at=arrived_at,
        seconds=None if is_cover else _seconds(visit.seconds),
        device=None if is_cover else _device(visit.device),
    )


def _require_text(consent: Consent, wave: HostedWave) -> None:
    """What was agreed to must be one of the wave's texts, in the words of one of its languages."""
    fitting = [
        text
        for text in wave.offered
        if (text.version, text.age_group, text.digest) == (consent.version, consent.age_group, consent.text_digest)
    ]
    _require(fitting, "consent", "is to a text that is not this survey's", "show the survey's own text")
    offered = {purpose for purpose, _ in fitting[0].purposes}
    _require(consent.purposes <= offered, "consent.purposes", "hold one that was not offered", "leave it out")
    _require(consent.language in wave.languages, "consent.language", "is none of the survey's", "name one of them")


def _call_back(visit: Visit) -> dict[str, str]:
    """A number to call is kept, sealed with the free text, only for who agreed to be referred to somebody."""
    number = visit.free_texts.get(CALL_BACK)
    if number is None:
        return {}
    is_agreed = visit.consent is not None and Purpose.REFERRAL in visit.consent.purposes
    _require(is_agreed, CALL_BACK, "came without consent to referral", "leave it out, or ask for that consent")
    _require(_NUMBER.fullmatch(number), CALL_BACK, "is no phone number", "send digits alone")
    return {CALL_BACK: number}


def _seconds(seconds: int | None) -> int | None:
    return None if seconds is None or seconds < 0 else min(seconds, _LONGEST_VISIT_SECONDS)


def _device(device: str | None) -> str | None:
    _require(device is None or _DEVICE.fullmatch(device), "device", "is no token", "leave it out")
    return device


def _require(is_so: object, field: str, reason: str, mend: str) -> None:
    if not is_so:
        raise Unacceptable(field=field, reason=reason, mend=mend)
