"""The entity list of US Homeland Security: its page as saved, or the same rows as CSV."""

import re
from html.parser import HTMLParser

from ledger.reference.completeness import ENTITY_LIST
from ledger.reference.loaders.cells import day_of, entity_key, filled, listed, name_and_aliases
from ledger.reference.loaders.reading import MAX_CELL, MAX_ROWS, Numbered, Row, csv_rows, each, refuse, text_of
from ledger.reference.loaders.told import LoadedTable, Told

PUBLISHER = "US Department of Homeland Security"
LICENCE = "US government work, public domain."
NAME, DAY, SUBLIST = "Name of Entity", "Effective Date", "Sublist"
_NAMES = (NAME, "Entity Name")
_SUBLIST = re.compile(r"2\(d\)\(2\)\(B\)\((i{1,3}|iv|v)\)")
_MOST_TAGS, _MOST_BYTES = 200_000, 8_000_000
_HEADING = 20  # characters: what may lie before the part of a heading that a tag has cut


def load_dhs(raw: bytes, told: Told) -> LoadedTable:
    """Give the parties of each sublist. Raises ListFileRefused for a page without a table that has both columns.

    A notice of listing takes effect on the day on which it appears, so the row is usable from its effective day. What
    was removed from the list before the page was saved is not in it.
    """
    is_page = raw.lstrip()[:1] == b"<"
    rows = _page_rows(raw) if is_page else csv_rows(raw, PUBLISHER, required=(NAME, DAY, SUBLIST))
    made = each(PUBLISHER, rows, lambda row: [_of(row, told)], table="listed_entities")
    return LoadedTable("listed_entities", ENTITY_LIST, PUBLISHER, LICENCE, tuple(made))


def _of(row: Row, told: Told) -> Row:
    name, aliases = name_and_aliases(filled(NAME, row[NAME]))
    effective = str(day_of(DAY, row[DAY], not_after=told.as_of))
    return {
        "entity_key": entity_key(name),
        "name": name,
        "aliases": listed(*aliases),
        "list_name": ENTITY_LIST,
        "sublist": filled(SUBLIST, row[SUBLIST]),
        "effective": effective,
        "removed": "",
        "iso3": "",  # the page does not say it
        "addresses": "",
        "identifiers": "",
    } | told.origin(PUBLISHER, as_of=effective)


def _page_rows(raw: bytes) -> list[Numbered]:
    if len(raw) > _MOST_BYTES:
        refuse(PUBLISHER, f"the page has more than {_MOST_BYTES} bytes", "save the page of the list alone")
    page = _Page()
    page.feed(text_of(raw, PUBLISHER))
    page.close()
    if not page.rows:
        refuse(PUBLISHER, f"the page has no table of {NAME} and {DAY}", "save the whole page of the list as HTML")
    return page.rows


class _Page(HTMLParser):
    """Collects the rows of the tables, each with the sublist that was named last before it. Linear in the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Numbered] = []
        self._sublist, self._text, self._depth, self._tags = "", "", 0, 0
        self._cells: list[str] = []
        self._is_list = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's own signature
        self._tags += 1
        if self._tags > _MOST_TAGS:
            refuse(PUBLISHER, f"the page has more than {_MOST_TAGS} tags", "save the page of the list alone")
        if tag == "table":
            self._depth += 1
            self._is_list = False
        if self._depth > 1:
            refuse(PUBLISHER, "the page has a table within a table", "save the page of the list, unchanged")
        if tag in ("tr", "table"):
            self._cells = []
        if tag in ("td", "th"):
            self._text = ""
        if tag == "br":
            self._text += " "

    def handle_data(self, data: str) -> None:
        if self._depth:
            self._text = (self._text + data)[: MAX_CELL + 1]
            return
        told = self._text[-_HEADING:] + data
        if found := _SUBLIST.search(told):
            self._sublist = found[0]
        self._text = told[-_HEADING:]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cells.append(" ".join(self._text.split()))
        if tag == "tr":
            self._row()
        if tag == "table" and self._depth:
            self._depth -= 1
            self._text = ""

    def _row(self) -> None:
        if self._cells and self._cells[0] in _NAMES:
            self._is_list = self._cells[1:] == [DAY]
        elif self._is_list and len(self._cells) == 2:
            name, day = self._cells
            self.rows.append((len(self.rows) + 1, {NAME: name, DAY: day, SUBLIST: self._sublist}))
        elif self._is_list:
            refuse(
                PUBLISHER, f"behind row {len(self.rows)} one has {len(self._cells)} cells, not 2", "save the page again"
            )
        if len(self.rows) > MAX_ROWS:
            refuse(PUBLISHER, f"the page has more than {MAX_ROWS} rows", "save the page of the list alone")
