"""How a site's score would read with one gap closed, each kind of gap computed once: a site may have twenty alike."""

from collections.abc import Iterator
from datetime import date

from ledger.model.risk import SiteInputs
from ledger.model.risk.what_if import Reading
from ledger.risk.gaps import Gap, gaps
from ledger.risk.interval import combine
from ledger.risk.method_v1 import site_parts


def closings(inputs: SiteInputs, *, as_of: date) -> Iterator[tuple[Gap, Reading]]:
    """Give every gap of a site with the score that the site has once this one is closed."""
    found: dict[str, Reading] = {}
    for gap in gaps(inputs, as_of=as_of):
        if gap.alike not in found:
            found[gap.alike] = reading_of(gap.closed, as_of=as_of)
        yield gap, found[gap.alike]


def reading_of(inputs: SiteInputs, *, as_of: date) -> Reading:
    """Give the score with its range alone, as `score_site` has it."""
    numbers = combine(site_parts(inputs, as_of=as_of))
    return Reading(numbers.r_lo, numbers.r, numbers.r_hi)
