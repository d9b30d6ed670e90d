"""All gaming tests of one site's answers together: tau, and the flags with their reasons."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from math import prod

from ledger.model.risk import SurveyCounts
from ledger.model.survey.instrument import Instrument
from ledger.model.survey.response import Opened, Response
from ledger.model.survey.tally import QualityFlag, SiteTally
from ledger.model.survey.wave import PlannedSite
from ledger.risk.same_report import AuditReport
from ledger.risk.survey_factor import survey_term
from ledger.surveys.instrument.forced_labour import is_forced_labour
from ledger.surveys.quality.answered import counted
from ledger.surveys.quality.g1_implausibly_clean import implausibly_clean
from ledger.surveys.quality.g2_copied_answers import copied_answers
from ledger.surveys.quality.g3_bulk_entry import bulk_entry
from ledger.surveys.quality.g4_scripted_speed import scripted_speed
from ledger.surveys.quality.g5_selective_sample import selective_sample
from ledger.surveys.quality.g6_sudden_improvement import sudden_improvement
from ledger.surveys.quality.g7_list_experiment import affected_by_list, direct_against_list
from ledger.surveys.quality.g8_audit_contradicts import audit_contradicts, contradicted_topics
from ledger.surveys.quality.g9_same_wording import same_wording
from ledger.surveys.quality.g13_surplus_answers import surplus_answers
from ledger.surveys.quality.thresholds import Thresholds

UNVERIFIED_CLEAN = "unverified clean"


def judge_quality(
    instrument: Instrument,
    opened: Sequence[Opened],
    site: PlannedSite,
    *,
    thresholds: Thresholds,
    earlier: SiteTally | None,
    audits_clean_on: frozenset[str],
    has_remedy: bool = False,
    reports: Collection[AuditReport] = (),
) -> tuple[float, tuple[QualityFlag, ...]]:
    """Give tau in [0, 1], the product of the factors of the tests that fired, and their flags in their order.

    `earlier` is the site's tally before this one, `audits_clean_on` the topics on which its audits found nothing,
    `has_remedy` whether a remedy was verified since. Nothing here touches what any worker said.
    """
    responses = counted(opened, site)
    first: list[QualityFlag | None] = [
        implausibly_clean(instrument, responses, thresholds=thresholds),
        copied_answers(instrument, responses, thresholds=thresholds),
        bulk_entry(responses, thresholds=thresholds),
        scripted_speed(instrument, responses, thresholds=thresholds),
        selective_sample(responses, site.roster, thresholds=thresholds),
    ]
    by_list = direct_against_list(instrument, responses, thresholds=thresholds)
    now = _counts(instrument, responses, [by_list] if by_list else [])
    s = survey_term(now, as_of=now.ended_on)
    topics = contradicted_topics(instrument, responses, audits_clean_on=audits_clean_on, survey_term=s)
    flags = [
        *first,
        sudden_improvement(_earlier(earlier), now, has_remedy=has_remedy),
        by_list,
        audit_contradicts(topics, survey_term=s),
        same_wording(site.site, tuple(reports), thresholds=thresholds),
        surplus_answers(len(responses), site, thresholds=thresholds),
    ]
    fired = tuple(flag for flag in flags if flag is not None)
    return prod(flag.factor for flag in fired), fired


def is_unverified_clean(affected: int, flags: Collection[QualityFlag]) -> bool:
    """Say whether nobody said so and the tests doubt the silence: its credit is small, and nobody is accused."""
    return affected == 0 and any(flag.factor < 1 for flag in flags)


def _counts(instrument: Instrument, responses: Sequence[Response], flags: Sequence[QualityFlag]) -> SurveyCounts:
    judged = [verdict for each in responses if (verdict := is_forced_labour(instrument, each.answers)) is not None]
    newest = max((each.arrived_at for each in responses), default=0)
    day = datetime.fromtimestamp(newest, UTC).date()
    return SurveyCounts(len(judged), affected_by_list(sum(judged), len(judged), flags), day)


def _earlier(tally: SiteTally | None) -> SurveyCounts | None:
    if tally is None:
        return None
    counts = tally.forced_labour
    return SurveyCounts(counts.respondents, counts.affected, date.fromisoformat(tally.ended_on))
