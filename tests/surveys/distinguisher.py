"""Whoever has the rows of a stolen database, or a receipt beside its row, and guesses who answered and who left.

An advantage is how much more often it says "answered" of who answered than of who left, on rows that it was not trained
on: 0 is chance, 1 is certainty. `Guessed.at_most` is its upper limit at 95 % (normal; both shares near a half).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from math import sqrt
from random import Random

import numpy as np
from survey_builders import a_cover_visit, a_hosted_wave, a_visit, some_answers

from ledger.jobs.survey.respond import seal
from ledger.jobs.survey.visits import accepted
from ledger.model.survey.response import Channel, SealedResponse, Visit, WrappedKey
from ledger.ports.survey import Entropy
from ledger.surveys.receipt_code import new_code
from ledger.vault.envelope import TwoPersonSealer

WAVE = a_hosted_wave()
_AT_ONCE = 200
_BEYOND_CHANCE = 5.0  # standard deviations: of 57,000 bits none comes so far by chance
_WORDS = ["they", "keep", "our", "papers", "in", "the", "office", "and", "the", "debt", "is", "never", "paid"]


@dataclass(frozen=True)
class Row:
    """A receipt with the row that is kept of it."""

    code: str
    sealed: SealedResponse


@dataclass(frozen=True)
class Guessed:
    """The advantage of a guess, and how many rows of each kind it was tried on."""

    advantage: float
    tried: int

    @property
    def spread(self) -> float:
        """The standard deviation of the advantage of a guess that knows nothing."""
        return sqrt(0.5 / self.tried)

    @property
    def at_most(self) -> float:
        return abs(self.advantage) + 1.645 * self.spread


def rows(number: int, *, answered: bool, seed: int, entropy: Entropy) -> Iterator[Row]:
    """Seal so many visits as the host does, without its files: what they said differs from one to the next."""
    draw = Random(seed)
    for _ in range(number):
        visit = _answering(draw) if answered else a_cover_visit(language=draw.choice(WAVE.languages))
        code = new_code(entropy)
        response = accepted(visit, WAVE, receipt_code=code, sequence=1, arrived_at=WAVE.opens_at + draw.randrange(9**6))
        row = seal(response, WAVE, entropy=entropy, sealer=TwoPersonSealer(), receipt_tag=entropy(32))
        yield Row(code, row)


def _answering(draw: Random) -> Visit:
    said = some_answers(passport_kept=draw.choice(["yes", "no"]), cannot_leave=draw.choice(["yes", "no"]))
    kept = {name: answer for name, answer in said.items() if name in ("fee_paid", "fee_months") or draw.random() < 0.8}
    text = " ".join(draw.choices(_WORDS, k=draw.randrange(80)))
    channel = draw.choice([Channel.WEB, Channel.SMS, Channel.VOICE])
    texts = {"own_words": text} if text else {}
    return a_visit(answers=kept, free_texts=texts, seconds=draw.randrange(900), channel=channel)


def structure(row: Row) -> Hashable:
    """Everything but random bytes: the lengths of all that is random, and all else as it is."""
    keys = (row.sealed.key, row.sealed.free_text_key)
    named = [getattr(row.sealed, field.name) for field in fields(row.sealed)]
    values = [each for each in named if not isinstance(each, WrappedKey)]
    lengths = [len(each) if isinstance(each, bytes) else each for each in values]
    return (len(row.code), *lengths, *(len(half) for key in keys for half in (key.first, key.second)))


def octets(row: Row) -> bytes:
    """Every random byte of a receipt and its row."""
    s = row.sealed
    halves = s.key.first + s.key.second + s.free_text_key.first + s.free_text_key.second
    return row.code.encode() + s.response_id + s.commitment + s.receipt_tag + halves + s.ciphertext + s.free_text


def by_structure(answered: Sequence[Row], left: Sequence[Row]) -> Guessed:
    """Guess as the other rows of the same structure were."""
    learned = Counter(map(structure, answered[::2]))
    learned.subtract(Counter(map(structure, left[::2])))
    shares = [_share(learned[structure(row)] > 0 for row in each[1::2]) for each in (answered, left)]
    return Guessed(shares[0] - shares[1], len(left[1::2]))


def by_length(answered: Sequence[Row], left: Sequence[Row]) -> Guessed:
    """Guess that who answered has the longer row, or the shorter: where to cut is learnt from the other rows."""
    one, other = ([len(octets(row)) for row in each] for each in (answered, left))
    cut = max(set(one[::2] + other[::2]), key=lambda at: abs(_longer(one[::2], at) - _longer(other[::2], at)))
    return Guessed(_longer(one[1::2], cut) - _longer(other[1::2], cut), len(left[1::2]))


def by_bits(learnt: tuple[Iterable[Row], Iterable[Row]], tried: tuple[Iterable[Row], Iterable[Row]]) -> Guessed:
    """Guess by the bits that differed beyond chance among the rows learnt from; by the one that did most if none."""
    (one, number), (other, _) = (_averages(each) for each in learnt)
    apart = one - other
    by_size = np.argsort(-np.abs(apart))
    told = by_size[: max(1, int((np.abs(apart) > _BEYOND_CHANCE * sqrt(0.5 / number)).sum()))]
    weights, middle = apart[told], (one + other)[told] / 2
    said = [np.concatenate([(bits[:, told] - middle) @ weights > 0 for bits in _bits(each)]) for each in tried]
    return Guessed(float(said[0].mean() - said[1].mean()), min(map(len, said)))


def _averages(learnt: Iterable[Row]) -> "tuple[np.ndarray[tuple[int], np.dtype[np.float64]], int]":
    """Give how often each bit is set, and in how many rows."""
    total, number = np.zeros(1), 0
    for bits in _bits(learnt):
        total, number = total + bits.sum(axis=0, dtype=np.float64), number + len(bits)
    return total / number, number


def _bits(found: Iterable[Row]) -> "Iterator[np.ndarray[tuple[int, int], np.dtype[np.uint8]]]":
    waiting = map(octets, found)
    while few := list(islice(waiting, _AT_ONCE)):
        yield np.unpackbits(np.frombuffer(b"".join(few), np.uint8).reshape(len(few), -1), axis=1)


def _share(told: Iterable[bool]) -> float:
    said = list(told)
    return sum(said) / len(said)


def _longer(lengths: Sequence[int], at: int) -> float:
    return _share(each > at for each in lengths)
