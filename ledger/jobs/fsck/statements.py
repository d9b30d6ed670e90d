"""One row of `record`: what its statement and signature give, and the columns that must follow from them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from ledger.errors import LedgerError, Malformed
from ledger.jobs.fsck.columns import RECORD, STATEMENT, is_emptied, odd_columns
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.told import HeadName, disagrees, hold, row, shown
from ledger.jobs.submit import INCLUDE_WITHIN_SECONDS
from ledger.model.finding import Finding
from ledger.model.record import Entry
from ledger.model.statement import Kind, Statement
from ledger.ports.stored_rows import StoredRow, emptied
from ledger.proof.typed_data import statement_digest

_STATEMENT = tuple(name for name in STATEMENT if name != "signature")
_ACTS_ON = (Kind.REVOCATION, Kind.SUPERSESSION, Kind.ERASURE)


@dataclass(frozen=True, slots=True)
class Told:
    """A record row, read. `statement` is None where a column of it holds what was never written, or it is gone."""

    row: StoredRow
    subject: str
    odd: tuple[str, ...]  # columns of the statement with a value of a type or length that was never written
    statement: Statement | None
    digest: bytes | None
    signature: bytes | None

    @property
    def signature_hash(self) -> bytes | None:
        """SHA-256 of the signature, as entries hold it."""
        return None if self.signature is None else sha256(self.signature).digest()

    @property
    def record_id(self) -> bytes | None:
        """The id as the row's own column has it."""
        found = self.row.get("record_id")
        return found if isinstance(found, bytes) else None

    @property
    def is_gone(self) -> bool:
        """Whether the statement's columns are empty, as shredding leaves them."""
        return is_emptied(self.row)

    def entry(self, index: int) -> Entry | None:
        """Give the entry that statement and signature make, None where they cannot be read."""
        if self.digest is None or self.signature_hash is None:
            return None
        return Entry(index, self.digest, self.signature_hash)


def read_told(scene: Scene, stored: StoredRow, head: HeadName | None) -> Told:
    """Give the row with its digest recomputed under the home domain."""
    key = "log_index" if stored.get("log_index") is not None else "arrival"
    subject = row("record", head, **{key: stored.get(key)})
    odd = odd_columns(stored, STATEMENT)
    signature = stored.get("signature")
    kept = signature if isinstance(signature, bytes) else None
    if any(name != "signature" for name in odd) or scene.home is None:
        return Told(stored, subject, odd, None, None, kept)
    statement = Statement(**{name: stored[name] for name in _STATEMENT})  # type: ignore[arg-type]
    try:
        digest = statement_digest(statement, scene.home)
    except Malformed as error:
        return Told(stored, subject, (error.field,), None, None, kept)
    return Told(stored, subject, odd, statement, digest, kept)


def column_findings(scene: Scene, told: Told, *, names: bytes) -> Iterator[Finding]:
    """Name each column of a whole statement's row that does not follow from the statement. `names` is its true id."""
    stored, statement = told.row, told.statement
    for name in odd_columns(stored, RECORD):
        yield _column(told, name, stored.get(name), None, names)
    if statement is None:
        return
    expected: dict[str, object] = {
        "record_id": names,
        "nonce_key": sha256(statement.issuer.encode() + b"\x00" + statement.nonce).digest(),
        "acts_on": _acts_on(statement),
        "shredded_by": None,
    }
    if scene.home_id is not None:
        expected["domain_id"] = scene.home_id
    for name, value in expected.items():
        if stored.get(name) != value:
            yield _column(told, name, stored.get(name), value, names)
    yield from _promise_findings(told, names)


def _promise_findings(told: Told, names: bytes) -> Iterator[Finding]:
    received, promised = told.row.get("received_at"), told.row.get("include_by")
    if isinstance(received, int) and isinstance(promised, int) and promised - received != INCLUDE_WITHIN_SECONDS:
        sentence = (
            f"include_by is {promised}, received_at is {received}: every promise is for {INCLUDE_WITHIN_SECONDS} "
            "seconds after receipt, so one of the two was changed"
        )
        yield disagrees("column-differs", told.subject, sentence, names)


def _column(told: Told, name: str, stored: object, value: object, names: bytes) -> Finding:
    must = f"; by the statement it must be {shown(value)}" if name not in odd_columns(told.row, RECORD) else ""
    sentence = f"column {name} holds {shown(stored)}{must or ', which was never written'}: the column is wrong"
    return disagrees("column-differs", told.subject, sentence, names)


def _acts_on(statement: Statement) -> bytes | None:
    if statement.kind not in _ACTS_ON:
        return None
    try:
        return bytes.fromhex(json.loads(statement.body)["record"][2:])
    except (KeyError, TypeError, ValueError):
        return None


def shredded_findings(scene: Scene, told: Told, *, names: bytes) -> Iterator[Finding]:
    """Tell a shredded row from a lost one: its ground is an erasure record in the log that names it."""
    stored = told.row
    for name in odd_columns(stored, RECORD):
        yield _column(told, name, stored.get(name), None, names)
    expected = {"record_id": names, "domain_id": scene.home_id or stored.get("domain_id")}
    for name, value in expected.items():
        if stored.get(name) != value:
            yield _column(told, name, stored.get(name), value, names)
    yield from _promise_findings(told, names)
    by = stored.get("shredded_by")
    ground = scene.rows.record_named(by) if isinstance(by, bytes) else None
    if ground is None or not _is_ground(scene, ground, names):
        sentence = f"shredded_by names {shown(by)}, which is no erasure of this record in the log: it is lost"
        yield disagrees("shredded-without-ground", told.subject, sentence, names)
        return
    filled = [name for name, empty in emptied(stored).items() if stored.get(name) != empty]
    if filled or stored.get("event_arrival") is not None:
        still = [*filled, *(["its event row"] if stored.get("event_arrival") is not None else [])]
        sentence = f"the row is shredded by {shown(by)}, and {hold(still, 'still ')} something"
        yield disagrees("shredded-half", told.subject, sentence, names, mend="shred it again")


def _is_ground(scene: Scene, ground: StoredRow, names: bytes) -> bool:
    told = read_told(scene, ground, None)
    if told.statement is None or told.statement.kind != Kind.ERASURE or ground.get("log_index") is None:
        return False
    return _acts_on(told.statement) == names and told.digest == ground.get("record_id")


def lost_findings(scene: Scene, told: Told, *, names: bytes) -> Iterator[Finding]:
    """Name a row whose statement is gone without being shredded, unless an erasure shows that it was."""
    try:
        by = scene.rows.erasure_of(names)
    except LedgerError:
        by = None
    if by is not None:
        sentence = f"shredded_by holds nothing, and the erasure {shown(by)} names this record: the column was changed"
        yield disagrees("column-differs", told.subject, sentence, names)
        return
    sentence = "the statement is gone and no erasure names the record: it is lost, not shredded"
    yield disagrees("statement-lost", told.subject, sentence, names)
