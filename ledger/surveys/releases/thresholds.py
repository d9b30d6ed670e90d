"""Which cells are large enough to be told at all (rules S1, S2). It asks how many answered, never what they answered.

So which cells of a site may be told says nothing about any answer. Left out are
- a cell with fewer than 10 respondents, or fewer than 5 of its roster who did not respond;
- a gender of which the roster does not say how many there are: unknown is not enough;
- a gender, where what is left of "everybody" without it is a cell that may not be told: the difference of two cells is
  a cell. Of two genders the larger is then left out: it is nearly what everybody says, the smaller one is not.
"""

from itertools import combinations

from ledger.surveys.releases.grid import Key, Row, Table

LEAST_RESPONDENTS = 10
LEAST_OTHERS = 5
LEAST_OF_A_SITE = 2 * LEAST_RESPONDENTS  # smaller ones are merged by country


def permitted(table: Table) -> frozenset[Key]:
    """Give the cells that size permits, each alone and as the difference of the others in its row."""
    return frozenset(key for row in table.rows() for key in _of_row(table, row))


def is_enough(respondents: int, workers: int | None) -> bool:
    """Say whether a group may be told: at least 10 in it, and 5 more who could have been."""
    return workers is not None and respondents >= LEAST_RESPONDENTS and workers - respondents >= LEAST_OTHERS


def is_surplus(table: Table) -> bool:
    """Say whether so many answered that too few others are left: what is suppressed then is so by surplus answers."""
    workers = table.workers.get(None)
    return workers is not None and table.answered >= LEAST_OF_A_SITE and workers - table.answered < LEAST_OTHERS


def _of_row(table: Table, row: Row) -> list[Key]:
    if not is_enough(table.counts[row, None].respondents, table.workers[None]):
        return []
    alone = [each for each in table.genders if is_enough(_respondents(table, row, each), table.workers.get(each))]
    alone.sort(key=lambda each: _respondents(table, row, each))  # the smaller first; of equals the order of the item
    sets = (chosen for size in range(len(alone), 0, -1) for chosen in combinations(alone, size))
    told = next((chosen for chosen in sets if _leaves_enough(table, row, chosen)), ())
    return [(row, None), *((row, gender) for gender in told)]


def _leaves_enough(table: Table, row: Row, told: tuple[str, ...]) -> bool:
    """Nobody is left over, or a group that could itself be told."""
    left = table.counts[row, None].respondents - sum(_respondents(table, row, each) for each in told)
    if left == 0:
        return True
    others = table.workers[None] - sum(table.workers[each] for each in told)
    return is_enough(left, others)


def _respondents(table: Table, row: Row, gender: str) -> int:
    return table.counts[row, gender].respondents
