"""Submissions from Kobo (JSON of API v2) and ODK (XML), read on the custodian's machine.

A column is taken over only if the questionnaire has it. So nobody's user name, device, phone number, place or time goes
further, whatever it is called; of start and end the seconds between them stay, for gaming test G4.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from ledger.errors import LedgerError, Malformed, TooLarge, Unacceptable
from ledger.proof.canonical import Json
from ledger.surveys.channels.reading import json_value, required_id, seconds_between
from ledger.surveys.channels.rows import Row, Unread, renamed

MAX_FILE_BYTES = 50_000_000
_IDS = ("meta/instanceID", "instanceID", "_uuid")
_MACHINES = frozenset({"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username"})
_MOST_TAGS = 20_000
_MEND_XML = "send the submission as the app saved it"


@dataclass(frozen=True, slots=True)
class KoboRows:
    """What a file holds: rows with the columns that are taken, and the names of those that were dropped.

    `personal` are columns that the app adds by itself, `unknown` others that the questionnaire does not have: a name
    among them that should be there is a form that differs from the questionnaire.
    """

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]
    personal: frozenset[str]
    unknown: frozenset[str]


def read_kobo(raw: bytes, columns: Collection[str], *, names: Mapping[str, str] | None = None) -> KoboRows:
    """Give the rows of a Kobo JSON (a page with `results`, or a list) or of one ODK XML submission.

    `columns` are the names that are taken (see `rows.column_names`), `names` maps other columns to them. Raises
    Malformed, TooLarge, Unacceptable for a file that is neither; a row that cannot be read is told in `unread`.
    """
    if len(raw) > MAX_FILE_BYTES:
        raise TooLarge(what="bytes of the file", limit=MAX_FILE_BYTES, mend="export fewer rows at once")
    submissions = [_xml_fields(raw)] if raw.lstrip()[:1] == b"<" else list(_json_rows(raw))
    rows, unread, dropped = list[Row](), list[Unread](), set[str]()
    for number, submission in enumerate(submissions, start=1):
        place = f"row {number}"
        try:
            row, left = _row(place, submission, columns, names or {})
        except LedgerError as error:
            unread.append(Unread(place, error))
            continue
        rows.append(row)
        dropped |= left
    personal = frozenset(name for name in dropped if _is_machines(name))
    return KoboRows(tuple(rows), tuple(unread), personal, frozenset(dropped - personal))


def _row(
    place: str, submission: Mapping[str, Json], columns: Collection[str], names: Mapping[str, str]
) -> tuple[Row, set[str]]:
    told = next((text for name in _IDS if isinstance(text := submission.get(name), str)), None)
    message = "kobo:" + required_id(told, "instanceID").removeprefix("uuid:")
    leaves: dict[str, str] = {}
    left: set[str] = set()
    for path, value in submission.items():
        leaf = path.rpartition("/")[2]
        if names.get(leaf, leaf) not in columns or _is_machines(path):
            left.add(path)
        elif leaf in leaves:
            mend = "give each question one name in the form, and ask it once"
            raise Unacceptable(field=leaf, reason="stands twice in the row", mend=mend)
        else:
            leaves[leaf] = _text(leaf, value)
    seconds = seconds_between(_time(submission, "start"), _time(submission, "end"))
    return renamed(Row(place, message, leaves, seconds), names), left


def _is_machines(path: str) -> bool:
    """Say whether the app adds this column by itself."""
    parts = path.split("/")
    return parts[0] in {"meta", "formhub"} or parts[-1].startswith("_") or parts[-1].casefold() in _MACHINES


def _text(name: str, value: Json) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Unacceptable(field=name, reason="is neither text nor a whole number", mend="export it as Kobo has it")
    return "" if value is None else str(value)


def _time(submission: Mapping[str, Json], name: str) -> str | None:
    found = submission.get(name)
    return found if isinstance(found, str) else None


def _json_rows(raw: bytes) -> Iterator[dict[str, Json]]:
    document = json_value(raw, field="file", max_bytes=MAX_FILE_BYTES)
    if isinstance(document, dict) and document.get("next"):
        mend = "export all rows, or import each page"
        raise Unacceptable(field="next", reason="says that there are more pages", mend=mend)
    found = document.get("results") if isinstance(document, dict) else document
    if not isinstance(found, list):
        raise Unacceptable(field="results", reason="is no list of rows", mend="export the data as JSON (API v2)")
    for each in found:
        yield each if isinstance(each, dict) else {}


class _Leaves:
    """The leaves of one XML document by their path below the root. A document type is refused: it can bomb."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._path: list[str] = []
        self._text = ""
        self._is_leaf, self._tags = False, 0
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.StartDoctypeDeclHandler = self._document_type
        self.parser.StartElementHandler = self._started
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._characters

    def _document_type(self, *_: object) -> None:
        raise Malformed(field="file", reason="has a document type", mend=_MEND_XML)

    def _started(self, name: str, _: object) -> None:
        self._tags += 1
        if self._tags > _MOST_TAGS:
            raise TooLarge(what="tags of a submission", limit=_MOST_TAGS)
        self._path.append(name.rpartition("}")[2])
        self._text, self._is_leaf = "", True

    def _characters(self, text: str) -> None:
        self._text += text

    def _ended(self, _: str) -> None:
        path = "/".join(self._path[1:])
        if self._is_leaf and path:
            if path in self.found:
                mend = "give each question one name in the form, and ask it once"
                raise Unacceptable(field="file", reason="holds one question twice", mend=mend)
            self.found[path] = self._text.strip()
        self._path.pop()
        self._is_leaf = False


def _xml_fields(raw: bytes) -> dict[str, Json]:
    leaves = _Leaves()
    try:
        leaves.parser.Parse(raw, True)
    except expat.ExpatError as error:
        reason = f"is no XML near line {error.lineno}"
        raise Malformed(field="file", reason=reason, mend=_MEND_XML) from None
    return dict(leaves.found)
