"""Parties as people read them: by the name that each gives itself, a DID where there is none."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9_%-]")


def party_names(beside: Mapping[str, Any]) -> dict[str, str]:
    """Give the name of each party by its DID; of two that give themselves one name each stands with its DID."""
    told = {did: str(each["name"]) for did, each in beside["parties"].items()}
    often = Counter(name.casefold() for name in told.values())
    return {did: name if often[name.casefold()] == 1 else f"{name} ({did})" for did, name in told.items()}


def named(text: object, names: Mapping[str, str]) -> str:
    """Give a text with the name of each party in place of its DID; what has no name stays."""
    return _DID.sub(lambda found: names.get(found.group(), found.group()), str(text))
