"""Which edition of a public list is used here, by its hash."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Day, Hash32, Text

_Count = Annotated[int, Field(ge=1, le=10_000_000)]


@dataclass(frozen=True, slots=True, config=STRICT)
class SnapshotBody:
    """An operator imported an edition of a public list: its table and the publisher's file by SHA-256.

    That the list is what its publisher says is for whoever has the file to check; that it is true is not said. An
    incomplete list clears nobody.
    """

    list: Text
    publisher: Text
    as_of: Day
    table_sha256: Hash32
    source_sha256: Hash32
    rows: _Count
    completeness: Literal["complete", "incomplete", "uncounted"]
    found: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    wanted: _Count | None = None

    @model_validator(mode="after")
    def _as_counted(self) -> Self:
        if (self.found is None) is not (self.wanted is None):
            raise ValueError("found and wanted go together")
        if self.completeness == "complete" and (self.found is None or self.wanted is None or self.found < self.wanted):
            raise ValueError("a complete list has found at least what is wanted")
        return self
