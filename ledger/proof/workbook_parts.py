"""The parts of a workbook that a parser may see: counted, plain and read once, in time that grows with their size.

A workbook is a zip of XML, and which of its parts is a sheet is its own word. So nothing but what was looked at here is
handed on: pictures, macros and whatever else is not named as XML are left out, and a sheet that hides there is none.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from ledger.errors import Malformed, TooLarge

MAX_UNPACKED_BYTES = 32_000_000  # of all parts
MAX_PARTS = 1_000
MAX_TAGS = 2_000_000  # of all parts that are read: a cell with a value is four
MAX_CELLS_IN_A_ROW = 16_384  # a row is held as a whole; no spreadsheet program has more columns
MAX_STYLE_TAGS = 100_000  # of one part, such as are of no cell and no text: each of them becomes a costly object
_READ = (".xml", ".rels")
_CHEAP = frozenset({"row", "c", "v", "f", "is", "si", "t", "r"})
_ENCODINGS = frozenset({"utf-8", "us-ascii"})
_MEND = "save it again as .xlsx"


@dataclass(frozen=True, slots=True)
class Parts:
    """`archive` is a zip of the parts that were looked at, and `merges` the merged ranges of each, as they are told."""

    archive: bytes
    merges: Mapping[str, tuple[str, ...]]


def checked_parts(raw: bytes) -> Parts:
    """Give the XML parts of a workbook. Raises TooLarge beyond a limit, and Malformed for a part with a document type,
    in another encoding than UTF-8 or that is no XML. Raises what zipfile raises for bytes that are no zip."""
    packed_again, merges, tags = io.BytesIO(), dict[str, tuple[str, ...]](), 0
    with zipfile.ZipFile(packed_again, "w") as kept:
        for name, content in _read_parts(raw):
            tags += content.count(b"<")
            if tags > MAX_TAGS:
                raise TooLarge(
                    what="cells of a sheet", limit=MAX_TAGS // 4, mend="split the file, or delete empty cells"
                )
            merges[name] = _Look(name).merges(content)
            kept.writestr(name, content)
    return Parts(packed_again.getvalue(), merges)


def _read_parts(raw: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        parts = packed.infolist()
        if len(parts) > MAX_PARTS:
            raise TooLarge(what="parts of a workbook", limit=MAX_PARTS)
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise TooLarge(what="bytes of a workbook once unpacked", limit=MAX_UNPACKED_BYTES)
        names = [part.filename for part in parts]
        if len(names) != len(set(names)):
            raise Malformed(field="file", reason="holds two parts of one name", mend=_MEND)
        for part in parts:
            if part.filename.endswith(_READ):
                yield part.filename, packed.read(part)


class _Look:
    """One look at one part, by the parser that the reader uses too, so that both see the same tags."""

    def __init__(self, name: str) -> None:
        self._name, self._merges, self._costly, self._cells = name, list[str](), 0, 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._document_type
        self._parser.StartElementHandler = self._started

    def merges(self, content: bytes) -> tuple[str, ...]:
        """Give the ranges that the part merges."""
        if b"\0" in content:
            self._refuse("is not UTF-8")
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Malformed(field="file", reason=f"{self._name} is no XML", mend=_MEND) from error
        return tuple(self._merges)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            self._refuse("is not UTF-8")

    def _document_type(self, *_: object) -> None:
        self._refuse("declares entities")

    def _started(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition("}")[2]
        if local == "c":
            self._cells += 1
            if self._cells > MAX_CELLS_IN_A_ROW:
                raise TooLarge(what="cells in one row", limit=MAX_CELLS_IN_A_ROW, mend="delete the empty cells")
        elif local == "row":
            self._cells = 0
        elif local == "mergeCell":
            self._merges.append(attributes.get("ref", ""))
        if local not in _CHEAP:
            self._costly += 1
            if self._costly > MAX_STYLE_TAGS:
                raise TooLarge(what="styles and settings of a workbook", limit=MAX_STYLE_TAGS, mend="keep values only")

    def _refuse(self, reason: str) -> NoReturn:
        raise Malformed(field="file", reason=f"{self._name} {reason}", mend=_MEND)
