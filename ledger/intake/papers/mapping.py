"""The mapping file: which column of a supplier's sheet is which field, and how its numbers and dates are written.

Nothing is guessed. A number with a mark in it is refused until the mapping says what the mark means, a day until it
says the order of day, month and year, a time until it says the offset from UTC. The fields of each kind are in
FIELDS_OF; a field comes from a column, a constant, or a template of columns. docs/papers/README.md explains it.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ledger.errors import Unacceptable
from ledger.intake.papers.dates import DayFormat


class PaperKind(StrEnum):
    """What a sheet is a list of."""

    PURCHASE_ORDER = "purchase-order"
    INVOICE = "invoice"
    TRANSPORT = "transport"
    PRODUCTION = "production"


class Form(StrEnum):
    """How a field is read."""

    NUMBER_OF_PAPER = "number of a paper"
    CONTAINER = "container"
    PARTY = "party"
    LOT = "lot"
    PLACE = "place"
    AMOUNT = "amount"
    UNIT = "unit"
    DAY = "day"
    MOMENT = "moment"
    WORD = "word"


_NUMBERS_OF_PAPERS = ("purchase_order", "invoice", "bill_of_lading", "customs_entry", "despatch_advice")
_REFERENCES = {**dict.fromkeys(_NUMBERS_OF_PAPERS, Form.NUMBER_OF_PAPER), "container": Form.CONTAINER}
_GOODS = {"lot": Form.LOT, "quantity": Form.AMOUNT, "unit": Form.UNIT}
_TRADE = {**_GOODS, "buyer": Form.PARTY, "seller": Form.PARTY, "day": Form.DAY, **_REFERENCES}
_HAPPENING = {**_GOODS, "moment": Form.MOMENT, "place": Form.PLACE}
FIELDS_OF: Mapping[PaperKind, Mapping[str, Form]] = {
    PaperKind.PURCHASE_ORDER: _TRADE,
    PaperKind.INVOICE: _TRADE,
    PaperKind.TRANSPORT: {
        **_HAPPENING, "step": Form.WORD, "giver": Form.PARTY, "receiver": Form.PARTY, **_REFERENCES,
    },
    PaperKind.PRODUCTION: {
        **_HAPPENING, "batch": Form.NUMBER_OF_PAPER, "direction": Form.WORD, "process": Form.WORD,
    },
}  # fmt: skip
_NEEDED_IN_TRADE = frozenset({"lot", "quantity", "unit", "buyer", "seller", "day"})
_NEEDED_OF_HAPPENINGS = frozenset({"lot", "moment", "place"})
NEEDED_OF: Mapping[PaperKind, frozenset[str]] = {
    PaperKind.PURCHASE_ORDER: _NEEDED_IN_TRADE | {"purchase_order"},
    PaperKind.INVOICE: _NEEDED_IN_TRADE | {"invoice"},
    PaperKind.TRANSPORT: _NEEDED_OF_HAPPENINGS | {"step"},
    PaperKind.PRODUCTION: _NEEDED_OF_HAPPENINGS | {"batch", "direction"},
}
REFERENCE_FIELDS = tuple(_REFERENCES)

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_Text = Annotated[str, Field(min_length=1, max_length=512)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Source(_Part):
    """Where a field comes from: exactly one of column, constant and template.

    `values` turns what the sheet says into what the ledger takes; a value it does not list is refused.
    """

    column: _Text | None = None
    constant: _Text | None = None
    template: _Text | None = None
    values: dict[str, _Text] | None = None
    remove_spaces: bool = False

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(each is not None for each in (self.column, self.constant, self.template)) != 1:
            raise ValueError("needs exactly one of column, constant and template")
        if self.column is None and (self.values is not None or self.remove_spaces):
            raise ValueError("values and remove_spaces go with column")
        if self.template is not None and not _PLACEHOLDER.search(self.template):
            raise ValueError("the template names no {column}; write a constant instead")
        return self

    def columns(self) -> tuple[str, ...]:
        """Give the columns that are read."""
        if self.template is not None:
            return tuple(_PLACEHOLDER.findall(self.template))
        return (self.column,) if self.column is not None else ()


class FileRules(_Part):
    """Where in the file the table is. Without a delimiter, it is the one that gives the columns that are named."""

    header_row: Annotated[int, Field(ge=1, le=100)] = 1
    sheet: _Text | None = None
    delimiter: Literal[",", ";", "\t", "|"] | None = None


class NumberRules(_Part):
    """Which marks stand in numbers that are text. Without `decimal`, only whole numbers without marks are read."""

    decimal: Literal[".", ","] | None = None
    thousands: Literal[".", ",", " ", "'"] | None = None

    @model_validator(mode="after")
    def _are_different(self) -> Self:
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError("decimal and thousands are the same mark")
        return self


class DateRules(_Part):
    """How dates that are text are written, and the offset from UTC of every time."""

    format: _Text = "YYYY-MM-DD"
    offset: Annotated[str, Field(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")] | None = None

    @field_validator("format")
    @classmethod
    def _can_be_read(cls, text: str) -> str:
        DayFormat(text)
        return text


class PaperMapping(_Part):
    """A whole mapping file. A field that is only text names its column."""

    kind: Annotated[PaperKind, Field(strict=False)]
    fields: dict[str, Source]
    file: FileRules = FileRules()
    numbers: NumberRules = NumberRules()
    dates: DateRules = DateRules()

    @field_validator("fields", mode="before")
    @classmethod
    def _named_by_column(cls, found: object) -> object:
        if not isinstance(found, dict):
            return found
        return {name: {"column": source} if isinstance(source, str) else source for name, source in found.items()}

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if missing := sorted(NEEDED_OF[self.kind] - self.fields.keys()):
            raise ValueError(f"fields lacks {', '.join(missing)}")
        if unknown := sorted(self.fields.keys() - FIELDS_OF[self.kind].keys()):
            known = ", ".join(sorted(FIELDS_OF[self.kind]))
            raise ValueError(f"fields names {', '.join(unknown)[:200]}; a {self.kind} has {known}")
        if "moment" in self.fields and self.dates.offset is None:
            raise ValueError("dates.offset is missing: say at which offset from UTC these times are, such as +07:00")
        if "quantity" in self.fields and "unit" not in self.fields:
            raise ValueError(
                "fields has a quantity and no unit; give its UN/ECE code as a constant, such as KGM or H87"
            )
        return self

    def columns(self) -> frozenset[str]:
        """Give every column that some field is read from."""
        return frozenset(column for source in self.fields.values() for column in source.columns())


def read_mapping(found: object) -> PaperMapping:
    """Give the mapping that a TOML or JSON file holds. Raises Unacceptable that names the entry at fault."""
    try:
        return PaperMapping.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(["mapping", *(str(part) for part in first["loc"])])
        reason = str(first["msg"]).removeprefix("Value error, ")
        mend = "start from `tierlight papers template KIND`, which lists every entry"
        raise Unacceptable(field=place, reason=reason, mend=mend) from error


def pieces(template: str) -> Iterator[tuple[str, str | None]]:
    """Give a template as pairs of the text before a column and the column; the last pair has no column."""
    end = 0
    for found in _PLACEHOLDER.finditer(template):
        yield template[end : found.start()], found[1]
        end = found.end()
    yield template[end:], None
