"""Two plain words by which a worker knows who calls, and a case is spoken of where others listen."""

from collections.abc import Collection, Sequence

from ledger.ports.survey import Entropy

_FIRST = ("blue", "green", "quiet", "round", "early", "warm", "clear", "small", "open", "soft", "bright", "plain",
          "slow", "white", "deep", "fresh")  # fmt: skip
_SECOND = ("kite", "river", "lamp", "garden", "window", "basket", "bridge", "feather", "kettle", "mango", "pebble",
           "saddle", "thread", "violin", "walnut", "harbour")  # fmt: skip


def new_code_word(entropy: Entropy, taken: Collection[str]) -> str:
    """Give two words that no open case has; with a number behind them where all are taken."""
    pairs = [f"{first} {second}" for first in _FIRST for second in _SECOND]
    free = [pair for pair in pairs if pair not in taken]
    return _drawn(free, entropy) if free else f"{_drawn(pairs, entropy)} {len(taken)}"


def _drawn(pairs: Sequence[str], entropy: Entropy) -> str:
    return pairs[int.from_bytes(entropy(8), "big") % len(pairs)]
