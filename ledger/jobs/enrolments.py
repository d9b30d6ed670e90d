"""At intake: whoever enrols as a custodian is one by now. What it says then stays public, whatever it is later."""

import json
from collections.abc import Iterable

from ledger.model.deployment import RegistrySnapshot
from ledger.model.statement import Kind, Statement
from ledger.proof.typed_data import party_id
from ledger.surveys.custodians import require_custodian


def check_enrolments(statements: Iterable[Statement], registry: RegistrySnapshot) -> None:
    """Return when no other party enrols. Raises NotEnrolled."""
    for statement in statements:
        if statement.kind == Kind.SETTINGS and json.loads(statement.body).get("setting") == "custodian-enrolment":
            party = registry.parties.get(party_id(statement.issuer))
            require_custodian(statement.issuer, party.roles if party else None)
