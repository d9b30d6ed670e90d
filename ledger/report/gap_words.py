"""Missing remedies in words: what differs from one to the next, and what holds of all of them, said once."""

from collections.abc import Mapping, Sequence
from typing import Any


def remedy_words(gaps: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give of each gap its first sentence, and the sentences that follow, each kind once."""
    parted = [str(gap["sentence"]).partition(". ") for gap in gaps]
    own = tuple(first.removesuffix(".") + "." for first, _, _ in parted)
    return own, tuple(dict.fromkeys(rest for _, _, rest in parted if rest))
