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
from ledger.model.risk.product import UNKNOWN_SITE, ProductRisk, SiteGraph, SiteInput
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
from ledger.model.risk.strength import EvidenceStrength, SourceRecord, TermEvidence
from ledger.model.risk.workforce import AnswerStatus, ShareAnswer, Workforce

__all__ = [
    "UNKNOWN_SITE",
    "Action",
    "AnswerStatus",
    "Band",
    "CommodityPart",
    "CountryPart",
    "EvidenceItem",
    "EvidenceStep",
    "EvidenceStrength",
    "EvidenceType",
    "ListingPart",
    "MassBalance",
    "Narrowing",
    "OpacityInputs",
    "PrintedTerm",
    "ProductRisk",
    "RemedyState",
    "SealedEvidence",
    "ShareAnswer",
    "SiteGraph",
    "SiteInput",
    "SiteInputs",
    "SiteScore",
    "SiteShare",
    "SourceRecord",
    "SurveyCounts",
    "Term",
    "TermEvidence",
    "TierScore",
    "TradeOrderMatch",
    "TradeOrderStatus",
    "WorkerEvidence",
    "Workforce",
]
