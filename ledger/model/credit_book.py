"""Every account and every claim that a series of statements makes: the one recomputation, for `fsck` and for imports.

Decisions. A certificate's number is one account of its issuer: it is opened again only when the record that opened it
was withdrawn, and what was spent then is spent of the new one too. A supersession by a record with another number
carries over what was spent in the same way, where both are open. What is carried over is a spending like any other, of
the record that carries it: the new certificate, or the supersession. An erased certificate's number is nobody's.
"""

import json
from dataclasses import dataclass, field

from ledger.model.credit import CreditAccount, Spending, credit_claimed, credit_opened
from ledger.model.statement import Kind, Statement
from ledger.model.units import Measure


def number_of(body: bytes) -> str:
    """Give the number of a certificate by its body; case and white space say nothing in it."""
    return " ".join(str(json.loads(body)["certificate"]).split()).casefold()


def superseded(statement: Statement) -> tuple[bytes, bytes] | None:
    """Give which record a supersession replaces by which; None for every other statement."""
    if statement.kind != Kind.SUPERSESSION:
        return None
    body = json.loads(statement.body)
    return bytes.fromhex(body["record"][2:]), bytes.fromhex(body["replacement"][2:])


def carried(by: bytes, into: CreditAccount, parts: int) -> Spending:
    """Give the spending by which record `by` carries over into an account what was spent of another."""
    return Spending(by, 0, into.certificate, Measure(into.quantity.dimension, parts), into.unit)


def account_row(account: CreditAccount) -> dict[str, object]:
    """Give the columns that the statement of a certificate decides."""
    return {
        "holder": account.holder,
        "dimension": account.quantity.dimension,
        "unit": account.unit,
        "quantity": str(account.quantity.parts),
        "spend_from": account.spend_from.isoformat(),
        "spend_until": account.spend_until.isoformat(),
    }


def spending_row(spending: Spending) -> dict[str, object]:
    """Give the columns that a statement decides for a spending of its own."""
    return {
        "certificate": spending.certificate,
        "quantity": str(spending.quantity.parts),
        "unit": spending.unit,
    }


@dataclass(slots=True)
class CreditBook:
    """Statements are taken in the order in which they were kept, those of shredded records by their stored rows."""

    accounts: dict[bytes, CreditAccount] = field(default_factory=dict)
    spendings: dict[tuple[bytes, int], Spending] = field(default_factory=dict)
    spent: dict[bytes, int] = field(default_factory=dict)
    _numbers: dict[tuple[str, str], bytes] = field(default_factory=dict)  # (issuer, number) -> the newest account
    _names: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    supersessions: set[bytes] = field(default_factory=set)
    _superseded: set[bytes] = field(default_factory=set)

    def take(self, statement: Statement, record_id: bytes) -> None:
        """Book what a statement opens, claims or carries over. Raises ValueError, KeyError for a body of no intake."""
        account = credit_opened(statement, record_id)
        if account is not None:
            self._open(account, (statement.issuer, number_of(statement.body)))
        for claim in credit_claimed(statement, record_id):
            self.spend(claim)
        named = superseded(statement)
        if named is not None:
            self.supersessions.add(record_id)
            self._carry_over(statement.issuer, record_id, *named)

    def spend(self, spending: Spending) -> None:
        """Book a spending."""
        self.spendings[spending.record_id, spending.place] = spending
        self.spent[spending.certificate] = self.spent.get(spending.certificate, 0) + spending.quantity.parts

    def _open(self, account: CreditAccount, name: tuple[str, str]) -> None:
        earlier = self._numbers.get(name)
        self.accounts[account.certificate] = account
        self._numbers[name], self._names[account.certificate] = account.certificate, name
        if earlier is not None:
            self._carry(account.certificate, earlier, account)

    def _carry_over(self, issuer: str, by: bytes, old: bytes, new: bytes) -> None:
        names = self._names.get(old), self._names.get(new)
        if names[0] is None or names[1] is None or names[0][0] != issuer or old in self._superseded:
            return
        self._superseded.add(old)
        if names[1][0] == issuer and names[0] != names[1]:
            self._carry(by, old, self.accounts[new])

    def _carry(self, by: bytes, old: bytes, into: CreditAccount) -> None:
        parts = self.spent.get(old, 0)
        if parts and self.accounts[old].quantity.dimension == into.quantity.dimension:
            self.spend(carried(by, into, parts))
