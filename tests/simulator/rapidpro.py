"""A small RapidPro: it walks a flow for many synthetic workers and posts each run to a webhook over real HTTP.

As the real one it posts while a run goes on and at its end, posts again where no answer came, and its network repeats,
reorders, cuts and loses messages. Workers are made from a seed; their numbers and names are invented canaries.
"""

import http.client
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

_LANGUAGES = ("eng", "spa", "ben", "ara")


@dataclass(frozen=True)
class Worker:
    """One synthetic worker: what the flow knows of them, and what they will answer."""

    number: str
    name: str
    run: str
    language: str
    results: dict[str, dict[str, str]]
    ends: str  # completed, expired, or waiting for ever


@dataclass
class Network:
    """What happened to messages on the way: a test looks whether each fault really fired."""

    repeated: int = 0
    cut: int = 0
    lost_replies: int = 0
    refused: int = 0


@dataclass
class RapidPro:
    """Posts to one webhook address. `codes` is what each run's worker was last told, by run."""

    address: str
    flow: str
    seed: int
    network: Network = field(default_factory=Network)
    codes: dict[str, set[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def walk(self, workers: Sequence[Worker]) -> None:
        """Send everything that these workers' runs make, out of order among and within runs."""
        chance = random.Random(self.seed)
        messages = [message for worker in workers for message in self._messages(worker, chance)]
        chance.shuffle(messages)
        for worker, body in messages:
            self._deliver(worker, body, chance)

    def _messages(self, worker: Worker, chance: random.Random) -> Iterator[tuple[Worker, bytes]]:
        names = list(worker.results)
        part = {name: worker.results[name] for name in names[: chance.randrange(len(names) + 1)]}
        yield worker, self._body(worker, part, "active")
        if worker.ends != "waiting":
            yield worker, self._body(worker, worker.results, worker.ends)

    def _deliver(self, worker: Worker, body: bytes, chance: random.Random) -> None:
        """One message until its reply is seen: a reply that is lost makes the provider send again."""
        if chance.random() < 0.1:
            self.network.cut += 1
            status, _ = self._post(body[: chance.randrange(1, len(body))])
            self.network.refused += status in (400, 422)
        while True:
            status, reply = self._post(body)
            if chance.random() < 0.2:
                self.network.lost_replies += 1
                continue
            break
        assert status == 200, reply
        self._tell(worker, json.loads(reply))
        if chance.random() < 0.15:
            self.network.repeated += 1
            self._tell(worker, json.loads(self._post(body)[1]))

    def _tell(self, worker: Worker, reply: dict[str, Any]) -> None:
        self.texts.append(reply["text"])
        if reply["receipt_code"] is not None:
            self.codes.setdefault(worker.run, set()).add(reply["receipt_code"])

    def _body(self, worker: Worker, results: dict[str, dict[str, str]], status: str) -> bytes:
        contact = {"uuid": worker.run[::-1], "name": worker.name, "urn": worker.number, "language": worker.language}
        document = {
            "flow": {"uuid": self.flow, "name": "survey"},
            "run": {"uuid": worker.run, "status": status, "created_on": "2026-09-22T10:00:00Z"},
            "contact": contact,
            "results": results,
        }
        return json.dumps(document).encode()

    def _post(self, body: bytes) -> tuple[int, str]:
        where = urlsplit(self.address)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=20)
        try:
            connection.request("POST", where.path, body, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            return reply.status, reply.read().decode()
        finally:
            connection.close()


def synthetic_workers(count: int, *, seed: int) -> list[Worker]:
    """Workers in four languages: most finish, some expire part of the way, some decline, some never end."""
    chance = random.Random(seed)
    return [_worker(place, chance) for place in range(count)]


def _worker(place: int, chance: random.Random) -> Worker:
    agrees, ends = chance.random() < 0.9, chance.choices(("completed", "expired", "waiting"), (8, 1, 1))[0]
    results = {"consent": _said("Yes" if agrees else "No", "1" if agrees else "2")}
    if agrees:
        results |= {"age_group": _said("adult", "1"), "purpose_aggregate_report": _said("Yes", "1")}
        asked = ("bus_late", "rice_cold", "passport_kept", "cannot_leave")[: 2 if ends == "expired" else 4]
        answers = {name: chance.choice((("Yes", "1"), ("No", "2"), ("Skipped", "0"))) for name in asked}
        results |= {name: _said(*answer) for name, answer in answers.items()}
    return Worker(
        number=f"tel:+1555{place:07d}",
        name=f"Canary-{place:04d}",
        run=f"{place:08d}-0000-4000-8000-{chance.getrandbits(48):012x}",
        language=_LANGUAGES[place % len(_LANGUAGES)],
        results=results,
        ends=ends,
    )


def _said(category: str, value: str) -> dict[str, str]:
    return {"category": category, "value": value, "input": value}
