"""What is answered to what auditors found, and how a brand buys: one reply, one dispute with its ruling, a few orders.

A reply names the record that it answers, so these are made once the audits are signed.
"""

from collections.abc import Iterator, Mapping

from ledger.model.statement import Kind

from .days import at
from .flow import DAY
from .people import AUDITORS, BRANDS, Site
from .shapes import DemoStatement, Json

REPLIED, DISPUTED = "vessel-tw-1", "pack-th-1"  # sites whose audits are answered
FUND = "did:web:remedyfund-demo.example.org"  # pays the reviewer, and is nobody's party here
_BUYER, _PERIOD = BRANDS["brand-cotton"].did, ("2026-03-01", "2026-08-31")
# supplier, order, practice, what was due, what happened, whether the brand states the same: all five who sew for it
# speak, two of them of what hurts; of fees and remedies only those two can, and what the others leave open stays open
_STATED = (
    ("sew-bd-1", "DEMO-SEASON-A", "price", "2.40", "2.05", False),
    ("sew-bd-1", "DEMO-SEASON-A", "payment", "60", "95", True),
    ("sew-bd-1", "DEMO-SEASON-A", "lead-time", "45", "30", False),
    ("sew-vn-1", "DEMO-SEASON-B", "payment", "60", "60", True),
    ("sew-vn-1", "DEMO-SEASON-B", "order-change", "12000", "3000", False),
    ("sew-vn-1", "DEMO-SEASON-B", "fees-repaid", "4000", "1000", True),
    ("sew-vn-1", "DEMO-SEASON-B", "price", "2.20", "2.25", False),
    ("sew-vn-1", "DEMO-SEASON-B", "lead-time", "50", "48", False),
    ("sew-vn-1", "DEMO-SEASON-B", "remedy", "90", "150", True),
    ("sew-bd-1", "DEMO-SEASON-A", "order-change", "9000", "900", True),
    ("sew-bd-1", "DEMO-SEASON-A", "remedy", "60", "45", True),
    ("sew-bd-2", "DEMO-SEASON-C", "price", "2.10", "2.10", True),
    ("sew-bd-2", "DEMO-SEASON-C", "payment", "60", "66", True),
    ("sew-bd-2", "DEMO-SEASON-C", "lead-time", "45", "45", True),
    ("sew-bd-2", "DEMO-SEASON-C", "order-change", "8000", "400", False),
    ("sew-bd-3", "DEMO-SEASON-D", "price", "2.15", "2.05", False),
    ("sew-bd-3", "DEMO-SEASON-D", "payment", "60", "60", True),
    ("sew-bd-3", "DEMO-SEASON-D", "lead-time", "40", "38", False),
    ("sew-bd-3", "DEMO-SEASON-D", "order-change", "6000", "0", True),
    ("sew-tr-1", "DEMO-SEASON-E", "price", "3.10", "3.20", True),
    ("sew-tr-1", "DEMO-SEASON-E", "payment", "45", "45", True),
    ("sew-tr-1", "DEMO-SEASON-E", "lead-time", "30", "35", True),
    ("sew-tr-1", "DEMO-SEASON-E", "order-change", "5000", "250", True),
)


def confirmed(sites: Mapping[str, Site]) -> tuple[DemoStatement, ...]:
    """Give an auditor's decisions on who operates the two sites: only who is confirmed reads and answers its audits."""
    return tuple(
        DemoStatement(
            Kind.DECISION,
            AUDITORS["audit-1"].did,
            {
                "subject": "site-operator",
                "left": sites[key].sgln,
                "right": sites[key].operator,
                "outcome": "confirmed",
                "reason": "Licence and lease were seen at the place.",
            },
            at("2026-01-15"),
        )
        for key in (DISPUTED, REPLIED)
    )


def answers(sites: Mapping[str, Site], flags: Mapping[str, str]) -> tuple[DemoStatement, ...]:
    """Give the reply, the dispute and the declarations; `flags` hold the record id of each site's audit, by SGLN."""
    replied, disputed = sites[REPLIED], sites[DISPUTED]
    text = "The skipper kept the papers against our rule. All were handed back on 12 June; the crew may be asked."
    reply: dict[str, Json] = {"flag": flags[replied.sgln], "text": text}
    told = "The hours belong to the packing house next door, which shares our gate register."
    dispute: dict[str, Json] = {"flag": flags[disputed.sgln], "ground": "wrong-site", "text": told}
    return (
        declaration(),
        DemoStatement(Kind.DISPUTE, disputed.operator, dispute, at("2026-03-02")),
        DemoStatement(Kind.REPLY, replied.operator, reply, at("2026-06-15")),
        *practices(sites),
    )


def ruling(sites: Mapping[str, Site], flags: Mapping[str, str], dispute: str) -> DemoStatement:
    """Give the ruling on the dispute (its record id), by an auditor whom neither side pays."""
    body: dict[str, Json] = {
        "flag": flags[sites[DISPUTED].sgln],
        "dispute": dispute,
        "outcome": "overturned",
        "text": "Gate and pay registers were compared for eight weeks: the hours are of the other house.",
        "paid_by": FUND,
    }
    return DemoStatement(Kind.RULING, AUDITORS["audit-4"].did, body, at("2026-03-12"))


def declaration() -> DemoStatement:
    """Give one auditor's word on who pays it; the others have declared nothing."""
    body: dict[str, Json] = {
        "setting": "auditor-independence",
        "paid_by": ["did:web:inspectionfund-demo.example.org"],
        "valid_until": "2027-12-31",
    }
    return DemoStatement(Kind.SETTINGS, AUDITORS["audit-1"].did, body, at("2026-01-12"))


def practices(sites: Mapping[str, Site]) -> Iterator[DemoStatement]:
    """Give what suppliers of the apparel brand state of its orders, and what it states alike."""
    for number, (key, order, practice, due, happened, is_confirmed) in enumerate(_STATED):
        supplier = sites[key].operator
        body: dict[str, Json] = {
            "practice": practice,
            "brand": _BUYER,
            "supplier": supplier,
            "order": order,
            "due": due,
            "happened": happened,
            "period_from": _PERIOD[0],
            "period_until": _PERIOD[1],
        }
        issued_at = at("2026-09-07") + number * DAY
        yield DemoStatement(Kind.ATTESTATION, supplier, body, issued_at)
        if is_confirmed:
            yield DemoStatement(Kind.ATTESTATION, _BUYER, body, issued_at + DAY)
