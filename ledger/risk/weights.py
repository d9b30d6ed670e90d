"""Every constant of method 1.0 in one place. None has been fitted to outcomes; all are published with each result."""

from collections.abc import Mapping
from types import MappingProxyType

from ledger.model.risk import EvidenceStep, EvidenceType

INTERCEPT = -3.4
COUNTRY = 1.2
COMMODITY = 0.8
LISTING = 1.4
WORKFORCE = 1.4
OPACITY = 1.4

STATE_IMPOSED_COUNTRY_FLOOR = 0.9

WORKFORCE_FIELDS: Mapping[str, float] = MappingProxyType(
    {
        "fees": 0.8,
        "labour_brokers": 0.6,
        "tied_visa": 0.6,
        "migrant": 0.5,
        "housing": 0.3,
        "seasonal": 0.2,
        "youth_or_dormitory_women": 0.2,
    }
)
NOT_ASKED_SHARE = 0.25
WITHHELD_SHARE = 1.0

ADVERSE_SIZES: Mapping[EvidenceType, float] = MappingProxyType(
    {
        EvidenceType.REGULATOR_FINDING: 4.0,
        EvidenceType.DOCUMENTED_REPORT: 3.0,
        EvidenceType.RETALIATION: 3.0,
        EvidenceType.SUBSTANTIATED_GRIEVANCE: 2.5,
        EvidenceType.AUDIT_MAJOR: 1.5,
        EvidenceType.AUDIT_MINOR: 0.5,
    }
)
FAVOURABLE_SIZES: Mapping[EvidenceType, float] = MappingProxyType(
    {
        EvidenceType.ATTESTATION: 0.10,
        EvidenceType.AUDIT_ANNOUNCED: 0.40,
        EvidenceType.AUDIT_UNANNOUNCED_OFFSITE: 0.90,
        EvidenceType.WORKER_DRIVEN_PROGRAMME: 1.50,
    }
)
ATTESTATION_CAP = 0.20
FAVOURABLE_CAP = 2.0
REPEATED_SOURCE_FACTOR = 0.25
FAVOURABLE_HALF_LIFE_MONTHS = 12.0
REMEDY_FACTOR = 0.5
REMEDY_PLATEAU_MONTHS = 12.0
REMEDY_HALF_LIFE_MONTHS = 36.0
OPEN_ADVERSE_MONTHS = 24.0

SURVEY_TERM_RANGE = (-1.5, 4.0)
SURVEY_SENSITIVITY = 0.6  # fear hides cases
SURVEY_FALSE_POSITIVE = 0.005  # 1 - specificity
SURVEY_PRIOR_B = 9.0  # Beta(1, 9)
SURVEY_GRID = 2000
SURVEY_HALF_LIFE_MONTHS = 12.0
SURVEY_POOLING = 8.0  # kappa, until estimated
IMPROVEMENT_SDS = 3.0
IMPROVEMENT_PROBABILITY = 0.99
IMPROVEMENT_HOLD_MONTHS = 6.0

# a shared assessment knows worker evidence by its step alone (rule R1)
STEP_LOW_FROM, STEP_MEDIUM_FROM, STEP_HIGH_FROM = 0.5, 1.5, 3.0
STEP_VALUES: Mapping[EvidenceStep, float] = MappingProxyType(
    {EvidenceStep.NONE: 0.0, EvidenceStep.LOW: 1.0, EvidenceStep.MEDIUM: 2.0, EvidenceStep.HIGH: 4.0}
)
LEAST_RELEASED = 25  # respondents, rule S5

MASS_BALANCE_SCALE = 0.05
EXPIRED_CERTIFICATE = 0.3
EXPIRED_CERTIFICATE_PER_MONTH = 0.1
EXPIRED_CERTIFICATE_CAP = 0.6
UNDISCLOSED_SUBCONTRACTOR = 0.5
UNVERIFIED_LOCATION = 0.3
UNRESOLVED_IDENTITY = 0.3
SURVEY_REFUSED = 0.4

VARIANCE_BASE = 0.25
VARIANCE_INCOMPLETENESS = 1.0
VARIANCE_OPACITY = 0.6
VARIANCE_PER_UNANSWERED_WORKFORCE_FIELD = 0.05
VARIANCE_NO_SURVEY = 0.20
VARIANCE_AFTER_RELEASE = 0.05
VARIANCE_SMALL_SURVEY = 0.05  # exact counts of fewer than
SMALL_SURVEY_BELOW = 100
DOUBTED_BELOW = 0.5  # tau
VARIANCE_PSEUDO_SITE = 0.20
Z = 1.645

ASSESSED_FROM = 0.4
UNASSESSED_FLOOR = 0.20
CASE_FLOOR = 0.85
HOLD_FLOOR = 0.97

GUARD = 0.25
POWER = 4

CYCLE_CHANGE_PLACES = 12  # 1e-12 would read as nothing in nine places
CYCLE_ROUNDS = 100_000

SEVERE_FROM, SEVERE_HI_FROM = 0.70, 0.90
ELEVATED_FROM = 0.45
WATCH_FROM, WATCH_HI_FROM, WATCH_COMPLETENESS_BELOW = 0.20, 0.35, 0.6


def published() -> dict[str, float]:
    """Give every number above by name, flat and sorted, as a result publishes it."""
    numbers = {name.lower(): float(value) for name, value in globals().items() if isinstance(value, int | float)}
    numbers |= {f"workforce.{field}": value for field, value in WORKFORCE_FIELDS.items()}
    numbers |= {f"adverse.{type_}": value for type_, value in ADVERSE_SIZES.items()}
    numbers |= {f"favourable.{type_}": value for type_, value in FAVOURABLE_SIZES.items()}
    numbers |= {f"confidential.{step}": value for step, value in STEP_VALUES.items()}
    numbers |= dict(zip(("survey_term_min", "survey_term_max"), SURVEY_TERM_RANGE, strict=True))
    return dict(sorted(numbers.items()))
