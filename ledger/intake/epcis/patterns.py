"""Patterns of identifiers in a query: which identifiers, each in its one spelling, a pattern names.

A pattern is an identifier itself; `urn:epc:idpat:` with `*` for its last parts (GS1 Tag Data Standard 2.0, section 8);
or a Digital Link whose path ends in `/*`. Decision: a pattern that ends at a class names that class as well as every
item and lot of it, since EPCIS events name classes by the same pattern. How long a company prefix is, the one spelling
does not keep: a pattern of a shorter prefix finds the longer ones that begin with it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.proof.event_hash.gs1_uri import DOMAIN
from ledger.proof.event_terms import identifier

_IDPAT = re.compile(r"urn:epc:idpat:([a-z]+):(.+)", re.DOTALL)
# scheme -> (path, how the digits of a key begin before its company prefix, digits in all with the check digit)
_KEYS = {
    "sgtin": ("01", r"\d", 14), "upui": ("01", r"\d", 14), "itip": ("8006", r"\d", 14), "sscc": ("00", r"\d", 18),
    "sgln": ("414", "", 13), "pgln": ("417", "", 13), "grai": ("8003", "0", 14), "gdti": ("253", "", 13),
    "sgcn": ("255", "", 13), "gsrn": ("8018", "", 18), "gsrnp": ("8017", "", 18), "gsin": ("402", "", 17),
    "giai": ("8004", "", 0), "ginc": ("401", "", 0), "cpi": ("8010", "", 0),
}  # fmt: skip
_DIGITS_OF_PREFIX = range(6, 13)


@dataclass(frozen=True, slots=True)
class Pattern:
    """`exact` is one identifier; else `rule` decides, and whatever matches begins with `prefix`."""

    exact: str | None = None
    prefix: str = ""
    rule: re.Pattern[str] | None = None

    def matches(self, found: str) -> bool:
        """Say whether an identifier in its one spelling is named by this pattern."""
        return found == self.exact if self.rule is None else self.rule.fullmatch(found) is not None


def read_pattern(text: str, meanings: Mapping[str, str]) -> Pattern | None:
    """Give the pattern that a query's text is; None for a pattern with a wildcard that no rule reads."""
    found = _IDPAT.fullmatch(text)
    if found is not None and "*" in text:
        return _wildcard(text, *found.groups())
    one = identifier(text, meanings)
    if one.endswith("/*"):
        return _under(one[:-1])
    return Pattern(exact=one)


def with_parts(one: str) -> Pattern:
    """Give the pattern of an identifier and all that stand below it: a GLN and its extensions."""
    return Pattern(prefix=one, rule=re.compile(re.escape(one) + "(/.*)?", re.DOTALL))


def _wildcard(text: str, scheme: str, rest: str) -> Pattern | None:
    parts = rest.split(".")
    first = parts.index("*") if "*" in parts else len(parts)
    if scheme not in _KEYS or first == len(parts) or any(part != "*" for part in parts[first:]):
        return None
    if first == 0:
        return _under(f"{DOMAIN}/{_KEYS[scheme][0]}/")
    if first >= 2:  # only the serial is open
        return _of_class(text, scheme)
    return _of_company(scheme, parts[0])


def _of_class(text: str, scheme: str) -> Pattern | None:
    one = identifier(text, {})
    if one == text:
        return None
    if scheme in ("grai", "gdti", "sgcn", "itip"):  # the serial follows the class without a step between
        return _under(one)
    return with_parts(one)


def _of_company(scheme: str, company: str) -> Pattern | None:
    path, before, length = _KEYS[scheme]
    if not (company.isascii() and company.isdigit() and len(company) in _DIGITS_OF_PREFIX):
        return None
    prefix = f"{DOMAIN}/{path}/"
    if not length:
        return _under(prefix + company)
    open_digits = length - len(company) - len(before.replace("\\d", "d"))
    rule = re.compile(rf"{re.escape(prefix)}{before}{company}\d{{{open_digits}}}(.*)", re.DOTALL | re.ASCII)
    return Pattern(prefix=prefix if before == r"\d" else prefix + before + company, rule=rule)


def _under(prefix: str) -> Pattern:
    return Pattern(prefix=prefix, rule=re.compile(re.escape(prefix) + ".*", re.DOTALL))
