"""Hostile calls of every route: schemathesis reads our own OpenAPI, and GS1's documents are sent with something wrong.

Each call is one draw: an operation with parameters, headers and body that its description allows or just misses; an
EPCIS query made of real names and odd values; or a captured document with one value replaced.
"""

import copy
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from api_town import Served, a_document, a_sewing, an_event
from builders import AUDITOR, BRAND, MILL, Party
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core import NOT_SET

from api.app import create_app
from ledger.intake.epcis.parameters import PARAMETERS

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "epcis" / "examples"
MOST_BYTES_OF_QUERY = 6_000
NOT_OFFERED = ("/epcis/queries", "/epcis/nextPageToken")  # 501 is their answer
JSON = {"Content-Type": "application/json"}


@dataclass
class Calls:
    """What the service answered, and each call that it failed at."""

    statuses: Counter[int] = field(default_factory=Counter)
    paths: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    def note(self, call: str, path: str, answer: Any) -> None:
        self.statuses[answer.status_code] += 1
        self.paths.add(path)
        is_said = answer.status_code == 501 and path.startswith(NOT_OFFERED)
        if answer.status_code >= 500 and not is_said:
            self.failures.append(f"{answer.status_code} {call}: {answer.text[:300]}")


def run_calls(served: Served, *, calls: int, from_seed: int) -> Calls:
    """Make this many calls, the same ones for the same seed."""
    counted = Calls()
    operations = _operations(served)
    documents = _documents()

    @seed(from_seed)
    @settings(
        max_examples=calls,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def call(data: st.DataObject) -> None:
        party = data.draw(st.sampled_from((MILL, BRAND, AUDITOR)))
        match data.draw(st.sampled_from(("operation", "operation", "query", "document"))):
            case "operation":
                _call_operation(served, party, data.draw(st.sampled_from(operations)), data, counted)
            case "query":
                _call_query(served, party, data, counted)
            case _:
                _call_capture(served, documents, data, counted)

    call()
    return counted


def _operations(served: Served) -> list[Any]:
    document = create_app(ledger=served.ledger).openapi()
    found = [each.ok() for each in schemathesis.openapi.from_dict(document).get_all_operations()]
    assert len(found) > 40
    return found


def _call_operation(served: Served, party: Party, operation: Any, data: st.DataObject, counted: Calls) -> None:
    case = data.draw(operation.as_strategy())
    content = None if case.body is NOT_SET else json.dumps(case.body, default=str).encode()
    headers = {str(name): str(value) for name, value in (case.headers or {}).items()}
    headers = {name: value for name, value in headers.items() if _can_be_sent(value)}
    sent = {**(JSON if content is not None else {}), **headers, **served.as_(party)}
    path, query = case.formatted_path, {name: str(value) for name, value in (case.query or {}).items()}
    if query.get("min_log_size", "").isdigit():  # to wait for what is not sealed yet is not this campaign's
        query["min_log_size"] = str(int(query["min_log_size"]) % 4)
    _send(served, case.method, path, counted, params=query, headers=sent, content=content)


def _can_be_sent(value: str) -> bool:
    return value.isascii() and value.isprintable() and value == value.strip()


_VALUES = st.one_of(
    st.sampled_from(
        (
            *("shipping", "cbv:BizStep-shipping", "ObjectEvent,TransactionEvent", "ADD|DELETE", "in_transit", "true"),
            *("2026-02-01T08:00:00Z", "2026-02-01T08:00:00.123456789+14:00", "12.5", "1e99", "-0", "ASC", "eventTime"),
            *("urn:epc:idpat:sgtin:9506000.012050.*", "urn:epc:idpat:sscc:9506000.*", "urn:epc:idpat:giai:*.*"),
            *("https://id.gs1.org/01/09506000120508/10/Y1", "https://id.gs1.org/01/09506000120508/*", "x:y", "a|b|c"),
            *("urn:epc:id:sgln:9506000.00101.0", "did:web:mill.example", "\x00", "\ud800"[:0] + "é" * 40, "%", "*"),
        )
    ),
    st.text(max_size=40),
)
_NAMES = st.one_of(
    st.sampled_from(PARAMETERS),
    st.sampled_from(
        (
            *("EQ_quantity", "GE_quantity_KGM", "LT_value_CEL", "EQ_percRank", "EQ_source_owning_party"),
            *("EQ_bizTransaction_po", "EQ_destination_x:y", "EQ_ILMD_cbvmda:lotNumber", "EXISTS_INNER_ILMD_gs1:x"),
            *("GT_http://a.example/b", "EQ_readPoint_cbvmda:site", "EXISTS_ERROR_DECLARATION_gs1:x", "LE_INNER_gs1:a"),
        )
    ),
    st.text(max_size=12),
)


def _call_query(served: Served, party: Party, data: st.DataObject, counted: Calls) -> None:
    asked = data.draw(st.lists(st.tuples(_NAMES, _VALUES), max_size=3))
    path = data.draw(st.sampled_from(("/epcis/events", "/epcis/epcs/urn:epc:id:sscc:9506000.1/events", "/epcis/epcs")))
    _send(served, "GET", path, counted, params=asked, headers=served.as_(party))


def _documents() -> list[tuple[str, Any]]:
    own = ("/epcis/capture", json.loads(a_document(an_event(), a_sewing())))
    found = [("/epcis/capture", json.loads(path.read_bytes())) for path in sorted(EXAMPLES.rglob("*.jsonld"))]
    lone = [
        ("/epcis/events", {"@context": document["@context"], **event})
        for _, document in (own, *found)
        for event in document["epcisBody"].get("eventList", ())[:1]
    ]
    return [own, *found, *lone]


_ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**60), max_value=2**60),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.sampled_from(
        ("", "urn:epc:id:sgtin:1.2.3", "http://[::1", "x:" + "é" * 990, "https://id.gs1.org/01/" + "9" * 980)
    ),
    st.just([]),
    st.just({}),
    st.lists(st.text(max_size=5), max_size=3),
)


def _call_capture(served: Served, documents: list[tuple[str, Any]], data: st.DataObject, counted: Calls) -> None:
    path, document = data.draw(st.sampled_from(documents))
    document = copy.deepcopy(document)
    places = list(_places(document))
    for _ in range(data.draw(st.integers(min_value=1, max_value=3))):
        holder, key = data.draw(st.sampled_from(places))
        with_it = data.draw(_ODD)
        if isinstance(holder, list) and key >= len(holder):
            continue
        holder[key] = with_it
    behaviour = data.draw(st.sampled_from(("rollback", "proceed")))
    headers = {**JSON, **served.as_(MILL), "GS1-Capture-Error-Behaviour": behaviour}
    _send(served, "POST", path, counted, headers=headers, content=json.dumps(document).encode())


def _places(value: Any) -> Any:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in members:
        yield value, key
        yield from _places(inner)


def _send(served: Served, method: str, path: str, counted: Calls, **given: Any) -> None:
    if len(str(given.get("params", ""))) > MOST_BYTES_OF_QUERY:
        return
    try:
        request = served.client.build_request(method, path, **given)
    except (ValueError, TypeError, UnicodeError):  # the client cannot say it, so nobody can
        return
    except Exception as error:
        if type(error).__name__ != "InvalidURL":
            raise
        return
    answer = served.client.send(request)
    body = (given.get("content") or b"")[:3000]
    counted.note(f"{method} {request.url} {body!r}", path, answer)
