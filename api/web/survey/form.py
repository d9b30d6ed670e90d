"""What a page's form sends, read strictly: known fields, UTF-8, bounded. Nothing of it is ever told back."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

_MOST_FIELDS = 100


@dataclass(frozen=True, slots=True)
class Sent:
    """One form. `do`: the button, `chosen`: the tokens ticked, `field`: the sealed field, `leaving`: quick exit's."""

    do: str = ""
    field: str = ""
    chosen: tuple[str, ...] = ()
    text: str = ""
    code: str = ""
    leaving: str = ""


async def sent_by(request: Request) -> Sent:
    """Give the form that came; what cannot be read as one is an empty form. Raises TooLarge, from the body's limit."""
    raw = await request.body()
    try:
        pairs = parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return Sent()
    first = dict(reversed(pairs))
    chosen = tuple(value for name, value in pairs if name == "a")
    do, field, text, code, leaving = (first.get(name, "") for name in ("do", "s", "text", "code", "x"))
    return Sent(do, field, chosen, text, code, leaving)


TheForm = Annotated[Sent, Depends(sent_by)]
