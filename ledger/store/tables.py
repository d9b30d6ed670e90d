"""The tables. Hashes, keys and canonical bytes are BLOB/bytea; times are epoch seconds unless a name says otherwise.

Identifiers are compared bytewise. Nothing here leaves `ledger/store`: readers get values of `ledger.model`.
"""

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, text
from sqlmodel import Field, SQLModel

# SQLite gives an autoincrementing row id only to a column declared INTEGER.
_ROW_ID = BigInteger().with_variant(Integer(), "sqlite")


def _bytes(*, key: bool = False, unique: bool = False, optional: bool = False) -> Any:
    return Field(sa_column=Column(LargeBinary, primary_key=key, unique=unique, nullable=optional))


def _number(*, key: bool = False, unique: bool = False, optional: bool = False) -> Any:
    return Field(
        sa_column=Column(BigInteger, primary_key=key, unique=unique, nullable=optional, autoincrement=False),
    )


def _text(*, key: bool = False) -> Any:
    return Field(sa_column=Column(Text, primary_key=key, nullable=False))


class DomainRow(SQLModel, table=True):
    """The EIP-712 domain that statements were signed for; one for each deployment this log has lived on."""

    __tablename__: ClassVar[Any] = "signing_domain"
    id: int | None = Field(sa_column=Column(_ROW_ID, primary_key=True))
    chain_id: int = _number()
    verifying_contract: bytes = _bytes()
    salt: bytes = _bytes(unique=True)


_ADDRESSED = text("audience <> 'downstream'")


class RecordRow(SQLModel, table=True):
    """A signed statement. `arrival` is the order of acknowledgement; `log_index` is set by sealing, once."""

    __tablename__: ClassVar[Any] = "record"
    __table_args__ = (
        Index("record_pending", "log_index", "arrival"),
        Index("record_kind", "kind", "log_index"),
        Index("record_acts_on", "acts_on"),
        Index("record_issuer", "issuer", "kind", "arrival"),
        Index("record_addressed", "audience", sqlite_where=_ADDRESSED, postgresql_where=_ADDRESSED),
    )
    arrival: int | None = Field(sa_column=Column(_ROW_ID, primary_key=True))
    record_id: bytes = _bytes(unique=True)
    nonce_key: bytes = _bytes(unique=True)  # SHA-256 of issuer and nonce: stays when the statement is erased
    domain_id: int = _number()
    v: int = _number()
    kind: str = _text()
    issuer: str = _text()
    signer: bytes = _bytes()
    issued_at: int = _number()
    nonce: bytes = _bytes()
    audience: str = _text()
    lang: str = _text()
    summary: str = _text()
    body: bytes = _bytes()
    signature: bytes = _bytes()
    scheme: str = _text()
    received_at: int = _number()
    include_by: int = _number()
    acts_on: bytes | None = _bytes(optional=True)  # the record that a revocation or supersession names
    log_index: int | None = _number(unique=True, optional=True)
    wallet_answer: int | None = _number(optional=True)  # 0 or 1: what an ERC-1271 signer said in the anchor's block
    shredded_by: bytes | None = _bytes(optional=True)  # the erasure record; its statement is emptied


class EventRow(SQLModel, table=True):
    """What EPCIS queries filter by; the event itself lies in the body of its record."""

    __tablename__: ClassVar[Any] = "event"
    __table_args__ = (Index("event_time", "event_time_ms"),)
    arrival: int = _number(key=True)
    event_type: str = _text()
    event_time_ms: int = _number()
    event_hash: str = _text()
    document_hash: bytes = _bytes()
    findings: str = _text()


class EventTermRow(SQLModel, table=True):
    """A word or identifier that an event is found by; roles are those of `ledger.model.event_query.TermRole`."""

    __tablename__: ClassVar[Any] = "event_term"
    __table_args__ = (PrimaryKeyConstraint("role", "value", "arrival"), {"sqlite_with_rowid": False})
    role: int = _number()
    value: str = _text()
    arrival: int = _number()


class CaptureJobRow(SQLModel, table=True):
    """What became of one captured document; finished in the transaction that keeps its events."""

    __tablename__: ClassVar[Any] = "capture_job"
    __table_args__ = (Index("capture_job_owner", "owner", "created_at"),)
    capture_id: str = _text(key=True)
    owner: str = _text()
    behaviour: str = _text()
    created_at: int = _number()
    finished_at: int | None = _number(optional=True)
    record_ids: bytes = _bytes()  # 32 bytes each
    faults: bytes = _bytes()  # JSON


