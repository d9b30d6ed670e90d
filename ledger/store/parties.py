"""Deployment, key registry snapshot, credentials and idempotent answers in the database."""

import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger.errors import LogDisagrees
from ledger.model.asking import NotedOpening
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.party import Role
from ledger.model.reader import ApiKey, Reader, RememberedAnswer
from ledger.store.documents import (
    UNREADABLE,
    deployment_bytes,
    deployment_of,
    opening_bytes,
    opening_of,
    registry_bytes,
    registry_of,
)
from ledger.store.engine import transaction
from ledger.store.tables import AnswerRow, CredentialRow, KeptRow, PartyRow, table

_KEPT, _PARTY, _CREDENTIAL, _ANSWER = table(KeptRow), table(PartyRow), table(CredentialRow), table(AnswerRow)
_Document = TypeVar("_Document")
_ANSWER_SECONDS = 7 * 24 * 3600
_FORMER_LOG_KEYS = "former-log-keys-"  # and the number of the place
_OPENED = "opened-request-"  # and the request's record id, and a digest of who opened it


def _insert_ignoring(connection: Connection, target: Any, values: dict[str, Any]) -> bool:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return bool(connection.execute(dialect.insert(target).values(**values).on_conflict_do_nothing()).rowcount)


class SqlParties:
    """Implements `ledger.ports.PartyStore`."""

    _engine: Engine

    def deployment(self) -> Deployment | None:
        """Give the contracts this ledger was deployed to, or None."""
        return self._read("deployment", deployment_of)

    def save_deployment(self, deployment: Deployment) -> None:
        """Keep the deployment, replacing an earlier one."""
        self._keep("deployment", deployment_bytes(deployment))

    def registry(self) -> RegistrySnapshot | None:
        """Give the key registry as last synced, or None."""
        return self._read("registry", registry_of)

    def _read(self, name: str, read: Callable[[bytes], _Document]) -> _Document | None:
        """Raises LogDisagrees for a row that this program did not write."""
        raw = self._kept(name)
        try:
            return read(raw) if raw is not None else None
        except UNREADABLE as error:
            raise LogDisagrees(size=0, reason=f"the kept {name} cannot be read: {error}") from error

    def save_registry(self, snapshot: RegistrySnapshot) -> None:
        """Keep the key registry snapshot, replacing an earlier one."""
        self._keep("registry", registry_bytes(snapshot))

    def former_log_keys(self) -> Mapping[int, RegistrySnapshot]:
        """Give the log keys that each place had when it was left, by the number of the place."""
        query = select(_KEPT.c.name).where(_KEPT.c.name.startswith(_FORMER_LOG_KEYS))
        with transaction(self._engine, doing="read the former log keys", writes=False) as connection:
            names = sorted(connection.execute(query).scalars())
        found = {name.removeprefix(_FORMER_LOG_KEYS): self._read(name, registry_of) for name in names}
        return {int(number): snapshot for number, snapshot in found.items() if number.isdecimal() and snapshot}

    def save_former_log_keys(self, number: int, snapshot: RegistrySnapshot) -> None:
        """Keep the log keys of a place that is left, replacing those that an earlier try kept."""
        self._keep(f"{_FORMER_LOG_KEYS}{number}", registry_bytes(snapshot))

    def note_opening(self, opening: NotedOpening) -> None:
        """Keep that a party opened a request; the first time that it did stays."""
        by = sha256(opening.opened_by.encode()).hexdigest()[:32]
        named = {"name": f"{_OPENED}{opening.request.hex()}-{by}", "document": opening_bytes(opening)}
        with transaction(self._engine, doing="note an opening", writes=True) as connection:
            _insert_ignoring(connection, _KEPT, named)

    def noted_openings(self) -> Mapping[bytes, tuple[NotedOpening, ...]]:
        """Give what was noted, by the request's record id, the first first."""
        query = select(_KEPT.c.document).where(_KEPT.c.name.startswith(_OPENED)).order_by(_KEPT.c.name)
        with transaction(self._engine, doing="read the noted openings", writes=False) as connection:
            rows = connection.execute(query).scalars().all()
        try:
            found = [opening_of(raw) for raw in rows]
        except UNREADABLE as error:
            raise LogDisagrees(size=0, reason=f"a noted opening cannot be read: {error}") from error
        by_request: dict[bytes, tuple[NotedOpening, ...]] = {}
        for each in sorted(found, key=lambda opening: (opening.at, opening.opened_by)):
            by_request[each.request] = (*by_request.get(each.request, ()), each)
        return by_request

    def _kept(self, name: str) -> bytes | None:
        with transaction(self._engine, doing=f"read the {name}", writes=False) as connection:
            raw: bytes | None = connection.execute(select(_KEPT.c.document).where(_KEPT.c.name == name)).scalar()
        return raw

    def _keep(self, name: str, document: bytes) -> None:
        with transaction(self._engine, doing=f"keep the {name}", writes=True) as connection:
            connection.execute(delete(_KEPT).where(_KEPT.c.name == name))
            connection.execute(insert(_KEPT).values(name=name, document=document))

    def name_party(self, did: str, party_id: bytes) -> None:
        """Keep which DID a party id is the hash of."""
        with transaction(self._engine, doing="name a party", writes=True) as connection:
            _insert_ignoring(connection, _PARTY, {"party_id": party_id, "did": did})

    def dids(self) -> tuple[str, ...]:
        """Give every DID that was named, in order."""
        with transaction(self._engine, doing="read parties", writes=False) as connection:
            return tuple(connection.execute(select(_PARTY.c.did).order_by(_PARTY.c.did)).scalars())

    def save_api_key(self, key: ApiKey) -> None:
        """Keep an API key by the hash of its secret."""
        self._add_credential(key.key_id, "api-key", key.secret_hash, key.reader, key.expires_at)

    def api_key(self, key_id: str) -> ApiKey | None:
        """Give the API key of this id, expired or not; the caller compares secret and time."""
        row = self._credential(key_id, "api-key")
        return ApiKey(key_id, row["secret_hash"], _reader(row), row["expires_at"]) if row else None

    def save_sign_in(self, token_hash: bytes, reader: Reader, *, expires_at: int) -> None:
        """Keep a one-time sign-in link."""
        self._add_credential(token_hash.hex(), "sign-in", token_hash, reader, expires_at)

    def use_sign_in(self, token_hash: bytes, *, now: int) -> Reader | None:
        """Give the reader of a one-time link and spend it in one transaction; None when spent, expired or unknown."""
        where = (_CREDENTIAL.c.key_id == token_hash.hex(), _CREDENTIAL.c.purpose == "sign-in")
        with transaction(self._engine, doing="use a sign-in link", writes=True) as connection:
            row = connection.execute(select(_CREDENTIAL).where(*where).with_for_update()).mappings().first()
            if row is None:
                return None
            connection.execute(delete(_CREDENTIAL).where(*where))
        return _reader(dict(row)) if row["expires_at"] > now else None

    def save_session(self, token_hash: bytes, reader: Reader, *, expires_at: int) -> None:
        """Keep a session."""
        self._add_credential(token_hash.hex(), "session", token_hash, reader, expires_at)

    def session(self, token_hash: bytes, *, now: int) -> Reader | None:
        """Give the reader of an unexpired session, or None."""
        row = self._credential(token_hash.hex(), "session")
        if row is None or row["expires_at"] <= now or not hmac.compare_digest(row["secret_hash"], token_hash):
            return None
        return _reader(row)

    def end_session(self, token_hash: bytes) -> None:
        """Forget a session."""
        with transaction(self._engine, doing="end a session", writes=True) as connection:
            connection.execute(delete(_CREDENTIAL).where(_CREDENTIAL.c.key_id == token_hash.hex()))

    def _add_credential(self, key_id: str, purpose: str, secret_hash: bytes, reader: Reader, expires_at: int) -> None:
        values = {
            "key_id": key_id,
            "purpose": purpose,
            "secret_hash": secret_hash,
            "did": reader.did,
            "role": int(reader.role),
            "expires_at": expires_at,
        }
        with transaction(self._engine, doing=f"keep a {purpose}", writes=True) as connection:
            connection.execute(insert(_CREDENTIAL).values(**values))

    def _credential(self, key_id: str, purpose: str) -> dict[str, Any] | None:
        query = select(_CREDENTIAL).where(_CREDENTIAL.c.key_id == key_id, _CREDENTIAL.c.purpose == purpose)
        with transaction(self._engine, doing=f"read a {purpose}", writes=False) as connection:
            row = connection.execute(query).mappings().first()
        return dict(row) if row else None

    def remembered(self, reader: Reader, key: str) -> RememberedAnswer | None:
        """Give the answer once given to this party for this Idempotency-Key, or None."""
        query = select(_ANSWER).where(_ANSWER.c.did == reader.did, _ANSWER.c.key == key)
        with transaction(self._engine, doing="read an idempotent answer", writes=False) as connection:
            row = connection.execute(query).mappings().first()
        return RememberedAnswer(row["request_hash"], row["status"], row["body"]) if row else None

    def remember(self, reader: Reader, key: str, answer: RememberedAnswer, *, now: int) -> None:
        """Keep an answer for a week; the first one for a key stays."""
        values = {
            "did": reader.did,
            "key": key,
            "request_hash": answer.request_hash,
            "status": answer.status,
            "body": answer.body,
            "given_at": now,
        }
        with transaction(self._engine, doing="keep an idempotent answer", writes=True) as connection:
            connection.execute(delete(_ANSWER).where(_ANSWER.c.given_at < now - _ANSWER_SECONDS))
            _insert_ignoring(connection, _ANSWER, values)


def _reader(row: dict[str, Any]) -> Reader:
    return Reader(did=row["did"], role=Role(row["role"]))
