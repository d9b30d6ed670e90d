"""Fields that are not EPCIS's own: each needs a prefix that a context declares, all the way down."""

from collections.abc import Collection, Mapping

from ledger.errors import Unacceptable
from ledger.intake.epcis.shape import step
from ledger.proof.canonical import Json

_INSIDE = frozenset(("id", "type", "comment", "@id", "@type", "@value", "@language"))


def check_members(found: Mapping[str, Json], fields: Collection[str], terms: Mapping[str, str], pointer: str) -> None:
    """Return where every member is one of `fields` or an extension whose meaning a context declares."""
    for key, value in found.items():
        if key not in fields:
            check_key(key, terms, pointer)
            _check_inside(value, terms, step(pointer, key))


def check_key(key: str, terms: Mapping[str, str], pointer: str) -> None:
    """Return where the key is a declared term, a key with a declared prefix, or a full URI."""
    prefix, colon, local = key.partition(":")
    if key in terms or (colon and local and (prefix in terms or prefix == "urn" or local.startswith("//"))):
        return
    if colon:
        raise Unacceptable(
            field=step(pointer, key),
            reason=f"has a prefix that no context declares: {prefix[:80]}",
            mend='declare the prefix in "@context"',
        )
    raise Unacceptable(
        field=step(pointer, key),
        reason="is no field of this event type",
        mend="check its spelling, or give your own field a declared prefix",
    )


def _check_inside(value: Json, terms: Mapping[str, str], pointer: str) -> None:
    match value:
        case None:
            raise Unacceptable(field=pointer, reason="is null", mend="leave the field out")
        case list():
            for place, item in enumerate(value):
                _check_inside(item, terms, f"{pointer}/{place}")
        case dict():
            check_members(value, _INSIDE, terms, pointer)
            for key in _INSIDE & value.keys():
                _check_inside(value[key], terms, step(pointer, key))
