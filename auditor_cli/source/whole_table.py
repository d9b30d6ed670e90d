"""A public list that comes in pages, put together and held against the hash that names it."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from auditor_cli.source.asked import Document
from ledger.errors import ReferenceTableError

_MOST_PAGES = 100  # 400 MB: more than any import makes


def whole_table(page: Callable[[int], Mapping[str, Any]]) -> Document:
    """Give the table with all of its `text`. Raises ReferenceTableError where the pages do not have its hash."""
    document = dict(page(0))
    texts, following = [str(document["text"])], document["following"]
    while isinstance(following, int) and len(texts) < _MOST_PAGES:
        more = page(following)
        texts.append(str(more["text"]))
        following = more["following"]
    text = "".join(texts)
    if sha256(text.encode()).hexdigest() != document["sha256"]:
        reason, mend = "what came does not have the hash that names it", "ask again; if it stays, tell the operator"
        raise ReferenceTableError(table=str(document["table"]), field="sha256", reason=reason, mend=mend)
    return document | {"text": text, "following": None}
