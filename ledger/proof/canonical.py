"""Strict JSON in, RFC 8785 bytes out: the one parser of API, command line and verifier.

What is refused here would otherwise let two readers see two documents in the same bytes: duplicate keys, numbers that a
double changes, text that is not Unicode. JSON itself is RFC 8259, the narrowing is I-JSON (RFC 7493).
"""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import accumulate
from json import JSONDecodeError, JSONDecoder
from typing import Any, TypeAlias, cast

import orjson
import rfc8785

from ledger.errors import Malformed, TooLarge

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

LARGEST_INTEGER = 2**53 - 1
_DIGITS_OF_LARGEST = 16
_TOO_LARGE = "the number is outside +-(2^53 - 1)"
_BOM = b"\xef\xbb\xbf"
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_NO_BRACKETS = bytes(set(range(256)) - _STEPS.keys())
_LEAST, _MOST = 1e-3, 1e15  # fractions between these have no exponent in either form
_ORJSON = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_SUBCLASS


def parse(
    raw: bytes,
    *,
    max_bytes: int = 1_000_000,
    max_depth: int = 64,
    floats: bool = False,
    fractions_as_text: bool = False,
) -> Json:
    """Give the one value that these bytes mean to every strict reader.

    `max_depth` counts nested objects and arrays. With `floats` a fraction is a Python float; without, it is refused.
    With `fractions_as_text`, for what other programs wrote and nobody signs, it is the text it is written as. Raises
    TooLarge (bytes, depth) and Malformed, whose field is a JSON pointer or a byte offset. Does not check any schema,
    and does not ask for canonical form: see is_canonical.
    """
    if len(raw) > max_bytes:
        raise TooLarge(what="bytes of JSON", limit=max_bytes)
    text = _decode(raw)
    _require_depth(raw, max_depth)
    hooks = _Hooks(floats=floats, refused=[], fractions_as_text=fractions_as_text)
    try:
        value = cast(Json, hooks.decoder().decode(text))
    except JSONDecodeError as error:
        raise _not_json(text, error) from error
    if hooks.refused or "\\u" in text:  # only an escape can write NUL or a lone surrogate past the decoders above
        _refuse_first(value)
    return value


def canonicalise(value: Json) -> bytes:
    """Give the RFC 8785 bytes of a value. Raises Malformed for what I-JSON cannot hold.

    Plain values (ASCII keys, no float that the two would write apart) go through orjson, which is equal there and many
    times faster.
    """
    if _is_plain(value):
        try:
            return orjson.dumps(value, option=_ORJSON)
        except orjson.JSONEncodeError:
            pass  # rfc8785 gives the reason, or the bytes: orjson also stops at 254 levels
    try:
        return rfc8785.dumps(cast(Any, value))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Malformed(
            field="value", reason=f"has no canonical form: {error}", mend="send I-JSON (RFC 7493) values only"
        ) from error


def is_canonical(raw: bytes, value: Json) -> bool:
    """Say whether `raw` is exactly the canonical form of `value`."""
    return canonicalise(value) == raw


def contains_float(value: Json) -> bool:
    """Say whether a float stands anywhere in the value: signed bodies hold none."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case float():
                return True
            case dict() as members:
                waiting.extend(members.values())
            case list() as items:
                waiting.extend(items)
    return False


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Left in the place of a refused part, so that a walk can tell where it stood. `key` names a duplicate."""

    reason: str
    mend: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Hooks:
    """What the standard library's scanner asks for each number and object of one document."""

    floats: bool
    refused: list[_Refusal]
    fractions_as_text: bool = False

    def decoder(self) -> JSONDecoder:
        return JSONDecoder(
            object_pairs_hook=self.members,
            parse_int=self.integer,
            parse_float=self.fraction,
            parse_constant=self.constant,
        )

    def refuse(self, reason: str, mend: str, key: str | None = None) -> _Refusal:
        refusal = _Refusal(reason, mend, key)
        self.refused.append(refusal)
        return refusal

    def members(self, pairs: list[tuple[str, object]]) -> object:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        return self.refuse(f"the key {twice!r} stands twice in one object", "send each key once", twice)

    def integer(self, lexeme: str) -> object:
        if len(lexeme) <= _DIGITS_OF_LARGEST + 1 and abs(number := int(lexeme)) <= LARGEST_INTEGER:
            return number
        return self.refuse(_TOO_LARGE, "send large numbers as decimal strings")

    def fraction(self, lexeme: str) -> object:
        if self.fractions_as_text:
            return lexeme
        if not self.floats:
            return self.refuse("a number with a fraction or exponent", "send quantities as decimal strings")
        number = float(lexeme)
        if abs(number) > LARGEST_INTEGER:  # infinity too; its canonical form would be an integer that is refused above
            return self.refuse(_TOO_LARGE, "send large numbers as decimal strings")
        if _keeps_its_value(lexeme, number):
            return number
        return self.refuse(
            "RFC 8785 would change the value of this number", "send at most 15 significant digits, or a decimal string"
        )

    def constant(self, lexeme: str) -> object:
        return self.refuse(f"{lexeme} is not JSON", "leave the value out, or send null")


