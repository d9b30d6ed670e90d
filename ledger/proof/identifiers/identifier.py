"""What an identifier is, once read."""

from dataclasses import dataclass
from enum import StrEnum

from ledger.errors import Unacceptable


class Scheme(StrEnum):
    """The kind of an identifier. GS1's keys by the name on the label, with LGTIN and SGTIN for a GTIN made finer."""

    GTIN = "gtin"
    LGTIN = "lgtin"
    SGTIN = "sgtin"
    UPUI = "upui"
    SSCC = "sscc"
    GLN = "gln"
    SGLN = "sgln"
    GIAI = "giai"
    GRAI = "grai"
    GDTI = "gdti"
    GCN = "gcn"
    GINC = "ginc"
    GSIN = "gsin"
    ITIP = "itip"
    CPID = "cpid"
    GSRN = "gsrn"
    UN_LOCODE = "unlocode"
    OS_ID = "osid"
    LEI = "lei"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier. `value` is as on the label, `canonical` the one text by which it is compared and stored."""

    scheme: Scheme
    value: str  # a GTIN has its 14 digits; a finer key goes on with /10/LOT or /21/SERIAL
    canonical: str  # https://id.gs1.org/… for GS1 keys, else scheme:value


def refused(scheme: str, reason: str, mend: str) -> Unacceptable:
    """Give the refusal of a text as an identifier of this scheme. The caller knows the field it stood in."""
    return Unacceptable(field=scheme, reason=reason, mend=mend)
