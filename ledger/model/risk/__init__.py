"""The values that the risk method reads and gives: answers, evidence, opacity, site inputs, terms and scores."""

from ledger.model.risk.evidence import (
    EvidenceItem,
    EvidenceStep,
    EvidenceType,
    RemedyState,
    SealedEvidence,
    SurveyCounts,
    TradeOrderMatch,
    TradeOrderStatus,
    WorkerEvidence,
)
from ledger.model.risk.inputs import CommodityPart, CountryPart, ListingPart, MassBalance, OpacityInputs, SiteInputs
from ledger.model.risk.score import (
    Action,
    Band,
    Narrowing,
    PrintedTerm,
    SiteScore,
    SiteShare,
    Term,
    TierScore,
)
from ledger.model.risk.workforce import AnswerStatus, ShareAnswer, Workforce

__all__ = [
    "Action",
    "AnswerStatus",
    "Band",
    "CommodityPart",
    "CountryPart",
    "EvidenceItem",
    "EvidenceStep",
    "EvidenceType",
    "ListingPart",
    "MassBalance",
    "Narrowing",
    "OpacityInputs",
    "PrintedTerm",
    "RemedyState",
    "SealedEvidence",
    "ShareAnswer",
    "SiteInputs",
    "SiteScore",
    "SiteShare",
    "SurveyCounts",
    "Term",
    "TierScore",
    "TradeOrderMatch",
    "TradeOrderStatus",
    "WorkerEvidence",
    "Workforce",
]
