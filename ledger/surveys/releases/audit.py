"""What an insider could work out from everything that was ever told of these sites, and which cells must go for it.

The insider is given more than anybody has: the exact number of respondents of every cell, bands as if they had no
noise, the rules, every earlier release, and, where fewer than 10 came or went since, that nobody else changed an answer
(the difference of two releases is a cell too). What it may not learn is how many of a group said so: not to one more or
less. Suppression of genders goes by whole rows, so that it does not tell which of them it is about.

Not a proof: which cells are taken out here depends on the bands, and so tells a little of them; the noise at their
borders covers that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Final, Self

from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.surveys.releases.bands import Interval
from ledger.surveys.releases.grid import Key, Row
from ledger.surveys.releases.issued import Issued, rows_of
from ledger.surveys.releases.linear import Relation, Variable, is_pinned, narrowed
from ledger.surveys.releases.programme import is_any_pinned
from ledger.surveys.releases.thresholds import LEAST_RESPONDENTS

_SETTLED: Final[Any] = "settled"  # a row of this audit alone
_FEE_ROWS: Final[tuple[Any, ...]] = (FeeFact.PAID, FeeFact.NOT_REPAID, _SETTLED)


@dataclass(frozen=True, slots=True)
class Told:
    """What one release tells: the sizes of its sites, the interval of each cell that it says anything about, also by
    telling no band of it, and which cells have a band."""

    members: Mapping[str, Mapping[Key, int]]
    known: Mapping[Key, Interval]
    with_band: Collection[Key]

    def size(self, key: Key) -> int:
        return sum(sizes.get(key, 0) for sizes in self.members.values())

    def by_bands_alone(self) -> Self:
        """Give what bands say: that a cell has none can contradict them, where noise moved a count over a border."""
        return replace(self, known={key: self.known[key] for key in self.with_band})


def _told_by(issued: Issued) -> Told:
    bands = {(cell.indicator, cell.gender) for cell in issued.release.cells if cell.band}
    return Told(issued.members, issued.known, bands)


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

    def pinned_exactly(self) -> bool | None:
        return is_any_pinned(self.bounds, self.sizes, self.relations)


@dataclass(frozen=True, slots=True)
class Unsafe:
    """Something follows from this row, or from forced labour and the indicators together (`is_together`)."""

    row: Row
    is_together: bool = False


def what_follows(told: Told, issued: Sequence[Issued]) -> Unsafe | None:
    """Give the first row from which something follows that must not be known; None where there is none.

    A row that fits nothing (noise made it contradict itself) is unsafe as well.
    """
    earlier = [_told_by(each) for each in issued]
    for row in rows_of(told.members):
        if not _is_row_safe(told, earlier, row):
            return Unsafe(row)
    if not _are_fees_safe(told, earlier):
        return Unsafe(FeeFact.NOT_REPAID)
    tells = _tells_together([told, *earlier])
    if tells is None:  # what fits all of it fits the bands alone, so that they are asked only where nothing does
        tells = _tells_together([each.by_bands_alone() for each in (told, *earlier)])
    return Unsafe(None, is_together=True) if tells else None


def _is_row_safe(told: Told, earlier: Sequence[Told], row: Row) -> bool:
    alone = _System()
    _add_release(alone, 0, told, row)
    if alone.pinned() is not False:
        return False
    joint = _over_all_releases([told, *earlier], [row])
    return joint.pinned() is not True  # answers did change where nothing fits: then nothing follows


def _over_all_releases(releases: Sequence[Told], rows: Sequence[Row]) -> _System:
    """These rows of this release, the first, and of every earlier one, with the few who came or went between two."""
    system = _System()
    for row in rows:
        for number, each in enumerate(releases):
            _add_release(system, number, each, row)
        for one, other in combinations(enumerate(releases), 2):
            _add_differences(system, one, other, row)
    return system


def _add_release(system: _System, number: int, told: Told, row: Row) -> None:
    """Each site's row is the sum of its genders; each cell of a pool is the sum of its sites."""
    is_one = len(told.members) == 1
    for site, sizes in told.members.items():
        keys = [key for key in sizes if key[0] == row]
        for key in keys:
            system.add((number, site, key), sizes[key], told.known.get(key) if is_one else None)
        genders: tuple[Variable, ...] = tuple((number, site, key) for key in keys if key[1] is not None)
        if genders:
            system.relations.append(Relation(((number, site, (row, None)),), genders))
    if is_one:
        return
    pooled = dict.fromkeys(key for sizes in told.members.values() for key in sizes if key[0] == row)
    for key in pooled:
        parts = tuple((number, site, key) for site, sizes in told.members.items() if key in sizes)
        system.add((number, None, key), told.size(key), told.known.get(key))
        system.relations.append(Relation(((number, None, key),), parts))
    everybody = tuple((number, None, key) for key in pooled if key[1] is not None)
    if everybody:
        system.relations.append(Relation(((number, None, (row, None)),), everybody))


