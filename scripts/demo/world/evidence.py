"""What suppliers attest and what certificates say. Self-assessments, whoever signs them."""

from random import Random

from ledger.model.statement import Kind

from .days import at
from .flow import DAY, HOUR
from .network import WAREHOUSE
from .people import BRANDS, NAMED, Site
from .shapes import DemoStatement, Json

ATTESTATIONS = 36  # the four planted ones come on top
NOT_SAMPLED = ("sew-bd-2", "gin-pk-2", "cell-my-1", "pond-vn-1")  # the planted ones speak about these
CLAIMS = {
    "no-recruitment-fees": "No worker at this site paid a fee to get the job.",
    "documents-kept-by-workers": "Every worker keeps passport and papers.",
    "wages-paid-in-full": "Wages of the last six months were paid in full and on time.",
    "origin": "All traced input came from the origins named in our site statement.",
    "own-production": "Everything sold under our name was made at this site.",
}
CERTIFIED = (
    ("gin-in-1", "Demo Fibre Scheme", "audit-3"),
    ("gin-br-1", "Demo Fibre Scheme", "audit-3"),
    ("spin-in-1", "Demo Fibre Scheme", "audit-3"),
    ("spin-tr-1", "Demo Fibre Scheme", "audit-1"),
    ("knit-bd-1", "Demo Decent Work Scheme", "audit-2"),
    ("sew-bd-1", "Demo Decent Work Scheme", "audit-2"),
    ("sew-tr-1", "Demo Decent Work Scheme", "audit-1"),
    ("poly-my-1", "Demo Silicon Trace Scheme", "audit-2"),
    ("module-us-1", "Demo Silicon Trace Scheme", "audit-1"),
    ("pack-ec-1", "Demo Responsible Shrimp Scheme", "audit-2"),
    ("pack-th-1", "Demo Responsible Shrimp Scheme", "audit-2"),
    ("vessel-pe-1", "Demo Responsible Shrimp Scheme", "audit-1"),
    ("sew-bd-1", "Demo Workers' Programme", "custodian"),
)
WORKER_DRIVEN = "Demo Workers' Programme"


def attestation(
    site: Site, claim: str, issued_at: int, *, tag: str = "", audience: str = "downstream"
) -> DemoStatement:
    """Give the operator's claim about its own site."""
    body: dict[str, Json] = {
        "subject": site.sgln,
        "claim": claim,
        "text": CLAIMS[claim],
        "valid_until": "2027-12-31",
    }
    return DemoStatement(Kind.ATTESTATION, site.operator, body, issued_at, audience, tag)


def attestations(sites: dict[str, Site], rng: Random) -> tuple[DemoStatement, ...]:
    """Give one claim each of some producing sites; every ninth is meant for one brand and nobody else."""
    producing = [site for site in sites.values() if site.stage.name != WAREHOUSE and site.key not in NOT_SAMPLED]
    claims = tuple(CLAIMS)
    return tuple(
        attestation(
            site,
            claims[number % len(claims)],
            at("2026-02-02") + rng.randint(0, 180) * DAY + rng.randint(0, 8) * HOUR,
            audience=f"parties:{BRANDS[f'brand-{site.chain}'].did}" if number % 9 == 8 else "downstream",
        )
        for number, site in enumerate(rng.sample(producing, ATTESTATIONS))
    )


def certificate(
    number: int, site: Site, scheme: str, issuer: str, *, valid: tuple[str, str], issued_on: str
) -> DemoStatement:
    """Give a certificate that the site itself paid for; where workers run the programme their own organisation issues
    it, and the brand pays."""
    is_worker_driven = scheme == WORKER_DRIVEN
    body: dict[str, Json] = {
        "certificate": f"DEMO-CERT-{number:04d}",
        "subject": site.sgln,
        "scheme": scheme,
        "payer": BRANDS[f"brand-{site.chain}"].did if is_worker_driven else site.operator,
        "valid_from": valid[0],
        "valid_until": valid[1],
        "is_worker_driven": is_worker_driven,
    }
    return DemoStatement(Kind.CERTIFICATE, NAMED[issuer].did, body, at(issued_on))


def certificates(sites: dict[str, Site], rng: Random) -> tuple[DemoStatement, ...]:
    """Give the certificates that hold until 2027 or later."""
    return tuple(
        certificate(
            number,
            sites[key],
            scheme,
            issuer,
            valid=(f"2026-01-{rng.randint(10, 28)}", f"2027-{rng.randint(1, 12):02d}-28"),
            issued_on=f"2026-02-{rng.randint(2, 26):02d}",
        )
        for number, (key, scheme, issuer) in enumerate(CERTIFIED, start=1)
    )
