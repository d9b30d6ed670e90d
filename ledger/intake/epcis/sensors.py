"""The checks of a sensor element: what was measured, by which device, when."""

from collections.abc import Mapping

from ledger.errors import Unacceptable
from ledger.intake.epcis import shape, vocabulary
from ledger.intake.epcis.extensions import check_members
from ledger.intake.epcis.shape import step
from ledger.proof.canonical import Json


def check_sensor_element(found: Json, terms: Mapping[str, str], pointer: str) -> None:
    """Return where a sensor element has at least one report with a type. Raises Unacceptable by JSON pointer."""
    element = shape.an_object(found, pointer)
    if "sensorMetadata" in element:
        _check_metadata(element["sensorMetadata"], terms, step(pointer, "sensorMetadata"))
    at = step(pointer, "sensorReport")
    reports = shape.a_list(shape.required(element, "sensorReport", pointer), at)
    if not reports:
        raise Unacceptable(field=at, reason="is empty", mend="send at least one report")
    for place, report in enumerate(reports):
        _check_report(report, terms, f"{at}/{place}")
    check_members(element, ("sensorMetadata", "sensorReport"), terms, pointer)


def _check_metadata(found: Json, terms: Mapping[str, str], pointer: str) -> None:
    metadata = shape.an_object(found, pointer)
    for field in vocabulary.METADATA_FIELDS & metadata.keys():
        check = shape.a_time if field in vocabulary.METADATA_TIMES else shape.a_uri
        check(metadata[field], step(pointer, field))
    check_members(metadata, vocabulary.METADATA_FIELDS, terms, pointer)


def _check_report(found: Json, terms: Mapping[str, str], pointer: str) -> None:
    report = shape.an_object(found, pointer)
    shape.required(report, "type", pointer)
    for field, value in report.items():
        at = step(pointer, field)
        if field == "time":
            shape.a_time(value, at)
        elif field in vocabulary.REPORT_NUMBERS:
            shape.a_number(value, at)
        elif field in vocabulary.REPORT_TEXTS:
            shape.a_text(value, at)
        elif field == "booleanValue" and not isinstance(value, bool):
            raise Unacceptable(field=at, reason="is not true or false", mend="send a JSON boolean")
    check_members(report, vocabulary.REPORT_FIELDS, terms, pointer)
