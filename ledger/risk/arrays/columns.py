"""What the method reads of many sites, as arrays of one length a table. Days are `date.toordinal()`, NONE is absent."""

from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ledger.errors import RiskInputError
from ledger.model.risk import AnswerStatus, Band, EvidenceStep, EvidenceType, RemedyState

NONE = -1
TYPES, STATES, STEPS = tuple(EvidenceType), tuple(RemedyState), tuple(EvidenceStep)
STATUSES, BANDS = tuple(AnswerStatus), tuple(Band)

Numbers: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.uint8]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class EvidenceColumns:
    """Evidence items; `site` is the row in SiteColumns, names are any numbers that differ where the names differ.

    Codes are places in TYPES and STATES. Of equal `content` of a site the item that lowers r least stands, of equals
    the later row.
    """

    site: Whole
    type: Codes
    event_day: Whole
    aged_day: Whole  # from which credit decays, not after event_day
    content: Whole
    valid_until: Whole
    payer: Whole
    assessor: Whole
    finding: Whole
    record: Whole
    remedy: Codes
    verified_day: Whole
    is_overturned: Flags

    def taken(self, rows: NDArray[Any]) -> "EvidenceColumns":
        """Give these rows, by number or by flag."""
        return EvidenceColumns(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class SiteColumns:
    """Sites. `workforce_*` have seven columns in the order of the method's table, statuses as places in STATUSES.

    `missing_link` and the `mass_*` are NaN where absent; `expired_day` is the earliest last valid day of documents that
    are no evidence items; `answered` counts the fields outside the workforce; `has_hold` is a match that holds on the
    date; `step` is a place in STEPS, `released_day` that of the newest release.
    """

    c: Numbers
    g: Numbers
    l: Numbers  # noqa: E741 # the method's own letter
    workforce_status: Codes
    workforce_share: Numbers
    answered: Whole
    step: Codes
    released_day: Whole
    release_narrows: Flags
    missing_link: Numbers
    mass_in: Numbers
    mass_out: Numbers
    mass_yield: Numbers
    mass_tolerance: Numbers
    expired_day: Whole
    has_undisclosed_subcontractor: Flags
    is_location_verified: Flags
    is_identity_resolved: Flags
    survey_refused: Flags
    has_state_imposed_labour: Flags
    has_open_case: Flags
    has_hold: Flags
    is_pseudo_site: Flags

    def __len__(self) -> int:
        return len(self.c)


@dataclass(frozen=True, slots=True)
class ScoredColumns:
    """The scores of many sites; `band` holds places in BANDS."""

    eta: Numbers
    sd: Numbers
    r: Numbers
    r_lo: Numbers
    r_hi: Numbers
    completeness: Numbers
    band: Codes


def fractions(field: str, values: Numbers) -> Numbers:
    """Give the column back. Raises RiskInputError, naming field and row, unless all lie in [0, 1]."""
    return _within(field, values, (values >= 0) & (values <= 1), "give a number from 0 to 1")


def non_negatives(field: str, values: Numbers) -> Numbers:
    """Give the column back. Raises RiskInputError, naming field and row, unless all are finite and not below 0."""
    return _within(field, values, (values >= 0) & np.isfinite(values), "give a number of 0 or more")


def _within(field: str, values: Numbers, is_good: Flags, mend: str) -> Numbers:
    if not is_good.all():
        row = int(np.argmin(is_good))
        raise RiskInputError(field=f"{field} of row {row}", value=float(values.ravel()[row]), mend=mend)
    return values
