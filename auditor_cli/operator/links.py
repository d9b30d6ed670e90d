"""One-time sign-in links for the people of a demo or of a new ledger."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor_cli.refusals import WrongUsage
from ledger.jobs.sign_in import issue_link
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World

_ROLES = tuple(role.name.lower() for role in Role if role.name)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who gets a link."""

    reader: Reader
    name: str


def people(home: Path, asked: list[str]) -> list[Person]:
    """Give the people of `people.json` and of each `DID:ROLE` asked for. Raises WrongUsage."""
    listed = home / "people.json"
    found = _listed(listed) if listed.exists() else []
    return found + [_asked(text) for text in asked]


def links(world: World, persons: list[Person], *, base: str) -> list[dict[str, str]]:
    """Give each person's fresh link under the address `base`."""
    return [
        {
            "did": person.reader.did,
            "role": person.reader.role.names[0],
            "name": person.name,
            "link": f"{base}/sign-in/{issue_link(world, person.reader)}",
        }
        for person in persons
    ]


def role_named(name: str, *, field: str) -> Role:
    """Give a role by its lower-case name. Raises WrongUsage."""
    if name.lower() not in _ROLES:
        raise WrongUsage(field=field, reason=f"{name} is no role", mend=f"one of: {', '.join(_ROLES)}")
    return Role[name.upper()]


def _listed(path: Path) -> list[Person]:
    mend = 'write it as [{"did": "did:web:…", "role": "auditor", "name": "…"}], or delete it'
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return [_person(each["did"], each["role"], each["name"], field=str(path)) for each in found]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise WrongUsage(field=str(path), reason="is not a list of people", mend=mend) from error


def _asked(text: str) -> Person:
    did, _, role = text.rpartition(":")
    if not did.startswith("did:"):
        mend = "write it as did:web:brand.example:brand"
        raise WrongUsage(field="--sign-in", reason=f"{text} names no DID and role", mend=mend)
    return _person(did, role, did, field="--sign-in")


def _person(did: str, role: str, name: str, *, field: str) -> Person:
    return Person(Reader(did=did, role=role_named(role, field=field)), name)
