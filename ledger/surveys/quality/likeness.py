"""Which texts are nearly the same: Jaccard likeness of their character 3-grams."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from math import ceil

_GRAM = 3
Grams = frozenset[str]


def grams(text: str) -> Grams:
    """Give the 3-grams of the text, upper and lower case and spaces levelled."""
    plain = " ".join(text.casefold().split())
    return frozenset(plain[at : at + _GRAM] for at in range(len(plain) - _GRAM + 1))


def likeness(one: Grams, other: Grams) -> float:
    """Give the share of all 3-grams that both have; 0 for two empty ones."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def with_a_twin(texts: Sequence[Grams], *, above: float) -> frozenset[int]:
    """Give the positions of the texts that are likelier than `above` to at least one other one.

    Two so like sets must share one of the rarest grams of each (prefix filter), so few pairs are compared.
    """
    at: dict[Grams, list[int]] = defaultdict(list)
    for position, each in enumerate(texts):
        at[each].append(position)
    rarity = Counter(gram for each in at for gram in each)
    index: dict[str, list[Grams]] = defaultdict(list)
    twins = {each for each, positions in at.items() if each and len(positions) > 1}
    for each in at:
        rarest = sorted(each, key=lambda gram: (rarity[gram], gram))[: len(each) - ceil(above * len(each)) + 1]
        for other in _seen(index, rarest):
            if likeness(each, other) > above:
                twins |= {each, other}
        for gram in rarest:
            index[gram].append(each)
    return frozenset(position for each in twins for position in at[each])


def _seen(index: dict[str, list[Grams]], rarest: Iterable[str]) -> set[Grams]:
    return {other for gram in rarest for other in index.get(gram, ())}
