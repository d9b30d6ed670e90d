"""Statements about lots that claim something as certified, as the balance reads them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from ledger.model.bodies import CertificateBody, CertifiedClaim, LotBody
from ledger.model.units import Measure, comparable_parts, measure, told
from ledger.provenance.replay import Deed
from ledger.provenance.statements import Statements


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


def certified_part(body: LotBody) -> Fraction | None:
    """Give which part of its lot a statement claims, at most 1; None where the units do not compare or it is empty."""
    found = comparable_parts((measure_of(body), *(measure_of(claim) for claim in body.claims)))
    if found is None or found[1][0] == 0:
        return None
    return min(Fraction(sum(found[1][1:]), found[1][0]), Fraction(1))


def spend_days(body: CertificateBody) -> tuple[date, date]:
    """Give the first and the last day on which a certificate's quantity may be claimed."""
    until = date.fromisoformat(body.valid_until)
    if body.credit is not None:
        until = min(until, date.fromisoformat(body.credit.spend_until))
    return date.fromisoformat(body.valid_from), until


def day_of(deed: Deed) -> date:
    """Give the day, in UTC, that an event names as its own."""
    return datetime.fromtimestamp(deed.event.event_time // 1000, tz=UTC).date()
