"""Who brought workers from where to which site, and who says the workers paid for it.

On one site the recruiter and the operator contradict each other: the record keeps both.
"""

from ledger.model.statement import Kind

from .days import at
from .flow import DAY
from .people import RECRUITERS, Site
from .shapes import DemoStatement, Json

CORRIDORS: tuple[tuple[str, str, str, int | None, str], ...] = (
    # recruiter, site, origin, workers, who pays
    ("recruit-np", "cell-my-1", "NP", 140, "worker"),
    ("recruit-np", "poly-my-1", "NP", 60, "employer"),
    ("recruit-bd", "wafer-my-1", "BD", 95, "shared"),
    ("recruit-bd", "cell-my-1", "BD", 70, "unknown"),
    ("recruit-mm", "peel-th-1", "MM", 210, "worker"),
    ("recruit-mm", "peel-th-2", "MM", 85, "shared"),
    ("recruit-mm", "pack-th-1", "MM", 120, "employer"),
    ("recruit-kh", "vessel-th-1", "KH", 14, "worker"),
    ("recruit-kh", "vessel-th-2", "KH", None, "unknown"),
    ("recruit-id", "vessel-tw-1", "ID", 16, "worker"),
    ("recruit-ph", "vessel-tw-1", "PH", 9, "shared"),
)


def recruitments(sites: dict[str, Site]) -> tuple[DemoStatement, ...]:
    """Give the recruiters' statements, and one operator's that says otherwise."""
    told = tuple(
        _statement(number, RECRUITERS[recruiter].did, recruiter, sites[site], origin, workers, payer)
        for number, (recruiter, site, origin, workers, payer) in enumerate(CORRIDORS)
    )
    disputed = sites["peel-th-1"]
    return (*told, _statement(len(told), disputed.operator, "recruit-mm", disputed, "MM", 210, "employer"))


def _statement(
    number: int, issuer: str, recruiter: str, site: Site, origin: str, workers: int | None, payer: str
) -> DemoStatement:
    body: dict[str, Json] = {
        "recruiter": RECRUITERS[recruiter].did,
        "facility": site.sgln,
        "origin": origin,
        "destination": site.country,
        "period_from": "2026-01-01",
        "period_until": "2026-06-30",
        "fee_payer": payer,
    }
    said = body if workers is None else body | {"workers": workers}
    return DemoStatement(Kind.RECRUITMENT, issuer, said, at("2026-07-01") + number * DAY)
