"""The documents of the custodian's routes, for /docs; bodies are read by `ledger.proof.frozen_form`, strictly."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_HEX = {"type": "string", "pattern": "^0x([0-9a-f]{2})*$"}
_KEY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["first", "second"],
    "properties": {"first": _HEX, "second": _HEX},
}
_ROW_FIELDS = {
    **dict.fromkeys(("response_id", "commitment", "ciphertext", "free_text", "receipt_tag"), _HEX),
    "wave": {"type": "string"},
    "epoch": {"type": "string"},
    "key": _KEY,
    "free_text_key": _KEY,
}
_ROW = {
    "type": "object",
    "additionalProperties": False,
    "required": list(_ROW_FIELDS),
    "properties": _ROW_FIELDS,
}


def _exactly(**members: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(members), "properties": members}


HOSTED: dict[str, Any] = {"type": "object", "description": "HostedWave: questionnaire, consents, keys, time, help."}
ROWS = _exactly(rows={"type": "array", "items": _ROW}, message={"type": ["string", "null"]})
CODES = _exactly(codes={"type": "array", "maxItems": 1000, "items": {"type": "string"}})
LIST = _exactly(
    root=_HEX,
    rows={"type": "string", "description": "rows of 64 bytes in base64url"},
    start={"type": "integer", "minimum": 0, "description": "the place of the first of these rows"},
    of={"type": "integer", "minimum": 1, "description": "how many rows the whole list has"},
)
KEYS = _exactly(
    epoch={"type": "string"},
    keys={"type": "array", "items": {"type": "array", "description": "response id, its key, its free text's key"}},
)


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class DoneDocument(_Sent):
    """What was done with a wave."""

    wave: str
    done: str


class RowsDocument(_Sent):
    """Sealed rows; `following` asks for the next page, null at the end."""

    rows: list[dict[str, Any]] = Field(max_length=200)
    following: str | None


class TagsDocument(_Sent):
    """Tags in the order of the codes."""

    tags: list[str]
