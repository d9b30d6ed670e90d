"""By which numbers a result was made: their hash always, and the default result beside one that was set (rule R11)."""

from ledger.model.assessment import Assessment
from ledger.model.risk.score import band_text
from ledger.model.risk.settings import MethodSettings
from ledger.proof.canonical import Json
from ledger.risk import weights
from ledger.risk.rounding import nine_places


def settings_document(assessment: Assessment) -> dict[str, Json]:
    """Give `settings_hash`, `settings` and `default_result` (both null for the default), `earlier_assessments`."""
    default = assessment.default_result
    return {
        "settings_hash": assessment.settings_hash,
        "settings": _settings(assessment.settings) if assessment.settings.changed else None,
        "default_result": _default(default) if default is not None else None,
        "earlier_assessments": assessment.earlier_assessments,
    }


def _settings(settings: MethodSettings) -> dict[str, Json]:
    published = weights.published()
    return {
        "record_id": settings.record_id,
        "reason": settings.reason,
        "changed": [
            {"name": name, "published": nine_places(published[name]), "set": nine_places(value)}
            for name, value in settings.changed
        ],
    }


def _default(default: Assessment) -> dict[str, Json]:
    """The same product by the published numbers: what shopping for a score would hide."""
    risk = default.product_risk
    return {
        "settings_hash": default.settings_hash,
        "tiers": [
            {
                "tier": tier.score.tier,
                "score": nine_places(tier.score.score),
                "interval": [nine_places(tier.score.lo), nine_places(tier.score.hi)],
                "band": tier.score.band.value,
                "band_text": band_text(tier.score),
            }
            for tier in default.tiers
        ],
        "worst_path": nine_places(risk.worst_path),
        "exposure": nine_places(risk.exposure),
    }
