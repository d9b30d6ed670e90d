"""A wave as the operator's host is told of it, as JSON and strictly back."""

import re

from ledger.errors import Unacceptable
from ledger.model.survey.wave import HostedWave
from ledger.proof.canonical import Json
from ledger.proof.frozen_form import form_of, read_form

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")  # 16 random bytes in base64url have 22
_EPOCH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_KEY_BYTES = 32


def hosted_document(wave: HostedWave) -> Json:
    """Give the document that `read_hosted` reads back to the same wave."""
    return form_of(wave)


def read_hosted(value: Json) -> HostedWave:
    """Give the wave that this document tells. Raises Unacceptable naming the field and the mend.

    Checks form and size alone; whether the wave may open is judged by `jobs.survey.hosting`.
    """
    wave = read_form(HostedWave, value)
    _require(TOKEN.fullmatch(wave.token), "token", "is no token", "send 16 random bytes in base64url without padding")
    _require(_EPOCH.fullmatch(wave.keys.epoch), "keys.epoch", "is no month", "send YYYY-MM")
    for name, key in (("first", wave.keys.first), ("second", wave.keys.second)):
        _require(len(key) == _KEY_BYTES, f"keys.{name}", "is no X25519 key", "send 32 bytes")
    _require(wave.keys.first != wave.keys.second, "keys.second", "is the first one", "two people hold a key each")
    _require(len(wave.instrument.digest) == _KEY_BYTES, "instrument.digest", "is no SHA-256", "send 32 bytes")
    _require(wave.instrument.asked, "instrument.items", "ask nothing", "send a questionnaire")
    _require(wave.languages, "languages", "are none", "send those of the survey")
    _require(0 <= wave.opens_at < wave.closes_at, "closes_at", "is not after opens_at", "send epoch seconds")
    return wave


def _require(is_so: object, field: str, reason: str, mend: str) -> None:
    if not is_so:
        raise Unacceptable(field=field, reason=reason, mend=mend)
