"""The checks of a sensor element: what was measured, by which device, when."""

import re
from collections.abc import Mapping

from ledger.errors import Unacceptable
from ledger.intake.epcis import shape, vocabulary, words
from ledger.intake.epcis.extensions import check_extension, check_members
from ledger.intake.epcis.shape import step
from ledger.proof.canonical import Json

_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]+")
_WORDS = {"type": words.MEASUREMENT, "exception": words.SENSOR_ALERT, "component": words.COMPONENT}


def check_sensor_element(found: Json, terms: Mapping[str, str], pointer: str) -> None:
    """Return where a sensor element has at least one report with a type. Raises Unacceptable by JSON pointer."""
    element = shape.an_object(found, pointer)
    if "sensorMetadata" in element:
        _check_metadata(element["sensorMetadata"], terms, f"{pointer}/sensorMetadata")
    at = f"{pointer}/sensorReport"
    for place, report in enumerate(shape.a_full_list(shape.required(element, "sensorReport", pointer), at)):
        _check_report(report, terms, f"{at}/{place}")
    check_members(element, ("sensorMetadata", "sensorReport"), terms, pointer)


def _check_metadata(found: Json, terms: Mapping[str, str], pointer: str) -> None:
    metadata = shape.an_object(found, pointer)
    for field in vocabulary.METADATA_FIELDS & metadata.keys():
        check = shape.a_time if field in vocabulary.METADATA_TIMES else shape.a_link
        check(metadata[field], step(pointer, field))
    check_members(metadata, vocabulary.METADATA_FIELDS, terms, pointer)


def _check_report(found: Json, terms: Mapping[str, str], pointer: str) -> None:
    report = shape.an_object(found, pointer)
    shape.required(report, "type", pointer)
    for field, value in report.items():
        at = step(pointer, field)
        if field in _WORDS:
            words.a_word(value, at, _WORDS[field], terms)
        elif field in vocabulary.REPORT_FIELDS:
            _check_value(field, value, at)
        else:
            check_extension(field, value, terms, pointer)


def _check_value(field: str, value: Json, pointer: str) -> None:
    if field in vocabulary.REPORT_NUMBERS:
        shape.a_number(value, pointer)
    elif field in vocabulary.REPORT_LINKS:
        shape.a_link(value, pointer)
    elif field == "time":
        shape.a_time(value, pointer)
    elif field == "booleanValue":
        if not isinstance(value, bool):
            raise Unacceptable(field=pointer, reason="is not true or false", mend="send a JSON boolean")
    elif field == "hexBinaryValue" and not _HEXADECIMAL.fullmatch(shape.a_text(value, pointer)):
        raise Unacceptable(field=pointer, reason="is not hexadecimal", mend="send the digits 0 to 9 and A to F only")
    else:
        shape.a_text(value, pointer)
