"""What the demo's world is made of: frozen values that a runner signs, captures, anchors and shows."""

from dataclasses import dataclass
from typing import TypeAlias

from ledger.model.party import Role
from ledger.model.statement import Kind

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class DemoParty:
    """An invented party with one key. Its secret is derived by the runner, never kept here."""

    did: str
    name: str
    country: str
    role: Role


@dataclass(frozen=True, slots=True)
class DemoStatement:
    """One statement to sign. `issued_at` is epoch seconds; `tag` names a planted case and is empty elsewhere."""

    kind: Kind
    issuer: str
    body: dict[str, Json]
    issued_at: int
    audience: str = "downstream"
    tag: str = ""


@dataclass(frozen=True, slots=True)
class DemoCapture:
    """One EPCIS 2.0 document of at most 100 events, to be signed event by event by its issuer."""

    issuer: str
    document: dict[str, Json]
    issued_at: int


@dataclass(frozen=True, slots=True)
class DemoFault:
    """One planted case: `where` is the identifier it shows at, `expected` what Tierlight must say about it."""

    code: str
    what: str
    where: str
    expected: str


@dataclass(frozen=True, slots=True)
class DemoWorld:
    """Everything the demo says, in the order in which it is said. `products` are GTIN-14."""

    parties: tuple[DemoParty, ...]
    statements: tuple[DemoStatement, ...]
    captures: tuple[DemoCapture, ...]
    products: tuple[str, ...]
    faults: tuple[DemoFault, ...]
