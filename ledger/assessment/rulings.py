"""Who may rule on a flag: its own issuer, to overturn it, or a registered auditor whom neither side pays (rule R6).

A site cannot overturn that it opened a request, nor whoever asked: both are sides of an opening, whoever signed it.
On what the worker line says nobody rules: a ruling is free text, and rule R10 leaves that to the custodian's drafts.
"""

from collections.abc import Collection

from ledger.model.bodies import RulingBody
from ledger.model.fairness import FlagFacts


def ruling_fault(
    body: RulingBody, *, issuer: str, flag: FlagFacts, brands: Collection[str], auditors: Collection[str]
) -> tuple[str, str] | None:
    """Give field and reason for which this ruling does not count, or None.

    `brands` are those who buy from the site. What a reviewer leaves unsaid of its business is not checked.
    """
    if flag.is_worker_line:
        return "body.flag", "is what workers told: no reviewer writes about it, and its custodian alone may replace it"
    if issuer == flag.issuer and issuer not in flag.involved:
        return None if body.outcome == "overturned" else ("body.outcome", "its own issuer may only overturn a flag")
    known = (flag.issuer, flag.operator, flag.payer, *flag.involved)
    sides = {side for side in known if side is not None} | set(brands)
    if issuer in sides:
        return "issuer", "is a side of this flag: a reviewer is neither the site, nor the brand, nor who paid the audit"
    if issuer not in auditors:
        return "issuer", "is not registered as an auditor"
    if body.paid_by == issuer:
        return "body.paid_by", "is the reviewer itself: who pays for a review is somebody else"
    if body.paid_by in sides:
        return "body.paid_by", "is a side of this flag: a reviewer is paid by neither"
    named = sorted(sides.intersection(body.business_with))
    return ("body.business_with", f"holds a side of this flag, {named[0]}") if named else None
