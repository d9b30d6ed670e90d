"""What auditors filed: announced and unannounced visits, and findings in every state of remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from ledger.model.statement import Kind

from .days import at
from .flow import DAY
from .people import AUDITORS, BRANDS, Site
from .shapes import DemoStatement, Json


@dataclass(frozen=True, slots=True)
class Finding:
    """A non-conformity as the auditor grades it, and what the site did about it."""

    grade: str
    topic: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Audit:
    """One visit. An unannounced one counts for more only with workers interviewed away from the site."""

    site: str
    auditor: str
    conducted_on: str
    is_announced: bool
    has_offsite_interviews: bool = False
    is_paid_by_brand: bool = False
    findings: tuple[Finding, ...] = ()
    says_what_it_looked_for: bool = True


# What a visit can see: with notice, books and rooms; without, also gates and lockers; away from the site, also what
# workers dare to tell. Of the other indicators nobody in this world has looked for any.
_WITH_NOTICE = ("withholding_of_wages", "excessive_overtime", "abusive_working_and_living_conditions")
_WITHOUT_NOTICE = (*_WITH_NOTICE, "restriction_of_movement", "retention_of_identity_documents")
_AWAY_FROM_THE_SITE = (*_WITHOUT_NOTICE, "debt_bondage", "deception", "intimidation_and_threats")
AUDITS = (
    Audit("sew-bd-1", "audit-2", "2026-02-17", True, is_paid_by_brand=True),
    Audit("sew-bd-1", "audit-4", "2026-06-09", False, True, True, (Finding("minor", "hours", "claimed"),)),
    Audit("sew-bd-3", "audit-2", "2026-03-11", True, findings=(Finding("minor", "wages", "answered"),)),
    Audit("sew-vn-1", "audit-1", "2026-04-22", True),
    Audit("sew-tr-1", "audit-1", "2026-05-06", False, True, True),
    Audit("dye-bd-1", "audit-2", "2026-03-24", True, findings=(Finding("minor", "other", "open"),)),
    Audit("knit-bd-1", "audit-3", "2026-02-25", True),
    Audit("spin-in-1", "audit-3", "2026-01-20", False, True, True, (Finding("major", "movement", "claimed"),)),
    Audit("spin-in-2", "audit-3", "2026-04-14", True, findings=(Finding("major", "wages", "claimed"),)),
    Audit("spin-tr-1", "audit-1", "2026-05-19", True),
    Audit("gin-in-1", "audit-3", "2026-01-27", True, says_what_it_looked_for=False),
    Audit("module-us-1", "audit-1", "2026-04-08", False, True),
    Audit("module-vn-1", "audit-2", "2026-05-13", True, findings=(Finding("minor", "hours", "answered"),)),
    Audit("cell-th-1", "audit-2", "2026-06-17", True),
    Audit("cell-my-1", "audit-2", "2026-06-24", False, True, True, (Finding("major", "documents", "claimed"),)),
    Audit("poly-my-1", "audit-2", "2026-03-04", True),
    Audit("pack-th-1", "audit-2", "2026-02-11", True, findings=(Finding("minor", "hours", "open"),)),
    Audit("pack-ec-1", "audit-1", "2026-07-08", False, True, True),
    Audit("pack-in-1", "audit-3", "2026-05-27", True),
    Audit("peel-th-1", "audit-4", "2026-07-15", False, True, True, (Finding("major", "fees", "open"),)),
    Audit("peel-th-2", "audit-4", "2026-07-22", False, True, True, (Finding("major", "fees", "answered"),)),
    Audit("peel-in-1", "audit-3", "2026-06-03", True, findings=(Finding("minor", "housing", "claimed"),)),
    Audit("vessel-tw-1", "audit-1", "2026-04-29", True, findings=(Finding("major", "documents", "open"),)),
    Audit("pond-ec-1", "audit-1", "2026-07-10", True),
)


def audits(sites: dict[str, Site], visits: Iterable[Audit] = AUDITS) -> tuple[DemoStatement, ...]:
    """Give the auditors' statements."""
    return tuple(_statement(number, audit, sites[audit.site]) for number, audit in enumerate(visits, start=1))


def _statement(number: int, audit: Audit, site: Site) -> DemoStatement:
    findings: list[Json] = [_finding(number, place, found) for place, found in enumerate(audit.findings, start=1)]
    body: dict[str, Json] = {
        "facility": site.sgln,
        "payer": BRANDS[f"brand-{site.chain}"].did if audit.is_paid_by_brand else site.operator,
        "is_announced": audit.is_announced,
        "has_offsite_interviews": audit.has_offsite_interviews,
        "conducted_on": audit.conducted_on,
        "report_hash": "0x" + sha256(f"demo audit report {number}".encode()).hexdigest(),
        "findings": findings,
    }
    if audit.says_what_it_looked_for:
        body["looked_for"] = list(_looked_for(audit))
    return DemoStatement(Kind.AUDIT, AUDITORS[audit.auditor].did, body, at(audit.conducted_on) + 14 * DAY)


def _looked_for(audit: Audit) -> tuple[str, ...]:
    if audit.has_offsite_interviews:
        return _AWAY_FROM_THE_SITE
    return _WITH_NOTICE if audit.is_announced else _WITHOUT_NOTICE


def _finding(audit: int, number: int, found: Finding) -> Json:
    return {
        "finding_id": f"DEMO-FINDING-{audit:03d}-{number}",
        "grade": found.grade,
        "topic": found.topic,
        "remedy": found.remedy,
    }
