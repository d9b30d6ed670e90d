"""A running API, asked over HTTP. What it answers is its operator's word; receipts are checked here, without it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import httpx

from auditor_cli.refusals import ReportOfAnother, ServerRefused
from auditor_cli.source.asked import Document
from auditor_cli.source.server import Server, part
from auditor_cli.source.whole_table import whole_table
from ledger.errors import NotAllowed

_BRAND_ALONE = "brand"  # as the server takes it: a report that was made for nobody beside the brand
_NO_READINESS = 503


@dataclass(frozen=True, slots=True)
class RemoteSource:
    """Answers from the API behind `client`; `server` is its address as it was given."""

    client: httpx.Client
    server: str

    def products(self, **state: str) -> Document:
        """Give the products that the key's party may see."""
        return self._server.get("/v1/products", **state)

    def provenance(self, product: str, **state: str) -> Document:
        """Give a product's tiers."""
        return self._server.get(f"/v1/products/{part(product)}/provenance", **state)

    def score(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give a product's assessment."""
        return self._server.get(f"/v1/products/{part(product)}/tiers", as_of=as_of.isoformat(), **state)

    def report(self, product: str, *, as_of: date, **state: str) -> Document:
        """Give the draft of a product's report, as far as the key's party may read it."""
        return self._server.get(f"/v1/products/{part(product)}/report.json", as_of=as_of.isoformat(), **state)

    def report_again(self, document: Document) -> Document:
        """Give the draft of a report anew, for whom it was made. Raises ReportOfAnother where the server does not.

        A server that does not know the question answers for the key's party, which is no answer to it.
        """
        told, named = document["assessment"], document["read_by"]
        asked: dict[str, str | list[str]] = {"as_of": told["as_of"], "as_of_log_size": str(told["log_size"])}
        asked |= {"made_for": named["did"], "made_for_role": named["roles"]} if named else {"made_for": _BRAND_ALONE}
        made_for = str(asked["made_for"])
        try:
            made = self._server.get(f"/v1/products/{part(told['product']['id'])}/report.json", **asked)
        except ServerRefused as error:
            if error.problem_code != NotAllowed.code:
                raise
            needs = (error.told_facts or {}).get("needs", "another reader")
            raise ReportOfAnother(made_for=made_for, needs=needs) from error
        if made["read_by"] != named:
            raise ReportOfAnother(made_for=made_for, needs="a server that makes it again for the reader it names")
        return made

    def brand(self, did: str, *, as_of: date) -> Document:
        """Give a brand's own score."""
        return self._server.get(f"/v1/brands/{part(did)}/score", as_of=as_of.isoformat())

    def explain(self, product: str, *, as_of: date, site: str | None, tier: int | None, **state: str) -> Document:
        """Give why a product, tier or site is scored as it is."""
        asked = _named(as_of=as_of.isoformat(), site=site, tier=tier)
        return self._server.get(f"/v1/products/{part(product)}/explain", **asked, **state)

    def what_if(self, product: str, *, as_of: date, site: str | None, tier: int | None, **state: str) -> Document:
        """Give what may be done about it, ranked."""
        asked = _named(as_of=as_of.isoformat(), site=site, tier=tier)
        return self._server.get(f"/v1/products/{part(product)}/what-if", **asked, **state)

    def compare(self, product: str, *, other: str | None, days: Sequence[date], sizes: Sequence[int]) -> Document:
        """Give what changed between two assessments."""
        listed = {"as_of": [day.isoformat() for day in days], "as_of_log_size": [str(size) for size in sizes]}
        asked: dict[str, str | list[str]] = {name: each for name, each in listed.items() if each}
        return self._server.get(f"/v1/products/{part(product)}/compare", **asked, **_named(other=other))

    def lot_trace(self, lot: str, **state: str) -> Document:
        """Give a lot walked back to raw material."""
        return self._server.get(f"/v1/lots/{part(lot)}/trace", **state)

    def lot_track(self, lot: str, **state: str) -> Document:
        """Give a lot walked forward, as far as the key's party may see it."""
        return self._server.get(f"/v1/lots/{part(lot)}/track", **state)

    def credit(self, certificate: str) -> Document:
        """Give what is left of a certified quantity."""
        return self._server.get(f"/v1/credits/{part(certificate)}")

    def blast_radius(self, cause: str, value: str, *, good: str | None, known_on: date | None) -> Document:
        """Give what a cause touches, as far as the key's holder may see it."""
        day = known_on.isoformat() if known_on is not None else None
        narrowed = {name: each for name, each in (("good", good), ("known_on", day)) if each is not None}
        return self._server.get("/v1/blast-radius", cause=cause, value=value, **narrowed)

    def verify(self, raw: bytes) -> Document:
        """Give the server's verdict on a signed statement or {"record_id": …}."""
        return self._server.send("/v1/verify", raw)

    def record(self, record_id: str) -> Document:
        """Give a record with its verdict."""
        return self._server.get(f"/v1/records/{part(record_id)}")

    def receipt(self, record_id: str) -> Document:
        """Give a record's receipt."""
        return self._server.get(f"/v1/records/{part(record_id)}/receipt")

    def head(self) -> Document:
        """Give the newest final head and the domain to sign for."""
        return self._server.get("/v1/log/head")

    def log_keys(self) -> Document:
        """Give what the server says the log's keys are."""
        return self._server.get("/v1/log/keys")

    def submit(self, raw: bytes) -> Document:
        """Hand in one signed statement. The same bytes again are the same request."""
        return self._server.send("/v1/statements", raw, idempotency_key=sha256(raw).hexdigest())

    def capture(self, raw: bytes, *, strict: bool, proceed: bool) -> Document:
        """Hand in one EPCIS document; with `proceed` its job is asked for the events that were not kept."""
        key = sha256(b"proceed\n" * proceed + b"strict\n" * strict + raw).hexdigest()
        more = {"Tierlight-Strict": "true"} if strict else {}
        more |= {"GS1-Capture-Error-Behaviour": "proceed"} if proceed else {}
        given = self._server.send("/epcis/capture", raw, idempotency_key=key, more=more)
        job = self._server.get(f"/epcis/capture/{part(str(given.get('capture_id')))}") if proceed else {}
        return given | {"errors": job.get("errors", [])}

    def papers(self, raw: bytes, *, is_dry_run: bool) -> Document:
        """Give what a sheet would keep row by row, or keep all of it."""
        if is_dry_run:
            return self._server.send("/v1/papers?dry_run=true", raw)
        return self._server.send("/v1/papers?dry_run=false", raw, idempotency_key=sha256(raw).hexdigest())

    def find(self, number: str, *, of_type: str | None) -> Document:
        """Give the lots that a number of a paper or container is tied to."""
        return self._server.get("/v1/lots", **{(of_type or "reference").replace("-", "_"): number})

    def sites(self, outcomes: Sequence[str], *, after: int) -> Document:
        """Give a page of the described sites with these outcomes, or any."""
        return self._server.get("/v1/sites/matches", outcome=list(outcomes), after=str(after))

    def requests(self) -> Document:
        """Give what sites are asked, as far as the key's party may read it."""
        return self._server.get("/v1/sites/requests")

    def screening(self, subject: str | None, *, as_of: date) -> Document:
        """Give the screening of everybody that the key's party sees, or of one site or party."""
        return self._server.get("/v1/screening", as_of=as_of.isoformat(), **_named(subject=subject))

    def screening_queue(self, *, as_of: date) -> Document:
        """Give the matches that wait for a person."""
        return self._server.get("/v1/screening/queue", as_of=as_of.isoformat())

    def screening_changes(self, old: str, new: str) -> Document:
        """Give what the lists said anew between two days, and whom it touches."""
        return self._server.get("/v1/screening/changes", old=old, new=new)

    def reference_list(self, *, as_of: date) -> Document:
        """Give the public lists in force there on a day."""
        return self._server.get("/v1/reference", as_of=as_of.isoformat())

    def reference_verify(self) -> Document:
        """Give the server's check of every public list."""
        return self._server.get("/v1/reference/verify")

    def reference_table(self, name: str) -> Document:
        """Give a public list whole, held here against its hash. Raises ReferenceTableError."""
        path = f"/v1/reference/tables/{part(name)}"
        return whole_table(lambda after: self._server.get(path, after=str(after)))

    def readiness(self) -> Document:
        """Give the server's own readiness, also where that is `down`."""
        response = self._server.sent("GET", "/readyz")
        if response.status_code == _NO_READINESS and "parts" in response.text:
            return self._server.document(response)
        return self._server.answered(response)

    @property
    def _server(self) -> Server:
        return Server(self.client, self.server)


def _named(**given: object) -> dict[str, str]:
    """Give those parameters that were named, as text."""
    return {name: str(value) for name, value in given.items() if value is not None}
