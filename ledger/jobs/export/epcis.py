"""Events as EPCIS 2.0 documents that another repository can capture: byte for byte as their senders gave them."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import orjson

from ledger.jobs.export.shape import EPCIS_FOLDER
from ledger.jobs.export.written import Growing, WrittenFile

EVENTS_A_DOCUMENT = 500
BYTES_A_DOCUMENT = 4_000_000  # so that one document is one capture
_MOST_CONTEXTS = 8  # that wait for more events


class EpcisDocuments:
    """Documents of events of one @context each, in the order of the records. Few events are in memory at a time."""

    def __init__(self, folder: Path, *, created: str) -> None:
        self._folder, self._created = folder, created
        self._waiting: dict[str, list[bytes]] = defaultdict(list)
        self._bytes: Counter[str] = Counter()  # waiting, by context
        self.files: list[WrittenFile] = []
        self.events = 0

    def add(self, body: bytes) -> None:
        """Take the event that the body of an `event` statement holds."""
        told = orjson.loads(body)
        context, event = told["context"], told["event"].encode()
        if self._bytes[context] + len(event) > BYTES_A_DOCUMENT or len(self._waiting[context]) == EVENTS_A_DOCUMENT:
            self._write(context)
        self._waiting[context].append(event)
        self._bytes[context] += len(event)
        self.events += 1
        if len(self._waiting) > _MOST_CONTEXTS:
            self._write(self._bytes.most_common(1)[0][0])

    def finish(self) -> None:
        """Write what is waiting."""
        for context in tuple(self._waiting):
            self._write(context)

    def _write(self, context: str) -> None:
        events = self._waiting.pop(context, [])
        del self._bytes[context]
        if not events:
            return  # one event alone is over the limit
        name = f"{EPCIS_FOLDER}/{len(self.files) + 1:06}.json"
        with Growing(self._folder, name) as file:
            for piece in _document(context, events, self._created):
                file.add_bytes(piece)
        self.files.append(file.written())


def _document(context: str, events: list[bytes], created: str) -> Iterator[bytes]:
    yield b'{"@context":' + context.encode() + b',"creationDate":' + orjson.dumps(created)
    yield b',"epcisBody":{"eventList":[' + b",\n".join(events)
    yield b']},"schemaVersion":"2.0","type":"EPCISDocument"}\n'