class EntryRow(SQLModel, table=True):
    """One log entry. Rows are only ever added."""

    __tablename__: ClassVar[Any] = "entry"
    log_index: int = _number(key=True)
    record_id: bytes = _bytes(unique=True)
    signature_hash: bytes = _bytes()


class NodeRow(SQLModel, table=True):
    """The hash of a complete subtree of 2^level leaves, level >= 1."""

    __tablename__: ClassVar[Any] = "tree_node"
    __table_args__ = (PrimaryKeyConstraint("level", "position"),)
    level: int = _number()
    position: int = _number()
    hash: bytes = _bytes()


class HeadRow(SQLModel, table=True):
    """A sealed head and its way to the chain: the outbox. `raw_transaction` is durable before anything is sent."""

    __tablename__: ClassVar[Any] = "head"
    size: int = _number(key=True)
    root: bytes = _bytes()
    previous_size: int = _number()
    sealed_at: int = _number()
    state: str = _text()
    account_nonce: int | None = _number(optional=True)
    raw_transaction: bytes | None = _bytes(optional=True)
    transaction_hash: bytes | None = _bytes(optional=True)
    earlier_hashes: bytes | None = _bytes(optional=True)  # 32 bytes each, of transactions that a dearer one replaced
    sent_at: int | None = _number(optional=True)
    log_id: bytes | None = _bytes(optional=True)
    count: int | None = _number(optional=True)
    block_number: int | None = _number(optional=True)
    block_hash: bytes | None = _bytes(optional=True)
    anchored_at: int | None = _number(optional=True)


class EvidenceRow(SQLModel, table=True):
    """A state proof, or a proof of the anchoring event, taken for one head, as JSON."""

    __tablename__: ClassVar[Any] = "evidence"
    __table_args__ = (PrimaryKeyConstraint("size", "subject"),)
    size: int = _number()
    subject: bytes = _bytes()
    proof: bytes = _bytes()


class LeaseRow(SQLModel, table=True):
    """Who may seal and anchor. The token only grows, so a holder that slept too long is told apart."""

    __tablename__: ClassVar[Any] = "lease"
    name: str = _text(key=True)
    holder: str = _text()
    token: int = _number()
    until: int = _number()


class KeptRow(SQLModel, table=True):
    """Single documents of this ledger by name: its deployment and the last synced key registry, as JSON."""

    __tablename__: ClassVar[Any] = "kept"
    name: str = _text(key=True)
    document: bytes = _bytes()


class PartyRow(SQLModel, table=True):
    """Which DID a party id is the hash of."""

    __tablename__: ClassVar[Any] = "party"
    party_id: bytes = _bytes(key=True)
    did: str = _text()


class CredentialRow(SQLModel, table=True):
    """An API key, a one-time sign-in link or a session; only the hash of the secret is kept."""

    __tablename__: ClassVar[Any] = "credential"
    key_id: str = _text(key=True)
    purpose: str = _text()  # api-key, sign-in or session
    secret_hash: bytes = _bytes()
    did: str = _text()
    role: int = _number()
    expires_at: int = _number()


class AnswerRow(SQLModel, table=True):
    """The answer once given to an Idempotency-Key of one party."""

    __tablename__: ClassVar[Any] = "idempotent_answer"
    __table_args__ = (PrimaryKeyConstraint("did", "key"),)
    did: str = _text()
    key: str = _text()
    request_hash: bytes = _bytes()
    status: int = _number()
    body: bytes = _bytes()
    given_at: int = _number()


class CreditRow(SQLModel, table=True):
    """What one certificate lets its holder claim, and how much is claimed. Quantities are whole numbers, as text:
    parts of the dimension as `ledger.model.units` has them, which no integer column holds."""

    __tablename__: ClassVar[Any] = "credit"
    certificate: bytes = _bytes(key=True)
    holder: str = _text()
    dimension: str = _text()
    unit: str = _text()
    quantity: str = _text()
    spent: str = _text()
    spend_from: str = _text()  # ISO 8601 days, both included
    spend_until: str = _text()


class SpendingRow(SQLModel, table=True):
    """One claim of a statement about a lot; it stays when that statement is withdrawn or erased."""

    __tablename__: ClassVar[Any] = "spending"
    __table_args__ = (PrimaryKeyConstraint("record_id", "place"), Index("spending_certificate", "certificate"))
    record_id: bytes = _bytes()
    place: int = _number()
    certificate: bytes = _bytes()
    quantity: str = _text()
    unit: str = _text()


def table(row: type[SQLModel]) -> Table:
    """Give the SQLAlchemy table of a row class."""
    found: Table = SQLModel.metadata.tables[str(row.__tablename__)]
    return found
