"""A message of a phone channel comes in: it is read, and what is at its end is kept by the one door, `respond`."""

import json
from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import WaveClosed
from ledger.jobs.survey.respond import respond
from ledger.jobs.survey.running_calls import PhoneMemory
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import SurveyHost
from ledger.surveys.channels.gateway import Dialled, call_answer, menu_answer, place_in, read_gateway
from ledger.surveys.channels.phone_words import closed_text, help_text, last_text
from ledger.surveys.channels.rapidpro import read_flow, read_legacy
from ledger.surveys.channels.routes import wave_of_hook
from ledger.surveys.channels.visiting import Arrival

_OTHER = "this run was counted before: what came now was not"


class Shape(StrEnum):
    """The three forms in which providers send."""

    FLOW = "flow"
    LEGACY = "legacy"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Hook:
    """One request. `status` and `step` are what the webhook's own address may say; `address` is for calls to go on."""

    secret: str
    shape: Shape
    raw: bytes
    address: str
    status: str | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the provider gets back, in the form it expects."""

    body: str
    media_type: str


def take_webhook(host: SurveyHost, memory: PhoneMemory, hook: Hook) -> HookAnswer:
    """Take one message; kept durably when this returns, and once however often it comes.

    Raises NotFound for a wrong secret, Malformed, TooLarge, Unacceptable for what cannot be read (none of them holds
    what was sent), WaveClosed for a flow outside the wave's time; menus and calls hear that in words, with help.
    """
    wave = hooked_wave(host, hook.secret)
    match hook.shape:
        case Shape.FLOW:
            return _told(host, memory, wave, read_flow(hook.raw, wave))
        case Shape.LEGACY:
            return _told(host, memory, wave, read_legacy(hook.raw, wave, status=hook.status))
        case Shape.GATEWAY:
            return _dialled(host, memory, wave, hook)


def hooked_wave(host: SurveyHost, secret: str) -> HostedWave:
    """Give the wave of an address. Raises NotFound for a wrong secret."""
    return wave_of_hook(host.vault.waves(), secret)


def _told(host: SurveyHost, memory: PhoneMemory, wave: HostedWave, arrival: Arrival) -> HookAnswer:
    """The answer to a flow, which it can send on as it is: `text` and `receipt_code`."""
    if arrival.visit is None:
        text = help_text(wave, wave.languages[0])
        return _json({"status": "waiting", "receipt_code": None, "text": text, "ignored": 0, "note": None})
    code = respond(host, wave.token, arrival.visit, message=arrival.message)
    is_other = memory.differs(wave.token, arrival.message, repr(arrival.visit))
    return _json(
        {
            "status": "kept",
            "receipt_code": code,
            "text": last_text(wave, arrival.visit.language, code),
            "ignored": arrival.ignored,
            "note": _OTHER if is_other else None,
        }
    )


def _dialled(host: SurveyHost, memory: PhoneMemory, wave: HostedWave, hook: Hook) -> HookAnswer:
    dialled = read_gateway(hook.raw)
    keys = _keys(host, memory, wave, dialled, hook.step)
    stands, arrival = place_in(dialled, keys, wave, help_text=help_text(wave, wave.languages[0]))
    try:
        if arrival.visit is not None:
            code = respond(host, wave.token, arrival.visit, message=arrival.message)
            return _said(dialled, last_text(wave, stands.language, code))
        if not wave.opens_at <= host.clock.now() < wave.closes_at:
            raise WaveClosed(wave=wave.token)
    except WaveClosed:
        return _said(dialled, closed_text(wave, stands.language))
    finally:
        if dialled.is_over:
            memory.end(wave.token, dialled.session)
    goes_on = f"{hook.address}?step={len(keys)}" if stands.prompt is not None and not dialled.is_over else None
    return _said(dialled, stands.prompt or help_text(wave, stands.language), callback=goes_on)


def _keys(
    host: SurveyHost, memory: PhoneMemory, wave: HostedWave, dialled: Dialled, step: int | None
) -> tuple[str, ...]:
    if dialled.keys is not None:
        return dialled.keys
    now = host.clock.now()
    return memory.keys_of(wave.token, dialled.session, digits=dialled.digits, step=step, now=now)


def _said(dialled: Dialled, prompt: str, *, callback: str | None = None) -> HookAnswer:
    if dialled.keys is None:
        return HookAnswer(call_answer(prompt, callback=callback), "application/xml")
    return HookAnswer(menu_answer(prompt, goes_on=callback is not None), "text/plain")


def _json(document: dict[str, object]) -> HookAnswer:
    return HookAnswer(json.dumps(document, ensure_ascii=False), "application/json")
