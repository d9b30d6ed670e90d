"""A wave is released once for a site: whoever could draw its noise again and again would undo it (rule S3).

Decision. A second release by one issuer, of one wave and site, is taken only where the issuer superseded every earlier
one, and the last of them by this very record: the ledger then tells which counts, and everybody sees how often it was
drawn. It is asked here too and not only at the custodian's, whose machine may be restored to a day before the drawing.
NOT checked: two that come at the same moment, whether the wave was announced, and what else one party signs as another.
"""

import json
from collections.abc import Iterable

from ledger.errors import Unacceptable
from ledger.model.bodies import is_sealed
from ledger.model.record import Record
from ledger.model.statement import Kind, SignedStatement, Statement
from ledger.ports import World
from ledger.surveys.site_name import site_name

_MOST_LOOKED_BACK = 100_000


def check_releases(world: World, signed: Iterable[SignedStatement]) -> None:
    """Return when no release among these repeats another without replacing it. Raises Unacceptable."""
    said_here: list[SignedStatement] = []
    for each in signed:
        named = _wave_and_site(each.statement)
        if named is not None:
            _check(each, named, [*said_here, *_said_before(world, each.statement.issuer)])
        said_here.append(each)


def _check(release: SignedStatement, named: tuple[str, str], said: list[SignedStatement]) -> None:
    own = [each for each in said if each.statement.issuer == release.statement.issuer]
    if any(each.record_id == release.record_id for each in own):
        return
    earlier = {"0x" + each.record_id.hex() for each in own if _wave_and_site(each.statement) == named}
    pairs = [_replaced(each.statement) for each in own if each.statement.kind == Kind.SUPERSESSION]
    replaced, by = {old for old, _ in pairs}, {new for old, new in pairs if old in earlier}
    if earlier and (not earlier <= replaced or "0x" + release.record_id.hex() not in by):
        standing = min(earlier - replaced or earlier)
        raise Unacceptable(
            field="body.wave",
            reason=f"was released for this site already, in record {standing}",
            mend="hand in what was drawn first; to release anew, supersede it by the record id of this one before",
        )


def _said_before(world: World, issuer: str) -> list[SignedStatement]:
    found: tuple[Record, ...] = world.store.records_by(issuer, limit=_MOST_LOOKED_BACK)
    return [each.signed for each in found if each.shredded_by is None]


def _wave_and_site(statement: Statement) -> tuple[str, str] | None:
    """None for every statement but a release of one site in clear."""
    if statement.kind != Kind.RELEASE:
        return None
    body = json.loads(statement.body)
    return None if is_sealed(body) or "ended_on" not in body else (body["wave"], site_name(body["facility"]))


def _replaced(statement: Statement) -> tuple[str, str]:
    body = json.loads(statement.body)
    return body["record"], body["replacement"]
