"""A certificate number is one account of its issuer: opened again only in place of one that was withdrawn.

Paper that is told twice would be spent twice otherwise. What was spent is carried over: see `ledger.model.credit_book`.
"""

from sqlalchemy import Connection, exists, select

from ledger.errors import CreditOverdrawn, CreditUnusable
from ledger.model.credit import CreditAccount
from ledger.model.credit_book import carried, number_of
from ledger.model.record import Record
from ledger.model.statement import Kind, Statement
from ledger.model.units import told
from ledger.proof.wire import hex_text
from ledger.store.credit_rows import fate_of, insert_account, insert_spending, read_account
from ledger.store.tables import CreditRow, RecordRow, table

_CREDIT, _RECORD = table(CreditRow), table(RecordRow)
_COVER = (
    "withdraw the earlier record without a replacement, or replace it by a certificate that covers what was claimed"
)


def open_account(connection: Connection, account: CreditAccount, statement: Statement) -> None:
    """Open the account of a certificate. Raises CreditUnusable while an earlier record of its number stands."""
    earlier = _of_number(connection, statement.issuer, number_of(statement.body))
    if earlier is not None and not fate_of(connection, earlier)[0]:
        raise CreditUnusable(
            field="/certificate",
            reason=f"is a number under which this issuer's record {hex_text(earlier)} already gives something to claim",
            certificate=earlier,
            mend="withdraw or replace that record first, or give another certificate its own number",
        )
    insert_account(connection, account)
    if earlier is not None:
        _carry(connection, account.certificate, earlier, account.certificate, field="/credit/quantity")


def carry_over(connection: Connection, record: Record, old: bytes, new: bytes) -> None:
    """What was spent of the superseded record is spent of its replacement, where both are open and by one issuer.

    Once: of the same number it was when the replacement was opened, and a second supersession changes nothing.
    """
    issuer = record.signed.statement.issuer
    names = [_name_of(connection, each) for each in (old, new)]
    if None in names or any(name is not None and name[0] != issuer for name in names) or names[0] == names[1]:
        return
    own = select(_RECORD.c.arrival).where(_RECORD.c.record_id == record.record_id).scalar_subquery()
    before = exists().where(
        _RECORD.c.acts_on == old,
        _RECORD.c.issuer == issuer,
        _RECORD.c.kind == Kind.SUPERSESSION.value,
        _RECORD.c.arrival < own,
    )
    if not connection.execute(select(before)).scalar():
        _carry(connection, record.record_id, old, new, field="/replacement")


def _carry(connection: Connection, by: bytes, old: bytes, new: bytes, *, field: str) -> None:
    found, into = read_account(connection, old), read_account(connection, new)
    if found is None or into is None or not found[1]:
        return
    spent, (account, before) = found[1], into
    dimension = account.quantity.dimension
    if found[0].quantity.dimension != dimension:
        reason = (
            f"is in {account.unit}, which does not compare with {found[0].unit}, in which the earlier one was claimed"
        )
        raise CreditUnusable(field=field, reason=reason, certificate=old, mend=_COVER)
    if before + spent > account.quantity.parts:
        asked, left = told(spent, dimension), told(account.quantity.parts - before, dimension)
        reason = f"is to cover the {asked} that were claimed of record {hex_text(old)}, and has {left} left to claim"
        raise CreditOverdrawn(
            field=field, reason=reason, certificate=old, asked=asked, left=left, spent_by=None, mend=_COVER
        )
    insert_spending(connection, carried(by, account, spent), spent_before=before)


def _of_number(connection: Connection, issuer: str, number: str) -> bytes | None:
    """Give the newest certificate of this issuer and number that opened an account and is not erased."""
    query = (
        select(_CREDIT.c.certificate, _RECORD.c.body)
        .join(_RECORD, _RECORD.c.record_id == _CREDIT.c.certificate)
        .where(_RECORD.c.issuer == issuer, _RECORD.c.shredded_by.is_(None))
        .order_by(_RECORD.c.arrival.desc())
    )
    return next((found for found, body in connection.execute(query) if number_of(body) == number), None)


def _name_of(connection: Connection, certificate: bytes) -> tuple[str, str] | None:
    query = (
        select(_RECORD.c.issuer, _RECORD.c.body)
        .join(_CREDIT, _CREDIT.c.certificate == _RECORD.c.record_id)
        .where(_RECORD.c.record_id == certificate, _RECORD.c.shredded_by.is_(None))
    )
    found = connection.execute(query).first()
    return None if found is None else (found[0], number_of(found[1]))
