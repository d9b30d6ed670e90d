"""A wave that takes webhooks, on a host in a folder, whose custodian can look at what was really kept."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from simulator.simulated_world import ToldClock
from survey_builders import EPOCH, NOW, OTHER_SITE, SITE, a_hosted_wave, two_people

from ledger.jobs.survey.running_calls import PhoneMemory, new_phone_memory
from ledger.jobs.survey.webhook import Hook, HookAnswer, Shape, take_webhook
from ledger.model.survey.response import Response, Standing
from ledger.model.survey.wave import ChannelRoute, HostedWave
from ledger.ports.survey import SurveyHost
from ledger.surveys.channels.routes import hook_digest
from ledger.surveys.sealing import opened
from ledger.vault.envelope import TwoPersonOpener, TwoPersonSealer
from ledger.vault.person_keys import PersonKeys
from ledger.vault.survey_vault import SqliteSurveyVault

SECRET = "c2VjcmV0LW9mLXRoZS13ZWJob29rcw=="
FLOW, CODE, NUMBER = "5b767bce-0000-4000-8000-4dd6e3c46913", "*384*77#", "+15550100"
PHONE, URN, CONTACT = "+15550142987", "tel:+15550142987", "a998eda6-0000-4000-8000-3fd7a9753c84"
CANARIES = ("15550142987", "5550142987", CONTACT, "Rahima-Canary")
ADDRESS = f"http://tierlight.test/v1/survey/hooks/{SECRET}/gateway"


def a_phone_wave(**changes: Any) -> HostedWave:
    """The builders' wave with a flow, a service code and a number for the first site, a keyword for the other."""
    routes = (*(ChannelRoute(code, SITE) for code in (FLOW, CODE, NUMBER)), ChannelRoute("rice", OTHER_SITE))
    return a_hosted_wave(**{"routes": routes, "hook_digest": hook_digest(SECRET), **changes})


@dataclass
class Line:
    """A host with one wave, and both people's keys beside it, as only a test has them."""

    host: SurveyHost
    wave: HostedWave
    memory: PhoneMemory
    folder: Path

    def take(self, shape: Shape, raw: bytes, **changes: Any) -> HookAnswer:
        hook = Hook(**{"secret": SECRET, "shape": shape, "raw": raw, "address": ADDRESS, **changes})
        return take_webhook(self.host, self.memory, hook)

    def flow(self, document: Mapping[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.take(Shape.FLOW, json.dumps(document).encode()).body)
        return answer

    def form(self, shape: Shape, fields: Mapping[str, str], **changes: Any) -> str:
        return self.take(shape, urlencode(fields).encode(), **changes).body

    def kept(self) -> list[Response]:
        """What the custodian reads with both people's keys."""
        return responses_in(self.host, self.wave)

    def answered(self) -> list[Response]:
        return [each for each in self.kept() if each.standing is Standing.ANSWERED]


def responses_in(host: SurveyHost, wave: HostedWave) -> list[Response]:
    people = two_people()
    opener = TwoPersonOpener(PersonKeys(1, {EPOCH: people.first}), PersonKeys(2, {EPOCH: people.second}))
    return [opened(sealed, wave, opener).response for sealed in host.vault.sealed(wave.token)]


def a_line(folder: Path, *, now: int = NOW, **changes: Any) -> Line:
    """A line in this folder; `changes` override the wave's fields."""
    wave = a_phone_wave(**changes)
    host = SurveyHost(SqliteSurveyVault(folder), TwoPersonSealer(), ToldClock(now), os.urandom)
    host.vault.add_wave(wave)
    return Line(host, wave, new_phone_memory(os.urandom), folder)


def said(category: str, value: str | None = None, text: str | None = None) -> dict[str, str]:
    """One result of a flow: category, value and input."""
    value = category if value is None else value
    return {"category": category, "value": value, "input": value if text is None else text}


def some_results(**changes: Any) -> dict[str, Any]:
    """Consent to aggregates and referral, and four answers in the forms that flows give them; None leaves one out."""
    results = {
        "consent": said("Yes", "1"),
        "age_group": said("adult", "1"),
        "purpose_aggregate_report": said("Yes", "1"),
        "purpose_referral": said("Yes", "1"),
        "bus_late": said("No", "2"),
        "fee_paid": said("Yes", "1"),
        "fee_months": said("Has Number", "7"),
        "threats": said("Has Text", "1, 3"),
        "greeting": said("All Responses", "hello"),
    }
    return {name: found for name, found in (results | changes).items() if found is not None}


def a_flow_run(run_id: str = "run-1", *, status: str = "completed", **changes: Any) -> dict[str, Any]:
    """What a flow's webhook sends at its end, personal fields and all; `changes` override its parts."""
    return {
        "flow": {"uuid": FLOW, "name": "survey"},
        "run": {
            "uuid": run_id,
            "status": status,
            "created_on": "2026-09-22T10:00:00.000Z",
            "exited_on": "2026-09-22T10:03:20.500Z",
        },
        "contact": {"uuid": CONTACT, "name": "Rahima-Canary", "urn": URN, "language": "ben"},
        "channel": {"name": "a number", "type": "EX"},
        "results": some_results(),
    } | changes


def a_legacy_run(run_id: str = "901", *, status: str = "completed", **changes: str) -> dict[str, str]:
    """What the older webhook posts; `changes` override its fields."""
    labels = {name.replace("_", " ").capitalize(): found for name, found in some_results().items()}
    values = [
        {
            "label": label,
            "category": {"eng": found["category"]},
            "value": found["value"],
            "text": found["input"],
            "node": "n",
            "time": f"2026-09-22T10:0{min(place, 9)}:00Z",
        }
        for place, (label, found) in enumerate(labels.items())
    ]
    return {
        "event": "flow",
        "run": run_id,
        "flow": FLOW,
        "relayer": "17",
        "phone": PHONE,
        "contact": CONTACT,
        "contact_name": "Rahima-Canary",
        "urn": URN,
        "flow_base_language": "spa",
        "step": "s",
        "text": "7",
        "values": json.dumps(values),
        "status": status,
    } | changes


MENU_KEYS = ("1", "1", "1", "1", "1", "1", "2", "1", "2")  # English, adult, two paragraphs, yes, four purposes


def a_menu_request(keys: tuple[str, ...] = (), *, session: str = "AT-1", **changes: str) -> dict[str, str]:
    """What a gateway posts for a screen after these keys."""
    sent = {"sessionId": session, "serviceCode": CODE, "phoneNumber": PHONE, "networkCode": "1", "text": "*".join(keys)}
    return sent | changes


def a_call_request(digits: str | None = None, *, session: str = "CALL-1", **changes: str) -> dict[str, str]:
    """What a gateway posts for a call after these keys."""
    sent = {"sessionId": session, "isActive": "1", "direction": "Inbound", "callerNumber": PHONE}
    return sent | {"destinationNumber": NUMBER} | ({"dtmfDigits": digits} if digits is not None else {}) | changes
