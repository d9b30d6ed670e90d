"""Check 2, what cannot be: a place that is none, a day that was not yet, an answer that does not answer.

What is said may still be false. Days are compared with the day on which the statement was issued, in any time zone of
its issuer; the day of issue itself is compared with the clock of the ledger in jobs/submit.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from ledger.errors import Unacceptable
from ledger.model.bodies import (
    AssessmentBody,
    AttestationBody,
    AuditBody,
    Body,
    BuyingPracticeBody,
    DemandCountBody,
    FacilityBody,
    FindingBody,
    Location,
    PartyBody,
    PurchaseBody,
    RecruitmentBody,
    ReleaseBody,
    RemedyBody,
    SnapshotBody,
    WorkforceAnswers,
)
from ledger.model.event import CapturedEvent
from ledger.model.statement import Statement
from ledger.reference.snapshot import bundled_snapshot

AHEAD_SECONDS = 86_400  # of issued_at before the ledger's clock: a wrong time zone, not another day
_ONE_DAY = timedelta(days=1)  # it is tomorrow somewhere
_KOSOVO = "XK"  # user-assigned, in none of the tables of ISO 3166-1
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180

Told = tuple[str, str | None]


def check_plausible(statement: Statement, body: Body) -> None:
    """Return when the body names countries that are, days that were and values that can be. Raises Unacceptable."""
    for field, code in _countries(body):
        if code is not None and code not in _codes():
            _refuse(field, f"{code} is no country", "give an alpha-2 code of ISO 3166-1")
    latest = str((datetime.fromtimestamp(statement.issued_at, UTC) + _ONE_DAY).date())
    for field, day in _past_days(body):
        if day is not None and day > latest:
            _refuse(field, f"{day} is after the day on which this was issued", "state what was, when it was")
    if isinstance(body, FacilityBody):
        _check_facility(body)


def check_issued(statement: Statement, *, now: int) -> None:
    """Return when the statement was not issued in the future. Raises Unacceptable."""
    if statement.issued_at > now + AHEAD_SECONDS:
        raise Unacceptable(
            field="issued_at", reason="is in the future", mend="set the clock of the machine that signs, and sign again"
        )


def check_happened(event: CapturedEvent, pointer: str, *, now: int) -> None:
    """Return when the event does not tell of what is yet to come. `pointer` leads to it. Raises Unacceptable."""
    if event.event_time_ms > (now + AHEAD_SECONDS) * 1000:
        mend = "check the clock and the time zone; capture it once it has happened"
        raise Unacceptable(field=f"{pointer}/eventTime", reason="is in the future", mend=mend)


@cache
def _codes() -> frozenset[str]:
    return frozenset({row.iso2 for row in bundled_snapshot().countries} | {_KOSOVO})


def _countries(body: Body) -> Iterator[Told]:
    match body:
        case PartyBody():
            yield "country", body.country
            yield from ((f"owners.{place}.country", each.country) for place, each in enumerate(body.owners))
        case FacilityBody():
            yield "country", body.country
            named = ((each.origin if each.origin != "unknown" else None) for each in body.inputs or ())
            yield from ((f"inputs.{place}.origin", code) for place, code in enumerate(named))
        case AttestationBody():
            yield from ((f"origins.{place}", code) for place, code in enumerate(body.origins))
        case RecruitmentBody():
            yield from (("origin", body.origin), ("destination", body.destination))


def _past_days(body: Body) -> Iterator[Told]:
    """Give the days of what has happened; a plan, a validity or a closing may lie ahead."""
    match body:
        case PartyBody():
            yield from ((f"owners.{place}.since", each.since) for place, each in enumerate(body.owners))
        case AuditBody():
            yield "conducted_on", body.conducted_on
        case PurchaseBody():
            yield "ordered_on", body.ordered_on
        case FindingBody():
            yield "found_on", body.found_on
        case RemedyBody():
            yield "done_on", body.done_on
        case ReleaseBody():
            yield "ended_on", body.ended_on
        case BuyingPracticeBody():
            yield "period_until", body.period_until
        case AssessmentBody() | SnapshotBody():
            yield "as_of", body.as_of
        case DemandCountBody():
            yield "last_day", body.last_day
        case FacilityBody():
            yield "last_assessment", None if body.last_assessment == "none" else body.last_assessment


def _check_facility(body: FacilityBody) -> None:
    if body.location is not None:
        _check_location(body.location)
    for name in WorkforceAnswers.__dataclass_fields__:
        answer = getattr(body.workforce, name, None)
        if answer is not None and (answer.status == "answered") is (answer.share is None):
            reason = "an answer has a share, and nothing else has one"
            _refuse(f"workforce.{name}.share", reason, "give the share with status answered, or leave it out")


def _check_location(location: Location) -> None:
    for name, most in (("latitude", _MOST_LATITUDE), ("longitude", _MOST_LONGITUDE)):
        if abs(float(getattr(location, name))) > most:
            _refuse(f"location.{name}", f"is not within -{most} to {most}", "give degrees of WGS 84")


def _refuse(field: str, reason: str, mend: str) -> None:
    raise Unacceptable(field=f"body.{field}", reason=reason, mend=mend)
