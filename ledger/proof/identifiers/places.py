"""Identifiers of places and companies that are not GS1's: UN/LOCODE, OS ID, LEI. Labels, never proof of identity."""

import re

from ledger.proof.identifiers.identifier import Identifier, Scheme, refused

_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}", re.ASCII)
_OS_ID = re.compile(r"[A-Z]{2}\d{4}(?:00[1-9]|0[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])[0-9A-HJKMNP-TV-Z]{6}", re.ASCII)
_LEI = re.compile(r"[0-9A-Z]{18}\d{2}", re.ASCII)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NO_LEI_CHECK = frozenset(("00", "01", "99"))  # ISO 7064 gives 02 to 98 only


def un_locode(text: str) -> Identifier:
    """Read a UN/LOCODE such as DE HAM. It has no check character: any other well formed code passes."""
    code = text.replace(" ", "").upper()
    if not _LOCODE.fullmatch(code):
        raise refused("UN/LOCODE", "is not a country and three letters or digits 2 to 9", "write it like DEHAM")
    return _named(Scheme.UN_LOCODE, code)


def os_id(text: str) -> Identifier:
    """Read an OS ID: country, year, day of the year, five characters, a check character; spaces and hyphens ignored.

    The check sees every single wrong character and no swapped pair (measured over Open Supply Hub's algorithm).
    """
    plain = text.replace(" ", "").replace("-", "").upper()
    if not _OS_ID.fullmatch(plain):
        raise refused("OS ID", "is not country, year, day of the year and six characters", "copy it whole")
    total = ord(plain[0]) + ord(plain[1]) + sum(_CROCKFORD.index(each) for each in plain[2:14])
    if _CROCKFORD[total % 32] != plain[14]:
        raise refused("OS ID", f"has a wrong check character: {plain}", "copy it again from its source")
    return _named(Scheme.OS_ID, plain)


def lei(text: str) -> Identifier:
    """Read an LEI (ISO 17442: 18 letters and digits, two check digits by ISO 7064 MOD 97-10)."""
    plain = text.replace(" ", "").upper()
    if not _LEI.fullmatch(plain):
        raise refused("LEI", "is not 18 letters and digits and two check digits", "copy it whole")
    number = int("".join(str(int(each, 36)) for each in plain))
    if number % 97 != 1 or plain[18:] in _NO_LEI_CHECK:
        raise refused("LEI", f"has wrong check digits: {plain}", "copy it again from its source")
    return _named(Scheme.LEI, plain)


def _named(scheme: Scheme, value: str) -> Identifier:
    return Identifier(scheme, value, f"{scheme}:{value}")
