"""A record as its page shows it: verdict first, then what was said, by whom, how it was checked, and its limits."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.web.release_page import WorkerLineView, worker_line_view

Document = Mapping[str, Any]
_SCHEMES = {
    "eoa": ("Own key (secp256k1)", "The issuer's registered key signed it."),
    "passkey": ("Passkey", "The issuer's registered passkey signed it, with the person verified by the device."),
    "erc1271": ("Contract account (ERC-1271)", "The issuer's contract accepted it; that cannot be checked offline."),
    "custodial": (
        "Custodian (weakest form)",
        "A custodian signed on behalf of the issuer, who has delegated this on chain. The issuer's own key did not.",
    ),
}
_GOOD, _BAD = ("VALID",), ("INVALID", "DISPUTED", "REVOKED")
_CHECKED = {True: ("✓", "passed"), False: ("✗", "failed"), None: ("–", "not run")}


@dataclass(frozen=True, slots=True)
class CheckView:
    """One numbered check with a symbol and a word for how it ended."""

    number: int
    name: str
    symbol: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """Everything that the page shows of a record. `tone` is good, bad or open; `fields` are (place, text).

    `worker_line` is what a release, an ending, an index of releases or a remedy says, in words; None for all others.
    """

    document: Document
    tone: str
    checks: tuple[CheckView, ...]
    scheme: str
    scheme_says: str
    fields: tuple[tuple[str, str], ...]
    is_provable: bool
    is_demo: bool
    worker_line: WorkerLineView | None


def record_view(document: Document, *, is_demo: bool) -> RecordView:
    """Give the page of a record from its answer."""
    verdict = document["verdict"]
    name, says = _SCHEMES[document["scheme"]]
    return RecordView(
        document=document,
        tone="good" if verdict["verdict"] in _GOOD else "bad" if verdict["verdict"] in _BAD else "open",
        checks=tuple(_check(check) for check in verdict["checks"]),
        scheme=name,
        scheme_says=says,
        fields=tuple(_flat("", _opened(document["statement"]["body"]))),
        is_provable=document["status"] == "final",
        is_demo=is_demo,
        worker_line=worker_line_view(document["statement"]["body"]),
    )


def _check(check: Document) -> CheckView:
    symbol, word = _CHECKED[check["passed"]]
    return CheckView(check["number"], check["name"], symbol, word, check["detail"] or "")


def _opened(body: Document) -> dict[str, Any]:
    """Give the body with the event in it as an object; its own text stays in the receipt."""
    if not {"event", "context"} <= body.keys():
        return dict(body)
    return {**body, "event": json.loads(body["event"]), "context": json.loads(body["context"])}


def _flat(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Give each leaf with its place, as `workforce › fees › share`."""
    match value:
        case dict() as members if members:
            for key, member in members.items():
                yield from _flat(f"{place} › {key}" if place else str(key), member)
        case list() as items if items:
            for number, item in enumerate(items, start=1):
                yield from _flat(f"{place} {number}", item)
        case _:
            yield place, _leaf(value)


def _leaf(value: object) -> str:
    match value:
        case None:
            return "not said"
        case bool():
            return "yes" if value else "no"
        case {} | []:
            return "none"
        case _:
            return str(value)
