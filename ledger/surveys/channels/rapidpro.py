"""RapidPro and TextIt webhooks: the flow's JSON and the older form, each read to one visit.

Only what is named here is looked at. Contact, name, urn, phone and times are never taken over: of two times the
seconds between them are kept, and of a number nothing but a call back that was asked for.
"""

import re
from collections.abc import Collection, Mapping

from ledger.errors import Unacceptable
from ledger.model.survey.response import Channel
from ledger.model.survey.wave import HostedWave
from ledger.proof.canonical import Json
from ledger.surveys.channels.reading import (
    form_fields,
    json_object,
    json_value,
    object_in,
    required_id,
    seconds_between,
    text_in,
)
from ledger.surveys.channels.routes import site_called
from ledger.surveys.channels.said import Said
from ledger.surveys.channels.visiting import Arrival, Came, ignored, known_names, language_of, visit_of

_OVER = frozenset({"completed", "expired"})
_GOES_ON = frozenset({"active", "waiting", "interrupted", "failed"})
_FORMS = ("category", "value", "input")
_OLD_FORMS = ("category", "value", "text")
_NAME = re.compile(r"[^a-z0-9]+")


def read_flow(raw: bytes, wave: HostedWave) -> Arrival:
    """Read the JSON of a flow's webhook: flow, run {uuid, status}, contact {urn, language}, results by name.

    Raises Malformed, TooLarge, Unacceptable; none of them holds anything of the body.
    """
    document = json_object(raw)
    run, contact, flow = (object_in(document, name) for name in ("run", "contact", "flow"))
    message = "flow:" + required_id(text_in(run, "uuid", at="run."), "run.uuid")
    if not _is_over(text_in(run, "status", at="run."), "run.status"):
        return Arrival(message, None)
    known = known_names(wave)
    named = {_name(name): _said(name, found, known) for name, found in object_in(document, "results").items()}
    called = (text_in(flow, "uuid", at="flow."), *_keyword(named))
    came = Came(
        site=site_called(wave, _told(called), field="flow.uuid"),
        channel=_channel(text_in(object_in(document, "channel"), "type", at="channel.")),
        language=language_of(wave, text_in(contact, "language", at="contact.")),
        seconds=seconds_between(
            text_in(run, "created_on", at="run."),
            text_in(run, "exited_on", at="run.") or text_in(run, "modified_on", at="run."),
        ),
        number=text_in(contact, "urn", at="contact."),
    )
    return Arrival(message, visit_of(wave, named, came), ignored(wave, named))


def read_legacy(raw: bytes, wave: HostedWave, *, status: str | None = None) -> Arrival:
    """Read the older form: run, flow, relayer, phone, text, values (a JSON list of label, category, value, text).

    It does not say by itself that a run is over: a field `status` does, or the same in the webhook's address.
    Raises as `read_flow` does.
    """
    fields = form_fields(raw)
    message = "legacy:" + required_id(fields.get("run"), "run")
    if not _is_over(fields.get("status", status), "status"):
        return Arrival(message, None)
    values = _values(fields.get("values", "[]"))
    named = {_name(text_in(each, "label", at="values.") or ""): _old_said(each) for each in values}
    told = named.pop("language", None)
    times = sorted(filter(None, (text_in(each, "time", at="values.") for each in values)))
    called = (fields.get("flow"), fields.get("relayer"), *_keyword(named))
    came = Came(
        site=site_called(wave, _told(called), field="flow"),
        channel=_channel(fields.get("channel_type")),
        language=language_of(wave, told.forms[-1] if told else fields.get("flow_base_language")),
        seconds=seconds_between(times[0], times[-1]) if times else None,
        number=fields.get("phone"),
    )
    return Arrival(message, visit_of(wave, named, came), ignored(wave, named))


def _is_over(status: str | None, field: str) -> bool:
    told = (status or "").strip().casefold()
    if told not in _OVER | _GOES_ON:
        mend = (
            f"let the flow send one of: {', '.join(sorted(_OVER | _GOES_ON))}; only {' and '.join(sorted(_OVER))} count"
        )
        raise Unacceptable(field=field, reason="does not say whether the run is over", mend=mend)
    return told in _OVER


def _said(name: str, found: Json, known: Collection[str]) -> Said:
    """One result. A refusal tells its name only where that is a name of ours."""
    field = f"results.{name}" if name in known else "results"
    if not isinstance(found, dict):
        raise Unacceptable(field=field, reason="is no object", mend="send category, value and input")
    return Said(tuple(text for form in _FORMS if (text := text_in(found, form, at=f"{field}.")) is not None))


def _old_said(found: Mapping[str, Json]) -> Said:
    category = found.get("category")
    if isinstance(category, dict):  # by language; they say the same
        category = next(iter(category.values()), None)
    forms = {**found, "category": category}
    return Said(tuple(text for form in _OLD_FORMS if (text := text_in(forms, form, at="values.")) is not None))


def _values(text: str) -> list[dict[str, Json]]:
    values = json_value(text.encode(), field="values")
    if not isinstance(values, list):
        raise Unacceptable(field="values", reason="is no JSON list", mend="send a list of objects")
    objects = [each for each in values if isinstance(each, dict)]
    if len(objects) != len(values):
        raise Unacceptable(field="values", reason="holds something that is no object", mend="send a list of objects")
    return objects


def _keyword(named: dict[str, Said]) -> tuple[str, ...]:
    """What the caller wrote to reach the survey, as the flow kept it; it is no answer."""
    said = named.pop("keyword", None)
    return said.forms if said else ()


def _channel(kind: str | None) -> Channel:
    return Channel.VOICE if (kind or "").casefold() in {"voice", "ivr"} else Channel.SMS


def _told(codes: tuple[str | None, ...]) -> list[str]:
    return [code for code in codes if code]


def _name(label: str) -> str:
    """A result's name as flows make it of a label: lower case, with underscores."""
    return _NAME.sub("_", label.casefold()).strip("_")
