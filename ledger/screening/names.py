"""A name as screening reads it: its telling words, its numbers, its legal form and its script."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ledger.reference.company_names import in_latin, native_letters, scripts_of, syllables_of, words_and_form
from ledger.reference.legal_forms import FormKind
from ledger.screening.chinese_words import IN_CHINESE
from ledger.screening.generic_words import GENERIC, IN_OTHER_SCRIPTS, NOISE, ONE_WORD

SHORT = 4  # letters of the telling words together; a shorter name, or initials, is the name of too many
FEW_SIGNS = 2
_ALSO = re.compile(
    r"\b(?:formerly(?: known as)?|previously|also known as|a\.?k\.?a\.?|d/?b/?a|doing business as|trading as|t/a)\b:?",
    re.IGNORECASE,
)
_SUBSIDIARIES = re.compile(r",?\s*(?:and|&|including)\s+(?:all\s+)?(?:of\s+)?(?:its\s+)?subsidiaries.*$", re.IGNORECASE)
_REMARK = re.compile(r"\((?:the\s+)?(?:vessel|fleet|region-wide|country-wide)\)", re.IGNORECASE)
_CHINESE = re.compile("|".join(sorted(map(re.escape, IN_CHINESE), key=len, reverse=True)))
_ARTICLE = re.compile(r"(?<!\w)(?:ال|لل)(?=\w{3})")
_NO_VOWEL = re.compile(r"[aeiouwyh']")
_SOUNDS = (
    ("sch", "s"), ("tch", "c"), ("ck", "k"), ("ph", "f"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("ch", "c"),
    ("sh", "s"), ("ts", "s"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("ei", "i"), ("ie", "i"), ("x", "s"), ("q", "k"),
    ("w", "v"), ("y", "i"), ("z", "s"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")
_AROUND = " ,;:\"'“”"
_ONE_WORD = ONE_WORD | {in_latin(word): told for word, told in IN_OTHER_SCRIPTS.items()}
_ABJADS = frozenset(("ARABIC", "HEBREW", "SYRIAC"))


@dataclass(frozen=True, slots=True)
class ReadName:
    """One name, read. `words` are in Latin letters, in their order, without legal form and small words.

    `spelled` has the small words too, `key` an order that does not depend on how they were written. `telling` are the
    words that not every second company has; `numbers` tell prisons, ships and factories of one name apart.
    """

    text: str
    words: tuple[str, ...]
    spelled: tuple[str, ...]
    key: str
    telling: tuple[str, ...]
    numbers: frozenset[str]
    form: FormKind | None
    scripts: frozenset[str]
    native: str  # its own letters where they are not Latin: equal sound is then not the same name
    has_few_signs: bool  # at most two Chinese signs tell it apart: half of all short names sound like another
    runs: tuple[tuple[str, tuple[str, ...]], ...]  # its words of two Chinese signs or more, each with its syllables

    @property
    def letters(self) -> str:
        """All words without spaces, in their order."""
        return "".join(self.spelled)

    @property
    def initials(self) -> str:
        """The telling words alone, in an order that does not depend on how they were written."""
        return " ".join(sorted(self.telling))

    @property
    def is_generic(self) -> bool:
        """Whether nothing but words of the trade and places is left."""
        return not self.telling

    @property
    def is_short(self) -> bool:
        """Whether the telling part is initials or up to four letters of a Latin script."""
        return self.has_few_signs or 0 < len("".join(self.telling)) <= SHORT

    @property
    def is_by_sound(self) -> bool:
        """Whether the Latin letters are only what the name sounds like."""
        return bool(self.scripts - {"LATIN"})

    @property
    def skeleton(self) -> str:
        """The consonants: all that Arabic script tells for sure."""
        return skeleton_of(self.letters)

    @property
    def is_abjad(self) -> bool:
        """Whether it is written without most of its vowels."""
        return bool(self.scripts & _ABJADS)


@lru_cache(maxsize=131_072)
def read_name(text: str) -> ReadName:
    """Give the name as it is compared; without words where the text has no letter and no digit."""
    told = text if text.isascii() else _ARTICLE.sub("", _CHINESE.sub(_translated, text))
    said, form = words_and_form(told)
    words = tuple(_ONE_WORD.get(word, word) for word in said if word not in NOISE) or said
    telling = tuple(word for word in words if word not in GENERIC and not word.isdigit())
    return ReadName(
        text=text,
        words=words,
        spelled=said,
        key=" ".join(sorted(words)),
        telling=telling,
        numbers=frozenset(str(int(word)) for word in words if word.isascii() and word.isdecimal()),
        form=form,
        scripts=scripts_of(text),
        native=native_letters(text),
        has_few_signs=len(telling) == 1 and 0 < _chinese_signs(told) <= FEW_SIGNS,
        runs=_runs(told),
    )


def _translated(found: re.Match[str]) -> str:
    return f" {IN_CHINESE[found.group()]} "


def _chinese_signs(told: str) -> int:
    return 0 if told.isascii() else sum("CJK" in scripts_of(letter) for letter in native_letters(told))


def _runs(told: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    read = ((in_latin(word), syllables_of(word)) for word in native_letters(told).split())
    return tuple((word, syllables) for word, syllables in read if len(syllables) > 1)


def names_in(text: str) -> tuple[str, ...]:
    """Give each name that one text holds: a former one and a trading name are names of their own."""
    bare = _REMARK.sub(" ", _SUBSIDIARIES.sub("", _one_spaced(text)))
    parts = (_unwrapped(part.strip(_AROUND)) for part in _ALSO.split(bare))
    return tuple(dict.fromkeys(part for part in parts if part))


def _unwrapped(part: str) -> str:
    """Give the part without a bracket that was opened or closed outside it."""
    if part.count("(") == part.count(")") and not (part.startswith("(") and part.endswith(")")):
        return part
    bare = part.strip("()") if part.count("(") <= 1 else part
    return bare.strip(_AROUND)


def names_subsidiaries(text: str) -> bool:
    """Say whether a row's name takes in the subsidiaries of who it names."""
    return _SUBSIDIARIES.search(_one_spaced(text)) is not None


def _one_spaced(text: str) -> str:
    """Long runs of spaces would make the search for an ending take the square of their length."""
    return " ".join(text.split())


def skeleton_of(letters: str) -> str:
    """Give the consonants of Latin letters, each repeated one once."""
    return _TWICE.sub(r"\1", _NO_VOWEL.sub("", letters))


@lru_cache(maxsize=131_072)
def sound_of(word: str) -> str:
    """Give one spelling for the ways in which a sound is commonly transcribed; each repeated letter once."""
    for old, new in _SOUNDS:
        word = word.replace(old, new)
    return _TWICE.sub(r"\1", word)


def joined(words: Sequence[str]) -> Iterator[str]:
    """Give each two and each three neighbouring words as one: Hua Fu is Huafu, Xin Kai Rui Xinkairui."""
    for length in (2, 3):
        for at in range(len(words) - length + 1):
            yield "".join(words[at : at + length])
