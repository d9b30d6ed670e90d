"""Where two records cannot both be true. Each finding names both; which of them is wrong is for people to find out."""

from collections.abc import Iterator

from ledger.model.finding import Finding
from ledger.provenance.contradictions.documents import quantities_disagree
from ledger.provenance.contradictions.materials import not_traced
from ledger.provenance.contradictions.movements import impossible_movements
from ledger.provenance.contradictions.origins import disagreeing_origins, excluded_origins
from ledger.provenance.contradictions.scope import out_of_scope
from ledger.provenance.contradictions.site_dates import outside_site_dates
from ledger.provenance.contradictions.strangers import impossible_words
from ledger.provenance.contradictions.told import Told

__all__ = ["Told", "contradictions", "impossible_words"]


def contradictions(told: Told) -> Iterator[Finding]:
    """Give every contradiction. What is unknown, or not comparable, is never one: it is a gap, and stands elsewhere."""
    yield from outside_site_dates(told)
    yield from told.standing.weighed(impossible_movements(told))
    yield from out_of_scope(told)
    yield from excluded_origins(told)
    yield from disagreeing_origins(told)
    yield from told.standing.weighed(quantities_disagree(told))
    yield from not_traced(told)
