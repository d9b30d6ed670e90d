"""Who may give a certified quantity to claim.

Decision. A certificate that gives one is taken only from a party that the key registry lists as an auditor (the role
that certifiers have here), and never for itself: otherwise anyone could print certified kilos. A certificate without a
quantity is anybody's claim, as before. The role is asked when the statement comes; whether it was right to register the
party is not checked here. That a certificate's number is opened once is asked where its account is opened (the store).
"""

import json
from collections.abc import Iterable

from ledger.errors import NotAllowed, Unacceptable
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import Role
from ledger.model.statement import Kind, Statement
from ledger.proof.typed_data import party_id


def check_credits(statements: Iterable[Statement], registry: RegistrySnapshot) -> None:
    """Return when whoever gives a quantity to claim may do so. Raises NotAllowed, Unacceptable."""
    for statement in statements:
        if statement.kind != Kind.CERTIFICATE:
            continue
        credit = json.loads(statement.body).get("credit")
        if credit is None:
            continue
        if credit["holder"] == statement.issuer:
            raise Unacceptable(
                field="/credit/holder",
                reason="is the issuer: nobody certifies a quantity for itself",
                mend="leave out the credit, or have another party issue the certificate",
            )
        party = registry.parties.get(party_id(statement.issuer))
        if party is None or Role.AUDITOR not in party.roles:
            raise NotAllowed(what="give a certified quantity to claim", needs="auditor")
