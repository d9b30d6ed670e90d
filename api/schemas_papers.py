"""The documents of trade papers and of the search by their numbers, for /docs; tests hold real answers against them."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Hash, Instant
from api.schemas import _Sent as Sent


class PaperFault(Sent):
    """What is wrong in one row: the column and value as the sheet has them."""

    field: str
    column: str | None
    value: str
    reason: str
    mend: str


class PaperStatement(Sent):
    """One statement that a row makes. `summary` and `nonce` are what is signed."""

    kind: str
    summary: str
    nonce: Hash
    is_new: bool
    record_id: Hash | None = Field(description="null until it is kept")


class PaperRow(Sent):
    """One row of the sheet. It is held back when another row of its batch is at fault."""

    row: int
    outcome: Literal["ok", "unchanged", "error", "held back"]
    statements: list[PaperStatement]
    faults: list[PaperFault]


class PapersDocument(Sent):
    """A result for each row. With is_kept everything new is durable; else nothing of it was kept."""

    name: str
    kind: Literal["purchase-order", "invoice", "transport", "production"]
    document_hash: Hash
    issuer: str
    is_kept: bool
    counts: dict[str, int]
    rows: list[PaperRow]
    include_by: Instant | None


class Asked(Sent):
    """The question as understood; a type of null looks for every type."""

    type: str | None
    number: str


class TieDocument(Sent):
    """One record that names the number beside the lot, or beside a container that held it."""

    type: str | None
    number: str
    identifier: str
    record_id: Hash
    kind: str
    issuer: str
    scheme: Literal["eoa", "passkey", "erc1271", "custodial"]


class FoundLot(Sent):
    """A lot with its product and maker as far as they are disclosed."""

    lot: str
    product: str | None
    product_name: str | None
    site: str | None
    site_name: str | None
    country: str | None
    quantity: str | None
    unit: str | None
    ties: Annotated[list[TieDocument], Field(min_length=1)]


class FoundLotsDocument(Sent):
    """The lots that you may trace and that the number is tied to."""

    asked: Asked
    lots: list[FoundLot]
    is_cut: bool
    log_size: int


PAPERS = {
    "type": "object",
    "required": ["name", "content", "mapping"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "description": "the file's name, for the answer alone"},
        "content": {"type": "string", "contentEncoding": "base64", "description": "the CSV (UTF-8) or XLSX file"},
        "mapping": {"type": "object", "description": "the mapping file as JSON; see docs/papers/README.md"},
        "issuer": {"type": "string", "description": "the party that speaks; your own where left out"},
        "signatures": {
            "type": "array",
            "items": {"type": "object"},
            "description": "an envelope with its signature for each new statement that a dry run lists, in its order",
        },
    },
}
