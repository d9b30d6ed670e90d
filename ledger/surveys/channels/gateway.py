"""A gateway of the kind that sends forms: menus over USSD (sessionId, serviceCode, text "1*2*3") and calls with keys.

Of a menu the whole walk comes with each request, so nothing is kept. Of a call only the last keys come (dtmfDigits):
whoever serves it keeps the keys of running calls in memory, by the step they answer, so that a request that comes
twice changes nothing. The number that called is never taken over but for a call back that was asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from ledger.errors import Unacceptable
from ledger.model.survey.response import Channel
from ledger.model.survey.wave import HostedWave
from ledger.surveys.channels.reading import form_fields, required_id
from ledger.surveys.channels.routes import site_called
from ledger.surveys.channels.visiting import CONSENT, Arrival, Came, visit_of
from ledger.surveys.channels.walk import Walked, walked

MOST_KEYS = 500
_TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Dialled:
    """One request of a gateway. `keys` is the whole walk of a menu; of a call None, and `digits` are its last keys.

    `is_over` is true for the last word about a session: it ended, or the phone was hung up.
    """

    session: str
    called: tuple[str, ...]
    channel: Channel
    keys: tuple[str, ...] | None
    digits: str | None
    is_over: bool
    seconds: int | None
    number: str | None


def read_gateway(raw: bytes) -> Dialled:
    """Give what a gateway's form says. Raises Malformed, TooLarge, Unacceptable; none holds anything of the body."""
    fields = form_fields(raw)
    session = required_id(fields.get("sessionId"), "sessionId")
    return _call(session, fields) if "isActive" in fields else _menu(session, fields)


def place_in(dialled: Dialled, keys: Sequence[str], wave: HostedWave, *, help_text: str) -> tuple[Walked, Arrival]:
    """Give where the walk of these keys stands, and the visit it makes where it is at its end.

    A session that broke off counts as far as it was answered, once its gateway says that it is over, and only after
    consent. Raises Unacceptable where nothing of the wave is called so.
    """
    site = site_called(wave, dialled.called, field="serviceCode")
    stands = walked(wave, keys, help_text=help_text)
    message = f"gateway:{dialled.session}"
    if stands.prompt is not None and not (dialled.is_over and CONSENT in stands.named):
        return stands, Arrival(message, None)
    came = Came(
        site=site,
        channel=dialled.channel,
        language=stands.language,
        seconds=dialled.seconds,
        number=dialled.number,
    )
    return stands, Arrival(message, visit_of(wave, stands.named, came))


def menu_answer(prompt: str, *, goes_on: bool) -> str:
    """Give what a menu's gateway expects: CON and the next screen, or END and the last."""
    return f"{'CON' if goes_on else 'END'} {prompt}"


def call_answer(prompt: str, *, callback: str | None) -> str:
    """Give what a call's gateway expects: say it and wait for keys, or say it and hang up."""
    said = f"<Say>{escape(prompt)}</Say>"
    if callback is None:
        return f'<?xml version="1.0" encoding="UTF-8"?><Response>{said}</Response>'
    waits = f'<GetDigits timeout="{_TIMEOUT_SECONDS}" finishOnKey="#" callbackUrl={quoteattr(callback)}>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{waits}{said}</GetDigits></Response>'


def _menu(session: str, fields: Mapping[str, str]) -> Dialled:
    """A screen, or the note that tells how a session ended: it has `status` and `input` in the place of `text`."""
    is_over = "status" in fields and "text" not in fields
    text = fields.get("input" if is_over else "text")
    if text is None:
        raise Unacceptable(field="text", reason="is missing", mend="send the keys so far, or an empty text at first")
    keys = tuple(text.split("*")) if text else ()
    _require_few(len(keys), "text")
    return Dialled(
        session=session,
        called=_called(fields.get("serviceCode"), "serviceCode"),
        channel=Channel.SMS,
        keys=keys,
        digits=None,
        is_over=is_over,
        seconds=_whole(fields.get("durationInMillis"), "durationInMillis", 1_000),
        number=fields.get("phoneNumber"),
    )


def _call(session: str, fields: Mapping[str, str]) -> Dialled:
    if fields["isActive"] not in {"0", "1"}:
        raise Unacceptable(field="isActive", reason="is neither 0 nor 1", mend="send 1 while the call goes on, else 0")
    digits = fields.get("dtmfDigits")
    if digits is not None and len(digits) > _LONGEST_DIGITS:
        raise Unacceptable(field="dtmfDigits", reason="is too long", mend=f"send at most {_LONGEST_DIGITS} keys")
    called = fields.get("destinationNumber") or fields.get("serviceCode")
    return Dialled(
        session=session,
        called=_called(called, "destinationNumber"),
        channel=Channel.VOICE,
        keys=None,
        digits=digits,
        is_over=fields["isActive"] == "0",
        seconds=_whole(fields.get("durationInSeconds"), "durationInSeconds", 1),
        number=fields.get("callerNumber") or fields.get("phoneNumber"),
    )


def _called(code: str | None, field: str) -> tuple[str, ...]:
    if not code:
        raise Unacceptable(field=field, reason="is missing", mend="send what was dialled")
    return (code,)


def _whole(text: str | None, field: str, divisor: int) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST_DIGITS:
        raise Unacceptable(field=field, reason="is no whole number", mend="send digits, or leave it out")
    return int(text) // divisor


def _require_few(count: int, field: str) -> None:
    if count > MOST_KEYS:
        raise Unacceptable(field=field, reason="holds too many keys", mend=f"send at most {MOST_KEYS}")


_LONGEST_DIGITS = 20
