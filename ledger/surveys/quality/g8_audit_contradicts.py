"""G8: an audit found nothing on a topic of which workers say that it is so."""

from collections.abc import Collection, Sequence

from ledger.model.survey.instrument import Instrument
from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.surveys.instrument.forced_labour import shows

INNOCENT = (
    "It may have begun after the audit, or concern workers whom the auditors did not meet. Nobody is said to have "
    "looked away: the audit's credit rests until the two are reconciled."
)


def contradicted_topics(
    instrument: Instrument, responses: Sequence[Response], *, audits_clean_on: Collection[str], survey_term: float
) -> frozenset[str]:
    """Give the topics that audits call clean while workers tell of them; none unless S > 0."""
    if not survey_term > 0:
        return frozenset()
    items = [item for item in instrument.asked if item.topic is not None and item.topic in audits_clean_on]
    told = {
        item.topic for item in items for r in responses if item.name in r.answers and shows(item, r.answers[item.name])
    }
    return frozenset(topic for topic in told if topic)


def audit_contradicts(topics: Collection[str], *, survey_term: float) -> QualityFlag | None:
    """Give the flag: of audits clean on these topics the credit is 0 in the sealed assessment."""
    if not topics:
        return None
    told = f"S {survey_term:.3f} while audits are clean on {', '.join(sorted(topics))}"
    return QualityFlag("G8", told, 1.0, INNOCENT, leads_to_review=True, topics=frozenset(topics))
