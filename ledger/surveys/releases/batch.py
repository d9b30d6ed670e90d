"""All sites of a wave at once: a site of under 20 answers is told together with the other small ones of its country."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ledger.model.survey.release import SiteRelease
from ledger.model.survey.tally import SiteTally
from ledger.model.survey.wave import PlannedSite, SampleBucket
from ledger.surveys.releases.drafting import Asked, draft
from ledger.surveys.releases.grid import Table, merged, table_of
from ledger.surveys.releases.issued import Issued, sizes
from ledger.surveys.releases.noise import Noise
from ledger.surveys.releases.thresholds import LEAST_OF_A_SITE, LEAST_RESPONDENTS

Histories = Callable[[str], Sequence[Issued]]  # by a site's identifier, everything ever released of it


def draft_batch(
    tallies: Mapping[str, SiteTally],
    sites: Sequence[PlannedSite],
    asked: Asked,
    *,
    history: Histories,
    noise: Noise,
    on: date,
) -> tuple[Issued, ...]:
    """Give one release for each group of sites, in the order of `sites`. `tallies` are by identifier.

    Sites without a tally are left out. Keep all of it before anything is shown.
    """
    tables = {each.site: table_of(tallies[each.site], each.roster) for each in sites if each.site in tallies}
    samples = {each.site: each.sample for each in sites}
    return tuple(
        draft(
            {site: tables[site] for site in group},
            merged([tables[site] for site in group]),
            asked,
            sample=samples[group[0]],
            earlier=related(group, history),
            noise=noise,
            on=on,
        )
        for group in _groups(tables, {each.site: each.country for each in sites})
    )


def related(sites: Sequence[str], history: Histories) -> tuple[Issued, ...]:
    """Give everything ever released that has to do with these sites, also by sites they were once merged with."""
    found: dict[tuple[str, str, tuple[str, ...]], Issued] = {}
    waiting, seen = list(sites), set(sites)
    while waiting:
        for each in history(waiting.pop()):
            found[each.wave, each.drawn_on, tuple(each.members)] = each
            waiting += each.members.keys() - seen
            seen |= each.members.keys()
    return tuple(found[key] for key in sorted(found))


def is_reissue_due(issued: Issued, tables: Mapping[str, Table]) -> bool:
    """Say whether so many withdrew since that a new release tells of no few of them (fault F58).

    Under 10 the difference of the two releases would be about them: what was told stays as it was told.
    """
    now = {site: sizes(table) for site, table in tables.items() if site in issued.members}
    if now.keys() != issued.members.keys():
        return False
    gone = sum(issued.members[site].get((None, None), 0) - now[site].get((None, None), 0) for site in now)
    return gone >= LEAST_RESPONDENTS


def for_site(issued: Issued, site: PlannedSite, *, attested: Collection[str]) -> SiteRelease:
    """Give the release as it is told of one site; of merged ones each bears the same cells, and says of how many.

    `attested`: the sites of whose channel the custodian attests the integrity (rule R5), all of those merged.
    """
    is_attested = issued.members.keys() <= set(attested)
    release = replace(issued.release, site=site.site, sample_announced=site.sample, channel_attested=is_attested)
    return replace(release, answers_came=SampleBucket.UNDER_25) if release.merged_sites > 1 else release


def _groups(tables: Mapping[str, Table], countries: Mapping[str, str]) -> list[tuple[str, ...]]:
    small: defaultdict[str, list[str]] = defaultdict(list)
    for site, table in tables.items():
        if table.answered < LEAST_OF_A_SITE:
            small[countries[site]].append(site)
    groups: dict[str, tuple[str, ...]] = {site: (site,) for site in tables}
    for together in small.values():
        if sum(tables[site].answered for site in together) >= LEAST_OF_A_SITE:
            groups |= dict.fromkeys(together, tuple(together))
    return list(dict.fromkeys(groups.values()))
