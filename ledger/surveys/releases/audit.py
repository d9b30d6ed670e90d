"""What an insider could work out from everything that was ever told of these sites, and which cells must go for it.

The insider is given more than anybody has: the exact number of respondents of every cell, bands as if they had no
noise, the rules, every earlier release, and, where fewer than 10 came or went since, that nobody else changed an answer
(the difference of two releases is a cell too). What it may not learn is how many of a group said so: not to one more or
less. Suppression of genders goes by whole rows, so that it does not tell which of them it is about.

Not a proof: which cells are taken out here depends on the bands, and so tells a little of them; the noise at their
borders covers that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ledger.surveys.releases.bands import Interval
from ledger.surveys.releases.grid import Key, Row
from ledger.surveys.releases.issued import Issued, rows_of
from ledger.surveys.releases.linear import Relation, Variable, is_pinned, narrowed
from ledger.surveys.releases.thresholds import LEAST_RESPONDENTS


@dataclass(frozen=True, slots=True)
class Told:
    """What one release tells: the sizes of its sites, and the interval of each cell that it says anything about."""

    members: Mapping[str, Mapping[Key, int]]
    known: Mapping[Key, Interval]

    def size(self, key: Key) -> int:
        return sum(sizes.get(key, 0) for sizes in self.members.values())


@dataclass(slots=True)
class _System:
    """Variables (release, site, gender) of one row, with their sizes, bounds and relations. No site: all of a pool."""

    sizes: dict[Variable, int] = field(default_factory=dict)
    bounds: dict[Variable, Interval] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def add(self, name: Variable, size: int, known: Interval | None = None) -> None:
        self.sizes[name] = size
        self.bounds[name] = (0, size) if known is None else (max(0, known[0]), min(size, known[1]))

    def pinned(self) -> bool | None:
        """None where nothing fits."""
        found = narrowed(self.bounds, self.relations)
        if found is None:
            return None
        if not any(is_pinned(found[name], (0, size)) for name, size in self.sizes.items()):
            return False
        before = narrowed({name: (0, size) for name, size in self.sizes.items()}, self.relations) or {}
        return any(is_pinned(found[name], each) for name, each in before.items())


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Something follows from this row, or from forced labour and the indicators together (`is_together`)."""

    row: Row
    is_together: bool = False


def what_follows(told: Told, earlier: Sequence[Issued]) -> Unsafe | None:
    """Give the first row from which something follows that must not be known; None where there is none.

    A row that fits nothing (noise made it contradict itself) is unsafe as well.
    """
    for row in rows_of(told.members):
        if not _is_row_safe(told, earlier, row):
            return Unsafe(row)
    return None if _are_rows_safe_together(told) else Unsafe(None, is_together=True)


def _is_row_safe(told: Told, earlier: Sequence[Issued], row: Row) -> bool:
    alone = _System()
    _add_release(alone, 0, told, row)
    if alone.pinned() is not False:
        return False
    releases = [(0, told), *((number, Told(each.members, each.known)) for number, each in enumerate(earlier, start=1))]
    joint = _System()
    for number, each in releases:
        _add_release(joint, number, each, row)
    for one, other in combinations(releases, 2):
        _add_differences(joint, one, other, row)
    return joint.pinned() is not True  # answers did change where nothing fits: then nothing follows


def _add_release(system: _System, number: int, told: Told, row: Row) -> None:
    """Each site's row is the sum of its genders; each cell of a pool is the sum of its sites."""
    is_one = len(told.members) == 1
    for site, sizes in told.members.items():
        keys = [key for key in sizes if key[0] == row]
        for key in keys:
            system.add((number, site, key[1]), sizes[key], told.known.get(key) if is_one else None)
        genders: tuple[Variable, ...] = tuple((number, site, gender) for _, gender in keys if gender is not None)
        if genders:
            system.relations.append(Relation(((number, site, None),), genders))
    if is_one:
        return
    for key in {key for sizes in told.members.values() for key in sizes if key[0] == row}:
        parts = tuple((number, site, key[1]) for site, sizes in told.members.items() if key in sizes)
        system.add((number, None, key[1]), told.size(key), told.known.get(key))
        system.relations.append(Relation(((number, None, key[1]),), parts))


def _add_differences(system: _System, one: tuple[int, Told], other: tuple[int, Told], row: Row) -> None:
    """Where fewer than 10 came or went between two releases of a site, what they said is a count like any other."""
    for site in one[1].members.keys() & other[1].members.keys():
        sizes, others = one[1].members[site], other[1].members[site]
        for key in (key for key in sizes.keys() & others.keys() if key[0] == row):
            ends = [(sizes[key], (one[0], site, key[1])), (others[key], (other[0], site, key[1]))]
            (fewer, few), (more, many) = sorted(ends, key=lambda end: end[0])
            if more - fewer < LEAST_RESPONDENTS:
                who = (few, many)
                system.add(who, more - fewer)
                system.relations.append(Relation((many,), (few, who)))


def _are_rows_safe_together(told: Told) -> bool:
    """Whoever is in forced labour shows at least one indicator, where every item of a dimension has one."""
    system = _System()
    rows = rows_of(told.members)
    genders = dict.fromkeys(gender for sizes in told.members.values() for _, gender in sizes)
    for row in rows:
        for gender in genders:
            system.add((row, gender), told.size((row, gender)), told.known.get((row, gender)))
        parts = tuple((row, gender) for gender in genders if gender is not None)
        system.relations.append(Relation(((row, None),), parts))
    for gender in genders:
        others = tuple((row, gender) for row in rows if row is not None)
        if (None, gender) in system.sizes and others:
            system.relations.append(Relation(others, ((None, gender),), most=None))
    return system.pinned() is not True  # where nothing fits, an item has no indicator, and nothing follows
