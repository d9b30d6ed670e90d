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
            check_extension(key, value, terms, pointer)


def check_extension(key: str, value: Json, terms: Mapping[str, str], pointer: str) -> None:
    """Return where a field beside the standard's has a prefix and a meaning, and so has everything in it."""
    if ":" not in key:  # a bare term, even a declared one, could be taken for a field of the standard
        raise Unacceptable(
            field=step(pointer, key),
            reason="is no field of this event type",
            mend="check its spelling, or give your own field a declared prefix",
        )
    _check_key(key, terms, pointer)
    _check_inside(value, terms, step(pointer, key))


def _check_key(key: str, terms: Mapping[str, str], pointer: str) -> None:
    """Return where the key is a declared term, a key with a declared prefix, or a full URI."""
    prefix, colon, local = key.partition(":")
    if colon and (not local or key.split() != [key]):
        raise Unacceptable(field=step(pointer, key), reason="is no name or URI", mend="write it without spaces")
    if key in terms or (colon and (prefix in terms or prefix == "urn" or local.startswith("//"))):
        return
    if not colon:
        raise Unacceptable(
            field=step(pointer, key), reason="has no meaning in any context", mend="give it a declared prefix"
        )
    raise Unacceptable(
        field=step(pointer, key),
        reason=f"has a prefix that no context declares: {prefix[:80]}",
        mend='declare the prefix in "@context"',
    )


def _check_inside(value: Json, terms: Mapping[str, str], pointer: str) -> None:
    match value:
        case None:
            raise Unacceptable(field=pointer, reason="is null", mend="leave the field out")
        case []:
            raise Unacceptable(field=pointer, reason="is empty", mend="leave the list out, or fill it")
        case list():
            for place, item in enumerate(value):
                _check_inside(item, terms, f"{pointer}/{place}")
        case dict():
            for key, inner in value.items():
                if key not in _INSIDE:
                    _check_key(key, terms, pointer)
                _check_inside(inner, terms, step(pointer, key))
