"""Certified quantities: what is left of one, for those whom it concerns."""

from dataclasses import dataclass

from ledger.errors import NotFound
from ledger.jobs.access import may_read
from ledger.model.credit import CreditBalance
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.units import told
from ledger.ports import World

_SEES_CREDITS = Role.AUDITOR | Role.OPERATOR


@dataclass(frozen=True, slots=True)
class CreditView:
    """An account as one reader sees it. `asked_at` is the moment that `left` holds for (epoch seconds)."""

    balance: CreditBalance
    asked_at: int

    def document(self) -> dict[str, object]:
        """Give it as JSON: quantities exact, in the SI unit of their dimension."""
        account, parts = self.balance.account, self.balance.account.quantity.parts
        dimension = account.quantity.dimension
        return {
            "certificate": "0x" + account.certificate.hex(),
            "holder": account.holder or None,
            "unit": account.unit,
            "certified": told(parts, dimension),
            "claimed": told(self.balance.spent, dimension),
            "left": told(self.balance.left(self.asked_at), dimension),
            "spend_from": account.spend_from.isoformat(),
            "spend_until": account.spend_until.isoformat(),
            "is_open": account.is_open(self.asked_at),
            "is_withdrawn": self.balance.is_withdrawn,
            "is_erased": self.balance.is_erased,
            "claims": [
                {"record_id": "0x" + each.record_id.hex(), "quantity": told(each.quantity.parts, dimension)}
                for each in self.balance.spendings
            ],
        }


def credit_of(world: World, reader: Reader | None, certificate: bytes) -> CreditView:
    """Give what is left of a certificate's credit: to its holder, its issuer, auditors and the operator.

    Raises NotFound for a certificate without a credit, and for every other reader. A reader of None is this machine's
    own operator. The statements that claimed are all the holder's own, so each of these readers may know of them.
    """
    record, balance = world.store.record(certificate), world.store.credit(certificate)
    if record is None or balance is None or not _may_see(world, reader, record, balance):
        raise NotFound(what="credit", identifier="0x" + certificate.hex())
    return CreditView(balance, world.clock.now())


def _may_see(world: World, reader: Reader | None, record: Record, balance: CreditBalance) -> bool:
    if reader is None or reader.did in (balance.account.holder, record.signed.statement.issuer):
        return True
    return bool(reader.role & _SEES_CREDITS) and may_read(world, reader, record)
