"""The parameters of an EPCIS query, as a query string has them, read into one query. Each refusal names the parameter.

A name is one of the fixed ones, or of a family that carries a type, a unit or a field of somebody's own. One that is
in neither is refused, so that no filter is ignored. A prefix in a value or name is one that `meanings` explains.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ledger.errors import Unacceptable
from ledger.intake.epcis import matching, vocabulary
from ledger.intake.epcis.comparing import a_count, a_flag, an_instant, explained, single, split
from ledger.intake.epcis.families import EventFamily, family_of
from ledger.intake.epcis.matching import Clause, EventQuery
from ledger.intake.epcis.patterns import Pattern, read_pattern, with_parts
from ledger.model.event_query import CLASSES, INSTANCES, EventFilter, TermRole
from ledger.proof.event_hash.vocabulary import expanded_word
from ledger.proof.event_terms import identifier, word

Given = Mapping[str, Sequence[str]]
_MASTER_DATA = ("HASATTR_", "EQATTR_")
_NO_ORDER = "is neither of the two times that events are kept in order of: own fields are not sorted by"
_ORDERS = {"eventTime": True, "recordTime": False}


@dataclass(frozen=True, slots=True)
class _Values:
    """The values of one parameter, and the prefixes that explain them."""

    name: str
    texts: Sequence[str]
    meanings: Mapping[str, str]

    def split(self) -> tuple[str, ...]:
        return split(self.name, self.texts)

    def among(self, words: frozenset[str], what: str) -> tuple[str, ...]:
        found = self.split()
        for each in found:
            if each not in words:
                raise Unacceptable(field=self.name, reason=f"names no {what}", mend=f"use {', '.join(sorted(words))}")
        return found

    def words(self, field: str) -> tuple[str, ...]:
        for each in self.split():
            explained(self.name, each, self.meanings)
        return tuple(word(each, field, self.meanings) for each in self.split())

    def patterns(self) -> tuple[Pattern, ...]:
        return tuple(map(self.pattern, self.split()))

    def places(self) -> tuple[Pattern, ...]:
        return tuple(with_parts(identifier(each, self.meanings)) for each in self.split())

    def texts_of(self) -> tuple[str, ...]:
        return tuple(expanded_word(each, "", self.meanings) for each in self.split())

    def instant(self) -> int:
        return an_instant(self.name, single(self.name, self.texts))

    def flag(self) -> bool:
        return a_flag(self.name, single(self.name, self.texts))

    def pattern(self, text: str) -> Pattern:
        explained(self.name, text, self.meanings)
        found = read_pattern(text, self.meanings)
        if found is None:
            raise Unacceptable(
                field=self.name,
                reason=f"holds a pattern that is not understood: {text[:200]}",
                mend="use an EPC, a Digital Link, or urn:epc:idpat: with * for its last parts",
            )
        return found


def read_query(given: Given, *, meanings: Mapping[str, str]) -> EventQuery:
    """Give the query of these parameters by name, each with its values. Raises Unacceptable naming the first bad one.

    `perPage` and `nextPageToken` are the caller's and are not here.
    """
    _check_texts(given)
    if "eventCountLimit" in given and "maxEventCount" in given:
        raise Unacceptable(field="maxEventCount", reason="excludes eventCountLimit", mend="send one of the two")
    query = EventQuery(_window(given), limit=_count(given, "eventCountLimit"), at_most=_count(given, "maxEventCount"))
    for name in given.keys() - set(_WHOLE):
        for clause in _clauses(_Values(name, given[name], meanings)):
            query = query.also(clause)
    return query


def _check_texts(given: Given) -> None:
    for name, texts in given.items():
        if not all(text.isprintable() for text in (name, *texts)):
            raise Unacceptable(field=name, reason="holds a control character", mend="send printable text")


def _clauses(values: _Values) -> list[Clause]:
    fixed = _FIXED.get(values.name)
    if fixed is not None:
        found = fixed(values)
        return [] if found is None else [found]
    if values.name.startswith(_MASTER_DATA):
        raise Unacceptable(
            field=values.name,
            reason="asks for master data attributes, which are not answered",
            mend="ask for the places or classes themselves, as EQ_bizLocation and MATCH_anyEPCClass do",
        )
    family: EventFamily | None = family_of(values.name)
    if family is None:
        raise Unacceptable(
            field=values.name,
            reason="is a query parameter that this ledger does not answer",
            mend="use the parameters of the EPCIS 2.0 event query; /docs lists them",
        )
    return family.clauses(values.texts, values.meanings)


_TIMES = ("GE_eventTime", "LT_eventTime", "GE_recordTime", "LT_recordTime")
_WHOLE = (*_TIMES, "orderBy", "orderDirection", "eventCountLimit", "maxEventCount")


def _window(given: Given) -> EventFilter:
    """Give the windows of time and the order. Record time is when this ledger kept the event, in whole seconds."""
    since, until, kept_since, kept_until = (
        an_instant(name, single(name, given[name])) if name in given else None for name in _TIMES
    )
    by_event_time, is_descending = _order(given)
    return EventFilter(
        from_ms=since,
        until_ms=until,
        kept_from=None if kept_since is None else -(-kept_since // 1000),
        kept_until=None if kept_until is None else -(-kept_until // 1000),
        by_event_time=by_event_time,
        is_descending=is_descending,
    )


def _order(given: Given) -> tuple[bool, bool]:
    if "orderBy" not in given:
        if "orderDirection" in given:
            raise Unacceptable(field="orderDirection", reason="comes without orderBy", mend="send orderBy too")
        return False, False
    by = single("orderBy", given["orderBy"])
    if by not in _ORDERS:
        raise Unacceptable(field="orderBy", reason=_NO_ORDER, mend="use eventTime or recordTime")
    direction = single("orderDirection", given.get("orderDirection", ["DESC"]))
    if direction not in ("ASC", "DESC"):
        raise Unacceptable(field="orderDirection", reason="is no direction", mend="use ASC or DESC")
    return _ORDERS[by], direction == "DESC"


def _count(given: Given, name: str) -> int | None:
    return a_count(name, single(name, given[name])) if name in given else None


def _if_true(clause: Clause) -> Callable[[_Values], Clause | None]:
    return lambda values: clause if values.flag() else None


def _error_time(values: _Values) -> Clause:
    bound = "since" if values.name.startswith("GE") else "until"
    test = matching.in_time("declarationTime", **{bound: values.instant()})
    return matching.declares_error(lambda found, _told: test(found))


def _corrections(values: _Values) -> Clause:
    wanted = values.split()
    return matching.declares_error(lambda found, _told: not set(wanted).isdisjoint(found.get("correctiveEventIDs", ())))


def _sensor_time(field: str) -> Callable[[_Values], Clause]:
    def clause(values: _Values) -> Clause:
        bound = "since" if values.name.startswith("GE") else "until"
        test = matching.in_time(field, **{bound: values.instant()})
        return matching.senses(lambda found, _told: test(found))

    return clause


def _sensor_words(field: str) -> Callable[[_Values], Clause]:
    def clause(values: _Values) -> Clause:
        wanted = values.words(field)
        return matching.senses(
            lambda found, told: field in found and word(str(found[field]), field, told.meanings) in wanted,
            only_reports=field == "type",
        )

    return clause


def _sensor_texts(field: str) -> Callable[[_Values], Clause]:
    def clause(values: _Values) -> Clause:
        wanted = values.texts_of()
        return matching.senses(
            lambda found, told: field in found and expanded_word(str(found[field]), "", told.meanings) in wanted
        )

    return clause


def _sensor_flag(values: _Values) -> Clause:
    wanted = values.flag()
    return matching.senses(lambda found, _told: found.get("booleanValue") is wanted)


def _match(roles: Sequence[TermRole]) -> Callable[[_Values], Clause]:
    return lambda values: matching.names(roles, values.patterns())


_FIXED: dict[str, Callable[[_Values], Clause | None]] = {
    "eventType": lambda v: matching.has_type(v.among(frozenset(vocabulary.FIELDS_OF), "event type")),
    "EQ_action": lambda v: matching.has_text("action", v.among(vocabulary.ACTIONS, "action")),
    "EQ_bizStep": lambda v: matching.has_word("bizStep", v.words("bizStep"), TermRole.BIZ_STEP),
    "EQ_disposition": lambda v: matching.has_word("disposition", v.words("disposition"), TermRole.DISPOSITION),
    "EQ_persistentDisposition_set": lambda v: matching.sets_disposition("set", v.words("set")),
    "EQ_persistentDisposition_unset": lambda v: matching.sets_disposition("unset", v.words("unset")),
    "EQ_readPoint": lambda v: matching.is_at("readPoint", v.patterns(), TermRole.READ_POINT),
    "WD_readPoint": lambda v: matching.is_at("readPoint", v.places(), TermRole.READ_POINT),
    "EQ_bizLocation": lambda v: matching.is_at("bizLocation", v.patterns(), TermRole.BIZ_LOCATION),
    "WD_bizLocation": lambda v: matching.is_at("bizLocation", v.places(), TermRole.BIZ_LOCATION),
    "EQ_transformationID": lambda v: matching.has_identifier("transformationID", v.patterns(), TermRole.TRANSFORMATION),
    "MATCH_epc": _match((TermRole.EPC,)),
    "MATCH_parentID": _match((TermRole.PARENT,)),
    "MATCH_inputEPC": _match((TermRole.INPUT,)),
    "MATCH_outputEPC": _match((TermRole.OUTPUT,)),
    "MATCH_anyEPC": _match(INSTANCES),
    "MATCH_epcClass": _match((TermRole.CLASS,)),
    "MATCH_inputEPCClass": _match((TermRole.INPUT_CLASS,)),
    "MATCH_outputEPCClass": _match((TermRole.OUTPUT_CLASS,)),
    "MATCH_anyEPCClass": _match(CLASSES),
    "EQ_eventID": lambda v: matching.has_text("eventID", v.split(), TermRole.EVENT_ID),
    "EXISTS_errorDeclaration": _if_true(matching.declares_error()),
    "GE_errorDeclarationTime": _error_time,
    "LT_errorDeclarationTime": _error_time,
    "EQ_errorReason": lambda v: matching.declares_error(matching.reason_among(v.words("reason"))),
    "EQ_correctiveEventID": _corrections,
    "EXISTS_sensorElementList": _if_true(matching.senses(lambda _found, _told: True)),
    **{f"{op}_{field}": _sensor_time(field) for op in ("GE", "LT") for field in ("time", "startTime", "endTime")},
    "EQ_type": _sensor_words("type"),
    "EQ_exception": _sensor_words("exception"),
    "EQ_component": _sensor_words("component"),
    **{
        f"EQ_{field}": _sensor_texts(field)
        for field in (
            *("deviceID", "dataProcessingMethod", "microorganism", "chemicalSubstance", "bizRules"),
            *("stringValue", "hexBinaryValue", "uriValue"),
        )
    },
    "EQ_booleanValue": _sensor_flag,
}
PARAMETERS: tuple[str, ...] = (
    *_FIXED, *_WHOLE, "perPage", "nextPageToken",
)  # fmt: skip


def of_item(text: str, meanings: Mapping[str, str]) -> Clause:
    """Give the clause of all events that name this item, lot or class in any role. Raises Unacceptable."""
    return matching.names((*INSTANCES, *CLASSES), (_Values("epc", (), meanings).pattern(text),))


def of_parameter(name: str, text: str, meanings: Mapping[str, str]) -> Clause:
    """Give the clause of one parameter with one value, whatever marks are in it. Raises Unacceptable."""
    values = _Values(name, (text,), meanings)
    if "|" in text:
        raise Unacceptable(field=name, reason="holds a |", mend="ask for one name")
    [clause] = _clauses(values)
    return clause
