"""One spelling for each GS1 identifier: EPC URNs and Digital Link URIs of one key become one https://id.gs1.org URI.

Sources: GS1 EPC Tag Data Standard (the URN forms), GS1 Digital Link URI Syntax (keys, qualifiers, their order), CBV 2.0
rules 17 and 18 (only the finest level is kept: GTIN and serial, without the lot in between).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

DOMAIN = "https://id.gs1.org"

_URN = re.compile(r"urn:epc:(id|class|idpat):([a-z]+):([^:].*)", re.DOTALL)
_ESCAPED = str.maketrans({"!": "%21", "(": "%28", ")": "%29", "*": "%2A", "+": "%2B", ",": "%2C", ":": "%3A"})
_SHORT_NAMES = {
    "gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417", "gsrnp": "8017", "gsrn": "8018",
    "gcn": "255", "sscc": "00", "gdti": "253", "ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004",
    "cpv": "22", "lot": "10", "ser": "21",
}  # fmt: skip
_KEYS = {
    "00": r"\d{18}", "01": r"\d{14}|\d{13}|\d{12}|\d{8}", "253": r"\d{13}.{0,17}", "255": r"\d{13}\d{0,12}",
    "401": r".{4,30}", "402": r"\d{17}", "414": r"\d{13}", "417": r"\d{13}", "8003": r"\d{14}.{0,16}",
    "8004": r".{4,30}", "8006": r"\d{18}", "8010": r".{4,30}", "8017": r"\d{18}", "8018": r"\d{18}",
}  # fmt: skip
_KEY_FORMS = {key: re.compile(form, re.ASCII) for key, form in _KEYS.items()}
_FINEST_FIRST = {"01": ("21", "235", "10"), "8006": ("21", "10"), "414": ("254",), "8010": ("8011",)}
_ALLOWED = {key: {*finest, *(("22",) if key in ("01", "8006") else ())} for key, finest in _FINEST_FIRST.items()}


def canonical_uri(uri: str) -> str:
    """Give the constrained canonical Digital Link of a GS1 key; any other text comes back unchanged.

    Does not check check digits of a Digital Link (see identifiers): a URN carries none, so one is computed there.
    """
    return gs1_link(uri) or uri


@lru_cache(maxsize=32_768)
def gs1_link(uri: str) -> str | None:
    """Give the canonical Digital Link of a GS1 key, None where the text is no readable one."""
    if uri.startswith("urn:epc:"):
        return _from_urn(uri)
    if uri.startswith(("https://", "http://")):
        return _from_link(uri)
    return None


def check_digit(digits: str) -> str:
    """Give the check digit of these ASCII digits: weights 3 and 1 from the right (GS1 General Specifications 7.9)."""
    codes = digits.encode()
    thrice, once = codes[::-2], codes[-2::-2]
    return str(-(3 * (sum(thrice) - 48 * len(thrice)) + sum(once) - 48 * len(once)) % 10)


def _checked(digits: str) -> str:
    return digits + check_digit(digits)


def _gtin(prefix: str, reference: str) -> str:
    return _checked(reference[:1] + prefix + reference[1:])


def _gln(prefix: str, reference: str) -> str:
    return _checked(prefix + reference)


def _asset(prefix: str, reference: str) -> str:
    return _checked("0" + prefix + reference)


# scheme -> (digits of prefix and reference together, how they join, path before them)
_NUMERIC: dict[str, tuple[int, Callable[[str, str], str], str]] = {
    "sgtin": (13, _gtin, "01"), "lgtin": (13, _gtin, "01"), "upui": (13, _gtin, "01"), "itip": (13, _gtin, "8006"),
    "sscc": (17, _gtin, "00"), "sgln": (12, _gln, "414"), "pgln": (12, _gln, "417"), "grai": (12, _asset, "8003"),
    "gdti": (12, _gln, "253"), "sgcn": (12, _gln, "255"), "gsrn": (17, _gln, "8018"), "gsrnp": (17, _gln, "8017"),
    "gsin": (16, _gln, "402"),
}  # fmt: skip
_QUALIFIER = {"sgtin": "/21/", "lgtin": "/10/", "upui": "/235/", "grai": "", "gdti": "", "sgcn": ""}
_ALPHANUMERIC = {"giai": "8004", "ginc": "401"}
_WITHOUT_SERIAL = frozenset(("sscc", "pgln", "gsrn", "gsrnp", "gsin"))


def _from_urn(uri: str) -> str | None:
    found = _URN.fullmatch(uri)
    if found is None:
        return None
    family, scheme, rest = found.groups()
    parts = rest.split(".", 2)
    if len(parts) < 2 or not (parts[0].isascii() and parts[0].isdigit() and 6 <= len(parts[0]) <= 12):
        return None
    if scheme == "cpi":
        return _component(parts[0], rest[len(parts[0]) + 1 :], is_pattern=family == "idpat")
    if scheme in _ALPHANUMERIC:
        return f"{DOMAIN}/{_ALPHANUMERIC[scheme]}/{parts[0]}{rest[len(parts[0]) + 1 :].translate(_ESCAPED)}"
    return _numeric(family, scheme, parts)


def _numeric(family: str, scheme: str, parts: list[str]) -> str | None:
    rule = _NUMERIC.get(scheme)
    if rule is None or (family == "class") != (scheme == "lgtin"):
        return None
    length, join, path = rule
    prefix, reference, *last = parts
    digits = prefix + reference
    if len(digits) != length or not (digits.isascii() and digits.isdigit()):
        return None
    if bool(last) == (scheme in _WITHOUT_SERIAL) or last == [""]:
        return None
    key = f"{DOMAIN}/{path}/{join(prefix, reference)}"
    return key + _serial(family, scheme, last[0]) if last else key


def _serial(family: str, scheme: str, serial: str) -> str:
    if scheme == "itip":
        pieces, _, serial = serial.replace(".", "", 1).partition(".")
        return pieces if family == "idpat" else f"{pieces}/21/{serial.translate(_ESCAPED)}"
    if family == "idpat" and serial == "*":
        return ""
    if scheme == "sgln":
        return "" if serial == "0" else f"/254/{serial.translate(_ESCAPED)}"
    return _QUALIFIER[scheme] + serial.translate(_ESCAPED)


def _component(prefix: str, rest: str, *, is_pattern: bool) -> str | None:
    reference, dot, serial = rest.rpartition(".")
    if not dot:
        return None
    key = f"{DOMAIN}/8010/{(prefix + reference).translate(_ESCAPED)}"
    return key if is_pattern and serial == "*" else f"{key}/8011/{serial}"


def _from_link(uri: str) -> str | None:
    try:
        path = urlsplit(uri).path
    except ValueError:  # for example an unclosed IPv6 host
        return None
    segments = [_SHORT_NAMES.get(part, part) for part in path.strip("/").split("/")]
    for start in range(len(segments) - 1):
        if segments[start] in _KEY_FORMS and (found := _link_of(segments[start:])):
            return found
    return None


def _link_of(segments: list[str]) -> str | None:
    """Read key, value, then qualifier and value pairs. None where they do not make one GS1 identifier."""
    key, value, *pairs = segments
    if len(pairs) % 2 or not _KEY_FORMS[key].fullmatch(value):
        return None
    qualifiers = dict(zip(pairs[::2], pairs[1::2], strict=True))
    if len(qualifiers) * 2 != len(pairs) or not qualifiers.keys() <= _ALLOWED.get(key, set()) or "" in pairs:
        return None
    link = f"{DOMAIN}/{key}/{value.zfill(14) if key == '01' else value}"
    for finest in _FINEST_FIRST.get(key, ()):
        if finest in qualifiers:
            return f"{link}/{finest}/{qualifiers[finest]}"
    return link
