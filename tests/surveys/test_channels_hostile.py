"""Whatever is sent to a phone channel, it is read or refused: no other fault, and never an answer nobody gave."""

import contextlib
import json
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from phone_line import CODE, FLOW, NUMBER, a_flow_run, a_legacy_run, a_phone_wave

from ledger.errors import LedgerError
from ledger.surveys.channels.gateway import place_in, read_gateway
from ledger.surveys.channels.kobo import read_kobo
from ledger.surveys.channels.paper import compared
from ledger.surveys.channels.rapidpro import read_flow, read_legacy
from ledger.surveys.channels.rows import column_names
from ledger.surveys.channels.said import Said, answer_of
from ledger.surveys.channels.walk import walked
from ledger.surveys.instrument.routing import accept

WAVE = a_phone_wave()
COLUMNS = column_names(WAVE)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner))
_FIELDS = ("sessionId", "serviceCode", "text", "isActive", "dtmfDigits", "status", "input", "durationInMillis")
_QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _reads(read: Any, *sent: Any) -> None:
    with contextlib.suppress(LedgerError):
        read(*sent)


@_QUICK
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    for read in (read_flow, read_legacy):
        _reads(read, raw, WAVE)
    _reads(read_gateway, raw)
    _reads(read_kobo, raw, COLUMNS)
    _reads(compared, raw, raw, COLUMNS)


@_QUICK
@given(st.sampled_from(("flow", "run", "contact", "channel", "results")), _JSON)
def test_any_part_of_a_flow_may_be_anything(name: str, value: object) -> None:
    _reads(read_flow, json.dumps(a_flow_run() | {name: value}).encode(), WAVE)


@_QUICK
@given(st.sampled_from(tuple(a_flow_run()["results"])), _JSON)
def test_any_result_of_a_flow_may_be_anything(name: str, value: object) -> None:
    run = a_flow_run()
    run["results"][name] = value
    _reads(read_flow, json.dumps(run).encode(), WAVE)


@_QUICK
@given(_JSON)
def test_the_values_of_the_older_form_may_be_anything(value: object) -> None:
    _reads(read_legacy, urlencode(a_legacy_run(values=json.dumps(value))).encode(), WAVE)


@_QUICK
@given(
    st.dictionaries(st.sampled_from(_FIELDS), st.text(max_size=30) | st.sampled_from(("0", "1", CODE, NUMBER, FLOW)))
)
def test_a_gateways_fields_may_be_anything(fields: dict[str, str]) -> None:
    with contextlib.suppress(LedgerError):
        dialled = read_gateway(urlencode(fields).encode())
        place_in(dialled, dialled.keys or (), WAVE, help_text="help")


@_QUICK
@given(st.lists(st.sampled_from(("0", "00", "1", "2", "3", "7", "12", "99", "", "x")), max_size=60))
def test_a_walk_is_repeatable_and_whatever_it_gives_fits_the_questionnaire(keys: list[str]) -> None:
    found = walked(WAVE, keys, help_text="help")
    assert found == walked(WAVE, keys, help_text="help")
    items = {item.name: item for item in WAVE.instrument.asked}
    answers = {name: answer_of(items[name], said) for name, said in found.named.items() if name in items}
    accept(WAVE.instrument, {name: answer for name, answer in answers.items() if answer is not None})


@_QUICK
@given(st.lists(st.text(max_size=12), max_size=3))
def test_what_is_said_becomes_a_choice_of_the_question_or_none(forms: list[str]) -> None:
    for item in WAVE.instrument.asked:
        try:
            answer = answer_of(item, Said(tuple(forms)))
        except LedgerError:
            continue
        assert answer is None or not item.choices or set(answer.split()) <= {each.name for each in item.choices}
