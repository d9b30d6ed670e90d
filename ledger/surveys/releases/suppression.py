"""Which cells are told: those that size permits and whose band may be told, less what the audit takes out."""

from collections.abc import Iterator, Mapping, Sequence, Set

from ledger.model.survey.release import Band
from ledger.surveys.releases.audit import Told, Unsafe, what_follows
from ledger.surveys.releases.bands import Interval, counts_within, tellable, untold
from ledger.surveys.releases.grid import Key, Row
from ledger.surveys.releases.issued import Issued, rows_of

Members = Mapping[str, Mapping[Key, int]]


def told_cells(
    bands: Mapping[Key, Band], members: Members, *, earlier: Sequence[Issued]
) -> tuple[dict[Key, Band], dict[Key, Interval]]:
    """Give the bands that are told, and the interval that anyone can place each cell in who knows the rules.

    `bands` are of the cells that size permits. Taken out are: bands of too few counts (primary), then the genders of
    any row from which something follows, then the row (complementary), over everything told before (`earlier`).
    """
    hidden: set[Key] = set()
    while True:
        told, known = _told(bands, members, hidden)
        unsafe = what_follows(Told(members, known, told), earlier)
        out = next(_taken_out(bands.keys() - hidden, members, unsafe), None) if unsafe else None
        if out is None:
            return told, known
        hidden |= out


def size_of(members: Members, key: Key) -> int:
    """Give how many responded in a cell, all sites together."""
    return sum(sizes.get(key, 0) for sizes in members.values())


def _taken_out(left: Set[Key], members: Members, unsafe: Unsafe) -> Iterator[set[Key]]:
    """Give what to take out, the least harmful first: a row's genders, the row; then what else could tell of it."""
    if not unsafe.is_together:
        yield from filter(None, [_genders(left, unsafe.row), left & {(unsafe.row, None)}])
    yield from filter(None, (_genders(left, row) for row in rows_of(members)))
    yield from ({key} for key in sorted(left, key=lambda key: (size_of(members, key), rows_of(members).index(key[0]))))


def _genders(left: Set[Key], row: Row) -> set[Key]:
    return {key for key in left if key[0] == row and key[1] is not None}


def _told(bands: Mapping[Key, Band], members: Members, hidden: set[Key]) -> tuple[dict[Key, Band], dict[Key, Interval]]:
    told: dict[Key, Band] = {}
    known: dict[Key, Interval] = {}
    for key, band in bands.items():
        if key in hidden:
            continue
        size = size_of(members, key)
        if band in tellable(size):
            told[key] = band
        interval = counts_within(band, size) if key in told else untold(size)
        if interval:
            known[key] = interval
    return told, known
