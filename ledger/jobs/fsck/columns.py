"""What each column may hold at all. SQLite keeps a value of any type in any column."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ledger.model.log import OutboxState
from ledger.model.statement import Scheme
from ledger.ports.stored_rows import StoredRow, emptied

Fits: TypeAlias = Callable[[object], bool]
_BIGGEST = 1 << 63


def octets(*lengths: int) -> Fits:
    """Bytes of one of these lengths; of any where none is named."""
    return lambda value: isinstance(value, bytes) and (not lengths or len(value) in lengths)


def number(*, least: int = 0) -> Fits:
    """A whole number that a database keeps."""
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value < _BIGGEST


def text(value: object) -> bool:
    """Text that is Unicode."""
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def word(*words: str) -> Fits:
    """One of these words."""
    return lambda value: isinstance(value, str) and value in words


def optional(fits: Fits) -> Fits:
    """Nothing, or what fits."""
    return lambda value: value is None or fits(value)


def odd_columns(found: StoredRow, wanted: Mapping[str, Fits]) -> tuple[str, ...]:
    """Name the columns whose value was never written by this program."""
    return tuple(name for name, fits in wanted.items() if not fits(found.get(name)))


RECORD: Mapping[str, Fits] = {
    "arrival": number(),
    "record_id": octets(32),
    "nonce_key": octets(32),
    "domain_id": number(),
    "scheme": word(*Scheme),
    "received_at": number(),
    "include_by": number(),
    "acts_on": optional(octets(32)),
    "log_index": optional(number()),
    "wallet_answer": optional(lambda value: value in (0, 1) and isinstance(value, int)),
    "shredded_by": optional(octets(32)),
}
STATEMENT: Mapping[str, Fits] = {
    "v": number(),
    "kind": text,
    "issuer": text,
    "signer": octets(),
    "issued_at": number(),
    "nonce": octets(32),
    "audience": text,
    "lang": text,
    "summary": text,
    "body": octets(),
    "signature": octets(),
}
ENTRY: Mapping[str, Fits] = {"log_index": number(), "record_id": octets(32), "signature_hash": octets(32)}
DOMAIN: Mapping[str, Fits] = {
    "id": number(),
    "chain_id": number(least=1),
    "verifying_contract": octets(20),
    "salt": octets(32),
}
HEAD: Mapping[str, Fits] = {
    "size": number(least=1),
    "root": octets(32),
    "previous_size": number(),
    "sealed_at": number(),
    "state": word(*OutboxState),
    "account_nonce": optional(number()),
    "raw_transaction": optional(octets()),
    "transaction_hash": optional(octets(32)),
    "earlier_hashes": optional(lambda value: isinstance(value, bytes) and len(value) > 0 and len(value) % 32 == 0),
    "sent_at": optional(number()),
    "log_id": optional(octets(32)),
    "count": optional(number(least=1)),
    "block_number": optional(number()),
    "block_hash": optional(octets(32)),
    "anchored_at": optional(number()),
}
LEASE: Mapping[str, Fits] = {"name": word("anchor"), "holder": text, "token": number(least=1), "until": number()}
PARTY: Mapping[str, Fits] = {"party_id": octets(32), "did": text}


def is_emptied(found: StoredRow) -> bool:
    """Say whether every column of the statement is as shredding leaves it."""
    return all(found.get(name) == value for name, value in emptied(found).items())
