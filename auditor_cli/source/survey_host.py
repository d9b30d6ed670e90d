"""The operator's host over HTTP, as the custodian of a wave reaches it: implements `ledger.ports.survey.Host`."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from auditor_cli.refusals import ServerRefused
from auditor_cli.source.server import Server, part
from ledger.errors import NotFound
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.frozen_form import form_of, read_form
from ledger.proof.wire import hex_text, read_hex
from ledger.surveys.hosted_form import hosted_document

_WAVES = "/v1/survey/waves"
_AT_ONCE = 100  # rows in one request
_CODES_AT_ONCE = 1_000
_LISTED_AT_ONCE = 16_384  # 1.4 MB


@dataclass(frozen=True, slots=True)
class RemoteSurveyHost:
    """Asks a server with a custodian's API key. A wave that is not there for that key raises NotFound."""

    server: Server

    def open_wave(self, wave: HostedWave) -> None:
        """Let the wave take answers in its time."""
        self._sent("", hosted_document(wave))

    def shut_wave(self, token: str) -> None:
        """Let the wave take no more answers."""
        self._sent(f"/{part(token)}/shut", {})

    def sealed(self, token: str) -> Iterator[SealedResponse]:
        """Give every row, a page at a time."""
        page: dict[str, Any] = {"following": None}
        while True:
            after = {} if page["following"] is None else {"after": page["following"]}
            page = self._found(lambda asked=after: self.server.get(f"{_WAVES}/{part(token)}/rows", **asked), token)
            yield from read_form(tuple[SealedResponse, ...], page["rows"], field="rows")
            if page["following"] is None:
                return

    def receipt_tags(self, token: str, codes: Sequence[str]) -> tuple[bytes, ...]:
        """Give the tag of each code."""
        tags: list[bytes] = []
        for start in range(0, len(codes), _CODES_AT_ONCE):
            told = self._sent(f"/{part(token)}/receipt-tags", {"codes": [*codes[start : start + _CODES_AT_ONCE]]})
            tags += [read_hex(tag, field="tags", least=32, most=32) for tag in told["tags"]]
        return tuple(tags)

    def add_sealed(self, token: str, rows: Sequence[SealedResponse], *, message: bytes | None = None) -> bool:
        """Keep rows, all or none; they go in one request."""
        body: Json = {"rows": form_of(tuple(rows)), "message": None if message is None else hex_text(message)}
        return bool(self._sent(f"/{part(token)}/rows", body)["done"] == "kept")

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Publish the list of a closed wave, a page at a time: none is larger than a request may be."""
        for start in range(0, len(rows), _LISTED_AT_ONCE):
            some = rows[start : start + _LISTED_AT_ONCE]
            listed = urlsafe_b64encode(b"".join(code + commitment for code, commitment in some)).decode().rstrip("=")
            body: Json = {"root": hex_text(root), "rows": listed, "start": start, "of": len(rows)}
            self._sent(f"/{part(token)}/list", body, method="PUT")

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put later keys in the place of the present ones, so many rows at a time."""
        for start in range(0, len(keys), _AT_ONCE):
            some = tuple(keys[start : start + _AT_ONCE])
            self._sent(f"/{part(token)}/keys", {"epoch": epoch, "keys": form_of(some)})

    def _sent(self, path: str, body: Json, *, method: str = "POST") -> dict[str, Any]:
        raw = canonicalise(body)
        return self._found(lambda: self.server.send(_WAVES + path, raw, method=method), path)

    def _found(self, ask: Any, what: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = ask()
        except ServerRefused as error:
            if error.problem_code == NotFound.code:
                raise NotFound(what="wave", identifier=what.strip("/").split("/")[0]) from error
            raise
        return found
