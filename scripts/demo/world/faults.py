"""The planted cases: what is wrong on purpose, and what Tierlight must say about each."""

from .days import at
from .evidence import attestation, certificate
from .flow import Twists
from .people import RECRUITERS, Site
from .shapes import DemoFault, DemoStatement

FORGED, REPLAYED, REVOKED_KEY, UNKNOWN_KEY = "forged", "replayed", "revoked-key", "unknown-key"
FORGER = RECRUITERS["recruit-bd"].did  # whose key signs the forged attestation

TAGGED_SITES = {FORGED: "sew-bd-2", REPLAYED: "cell-my-1", REVOKED_KEY: "gin-pk-2", UNKNOWN_KEY: "pond-vn-1"}
TAGGED_CLAIMS = {
    FORGED: "no-recruitment-fees",
    REPLAYED: "documents-kept-by-workers",
    REVOKED_KEY: "origin",
    UNKNOWN_KEY: "wages-paid-in-full",
}
TWISTS = Twists(
    claim_round=1,
    claim_seller="gin-br-1",
    claim_buyer="spin-vn-1",
    second_claimant="spin-pk-1",
    excess_round=0,
    excess_site="spin-in-2",
    excess_percent=134,
)
EXPIRED_NUMBER, EXPIRED_SITE = 99, "dye-in-1"


def tagged_statements(sites: dict[str, Site]) -> tuple[DemoStatement, ...]:
    """Give the four attestations that the runner must treat apart, all of October 2026."""
    return tuple(
        attestation(sites[key], TAGGED_CLAIMS[tag], at(f"2026-10-{day}"), tag=tag)
        for day, (tag, key) in enumerate(TAGGED_SITES.items(), start=12)
    )


def expired_certificate(sites: dict[str, Site]) -> DemoStatement:
    """Give the certificate that ran out on 31 March 2026, issued while it still held."""
    return certificate(
        EXPIRED_NUMBER,
        sites[EXPIRED_SITE],
        "Demo Fibre Scheme",
        "audit-3",
        valid=("2025-04-01", "2026-03-31"),
        issued_on="2026-01-12",
    )


def faults(sites: dict[str, Site], *, claimed_twice: str, overproduced: str, product: str) -> tuple[DemoFault, ...]:
    """Give every planted case with the identifier it shows at."""
    return _refused(sites) + _judged(sites, claimed_twice, overproduced, product)


def _refused(sites: dict[str, Site]) -> tuple[DemoFault, ...]:
    return (
        DemoFault(
            FORGED,
            "An attestation that names a supplier and its key, signed with a recruiter's key.",
            sites[TAGGED_SITES[FORGED]].operator,
            "Refused at intake, check 5 signature: the signature was not made by the key that the statement names.",
        ),
        DemoFault(
            REPLAYED,
            "An attestation that was signed for another ledger's log and is submitted here.",
            sites[TAGGED_SITES[REPLAYED]].operator,
            "Refused at intake, check 4 domain: it was signed for the log of another ledger.",
        ),
        DemoFault(
            UNKNOWN_KEY,
            "An attestation signed with a key that the supplier never registered.",
            sites[TAGGED_SITES[UNKNOWN_KEY]].operator,
            "Refused at intake, check 6 key: the registry knows no such key.",
        ),
    )


def _judged(sites: dict[str, Site], claimed_twice: str, overproduced: str, product: str) -> tuple[DemoFault, ...]:
    return (
        DemoFault(
            REVOKED_KEY,
            "An attestation whose key its supplier revoked before the record was anchored.",
            sites[TAGGED_SITES[REVOKED_KEY]].operator,
            "INVALID(key-revoked): the key was revoked before the anchor, whatever date the statement names.",
        ),
        DemoFault(
            "expired-certificate",
            "A certificate of a dyeing works that ran out on 2026-03-31.",
            f"DEMO-CERT-{EXPIRED_NUMBER:04d}",
            "EXPIRED: its credit is gone and the site's score carries opacity for it.",
        ),
        DemoFault(
            "lot-claimed-twice",
            "Two spinners in two countries both use up the whole of one lot of cotton.",
            claimed_twice,
            "Finding lot-claimed-twice: together they used twice what was made; both records are named.",
        ),
        DemoFault(
            "mass-balance",
            f"A spinner puts out {TWISTS.excess_percent} kg of yarn for every 100 kg of cotton.",
            overproduced,
            "Finding mass-balance: more yarn came out than the cotton allows, beyond the tolerance.",
        ),
        DemoFault(
            "undisclosed-tier",
            "Wafer makers use polysilicon that nobody in the ledger says they made.",
            product,
            "Tier 4 has an unknown share, scored as a pseudo-site: unknown is not safe; the action is to trace.",
        ),
    )
