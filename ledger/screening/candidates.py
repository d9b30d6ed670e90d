"""Where to look for a like name without comparing with every one: an index of the telling words of a list's names.

A name that shares no telling word with a listed one, letter for letter or nearly, by its sound or written apart, is not
compared. Chinese signs are compared letter for letter: another syllable is another sign and no slip of a letter. A word
that many listed names have weighs less (the inverse frequency of words, Sparck Jones 1972).
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz, process

from ledger.model.screening import EntryScope, ListEntry
from ledger.screening.generic_words import GENERIC
from ledger.screening.identifiers import spelled
from ledger.screening.names import ReadName, joined, read_name, skeleton_of, sound_of
from ledger.screening.runs import segments

LEAST_SHARE = 0.5  # of the weight of a listed name's telling words that has to be found again
ALIKE_WORD = 80.0  # of 100; below, other words begin
ALIKE_SHORT_WORD = 85.0  # for words of four letters
SHORTEST_ALIKE = 4  # letters; a shorter word is compared letter for letter
SAME_SOUND = 0.9  # how alike words are that are two ways to write one sound
SHORTEST_SKELETON = 3  # consonants
GENERIC_WEIGHT = 0.15
_MOST_KEPT = 400_000

Posting = tuple[int, float]  # number of the listed name, weight of the word in it


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of one entry."""

    entry: int
    read: ReadName
    weight: float  # of its telling words together


@dataclass(slots=True)
class Index:
    """The names and identifiers of a list, made once by `index_of`, then only read; `alike` keeps what was asked."""

    entries: tuple[ListEntry, ...]
    names: list[ListedName] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    rarest: float = 1.0  # the weight of a word that no listed name has
    postings: dict[str, list[Posting]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_initials: dict[str, list[int]] = field(
        default_factory=lambda: defaultdict(list)
    )  # of short names and of one word
    by_skeleton: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_sound: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    of_abjads: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_identifier: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_scope: list[int] = field(default_factory=list)  # entries that name goods of a place
    by_edge: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    known_alike: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    def weight_of(self, word: str) -> float:
        """Give how much a word tells: more where fewer listed names have it."""
        weight = self.weights.get(word, self.rarest)
        return weight * GENERIC_WEIGHT if word in GENERIC else weight

    def near(self, name: ReadName) -> list[int]:
        """Give the numbers of the listed names to compare with."""
        found = dict.fromkeys(self.by_key.get(name.key, ()))
        if name.is_generic:
            return list(found)
        found.update(dict.fromkeys(self.by_initials.get(name.initials, ())))
        if name.is_short:
            return list(found)
        covered: dict[int, float] = defaultdict(float)
        runs = dict(name.runs)
        for word in name.telling:
            for listed, likeness in self.alike(word) if word not in runs else ():
                for number, weight in self.postings[listed]:
                    covered[number] += weight * likeness
        for whole in (*joined(name.spelled), *segments(name)):
            for number, weight in self.postings.get(whole, ()):
                covered[number] += weight
        enough = (at for at, weight in covered.items() if weight >= LEAST_SHARE * self.names[at].weight)
        found.update(dict.fromkeys(at for at in enough if not self.names[at].read.is_short))
        if name.is_abjad or self.of_abjads:
            found.update(dict.fromkeys(self._by_consonants(name)))
        return list(found)

    def alike(self, word: str) -> tuple[tuple[str, float], ...]:
        """Give the listed words that are this one or nearly, each with how alike it is, 0 to 1."""
        known = self.known_alike.get(word)
        if known is None:
            if len(self.known_alike) >= _MOST_KEPT:
                self.known_alike.clear()
            known = self.known_alike[word] = tuple(self._find_alike(word))
        return known

    def _find_alike(self, word: str) -> Iterable[tuple[str, float]]:
        if len(word) < SHORTEST_ALIKE:
            return ((word, 1.0),) if word in self.postings else ()
        least = ALIKE_WORD if len(word) > SHORTEST_ALIKE else ALIKE_SHORT_WORD
        found: dict[str, float] = dict.fromkeys(self.by_sound.get(sound_of(word), ()), SAME_SOUND)
        for shelf in (self.by_edge.get(edge, ()) for edge in _edges(word)):
            near = process.extract(word, shelf, scorer=fuzz.ratio, score_cutoff=least, limit=None)
            found |= {listed: score / 100 for listed, score, _ in near}
        return found.items()

    def _by_consonants(self, name: ReadName) -> Iterable[int]:
        """Give the names that may be the same where one of the two is written without vowels."""
        shelf = self.by_skeleton if name.is_abjad else self.of_abjads
        keys = (skeleton_of(word) for word in (*name.telling, *joined(name.spelled)))
        return (number for key in keys if len(key) >= SHORTEST_SKELETON for number in shelf.get(key, ()))


def index_of(entries: Sequence[ListEntry]) -> Index:
    """Give the index of these entries. Linear in their names."""
    index = Index(tuple(entries))
    read = [(at, read_name(text)) for at, entry in enumerate(entries) for text in entry.names if _is_named(entry)]
    index.weights, index.rarest = _weights([name for _, name in read])
    for at, name in read:
        _add(index, at, name)
    for at, entry in enumerate(entries):
        for identifier in entry.identifiers:
            index.by_identifier[spelled(identifier, country=entry.country)].append(at)
        if not _is_named(entry):
            index.by_scope.append(at)
    for word in index.postings:
        for edge in _edges(word):
            index.by_edge[edge].append(word)
        index.by_sound[sound_of(word)].append(word)
    for number, listed in enumerate(index.names):
        for word in (*listed.read.telling, *joined(listed.read.spelled)):
            index.by_skeleton[skeleton_of(word)].append(number)
            if listed.read.is_abjad:
                index.of_abjads[skeleton_of(word)].append(number)
    return index


def _edges(word: str) -> tuple[tuple[str, str], ...]:
    """Give the two letters that the word begins and ends with: a few wrong letters seldom stand at both."""
    return ("begins", word[:2]), ("ends", word[-2:])


def _is_named(entry: ListEntry) -> bool:
    return entry.scope in (EntryScope.ENTITY, EntryScope.VESSEL)


def _add(index: Index, entry: int, name: ReadName) -> None:
    number = len(index.names)
    own = {word: index.weight_of(word) for word in name.telling}
    index.names.append(ListedName(entry, name, sum(own.values())))
    index.by_key[name.key].append(number)
    if name.is_short or len(name.telling) == 1:
        index.by_initials[name.initials].append(number)
    for word, weight in own.items():
        index.postings[word].append((number, weight))
    for one, other in pairwise(name.spelled):
        if one in own or other in own:
            index.postings[one + other].append((number, own.get(one, 0.0) + own.get(other, 0.0)))
    if len(name.telling) > 2:
        index.postings["".join(name.telling)].append((number, sum(own.values())))


def _weights(names: Collection[ReadName]) -> tuple[dict[str, float], float]:
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        for word in set(name.words):
            counts[word] += 1
    most = len(names) + 1
    weights: Mapping[str, float] = {word: 1 + math.log(most / count) for word, count in counts.items()}
    return dict(weights), 1 + math.log(most)
