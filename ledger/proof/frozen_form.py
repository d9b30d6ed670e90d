"""Frozen values as JSON and strictly back: one form for what is kept or sent of the worker line.

The form follows the types: a dataclass is an object of its fields, bytes are 0x and hex, an enumeration its value, a
tuple or set a list (sets sorted), a mapping an object. Reading takes nothing else: no unknown field, no missing one
that has no default, no value of another type. Of several enumerations the first is meant that has the value.
"""

import re
import types
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ledger.errors import Unacceptable
from ledger.proof.canonical import Json

_HEX = re.compile(r"0x(?:[0-9a-f]{2})*")
_Value = TypeVar("_Value")


def form_of(value: object) -> Json:
    """Give the JSON form of a frozen value. Raises TypeError for a type that has none: that is a mistake of ours."""
    match value:
        case Enum():
            return form_of(value.value)
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return "0x" + value.hex()
        case tuple() | list():
            return [form_of(each) for each in value]
        case frozenset():
            return cast("list[Json]", sorted(cast("list[str]", [form_of(each) for each in value])))
        case Mapping():
            return {str(form_of(key)): form_of(each) for key, each in value.items()}
    if is_dataclass(value):
        return {each.name: form_of(getattr(value, each.name)) for each in fields(value)}
    raise TypeError(f"{type(value).__name__} has no form")


def read_form(kind: type[_Value], value: Json, *, field: str = "") -> _Value:
    """Give the value of this type that has this form. Raises Unacceptable naming the field, as a path with dots."""
    return cast(_Value, _read(kind, value, field))


def _read(hint: Any, value: Json, field: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _read_optional(hint, value, field)
    if origin is tuple:
        return _read_tuple(hint, value, field)
    if origin is frozenset:
        members = [_read(get_args(hint)[0], each, f"{field}[{at}]") for at, each in enumerate(_list(value, field))]
        if len(set(members)) != len(members):
            raise _refused(field, "names one value twice", "send each value once")
        return frozenset(members)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        key, inner = get_args(hint)
        if key is str and inner is str and _is_plain(value):
            return value
        return {_read(key, name, field): _read(inner, each, f"{field}.{name}") for name, each in _object(value, field)}
    if is_dataclass(hint):
        return _read_dataclass(cast("type[Any]", hint), value, field)
    return _read_plain(hint, value, field)


def _is_plain(value: Json) -> bool:
    """True for an object of strings: what answers are, and read by the hundred thousand."""
    return isinstance(value, dict) and all(type(each) is str for each in value.values())


def _read_plain(hint: Any, value: Json, field: str) -> Any:
    if hint is bytes:
        if not isinstance(value, str) or not _HEX.fullmatch(value):
            raise _refused(field, "is no hex", "send 0x and an even number of lower-case hex digits")
        return bytes.fromhex(value[2:])
    if isinstance(hint, type) and issubclass(hint, Enum):
        names = {each.value: each for each in hint}
        if isinstance(value, bool) or not isinstance(value, str | int) or value not in names:
            raise _refused(field, "is none of the values", f"send one of {', '.join(map(str, names))}")
        return names[value]
    if hint is float and type(value) in (int, float):
        return float(cast(float, value))
    if type(value) is not hint:
        raise _refused(field, f"is not of type {getattr(hint, '__name__', hint)}", "send a value of that type")
    return value


def _read_optional(hint: Any, value: Json, field: str) -> Any:
    if value is None:
        return None
    kinds = [each for each in get_args(hint) if each is not type(None)]
    of_it = [each for each in kinds if issubclass(each, Enum) and value in list(each)] if len(kinds) > 1 else kinds
    return _read((of_it or kinds)[0], value, field)


def _read_tuple(hint: Any, value: Json, field: str) -> tuple[Any, ...]:
    kinds, members = get_args(hint), _list(value, field)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(members)
    if len(kinds) != len(members):
        raise _refused(field, f"has {len(members)} members", f"send {len(kinds)}")
    return tuple(
        _read(kind, each, f"{field}[{at}]") for at, (kind, each) in enumerate(zip(kinds, members, strict=True))
    )


def _read_dataclass(kind: type[Any], value: Json, field: str) -> Any:
    hints, needed = _shape(cast(Hashable, kind))
    given = dict(_object(value, field))
    prefix = f"{field}." if field else ""
    for name in sorted(given.keys() - hints.keys()):
        raise _refused(prefix + name, "is unknown here", "leave it out")
    for name in sorted(needed - given.keys()):
        raise _refused(prefix + name, "is missing", "send it")
    return kind(**{name: _read(hints[name], each, prefix + name) for name, each in given.items()})


@cache
def _shape(kind: Hashable) -> tuple[dict[str, Any], frozenset[str]]:
    """The types of the fields, and the names of those without a default."""
    needed = (each for each in fields(cast(Any, kind)) if each.default is MISSING and each.default_factory is MISSING)
    return get_type_hints(kind), frozenset(each.name for each in needed)


def _list(value: Json, field: str) -> list[Json]:
    if not isinstance(value, list):
        raise _refused(field, "is no list", "send a list")
    return value


def _object(value: Json, field: str) -> list[tuple[str, Json]]:
    if not isinstance(value, dict):
        raise _refused(field, "is no object", "send an object")
    return list(value.items())


def _refused(field: str, reason: str, mend: str) -> Unacceptable:
    return Unacceptable(field=field or "document", reason=reason, mend=mend)
