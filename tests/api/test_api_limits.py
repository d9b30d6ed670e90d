"""What may come in at all: size, encoding, type, headers; judged before the body is read."""

import json
from collections.abc import Iterator

import pytest
from api_town import Served, a_statement
from builders import MILL

from api.schemas import ProblemDocument


def _chunks(total: int) -> Iterator[bytes]:
    for _ in range(total // 100_000):
        yield b" " * 100_000


@pytest.mark.parametrize("path", ["/v1/statements", "/v1/verify", "/epcis/capture"])
def test_a_stated_length_over_the_limit_is_refused_before_a_byte_is_read(served: Served, path: str) -> None:
    headers = served.as_(MILL, **{"Content-Type": "application/json", "Content-Length": str(60_000_000)})
    refused = served.client.post(path, content=_never_read(), headers=headers)
    assert refused.status_code == 413
    assert ProblemDocument.model_validate(refused.json()).code == "too-large"
    assert refused.headers["connection"] == "close"


def _never_read() -> Iterator[bytes]:
    yield b"{"
    raise AssertionError("the body was read on")


def test_a_body_of_unstated_length_is_cut_off_at_the_limit(served: Served) -> None:
    headers = served.as_(MILL, **{"Content-Type": "application/json"})
    refused = served.client.post("/v1/statements", content=_chunks(60_000_000), headers=headers)
    assert refused.status_code == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity, gzip"])
def test_compressed_bodies_are_refused_unread(served: Served, encoding: str) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    refused = served.post("/v1/statements", raw, MILL, **{"Content-Encoding": encoding})
    assert (refused.status_code, refused.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken_where_json_is_expected(served: Served, media_type: str) -> None:
    raw = json.dumps(a_statement(served.domain)).encode()
    refused = served.post("/v1/statements", raw, MILL, **{"Content-Type": media_type})
    assert refused.status_code == 415


def test_a_form_with_many_fields_is_refused_by_its_size(served: Served) -> None:
    raw = b"&".join(b"a=%d" % number for number in range(100_000))
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert served.client.post("/sign-out", content=raw, headers=headers).status_code == 413


def test_very_long_headers_and_addresses_are_refused(served: Served) -> None:
    assert served.client.get("/healthz", headers={"X-Long": "a" * 20_000}).status_code == 431
    assert served.client.get("/healthz?" + "a" * 10_000).status_code == 414


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("DELETE", "/v1/statements", 405), ("GET", "/v1/statements", 405)],
)
def test_a_path_or_method_that_is_not_there_is_a_problem_too(
    served: Served, method: str, path: str, status: int
) -> None:
    refused = served.client.request(method, path)
    assert refused.status_code == status
    assert ProblemDocument.model_validate(refused.json()).status == status


def test_a_body_limit_of_the_settings_is_the_one_that_holds(served: Served) -> None:
    limit = served.ledger.settings.max_body_bytes
    refused = served.post("/epcis/capture", b" " * (limit + 1), MILL)
    assert (refused.status_code, refused.json()["facts"]["limit"]) == (413, str(limit))
