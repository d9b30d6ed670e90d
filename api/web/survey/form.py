"""What a page's form sends, read strictly: known fields, UTF-8, bounded. Nothing of it is ever told back."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

_MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """One form. `do` is the button, `chosen` the tokens ticked, `field` the sealed field."""

    do: str = ""
    field: str = ""
    chosen: tuple[str, ...] = ()
    text: str = ""
    code: str = ""


async def sent_by(request: Request) -> Sent:
    """Give the form that came; what cannot be read as one is an empty form. Raises TooLarge, from the body's limit."""
    raw = await request.body()
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return Sent()
    first = dict(reversed(pairs))
    chosen = tuple(value for name, value in pairs if name == "a")
    return Sent(first.get("do", ""), first.get("s", ""), chosen, first.get("text", ""), first.get("code", ""))


TheForm = Annotated[Sent, Depends(sent_by)]
