"""k: how many of the required fields were answered (risk method, section 7.2). The list is versioned."""

from ledger.errors import RiskInputError
from ledger.model.risk import AnswerStatus, SiteInputs
from ledger.risk.weights import WORKFORCE_FIELDS

REQUIRED_FIELDS_VERSION = "1.0"
SITE_FIELDS = (
    "identity",
    "location",
    "activity",
    "goods",
    "headcount",
    "inputs_with_origins",
    "output_quantity",
    "subcontracting_declaration",
    "last_independent_assessment",
)
REQUIRED_FIELDS = (*SITE_FIELDS[:5], *WORKFORCE_FIELDS, *SITE_FIELDS[5:])


def unanswered_fields(inputs: SiteInputs) -> tuple[str, ...]:
    """Give the required fields without an answer, in the order of the list. A withheld answer is none.

    Raises RiskInputError when `answered` names a field that is not one of `SITE_FIELDS`.
    """
    unknown = sorted(inputs.answered.difference(SITE_FIELDS))
    if unknown:
        raise RiskInputError(field="answered", value=unknown[0], mend=f"name one of {', '.join(SITE_FIELDS)}")
    open_shares = {name for name, a in inputs.workforce.answers() if a.status is not AnswerStatus.ANSWERED}
    return tuple(name for name in REQUIRED_FIELDS if name in open_shares.union(SITE_FIELDS) - inputs.answered)


def completeness(inputs: SiteInputs) -> float:
    """Give k in [0, 1]."""
    return 1 - len(unanswered_fields(inputs)) / len(REQUIRED_FIELDS)
