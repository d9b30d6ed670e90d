"""Names without spaces between their words, cut where a listed name's words begin and end.

Chinese is written without spaces: place, own name, trade and legal form follow each other as one run of signs. Its
syllables tell where a word may begin, and the listed name tells which words to look for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ledger.screening.chinese_words import TOWNS
from ledger.screening.names import ReadName, sound_of

LONGEST_SEGMENT = 8  # syllables; a longer name is found by its parts
SHORTEST_SEGMENT = 2
ENOUGH_TOLD = 2  # telling words of the listed name, or all that it has


def segments(name: ReadName) -> Iterator[str]:
    """Give each two to eight neighbouring syllables of each run as one word, and a longer run whole."""
    for word, syllables in name.runs:
        if len(syllables) > LONGEST_SEGMENT:
            yield word
        for at in range(len(syllables) - SHORTEST_SEGMENT + 1):
            for end in range(at + SHORTEST_SEGMENT, min(len(syllables), at + LONGEST_SEGMENT) + 1):
                yield "".join(syllables[at:end])


def cut(name: ReadName, listed: ReadName) -> tuple[str, ...]:
    """Give the words of a name, each run cut at the words of the listed name that it holds.

    A word of another script is cut where it sounds like neighbouring listed words together. In Latin letters alone the
    words stay as they are. What follows in a run when the name is told is the trade, in words that nobody translated:
    it is left out, like a legal form.
    """
    if not name.is_by_sound:
        return name.words
    runs = dict(name.runs)
    wanted = _wanted(listed)
    by_sound = {sound_of(whole): parts for whole, parts in wanted.items()}
    told: list[str] = []
    for word in name.words:
        found, rest = _cut_run(runs[word], wanted) if word in runs else (by_sound.get(sound_of(word), (word,)), "")
        told += found
        told += [rest] if rest and not _is_told(told, listed) else []
    return tuple(told)


def _wanted(listed: ReadName) -> dict[str, tuple[str, ...]]:
    """Give the words of the listed name, alone and joined to their neighbours, each with the words in it."""
    alone = {word: (word,) for word in listed.words}
    pairs = zip(listed.words, listed.words[1:], strict=False)
    triples = zip(listed.words, listed.words[1:], listed.words[2:], strict=False)
    return {"".join(parts): parts for parts in (*triples, *pairs)} | alone


def _is_told(words: Iterable[str], listed: ReadName) -> bool:
    """Say whether the words tell the listed name: not by its towns alone, and not by one of several words."""
    found = set(words) & set(listed.telling)
    return bool(found - TOWNS) and (len(found) >= ENOUGH_TOLD or found.issuperset(listed.telling))


def _cut_run(syllables: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> tuple[list[str], str]:
    """Give the words of one run up to the last listed one, and what follows it."""
    found: list[str] = []
    left: list[str] = []
    at = 0
    while at < len(syllables):
        length = _longest(syllables, at, wanted)
        if length:
            found += ["".join(left)] if left else []
            found += wanted["".join(syllables[at : at + length])]
            left = []
        else:
            left.append(syllables[at])
        at += length or 1
    return found, "".join(left)


def _longest(syllables: Sequence[str], at: int, wanted: Mapping[str, tuple[str, ...]]) -> int:
    """Give how many syllables from here on are the longest listed word; 0 where none begins here."""
    most = min(len(syllables) - at, LONGEST_SEGMENT)
    lengths = range(most, SHORTEST_SEGMENT - 1, -1)
    return next((length for length in lengths if "".join(syllables[at : at + length]) in wanted), 0)
