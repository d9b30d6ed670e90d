"""GS1's own documents, each with one small wrong turn: something left out, renamed, repeated or replaced."""

import random
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]
_NAMES = (
    "colour", "nobody:colour", "example:colour", "https://ns.example.com/x", "my key", "urn:x:y", "epclist", "Type",
    "ilmd", "epcList", "sensorElementList", "parentID", "action", "quantityList", "recordTime", "errorDeclaration",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, "", " ", "x", "no uri", "urn:x:1", "example:1", "shiping", "shipping", "other",
    "urn:epcglobal:cbv:bizstep:shipping", "urn:epcglobal:cbv:disp:active", "https://ns.gs1.org/cbv/BizStep-shipping",
    "https://gs1.org/voc/Temperature", "Temperature", "ALARM_CONDITION", "KGM", "kilo", "2026-03-04T11:00:30",
    "2026-03-04T11:00:30Z", "2026-02-30T11:00:30Z", "soon", "Z", "+25:00", "+01:00", "ADD", "DELETE", "OBSERVE",
    "ObjectEvent", "AggregationEvent", "AssociationEvent", "TransactionEvent", "TransformationEvent",
    "EPCISDocument", "EPCISQueryDocument", "9.9", "0xZZ", "latitude", "po", "owning_party", "incorrect_data",
    [], {}, [None], ["no uri"], ["urn:x:1"], ["urn:x:1", "urn:x:1"], {"id": "no uri"}, {"id": "urn:x:1"},
    {"type": "po"}, [{"epcClass": "urn:x:1"}], [{"epcClass": "no uri"}], [{"sensorReport": []}], ["active", "active"],
)  # fmt: skip


def a_mutation(document: dict[str, Any], chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Give what was done to a copy of the document, and the copy."""
    changed = deepcopy(document)
    places = [path for path in _paths(changed) if path and path[0] != "@context"]
    path = chance.choice(places)
    holder = _at(changed, path[:-1])
    last = path[-1]
    match chance.randrange(6):
        case 0:
            del holder[last]
            return f"left out {path}", changed
        case 1 if isinstance(holder, dict):
            name = chance.choice(_NAMES)
            holder[name] = holder.pop(last)  # type: ignore[arg-type]
            return f"renamed {path} to {name}", changed
        case 2 if isinstance(holder, list):
            holder.append(deepcopy(holder[last]))  # type: ignore[index]
            return f"repeated {path}", changed
        case 3:
            other = chance.choice(places)
            holder[last] = deepcopy(_at(document, other))
            return f"{path} replaced by what stands at {other}", changed
        case 4 if isinstance(holder, dict):
            name, value = chance.choice(_NAMES), chance.choice(_VALUES)
            holder[name] = deepcopy(value)
            return f"added {name}: {value!r} beside {path}", changed
        case _:
            value = chance.choice(_VALUES)
            holder[last] = deepcopy(value)
            return f"{path} replaced by {value!r}", changed


def _paths(found: Any, path: Path = ()) -> list[Path]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(found, dict):
        inner = list(found.items())
    elif isinstance(found, list):
        inner = list(enumerate(found))
    return [path, *(deeper for step, value in inner for deeper in _paths(value, (*path, step)))]


def _at(found: Any, path: Path) -> Any:
    for step in path:
        found = found[step]
    return found
