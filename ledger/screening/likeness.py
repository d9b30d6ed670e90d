"""How alike two names are, 0 to 1: word by word whatever their order, the telling words weighing more."""

from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from ledger.screening.candidates import ALIKE_WORD, SAME_SOUND, SHORTEST_ALIKE, SHORTEST_SKELETON
from ledger.screening.chinese_words import TOWNS
from ledger.screening.names import ReadName, skeleton_of, sound_of
from ledger.screening.runs import cut

ONE_LETTER_OF_FOUR = 74.0  # of 100; beside another telling word that is the same
WRITTEN_APART = 0.92  # names whose words are cut otherwise have to be this alike as a whole
NEVER_WHOLE = 0.98  # the same letters cut otherwise are very alike, and not the same
BY_SOUND = 0.94  # the most that words of another script tell which were cut, or have the same sound
BY_CONSONANTS = 0.85  # the most that the sound of an unvowelled script can tell

Weigh = Callable[[str], float]
Compare = Callable[[str, str], float]


def likeness(one: ReadName, other: ReadName, weigh: Weigh) -> float:
    """Give 1 for the same words in any order, else how much of both names' weight is found in the other."""
    if one.key == other.key:
        return 1.0
    by_words = _shared_by_sound(one, other, weigh) if one.is_by_sound or other.is_by_sound else 0.0
    if one.runs or other.runs:
        return by_words
    whole = fuzz.ratio(one.letters, other.letters) / 100
    is_cut_otherwise = len(one.spelled) != len(other.spelled) and whole >= WRITTEN_APART
    by_sound = BY_CONSONANTS if _sound_alike(one, other) else 0.0
    by_words = max(by_words, _shared(one.words, other.words, weigh, _alike))
    return max(by_words, min(whole, NEVER_WHOLE) if is_cut_otherwise else 0.0, by_sound)


def contained(listed: ReadName, name: ReadName) -> bool:
    """Say whether every telling word of the listed name is in this one, letter for letter.

    Where they are towns and provinces alone, its words of the trade have to be there as well.
    """
    wanted = listed.words if TOWNS.issuperset(listed.telling) else listed.telling
    return bool(listed.telling) and set(wanted) <= set(cut(name, listed))


def _shared(one: Sequence[str], other: Sequence[str], weigh: Weigh, alike: Compare) -> float:
    total = sum(map(weigh, one)) + sum(map(weigh, other))
    left, shared = list(other), 0.0
    for word in sorted(one, key=lambda each: -len(each)):
        best, at = max(((alike(word, each), at) for at, each in enumerate(left)), default=(0.0, 0))
        if best:
            shared += best * (weigh(word) + weigh(left.pop(at)))
    return shared / total if total else 0.0


def _shared_by_sound(one: ReadName, other: ReadName, weigh: Weigh) -> float:
    alike = _same_sound if one.runs or other.runs else _alike
    return min(BY_SOUND, _shared(cut(one, other), cut(other, one), weigh, alike))


def _same_sound(one: str, other: str) -> float:
    """Another syllable is another sign: no slip of a letter makes one of the other."""
    if one == other:
        return 1.0
    return SAME_SOUND if min(len(one), len(other)) >= SHORTEST_ALIKE and sound_of(one) == sound_of(other) else 0.0


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter = min(len(one), len(other))
    if shorter < SHORTEST_ALIKE or one.isdigit() or other.isdigit():
        return 0.0
    least = ALIKE_WORD if shorter > SHORTEST_ALIKE else ONE_LETTER_OF_FOUR
    by_sound = SAME_SOUND if sound_of(one) == sound_of(other) else 0.0
    return max(by_sound, fuzz.ratio(one, other, score_cutoff=least) / 100)


def _sound_alike(one: ReadName, other: ReadName) -> bool:
    if not (one.is_abjad or other.is_abjad):
        return False
    left, right = _consonants(one), _consonants(other)
    return bool(left) and bool(right) and (left <= right or right <= left)


def _consonants(name: ReadName) -> set[str]:
    return {key for word in name.telling if len(key := skeleton_of(word)) >= SHORTEST_SKELETON}