def _add_differences(system: _System, one: tuple[int, Told], other: tuple[int, Told], row: Row) -> None:
    """Where fewer than 10 came or went between two releases of a site, what they said is a count like any other."""
    for site in one[1].members.keys() & other[1].members.keys():
        sizes, others = one[1].members[site], other[1].members[site]
        for key in (key for key in sizes.keys() & others.keys() if key[0] == row):
            ends = [(sizes[key], (one[0], site, key)), (others[key], (other[0], site, key))]
            (fewer, few), (more, many) = sorted(ends, key=lambda end: end[0])
            if more - fewer < LEAST_RESPONDENTS:
                who = (few, many)
                system.add(who, more - fewer)
                system.relations.append(Relation((many,), (few, who)))


def _tells_together(releases: Sequence[Told]) -> bool | None:
    """Whoever is in forced labour shows at least one indicator, where every item of a dimension has one.

    None where nothing fits: answers changed, or an item has no indicator, and nothing follows.
    """
    system = _over_all_releases(releases, rows_of(releases[0].members))
    for number, each in enumerate(releases):
        _add_together(system, number, each)
    found = system.pinned()
    return system.pinned_exactly() if found is False and _is_linked(system) else found


def _are_fees_safe(told: Told, earlier: Sequence[Told]) -> bool:
    """Whoever paid and was not repaid did pay: of both rows together those follow who paid and said nothing is owed.

    That difference is a count like any other. No fee is forced labour or an indicator by itself, so the rows of fees
    stand in no relation to those; and nobody has to be asked for money to pay it. Rows that fit nothing are unsafe.
    Bounds are narrowed here, never solved exactly: who is not repaid is nearly as many as paid, and so the row of each
    by itself, which is solved, tells nearly all that both do.
    """
    alone, linked = (
        _over_all_releases([_with_settled(each) for each in releases], _FEE_ROWS)
        for releases in ([told], [told, *earlier])
    )
    _add_fees(alone)
    _add_fees(linked)
    return alone.pinned() is False and linked.pinned() is not True


def _add_fees(system: _System) -> None:
    for name in [each for each in system.sizes if _row_of(each) is FeeFact.PAID]:
        parts = tuple(_in_row(name, row) for row in _FEE_ROWS[1:])
        if all(part in system.sizes for part in parts):
            system.relations.append(Relation((name,), parts))


def _with_settled(told: Told) -> Told:
    """Add the row of those who paid and did not say that anything is owed: of as many as answered both others."""
    members = {
        site: dict(sizes) | {(_SETTLED, key[1]): size for key, size in sizes.items() if key[0] is FeeFact.NOT_REPAID}
        for site, sizes in told.members.items()
    }
    return replace(told, members=members)


def _row_of(name: Variable) -> Any:
    """A variable is (release, site, key), a difference the two that it lies between."""
    return _row_of(name[0]) if isinstance(name[0], tuple) else name[2][0]


def _in_row(name: Variable, row: Any) -> Variable:
    if isinstance(name[0], tuple):
        return tuple(_in_row(each, row) for each in name)
    return (*name[:2], (row, name[2][1]))


def _is_linked(system: _System) -> bool:
    """Say whether releases share people: a difference is named by the two counts that it lies between."""
    return any(isinstance(name[0], tuple) for name in system.sizes)


def _add_together(system: _System, number: int, told: Told) -> None:
    """At each site, and in all of a pool."""
    places: list[tuple[str | None, Collection[Key]]] = list(told.members.items())
    if len(places) > 1:
        places.append((None, dict.fromkeys(key for sizes in told.members.values() for key in sizes)))
    for site, sizes in places:
        for gender in dict.fromkeys(gender for _, gender in sizes):
            shown = tuple((number, site, key) for key in sizes if isinstance(key[0], Indicator) and key[1] == gender)
            if shown and (None, gender) in sizes:
                system.relations.append(Relation(shown, ((number, site, (None, gender)),), most=None))
