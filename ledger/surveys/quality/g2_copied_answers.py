"""G2: free texts that are nearly the same, or more identical sets of answers than chance makes."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ledger.model.survey.instrument import STRATA_ITEMS, Instrument, Item, ItemType
from ledger.model.survey.response import Response
from ledger.model.survey.tally import QualityFlag
from ledger.surveys.quality.likeness import grams, with_a_twin
from ledger.surveys.quality.thresholds import Thresholds

_T = TypeVar("_T")
INNOCENT = (
    "A helper may have written for several people, workers may have agreed beforehand what to say, or the same thing "
    "happened to all of them. Speak with a few by telephone."
)
_MOST_COMPARED = 2_000  # responses, or texts; beyond that an even sample is taken
_Table = NDArray[np.uint64]
_SEED = 20_260_101  # so that the same answers give the same flag


def copied_answers(
    instrument: Instrument, responses: Sequence[Response], *, thresholds: Thresholds
) -> QualityFlag | None:
    """Give the flag for copied free texts or copied answers, whichever is found first."""
    texts = [text for each in responses for text in each.free_texts.values()]
    long = [grams(text) for text in _evenly(texts) if len(text.strip()) >= thresholds.copied_least_characters]
    if len(long) >= thresholds.least_responses:
        share = len(with_a_twin(long, above=thresholds.copied_likeness)) / len(long)
        if share > thresholds.copied_share:
            told = f"{share:.2f} of {len(long)} free texts nearly the same as another"
            return QualityFlag("G2", told, thresholds.copied_factor, INNOCENT)
    if len(responses) < thresholds.least_responses:
        return None
    pairs, bound = identical_pairs(instrument, responses, permutations=thresholds.permutations)
    if not pairs > bound:
        return None
    told = f"{pairs} pairs of identical answers, 99 of 100 shuffles have at most {bound:g}"
    return QualityFlag("G2", told, thresholds.copied_factor, INNOCENT)


def identical_pairs(instrument: Instrument, responses: Sequence[Response], *, permutations: int) -> tuple[int, float]:
    """Give how many pairs gave identical answers, and the 99th percentile of the same after shuffling.

    What a person tells of one situation hangs together: all items with an indicator or a topic and the strata are
    shuffled as one block, with what is asked only after one of them; every other item by itself. So a site where most
    are well and some badly off is no copy of anything [J].
    """
    table = _columns(instrument, _evenly(responses))
    rng = np.random.Generator(np.random.PCG64(_SEED))
    weights: _Table = rng.integers(1, 2**63, size=(1, table.shape[1]), dtype=np.uint64)
    shuffled = [_pairs(rng.permuted(table, axis=0), weights) for _ in range(permutations)]
    return _pairs(table, weights), float(np.percentile(shuffled, 99))


def _evenly(told: Sequence[_T]) -> Sequence[_T]:
    return told[:: max(1, -(-len(told) // _MOST_COMPARED))]


def _columns(instrument: Instrument, responses: Sequence[Response]) -> _Table:
    asked = [item for item in instrument.asked if item.type is not ItemType.TEXT]
    together = [item.name for item in asked if _is_of_the_situation(item)]
    blocks = [together, *([item.name] for item in asked if item.name not in together)]
    return np.array([_coded(responses, block) for block in blocks], dtype=np.uint64).T.copy()


def _is_of_the_situation(item: Item) -> bool:
    tells_of_it = item.indicator is not None or item.topic is not None or bool(item.relevant)
    return tells_of_it or item.name in STRATA_ITEMS


def _coded(responses: Iterable[Response], block: Sequence[str]) -> list[int]:
    """Give each response the number of what it says to these items, in the order in which it was first said."""
    codes: dict[tuple[str | None, ...], int] = {}
    return [codes.setdefault(tuple(each.answers.get(name) for name in block), len(codes)) for each in responses]


def _pairs(table: _Table, weights: _Table) -> int:
    """Count equal pairs of rows by a number for each row, modulo 2^64."""
    _, counts = np.unique((table * weights).sum(axis=1, dtype=np.uint64), return_counts=True)
    return int((counts * (counts - 1) // 2).sum())