def _keeps_its_value(lexeme: str, number: float) -> bool:
    try:
        return Decimal(lexeme) == Decimal(repr(number))
    except InvalidOperation:  # an exponent beyond any double
        return False


def _decode(raw: bytes) -> str:
    if raw.startswith(_BOM):
        raise Malformed(field="byte 0", reason="starts with a byte order mark", mend="send UTF-8 without a BOM")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(field=f"byte {error.start}", reason="is not UTF-8", mend="send UTF-8") from error


def _not_json(text: str, error: JSONDecodeError) -> Malformed:
    # A lone surrogate cannot stand in `text`, so encoding its start cannot fail.
    offset = len(text[: error.pos].encode())
    return Malformed(field=f"byte {offset}", reason=f"is not JSON: {error.msg}", mend="send one JSON value (RFC 8259)")


def _require_depth(raw: bytes, max_depth: int) -> None:
    """Count brackets outside strings before the scanner sees them.

    The scanner of the standard library recurses in C, and a library may raise the recursion limit so far that deep
    nesting ends the interpreter (py_ecc, which comes with eth-account, sets 100,000). Up to the first character that is
    not JSON, where the scanner stops, the count is exact.
    """
    if raw.count(b"{") + raw.count(b"[") <= max_depth:
        return
    brackets = _STRING.sub(b"", raw).translate(None, _NO_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > max_depth:
        raise TooLarge(what="levels of nested JSON", limit=max_depth, mend="nest less deeply")


def _is_plain(value: Json) -> bool:
    """True where orjson's key order and numbers equal RFC 8785; the range of integers is left to orjson."""
    waiting: list[Json] = [value]
    while waiting:
        found = waiting.pop()
        kind = type(found)
        if kind is str or kind is int or kind is bool or found is None:
            continue
        if kind is float and not cast(float, found).is_integer() and _LEAST <= abs(cast(float, found)) <= _MOST:
            continue  # both write the shortest digits, without exponent
        if kind is list:
            waiting.extend(cast("list[Json]", found))
        elif kind is dict:
            members = cast("dict[str, Json]", found)
            if not all(type(key) is str and key.isascii() for key in members):
                return False
            waiting.extend(members.values())
        else:
            return False
    return True


def _refuse_first(root: object) -> None:
    """Raise for the first refused part, in document order, with its JSON pointer."""
    waiting: list[tuple[str, object]] = [("", root)]
    while waiting:
        pointer, found = waiting.pop()
        match found:
            case _Refusal():
                field = pointer if found.key is None else _step(pointer, found.key)
                raise Malformed(field=field or "whole document", reason=found.reason, mend=found.mend)
            case str():
                _check_text(pointer, found)
            case dict():
                for key in found:
                    _check_text(_step(pointer, key), key)
                waiting.extend((_step(pointer, key), child) for key, child in reversed(found.items()))
            case list():
                waiting.extend((f"{pointer}/{index}", child) for index, child in reversed(tuple(enumerate(found))))


def _step(pointer: str, key: str) -> str:
    """One step of RFC 6901. What cannot be printed is escaped, so that the pointer itself is always Unicode."""
    token = key.replace("~", "~0").replace("/", "~1")
    return f"{pointer}/{token.encode('utf-8', 'backslashreplace').decode()}"


def _check_text(pointer: str, text: str) -> None:
    if "\x00" in text:
        raise Malformed(
            field=pointer or "whole document", reason="holds the character U+0000", mend="remove the NUL character"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Malformed(
            field=pointer or "whole document", reason="holds a lone surrogate", mend="send whole Unicode characters"
        )
