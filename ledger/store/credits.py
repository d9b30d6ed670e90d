"""Certified quantities in the database: reserved in the transaction that keeps the statement which claims them.

Whoever spends holds the row of each account it touches until it commits (Postgres), or the whole database (SQLite), so
of many that claim the last kilo exactly one has it. Accounts are locked in the order of their ids: no two wait for each
other. See `ledger.model.credit` for what may be spent when.
"""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256

from sqlalchemy import Connection, Engine, func, select, update

from ledger.errors import CreditOverdrawn, CreditUnusable
from ledger.model.credit import CreditAccount, CreditBalance, Spending, credit_claimed, credit_opened
from ledger.model.credit_book import superseded
from ledger.model.record import Record
from ledger.model.units import Measure, told
from ledger.store.credit_openings import carry_over, open_account
from ledger.store.credit_rows import WITHDRAWS, fate_of, insert_spending, read_account
from ledger.store.engine import transaction
from ledger.store.tables import CreditRow, RecordRow, SpendingRow, table

_CREDIT, _SPENDING, _RECORD = table(CreditRow), table(SpendingRow), table(RecordRow)
_ASK = "ask the certifier; a claim needs a certificate record whose credit names you as its holder"


class SqlCredits:
    """Implements `ledger.ports.credits.CreditStore`."""

    _engine: Engine

    def credit(self, certificate: bytes) -> CreditBalance | None:
        """Give the account of a certificate record as it stands, or None where it gives nothing to spend."""
        with transaction(self._engine, doing="read a credit", writes=False) as connection:
            found = read_account(connection, certificate)
            return None if found is None else _balance(connection, *found)


def hold_credits(connection: Connection, records: Sequence[Record]) -> None:
    """From here to the end of the transaction nobody else spends from, or withdraws, what these records speak of.

    Comes before anything is read: who waited here must see what the other one kept meanwhile.
    """
    if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyhow
        for key in sorted({_lock_of(each) for record in records for each in _certifiers(record)}):
            connection.execute(select(func.pg_advisory_xact_lock(key)))
    if named := sorted({each for record in records for each in _named(record)}):
        asked = select(_CREDIT.c.certificate).where(_CREDIT.c.certificate.in_(named))
        connection.execute(asked.order_by(_CREDIT.c.certificate).with_for_update()).all()


def book_credits(connection: Connection, records: Iterable[Record]) -> None:
    """Open the accounts and reserve the claims of records that are kept in this transaction, in their order.

    What was spent of a certificate that is replaced is spent of the one in its place (see `ledger.model.credit_book`).

    Raises CreditUnusable or CreditOverdrawn for the first claim that is not covered; nothing is kept then.
    """
    for record in records:
        statement = record.signed.statement
        account = credit_opened(statement, record.record_id)
        if account is not None:
            open_account(connection, account, statement)
        for claim in credit_claimed(statement, record.record_id):
            _spend(connection, claim, record)
        named = superseded(statement)
        if named is not None:
            carry_over(connection, record, *named)


def forget_holder(connection: Connection, certificate: bytes) -> None:
    """The account of an erased certificate names nobody; its quantity, and what was spent of it, stay."""
    connection.execute(update(_CREDIT).where(_CREDIT.c.certificate == certificate).values(holder=""))


def _certifiers(record: Record) -> tuple[str, ...]:
    """Give the issuer of a record that opens an account or carries one over: of one issuer, one at a time does."""
    statement = record.signed.statement
    opens = credit_opened(statement, record.record_id) is not None or superseded(statement) is not None
    return (statement.issuer,) if opens else ()


def _lock_of(issuer: str) -> int:
    return int.from_bytes(sha256(b"credits of " + issuer.encode()).digest()[:8], "big", signed=True)


def _named(record: Record) -> tuple[bytes, ...]:
    statement = record.signed.statement
    named = superseded(statement)
    if named is not None:
        return named
    if statement.kind in WITHDRAWS:
        return (bytes.fromhex(json.loads(statement.body)["record"][2:]),)
    return tuple(claim.certificate for claim in credit_claimed(statement, record.record_id))


def _spend(connection: Connection, claim: Spending, record: Record) -> None:
    found = read_account(connection, claim.certificate)
    issuer, field = record.signed.statement.issuer, f"/claims/{claim.place}"
    if found is None or found[0].holder != issuer:
        # One answer for both: who is not the holder does not learn whether there is such a certificate.
        raise CreditUnusable(
            field=field, reason=f"gives {issuer} nothing to claim", certificate=claim.certificate, mend=_ASK
        )
    account, spent = found
    _require_usable(connection, account, claim, at=record.received_at)
    left = account.quantity.parts - spent
    if claim.quantity.parts > left:
        raise _overdrawn(connection, account, claim, left)
    insert_spending(connection, claim, spent_before=spent)


def _require_usable(connection: Connection, account: CreditAccount, claim: Spending, *, at: int) -> None:
    reason, mend = None, "ask the certifier for a certificate that counts now"
    is_withdrawn, is_erased = fate_of(connection, account.certificate)
    if is_withdrawn or is_erased:
        reason = "names a certificate that its issuer has withdrawn" if is_withdrawn else "names an erased certificate"
    elif not account.is_open(at):
        reason = f"can be claimed from {account.spend_from} to {account.spend_until} only, by this ledger's clock (UTC)"
    elif claim.quantity.dimension != account.quantity.dimension:
        reason = f"is in {claim.unit}, which does not compare with {account.unit}, the certificate's unit"
        mend = "claim in the unit of the certificate, or one of the same dimension"
    if reason is not None:
        raise CreditUnusable(field=f"/claims/{claim.place}", reason=reason, certificate=account.certificate, mend=mend)


def _overdrawn(connection: Connection, account: CreditAccount, claim: Spending, left: int) -> CreditOverdrawn:
    dimension = account.quantity.dimension
    earlier = [each.record_id for each in _spendings(connection, account) if each.record_id != claim.record_id]
    asked, rest = told(claim.quantity.parts, dimension), told(left, dimension)
    return CreditOverdrawn(
        field=f"/claims/{claim.place}",
        reason=f"claims {asked}; of {told(account.quantity.parts, dimension)} certified, {rest} are left to claim",
        certificate=account.certificate,
        asked=asked,
        left=rest,
        spent_by=earlier[-1] if earlier else None,
    )


def _balance(connection: Connection, account: CreditAccount, _spent: int) -> CreditBalance:
    is_withdrawn, is_erased = fate_of(connection, account.certificate)
    return CreditBalance(account, tuple(_spendings(connection, account)), is_withdrawn, is_erased)


def _spendings(connection: Connection, account: CreditAccount) -> list[Spending]:
    """Give what was spent of an account, in the order in which the statements were kept."""
    query = (
        select(_SPENDING)
        .join(_RECORD, _RECORD.c.record_id == _SPENDING.c.record_id)
        .where(_SPENDING.c.certificate == account.certificate)
        .order_by(_RECORD.c.arrival, _SPENDING.c.place)
    )
    return [
        Spending(
            row["record_id"],
            row["place"],
            row["certificate"],
            Measure(account.quantity.dimension, int(row["quantity"])),
            row["unit"],
        )
        for row in connection.execute(query).mappings()
    ]
