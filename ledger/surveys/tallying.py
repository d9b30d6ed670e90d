"""What was answered at one site, counted: of answers under one code the newest, of covers none.

Exact counts are for case handlers on the custodian's own machine. What may leave it is decided in `releases`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from ledger.model.survey.consent import Purpose
from ledger.model.survey.instrument import Dimension, FeeFact, Indicator, Instrument
from ledger.model.survey.response import Opened, Response, Standing
from ledger.model.survey.tally import Count, QualityFlag, SiteTally
from ledger.model.survey.wave import PlannedSite
from ledger.surveys.instrument.forced_labour import indicators_of, is_forced_labour
from ledger.surveys.instrument.recruitment_fees import fees_asked, fees_of

GENDER_ITEM = "gender"
_Row = Indicator | FeeFact | None  # None: forced labour
_Key = tuple[_Row, str | None]  # no gender: everybody


def by_site(opened: Iterable[Opened]) -> dict[str, list[Opened]]:
    """Give what was opened by the token of its site, covers too: whoever came there, and nowhere else since."""
    sites: defaultdict[str, list[Opened]] = defaultdict(list)
    for each in opened:
        sites[each.response.site].append(each)
    return dict(sites)


def newest(opened: Iterable[Opened]) -> list[Opened]:
    """Give one answer for each receipt code, the latest; nobody whose last word was to leave."""
    return [each for each in latest(opened) if each.response.standing is Standing.ANSWERED]


def latest(opened: Iterable[Opened]) -> list[Opened]:
    """Give one row for each receipt code, the highest `sequence`, whatever it is: of a whole wave, before `by_site`, so
    that nobody is counted at two sites (threat F59).

    Of two with the same sequence (which honest channels do not make) the higher response id counts, so that the order
    of opening decides nothing.
    """
    last: dict[str, Opened] = {}
    for each in opened:
        code = each.response.receipt_code
        if code not in last or _order(last[code]) < _order(each):
            last[code] = each
    return list(last.values())


def may_be_counted(response: Response) -> bool:
    """Say whether the worker agreed to be counted in aggregates: a purpose that was not ticked is none."""
    return response.consent is not None and Purpose.AGGREGATE in response.consent.purposes


def genders(instrument: Instrument) -> tuple[str, ...]:
    """Give the answers of the item `gender`, in its order; none where it is not asked."""
    return tuple(choice.name for item in instrument.asked if item.name == GENDER_ITEM for choice in item.choices)


def tally_site(
    opened: Sequence[Opened],
    instrument: Instrument,
    site: PlannedSite,
    *,
    wave: str,
    ended_on: str,
    quality: tuple[float, tuple[QualityFlag, ...]],
    coverage: float,
) -> SiteTally:
    """Give the exact counts of one site from what was opened of it. Rows of other sites are left out.

    What the instrument asks has an entry, with zeros where nobody answered it; what it does not ask has none. Whoever
    did not tick the purpose `aggregate_report` is in no count. Time is linear in the rows; memory is one reference for
    each code. Whether the answers are honest is not asked here: `quality` and `coverage` are taken as given.
    """
    here = (each for each in opened if each.response.site == site.token)
    counted = [each.response for each in newest(here) if may_be_counted(each.response)]
    asked, shown = _counts(instrument, counted)
    told = {key: Count(asked[key], shown[key]) for key in _grid(instrument)}
    return SiteTally(
        site=site.site,
        wave=wave,
        ended_on=ended_on,
        workers=site.roster.workers,
        answered=len(counted),
        **by_kind_of_row(told),
        tau=quality[0],
        coverage=coverage,
        flags=quality[1],
    )


class _Rows(TypedDict):
    forced_labour: Count
    by_indicator: Mapping[Indicator, Count]
    by_gender: Mapping[str, Count]
    by_indicator_and_gender: Mapping[tuple[Indicator, str], Count]
    fees: Mapping[tuple[FeeFact, str | None], Count]


def by_kind_of_row(told: Mapping[_Key, Count]) -> _Rows:
    """Give the counts of all cells as the fields of a tally that hold them."""
    indicators = {(row, gender): count for (row, gender), count in told.items() if isinstance(row, Indicator)}
    return {
        "forced_labour": told.get((None, None), Count(0, 0)),
        "by_indicator": {row: count for (row, gender), count in indicators.items() if gender is None},
        "by_gender": {gender: count for (row, gender), count in told.items() if row is None and gender is not None},
        "by_indicator_and_gender": {(row, g): count for (row, g), count in indicators.items() if g is not None},
        "fees": {(row, gender): count for (row, gender), count in told.items() if isinstance(row, FeeFact)},
    }


def _order(each: Opened) -> tuple[int, bytes]:
    return each.response.sequence, each.response_id


def _grid(instrument: Instrument) -> list[_Key]:
    told = {item.indicator for item in instrument.asked if item.indicator}
    rows: list[_Row] = [*(each for each in Indicator if each in told), *fees_asked(instrument)]
    if {item.dimension for item in instrument.asked if item.dimension} == set(Dimension):
        rows.insert(0, None)
    return [(row, gender) for row in rows for gender in (None, *genders(instrument))]


def _counts(instrument: Instrument, responses: Sequence[Response]) -> tuple[Counter[_Key], Counter[_Key]]:
    """Give (who answered, who answered so that it shows) for every cell, those of no gender in no gender's."""
    asked: Counter[_Key] = Counter()
    shown: Counter[_Key] = Counter()
    for response in responses:
        gender = response.answers.get(GENDER_ITEM)
        for row, is_shown in _readings(instrument, response.answers):
            for key in ((row, None), (row, gender)) if gender else ((row, None),):
                asked[key] += 1
                shown[key] += is_shown
    return asked, shown


def _readings(instrument: Instrument, answers: Mapping[str, str]) -> list[tuple[_Row, bool]]:
    forced = is_forced_labour(instrument, answers)
    found: list[tuple[_Row, bool]] = [] if forced is None else [(None, forced)]
    return [*found, *indicators_of(instrument, answers).items(), *fees_of(instrument, answers).items()]
