"""Identifiers as screening compares them: exact, in one spelling. Only one that a register gives out can confirm."""

import re

from ledger.proof.identifiers import one_spelling

_REGISTERED = ("lei:", "osid:", "https://id.gs1.org/414/", "https://id.gs1.org/417/", "tax:", "imo:")
_TAX = re.compile(r"(?:tax|vat|uscc|ein|gstin|inn|cnpj|rfc|npwp)[-:\s]+(?:([A-Za-z]{2,3})[-:\s]+)?(.+)", re.IGNORECASE)
_IMO = re.compile(r"imo[-:\s]*(\d{7})", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s./-]")


def spelled(text: str, *, country: str | None = None) -> str:
    """Give the identifier in the one spelling by which it is compared.

    A tax number is compared with its country, since many countries count alike; a ship's IMO number by its digits.
    """
    stripped = text.strip()
    tax = _TAX.fullmatch(stripped)
    if tax:
        return f"tax:{(tax.group(1) or country or '?').upper()}:{_SEPARATORS.sub('', tax.group(2)).upper()}"
    imo = _IMO.fullmatch(stripped)
    if imo:
        return f"imo:{imo.group(1)}"
    return one_spelling(stripped)


def is_registered(spelling: str) -> bool:
    """Say whether a register gives the identifier out: anything else is somebody's own label, and confirms nothing.

    NOT asked: whether it was given to this subject. Whoever describes a place may write another's identifier.
    """
    return spelling.startswith(_REGISTERED) and ":?:" not in spelling
