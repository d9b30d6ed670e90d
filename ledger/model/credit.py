"""Certified quantities: what a certificate lets its holder claim, and what statements about lots have claimed of it.

Decisions. A certificate is an account, its record id the number. Only its holder spends, and never its issuer: nobody
certifies itself (that the issuer is an auditor is asked at intake, see jobs/certifiers). A claim counts when its
statement is kept, for good: withdrawing, replacing or erasing the statement frees nothing, so a statement that replaces
another spends again; who claimed too much by mistake asks its certifier for a certificate on the rest. A withdrawn,
replaced or erased certificate has nothing left to spend. Days are of the operator's clock in UTC, both ends included:
the first is valid_from, the last the earlier of valid_until and spend_until.
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from ledger.model.statement import Kind, Statement
from ledger.model.units import Measure, measure


@dataclass(frozen=True, slots=True)
class CreditAccount:
    """What one certificate record gives to spend. `quantity` is exact; `unit` is the one that it was told in."""

    certificate: bytes  # record id
    holder: str  # DID; empty once the certificate is erased
    quantity: Measure
    unit: str
    spend_from: date
    spend_until: date

    def is_open(self, now: int) -> bool:
        """Say whether it may be spent from at this moment (epoch seconds)."""
        return self.spend_from <= datetime.fromtimestamp(now, tz=UTC).date() <= self.spend_until


@dataclass(frozen=True, slots=True)
class Spending:
    """One claim of a statement about a lot. `place` is its position among the claims, from 0."""

    record_id: bytes
    place: int
    certificate: bytes  # record id
    quantity: Measure
    unit: str


@dataclass(frozen=True, slots=True)
class CreditBalance:
    """An account as it stands: what was claimed by which statements, in the order they were kept."""

    account: CreditAccount
    spendings: tuple[Spending, ...]
    is_withdrawn: bool
    is_erased: bool

    @property
    def spent(self) -> int:
        """The sum of all claims, in parts of the account's dimension."""
        return sum(each.quantity.parts for each in self.spendings)

    def left(self, now: int) -> int:
        """Give what may still be claimed at this moment; nothing of what is withdrawn, erased or out of its days."""
        is_usable = not self.is_withdrawn and not self.is_erased and self.account.is_open(now)
        return self.account.quantity.parts - self.spent if is_usable else 0


def credit_opened(statement: Statement, record_id: bytes) -> CreditAccount | None:
    """Give the account that a statement opens: a certificate whose credit goes to another than its issuer.

    None for every other statement. The body is one that intake accepted.
    """
    if statement.kind != Kind.CERTIFICATE:
        return None
    body = json.loads(statement.body)
    credit = body.get("credit")
    if credit is None or credit["holder"] == statement.issuer:
        return None
    quantity = measure(Decimal(credit["quantity"]), credit["unit"])
    if quantity is None:
        return None
    until = min(date.fromisoformat(body["valid_until"]), date.fromisoformat(credit["spend_until"]))
    first = date.fromisoformat(body["valid_from"])
    return CreditAccount(record_id, credit["holder"], quantity, credit["unit"], first, until)


def credit_claimed(statement: Statement, record_id: bytes) -> tuple[Spending, ...]:
    """Give what a statement about a lot claims as certified, in its order; nothing for every other statement."""
    if statement.kind != Kind.LOT:
        return ()
    claims = json.loads(statement.body).get("claims") or ()
    told = [(each, measure(Decimal(each["quantity"]), each["unit"])) for each in claims]
    return tuple(
        Spending(record_id, place, bytes.fromhex(each["certificate"][2:]), quantity, each["unit"])
        for place, (each, quantity) in enumerate(told)
        if quantity is not None
    )
