"""GS1 keys as digits on a label, EPC URNs or Digital Links of any host: one function for each, one canonical link.

Each function raises Unacceptable where the text is not of its kind. A link with a data attribute in its path, or with
its keys out of order, is still read by its keys; what it says beside them is dropped, as the event hash does.
"""

import re

from ledger.proof.event_hash.gs1_uri import DOMAIN, check_digit, gs1_link
from ledger.proof.identifiers.faults import uri_fault
from ledger.proof.identifiers.identifier import Identifier, Scheme, refused

_DIGITS = re.compile(r"\d+", re.ASCII)
_ASSET = re.compile(r"[!-~]{4,30}")
_GTIN_LENGTHS = (8, 12, 13, 14)
_START = len(DOMAIN) + 1
_SCHEME_OF = {
    "00": Scheme.SSCC, "253": Scheme.GDTI, "255": Scheme.GCN, "401": Scheme.GINC, "402": Scheme.GSIN,
    "417": Scheme.GLN, "8003": Scheme.GRAI, "8004": Scheme.GIAI, "8006": Scheme.ITIP, "8010": Scheme.CPID,
    "8017": Scheme.GSRN, "8018": Scheme.GSRN,
}  # fmt: skip
_FINER = {
    ("01", ""): Scheme.GTIN, ("01", "10"): Scheme.LGTIN, ("01", "21"): Scheme.SGTIN, ("01", "235"): Scheme.UPUI,
    ("414", ""): Scheme.GLN, ("414", "254"): Scheme.SGLN,
}  # fmt: skip


def gtin(text: str) -> Identifier:
    """Read a GTIN of 8, 12, 13 or 14 digits, or its URI; the value has 14 digits."""
    if not _DIGITS.fullmatch(text):
        return _of(text, Scheme.GTIN)
    _require_digits(text, "GTIN", _GTIN_LENGTHS)
    return digital_link(f"{DOMAIN}/01/{text}")


def lgtin(uri: str) -> Identifier:
    """Read the lot of a GTIN: urn:epc:class:lgtin: or a link with 01 and 10."""
    return _of(uri, Scheme.LGTIN)


def sgtin(uri: str) -> Identifier:
    """Read a single item: urn:epc:id:sgtin: or a link with 01 and 21; a lot beside the serial is dropped."""
    return _of(uri, Scheme.SGTIN)


def sscc(text: str) -> Identifier:
    """Read a shipping unit: 18 digits, or its URI."""
    if not _DIGITS.fullmatch(text):
        return _of(text, Scheme.SSCC)
    _require_digits(text, "SSCC", (18,))
    return digital_link(f"{DOMAIN}/00/{text}")


def gln(text: str) -> Identifier:
    """Read a place or a party: 13 digits taken as a place, or its URI (414 a place, 417 a party)."""
    if not _DIGITS.fullmatch(text):
        return _of(text, Scheme.GLN)
    _require_digits(text, "GLN", (13,))
    return digital_link(f"{DOMAIN}/414/{text}")


def sgln(uri: str) -> Identifier:
    """Read a place within a place: urn:epc:id:sgln: with an extension, or a link with 414 and 254."""
    return _of(uri, Scheme.SGLN)


def giai(text: str) -> Identifier:
    """Read an asset: 4 to 30 characters that begin with the company prefix, or its URI. It has no check digit."""
    if text.startswith(("urn:", "http://", "https://")):
        return _of(text, Scheme.GIAI)
    if not _ASSET.fullmatch(text) or "/" in text or not text[:4].isdigit():
        raise refused("GIAI", "is not 4 to 30 characters after a company prefix", "compare it with the label")
    return digital_link(f"{DOMAIN}/8004/{text}")


def digital_link(uri: str) -> Identifier:
    """Read a Digital Link of any host and any of GS1's keys. Raises Unacceptable for one that cannot be, or is none."""
    if not uri.startswith(("https://", "http://")):
        raise refused("Digital Link", "does not begin with https://", "send https://id.gs1.org/01/<14 digits>")
    return _read(uri, "Digital Link")


def epc(urn: str) -> Identifier:
    """Read an EPC URN; its check digit, which it does not carry, is computed."""
    if not urn.startswith("urn:epc:"):
        raise refused("EPC", "does not begin with urn:epc:", "send for example urn:epc:id:sgtin:9506000.012345.7")
    return _read(urn, "EPC")


def _read(uri: str, name: str) -> Identifier:
    fault, link = uri_fault(uri), gs1_link(uri)
    if fault is not None:
        raise refused(name, fault.reason, fault.mend)
    if link is None:
        raise refused(name, "holds no GS1 key", "send for example https://id.gs1.org/01/<14 digits>/10/<lot>")
    key, value, *finer = link[_START:].split("/")
    scheme = _SCHEME_OF.get(key) or _FINER[key, finer[0] if finer else ""]
    return Identifier(scheme, "/".join((value, *finer)), link)


def _of(uri: str, scheme: Scheme) -> Identifier:
    found = _read(uri, scheme.upper())
    if found.scheme is not scheme:
        raise refused(
            scheme.upper(), f"names a {found.scheme.upper()}, not a {scheme.upper()}", "send the identifier asked for"
        )
    return found


def _require_digits(digits: str, name: str, lengths: tuple[int, ...]) -> None:
    if len(digits) not in lengths:
        wanted = ", ".join(map(str, lengths))
        raise refused(name, f"has {len(digits)} digits, not {wanted}", "compare it with the label, zeros in front too")
    if check_digit(digits[:-1]) != digits[-1]:
        reason = f"has a wrong check digit: {digits} should end in {check_digit(digits[:-1])}"
        raise refused(name, reason, "compare it with the label")
