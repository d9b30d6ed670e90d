"""Who may hold what workers say: a registered custodian that is none of those whom workers have to fear."""

from ledger.errors import NotEnrolled
from ledger.model.party import Role

_NEVER = Role.OPERATOR | Role.BRAND | Role.SUPPLIER | Role.RECRUITER


def is_custodian(roles: Role) -> bool:
    """Say whether these are the roles of a custodian that has no part in a supply chain or in running a ledger."""
    return Role.CUSTODIAN in roles and not roles & _NEVER


def require_custodian(did: str, roles: Role | None) -> None:
    """Return when a party with these roles of the key registry may be a survey's custodian. Raises NotEnrolled.

    None: the registry does not know it. NOT checked: whether the organisation behind it is independent in fact.
    """
    if roles is None or Role.CUSTODIAN not in roles:
        reason = f"{did} is not registered as a custodian"
        raise NotEnrolled(reason=reason, mend="have the registrar register it with the role custodian")
    both = roles & _NEVER
    if both:
        reason = f"{did} is registered as {' and '.join(both.names)}, too"
        mend = "let an organisation hold the survey that is neither operator, brand, supplier nor recruiter"
        raise NotEnrolled(reason=reason, mend=mend)
