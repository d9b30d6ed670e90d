"""The owners that parties name, or named before, in what they say of themselves, as subjects to screen.

An owner that a party never names is not screened: nobody else's word on who owns it counts here. One that it drops
stays, and so does the share that it had: a person decides whether that is over.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from ledger.errors import RiskInputError
from ledger.model.bodies import Owner, PartyBody
from ledger.model.screening import Holding, ScreenedSubject, SubjectKind
from ledger.reference.countries import iso3_of
from ledger.reference.snapshot import ReferenceSnapshot

_MARK, _KEY_DIGITS = "#owner-", 16


@dataclass(frozen=True, slots=True)
class ToldOfItself:
    """What a party says of itself: `now` its newest word that it did not withdraw, `ever` all of them in the log's
    order. Each is a record id with its body."""

    now: tuple[bytes, PartyBody] | None
    ever: tuple[tuple[bytes, PartyBody], ...]


PartiesTold = Mapping[str, ToldOfItself]


def with_owners(parties: Collection[str], told: PartiesTold) -> frozenset[str]:
    """Give these parties, and whoever owns them or their owners and tells of itself. Linear in what they name."""
    found, waiting = set(parties), list(parties)
    while waiting:
        named = told.get(waiting.pop())
        bodies = (body for _, body in (named.ever if named is not None else ()))
        owners = {each.did for body in bodies for each in body.owners if each.did} & told.keys() - found
        found |= owners
        waiting.extend(owners)
    return frozenset(found)


def owners_of(snapshot: ReferenceSnapshot, told: ToldOfItself | None) -> Iterator[ScreenedSubject]:
    """Give each owner as it was told of last, with what was told of it before, in the order in which they came. Their
    keys stay when a share or a day is told anew."""
    known: dict[str, list[ScreenedSubject]] = defaultdict(list)
    for record_id, body in told.ever if told is not None else ():
        for owner in body.owners:
            known[_key(body.did, owner)].append(_owner(snapshot, record_id, body, owner))
    for ever in known.values():
        yield replace(ever[-1], earlier=tuple(ever[:-1]))


def _owner(snapshot: ReferenceSnapshot, record_id: bytes, body: PartyBody, owner: Owner) -> ScreenedSubject:
    return ScreenedSubject(
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
