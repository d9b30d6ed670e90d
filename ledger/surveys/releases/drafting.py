"""From exact counts to one release, drawn once: thresholds, noise, bands, audit.

A cell is left out for one of these reasons, which the release does not tell apart: fewer than 10 respondents or fewer
than 5 others; a roster that does not say how many of a gender there are; a band of fewer than four possible counts; or
because something would follow from it beside what else is told, now or earlier. Where about as many answered as work at
the site, or more, that is said instead, and counts are drawn all the same: their noise protects whoever answered, and a
site that answers for its workers does not end what they said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.model.survey.release import Band, Cell, NoisedCounts, SiteRelease, Why
from ledger.model.survey.wave import SampleBucket
from ledger.surveys.releases.bands import band_of
from ledger.surveys.releases.budget import may_draw
from ledger.surveys.releases.grid import ROWS, Key, Table
from ledger.surveys.releases.issued import Issued, sizes
from ledger.surveys.releases.noise import BORDER_SCALE, EPSILON_OF_A_RELEASE, Noise
from ledger.surveys.releases.suppression import told_cells
from ledger.surveys.releases.thresholds import LEAST_OF_A_SITE, is_surplus, permitted

LEAST_COUNTED = 25  # rule S5
_ROUNDED_BELOW, _ROUNDED_TO = 50, 5
_HEADLINE: Key = (None, None)
_BUCKETS = (
    (25, SampleBucket.UNDER_25),
    (50, SampleBucket.FROM_25),
    (100, SampleBucket.FROM_50),
    (250, SampleBucket.FROM_100),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a release is of: wave (its id on chain), the last day of it, and the genders that the instrument offers."""

    wave: str
    ended_on: str  # ISO day
    genders: tuple[str, ...]
    panel_signed: bool


@dataclass(frozen=True, slots=True)
class _Headline:
    """Forced labour with its noise: what anything about it is told from."""

    answered: int
    respondents: int
    affected: int
    counts: NoisedCounts | None


def draft(
    tables: Mapping[str, Table],
    table: Table,
    asked: Asked,
    *,
    sample: SampleBucket,
    earlier: Sequence[Issued],
    noise: Noise,
    on: date,
) -> Issued:
    """Give the release of one site, or of several as one; `table` is the sum of `tables`, which are by site.

    `earlier` is everything ever released that has to do with these sites. Under 20 respondents, and where the year's
    budget is spent, every cell is suppressed and nothing is drawn: `answers_came` is then the bucket of the exact
    number, without noise, which whoever counted at the door has as well. The release bears the name of the first site;
    keep what is returned before anything of it is shown, and never draw again.
    """
    keys = permitted(table) if table.answered >= LEAST_OF_A_SITE else frozenset[Key]()
    may = may_draw(earlier, sites=tuple(tables), on=on)
    if not may:
        keys = frozenset()
    is_full = not keys and len(tables) == 1 and is_surplus(table)  # then no band, but counts for the step
    headline = _drawn(table, noise) if keys or (may and is_full) else None
    bands = _bands(table, keys, headline, noise) if headline else {}
    members = {site: sizes(each) for site, each in tables.items()}
    told, known = told_cells(bands, members, earlier=earlier)
    is_counted = len(tables) == 1 and (_HEADLINE in known or is_full)
    release = SiteRelease(
        site=next(iter(tables)),
        wave=asked.wave,
        ended_on=asked.ended_on,
        sample_announced=sample,
        answers_came=bucket_of(headline.answered if headline else table.answered),
        cells=tuple(_cells(table, told, asked.genders, Why.SURPLUS if is_full else Why.SUPPRESSED)),
        counts=headline.counts if headline and is_counted else None,
        epsilon_thousandths=round(1_000 * EPSILON_OF_A_RELEASE) if headline else 0,
        channel_attested=False,
        panel_signed=asked.panel_signed,
        merged_sites=len(tables),
    )
    return Issued(release, on.isoformat(), members, known)


def bucket_of(answers: int) -> SampleBucket:
    """Give the bucket in which a number of answers is told."""
    return next((bucket for least, bucket in _BUCKETS if answers < least), SampleBucket.FROM_250)


def rounded(respondents: int, affected: int) -> NoisedCounts:
    """Give counts with noise as they are kept: below 50 respondents both to the nearest 5."""
    if respondents >= _ROUNDED_BELOW:
        return NoisedCounts(respondents, affected)
    respondents, affected = (
        _ROUNDED_TO * ((count + _ROUNDED_TO // 2) // _ROUNDED_TO) for count in (respondents, affected)
    )
    return NoisedCounts(respondents, min(affected, respondents))


def _drawn(table: Table, noise: Noise) -> _Headline:
    """Noise on three groups of which each who answered is in one: not countable, not affected, affected.

    No more are counted than work there: answers beyond the roster drown none that say so.
    """
    exact = table.counts[_HEADLINE]
    groups = (table.answered - exact.respondents, exact.respondents - exact.affected, exact.affected)
    other, free, affected = (max(0, count) for count in noise(groups, 1 / EPSILON_OF_A_RELEASE))
    respondents = min(free + affected, max(affected, table.workers.get(None, free + affected)))
    counts = rounded(respondents, affected) if respondents >= LEAST_COUNTED else None
    if counts:
        return _Headline(other + respondents, counts.respondents, counts.affected, counts)
    return _Headline(other + respondents, respondents, affected, None)


def _bands(table: Table, keys: frozenset[Key], headline: _Headline, noise: Noise) -> dict[Key, Band]:
    """Decide each band on a count with noise; that of forced labour on what its counts say, so that both agree."""
    others = sorted(keys - {_HEADLINE}, key=str)
    drawn = noise([table.counts[key].affected for key in others], BORDER_SCALE) if others else ()
    bands = {_HEADLINE: band_of(headline.affected, max(1, headline.respondents))} if _HEADLINE in keys else {}
    for key, affected in zip(others, drawn, strict=True):
        respondents = table.counts[key].respondents
        bands[key] = band_of(min(max(0, affected), respondents), respondents)
    return bands


def _cells(table: Table, told: Mapping[Key, Band], genders: Sequence[str], untold: Why) -> list[Cell]:
    asked = set(table.rows())
    cells = []
    for row in ROWS:
        for gender in (None, *genders):
            band = told.get((row, gender))
            why = None if band else untold if row in asked else Why.NOT_ASKED
            cells.append(Cell(row, gender, band, why))
    return cells
