"""The port of certified quantities. They are opened and spent by `RecordStore.add`, in its own transaction."""

from typing import Protocol

from ledger.model.credit import CreditBalance


class CreditStore(Protocol):
    """What certificates give to claim, and what was claimed.

    A certificate number is one account of its issuer; what was spent of a replaced one is carried over.
    `RecordStore.add` opens the account of a certificate that gives a credit and reserves what statements about lots
    claim; it raises CreditUnusable or CreditOverdrawn, and keeps nothing then.
    """

    def credit(self, certificate: bytes) -> CreditBalance | None:
        """Give the account of a certificate record as it stands, or None where it gives nothing to spend."""
        ...
