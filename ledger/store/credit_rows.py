"""Accounts and spendings as rows, read and written one by one."""

from datetime import date

from sqlalchemy import Connection, and_, exists, insert, select, update

from ledger.model.credit import CreditAccount, Spending
from ledger.model.credit_book import account_row, spending_row
from ledger.model.statement import Kind
from ledger.model.units import Measure
from ledger.store.tables import CreditRow, RecordRow, SpendingRow, table

_CREDIT, _SPENDING, _RECORD = table(CreditRow), table(SpendingRow), table(RecordRow)
WITHDRAWS = (Kind.REVOCATION.value, Kind.SUPERSESSION.value)


def read_account(connection: Connection, certificate: bytes) -> tuple[CreditAccount, int] | None:
    """Give the account of a certificate and what was spent of it, or None."""
    row = connection.execute(select(_CREDIT).where(_CREDIT.c.certificate == certificate)).mappings().first()
    if row is None:
        return None
    account = CreditAccount(
        certificate=row["certificate"],
        holder=row["holder"],
        quantity=Measure(row["dimension"], int(row["quantity"])),
        unit=row["unit"],
        spend_from=date.fromisoformat(row["spend_from"]),
        spend_until=date.fromisoformat(row["spend_until"]),
    )
    return account, int(row["spent"])


def insert_account(connection: Connection, account: CreditAccount) -> None:
    """Open an account of which nothing is spent."""
    values = {"certificate": account.certificate, "spent": "0", **account_row(account)}
    connection.execute(insert(_CREDIT).values(**values))


def insert_spending(connection: Connection, spending: Spending, *, spent_before: int) -> None:
    """Keep a spending, and add it to what was spent of its account."""
    now_spent = str(spent_before + spending.quantity.parts)
    connection.execute(update(_CREDIT).where(_CREDIT.c.certificate == spending.certificate).values(spent=now_spent))
    values = {"record_id": spending.record_id, "place": spending.place, **spending_row(spending)}
    connection.execute(insert(_SPENDING).values(**values))


def fate_of(connection: Connection, certificate: bytes) -> tuple[bool, bool]:
    """Say whether the certificate's issuer has withdrawn or replaced it, sealed or not, and whether it is erased."""
    issuer, erased = connection.execute(
        select(_RECORD.c.issuer, _RECORD.c.shredded_by).where(_RECORD.c.record_id == certificate)
    ).one()
    withdrawal = and_(_RECORD.c.acts_on == certificate, _RECORD.c.issuer == issuer, _RECORD.c.kind.in_(WITHDRAWS))
    return bool(connection.execute(select(exists().where(withdrawal))).scalar()), erased is not None
