"""Laws of the narrowing: never narrower than what follows, and for one row exactly that."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from ledger.surveys.releases.linear import Relation, is_pinned, narrowed

_ENDS = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(_ENDS, min_size=2, max_size=4))
def test_for_one_row_the_intervals_are_exactly_what_a_search_finds(parts: list[tuple[int, int]]) -> None:
    names = [(at,) for at in range(len(parts))]
    relation = Relation((names[0],), tuple(names[1:]))
    fits = [each for each in product(*(range(low, high + 1) for low, high in parts)) if each[0] == sum(each[1:])]
    found = narrowed(dict(zip(names, parts, strict=True)), [relation])
    if not fits:
        assert found is None
    else:
        assert found == {name: (min(c), max(c)) for name, c in zip(names, zip(*fits, strict=True), strict=True)}


@given(st.lists(_ENDS, min_size=3, max_size=3), st.integers(-2, 2), st.integers(0, 3))
def test_what_fits_is_never_cut_off(parts: list[tuple[int, int]], least: int, more: int) -> None:
    names = [(at,) for at in range(3)]
    relations = [
        Relation((names[0],), (names[1],), least, least + more),
        Relation((names[1], names[2]), (names[0],), 0, None),
    ]
    found = narrowed(dict(zip(names, parts, strict=True)), relations)
    for each in product(*(range(low, high + 1) for low, high in parts)):
        if least <= each[0] - each[1] <= least + more and each[1] + each[2] >= each[0]:
            assert found is not None
            assert all(found[name][0] <= value <= found[name][1] for name, value in zip(names, each, strict=True))


def test_a_group_of_two_is_known_to_one_more_or_less_without_any_release() -> None:
    assert not is_pinned((0, 2), (0, 2))
    assert is_pinned((1, 2), (0, 2))
    assert not is_pinned((0, 3), (0, 9))
