"""Gaming tests G1 to G9 of the risk method (section 13), and G13: how far a survey's silence may be believed.

A flag lowers credit or opens a review. It never raises an adverse term, never accuses workers, and always keeps its
statistic and an innocent explanation: a truly good site ends as "unverified clean", not as fraud.
"""

from ledger.surveys.quality.judging import UNVERIFIED_CLEAN, is_unverified_clean, judge_quality
from ledger.surveys.quality.sampling import coverage, roster_match
from ledger.surveys.quality.thresholds import ListItems, Thresholds

__all__ = [
    "UNVERIFIED_CLEAN",
    "ListItems",
    "Thresholds",
    "coverage",
    "is_unverified_clean",
    "judge_quality",
    "roster_match",
]
