"""One assessor gives one report for several sites (gaming test G9): equal bytes, or nearly the same words.

It accuses nobody: the reports count as one voice, which they do already since they share their assessor (section 4).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

INNOCENT = (
    "Assessors work from a form, and sites of one owner are alike or visited in one round. The reports count as one "
    "voice until somebody has read them side by side: ask for what was seen at each."
)


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an assessor gave about a site: its hash, and its words where they are at hand."""

    site: str
    assessor: str
    report_hash: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SharedReport:
    """Sites for which one assessor gave one report; `likeness` is 1 for equal bytes."""

    assessor: str
    sites: frozenset[str]
    likeness: float


def shared_reports(
    reports: Iterable[AuditReport], *, alike: Callable[[str, str], float] | None = None, above: float = 1.0
) -> tuple[SharedReport, ...]:
    """Give what was shared, by assessor and sites. `alike` compares words in [0, 1]; shared is what is above `above`.

    Without `alike` only equal hashes are; an empty hash or text equals none.
    """
    by_hash: dict[tuple[str, str], set[str]] = defaultdict(set)
    worded: dict[str, list[AuditReport]] = defaultdict(list)
    for each in reports:
        if each.report_hash:
            by_hash[each.assessor, each.report_hash].add(each.site)
        if each.text:
            worded[each.assessor].append(each)
    found = [
        SharedReport(assessor, frozenset(sites), 1.0) for (assessor, _), sites in by_hash.items() if len(sites) > 1
    ]
    known = {(each.assessor, each.sites) for each in found}
    nearly = _nearly(worded, alike, above) if alike is not None else ()
    found += [shared for shared in nearly if (shared.assessor, shared.sites) not in known]
    return tuple(sorted(found, key=lambda each: (each.assessor, sorted(each.sites))))


def _nearly(
    worded: Mapping[str, Sequence[AuditReport]], alike: Callable[[str, str], float], above: float
) -> Iterator[SharedReport]:
    for assessor, told in worded.items():
        for one, other in combinations(told, 2):
            value = alike(one.text, other.text) if one.site != other.site else 0.0
            if value > above:
                yield SharedReport(assessor, frozenset({one.site, other.site}), value)
