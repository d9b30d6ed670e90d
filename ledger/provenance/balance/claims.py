"""Statements about lots that claim something as certified, as the balance reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from ledger.model.bodies import CertificateBody, CertifiedClaim, LotBody
from ledger.model.graph import Lot
from ledger.model.units import Measure, comparable_parts, measure, told
from ledger.provenance.balance.wording import beyond
from ledger.provenance.replay import Deed
from ledger.provenance.statements import Statements
from ledger.provenance.units import measured


@dataclass(frozen=True, slots=True)
class Claiming:
    """One statement that claims a part of its lot as certified."""

    lot: str
    record_id: bytes
    body: LotBody


def claimings(said: Statements) -> dict[str, list[Claiming]]:
    """Give the statements that claim, by lot, in the order of the log."""
    found: dict[str, list[Claiming]] = {}
    for lot, statements in said.lots.items():
        for _, record_id, body in statements:
            if body.claims:
                found.setdefault(lot, []).append(Claiming(lot, record_id, body))
    return found


def certificate_id(claim: CertifiedClaim) -> bytes:
    """Give the record id that a claim names."""
    return bytes.fromhex(claim.certificate[2:])


def measure_of(claim: CertifiedClaim | LotBody) -> Measure | None:
    """Give the quantity of a claim or of a whole lot."""
    return measure(Decimal(claim.quantity), claim.unit)


def in_words(claim: CertifiedClaim) -> str:
    """Give the quantity of a claim for a sentence."""
    found = measure_of(claim)
    return told(found.parts, found.dimension) if found is not None else f"{claim.quantity} {claim.unit}"


def certified_part(bodies: Sequence[LotBody], lot: Lot | None, uses: Iterable[Deed]) -> Fraction | None:
    """Give which part of a lot these statements claim together, at most 1; None where the units do not compare.

    The whole is the most that a statement says, that was made or that was used: who states a nanogram and claims it
    has certified a nanogram, however much is used. What weighing explains beyond the stated makes the whole no larger.
    """
    sizes = [measure_of(body) for body in bodies]
    found = comparable_parts((*sizes, *(measure_of(claim) for body in bodies for claim in body.claims)))
    made = made_of(lot)
    if found is None or (made is not None and made.dimension != found[0]):
        return None
    used = [
        each.parts for each in map(measured, (deed.quantity for deed in uses)) if each and each.dimension == found[0]
    ]
    stated = max(found[1][: len(sizes)])
    most = max(made.parts if made is not None else 0, sum(used))
    whole = most if beyond(most, stated) else stated
    return min(Fraction(sum(found[1][len(sizes) :]), whole), Fraction(1)) if whole else None


def made_of(lot: Lot | None) -> Measure | None:
    """Give how much was made of a lot, None where nobody says."""
    return measure(lot.produced, lot.unit) if lot is not None and lot.produced is not None else None


def spend_days(body: CertificateBody) -> tuple[date, date]:
    """Give the first and the last day on which a certificate's quantity may be claimed."""
    until = date.fromisoformat(body.valid_until)
    if body.credit is not None:
        until = min(until, date.fromisoformat(body.credit.spend_until))
    return date.fromisoformat(body.valid_from), until


def day_of(deed: Deed) -> date:
    """Give the day, in UTC, that an event names as its own."""
    return datetime.fromtimestamp(deed.event.event_time // 1000, tz=UTC).date()
