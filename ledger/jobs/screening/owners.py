"""The owners that parties name in what they say of themselves, as subjects to screen.

An owner that a party leaves out is not screened: nobody else's word on who owns it counts here.
"""

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from hashlib import sha256

from ledger.errors import RiskInputError
from ledger.model.bodies import Owner, PartyBody
from ledger.model.screening import Holding, ScreenedSubject, SubjectKind
from ledger.reference.countries import iso3_of
from ledger.reference.snapshot import ReferenceSnapshot

_MARK, _KEY_DIGITS = "#owner-", 16
PartiesTold = Mapping[str, tuple[bytes, PartyBody]]


def with_owners(parties: Collection[str], told: PartiesTold) -> frozenset[str]:
    """Give these parties, and whoever owns them or their owners and tells of itself. Linear in what they name."""
    found, waiting = set(parties), list(parties)
    while waiting:
        named = told.get(waiting.pop())
        owners = {each.did for each in (named[1].owners if named is not None else ()) if each.did} & told.keys() - found
        found |= owners
        waiting.extend(owners)
    return frozenset(found)


def owners_of(snapshot: ReferenceSnapshot, told: tuple[bytes, PartyBody] | None) -> Iterator[ScreenedSubject]:
    """Give the owners in the order of the statement. Their keys stay when a share or a day is told anew."""
    if told is None:
        return
    record_id, body = told
    for owner in body.owners:
        yield ScreenedSubject(
            key=_key(body.did, owner),
            kind=SubjectKind.OWNER,
            names=(owner.name,),
            country=alpha_3(snapshot, owner.country),
            identifiers=tuple(filter(None, (owner.identifier, owner.did))),
            record_id=record_id,
            holding=Holding(body.did, Decimal(owner.share) if owner.share is not None else None, owner.did),
        )


def owned_by(key: str) -> str:
    """Give the party that an owner's key was made for; any other key unchanged."""
    return key.partition(_MARK)[0]


def alpha_3(snapshot: ReferenceSnapshot, code: str | None) -> str | None:
    """Give the alpha-3 code; None for a code that is no country: nobody knows where that is."""
    try:
        return iso3_of(snapshot, code) if code and code != "unknown" else None
    except RiskInputError:
        return None


def _key(did: str, owner: Owner) -> str:
    said = "\n".join(str(each) for each in (owner.name, owner.did, owner.identifier, owner.country))
    return f"{did}{_MARK}{sha256(said.encode()).hexdigest()[:_KEY_DIGITS]}"
