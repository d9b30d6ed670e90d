"""The column `relevant` of an XLSForm: `${item} = 'choice'`, `selected(${item}, 'choice')`, joined by `and` and `or`.

What is shown must be the same on a page, over SMS, by voice and on paper, so this is all that is taken: each condition
names one item and the choices of it, and all conditions must hold.
"""

import re
from typing import NoReturn

from ledger.model.survey.instrument import Condition
from ledger.surveys.instrument.sheets import Row

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<item>[A-Za-z_][\w.-]*)\s*\}|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\""
    r"|(?P<word>selected|and|or)(?![\w-])|(?P<mark>[(),=]))"
)
_MOST_TOKENS = 400
_MOST_DEPTH = 10
_MEND = "use ${item} = 'choice', selected(${item}, 'choice'), and these joined by and, or, and parentheses"

Conditions = tuple[Condition, ...]


def conditions_of(row: Row) -> Conditions:
    """Give the conditions of a row's `relevant`, all of which must hold; none where the cell is empty.

    Raises InstrumentRefused for anything else, also for an `or` across two items. Does not ask whether there is such an
    item or choice.
    """
    text = row.text("relevant")
    return _Reader(row, text).whole() if text else ()


class _Reader:
    """Reads one expression from left to right. `and` binds more tightly than `or`, as in XPath."""

    def __init__(self, row: Row, text: str) -> None:
        self._row, self._depth = row, 0
        self._tokens = self._split(text)
        self._at = 0

    def whole(self) -> Conditions:
        conditions = self._either()
        if self._at < len(self._tokens):
            self._refuse("does not end where it should")
        return conditions

    def _either(self) -> Conditions:
        parts = [self._both()]
        while self._took("word", "or"):
            parts.append(self._both())
        if len(parts) == 1:
            return parts[0]
        if any(len(part) != 1 for part in parts) or len({part[0].item for part in parts}) != 1:
            self._refuse("joins two questions by 'or'", "let an 'or' join the choices of one question only")
        return (Condition(parts[0][0].item, tuple(sorted({name for part in parts for name in part[0].any_of}))),)

    def _both(self) -> Conditions:
        conditions = self._one()
        while self._took("word", "and"):
            conditions += self._one()
        return conditions

    def _one(self) -> Conditions:
        if self._took("mark", "("):
            self._depth += 1
            if self._depth > _MOST_DEPTH:
                self._refuse(f"is nested over {_MOST_DEPTH} deep")
            inner = self._either()
            self._need("mark", ")")
            self._depth -= 1
            return inner
        is_selected = self._took("word", "selected")
        if is_selected:
            self._need("mark", "(")
        item = self._need("item")
        self._need("mark", "," if is_selected else "=")
        choice = self._need("text")
        if is_selected:
            self._need("mark", ")")
        return (Condition(item, (choice,)),)

    def _took(self, kind: str, text: str) -> bool:
        is_next = self._tokens[self._at : self._at + 1] == [(kind, text)]
        self._at += is_next
        return is_next

    def _need(self, kind: str, text: str | None = None) -> str:
        found = self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")
        if found[0] != kind or (text is not None and found[1] != text):
            self._refuse(f"has {found[1]!r} where it cannot stand" if found[1] else "ends too early")
        self._at += 1
        return found[1]

    def _split(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            found = _TOKEN.match(text, at)
            if found is None or len(tokens) == _MOST_TOKENS:
                self._refuse(
                    f"has {text[at : at + 20].strip()!r}, which is not taken" if found is None else "is too long"
                )
            kind = str(found.lastgroup)
            tokens.append(("text" if kind in {"single", "double"} else kind, found[kind]))
            at = found.end()
        return tokens

    def _refuse(self, reason: str, mend: str = _MEND) -> NoReturn:
        self._row.refuse("relevant", reason, mend)
