"""One form of a company's or place's name, however it is written: script, accents, case, initials, legal form.

The one normalisation for every comparison of names: facility matching and screening read it here. Letters of other
scripts are written in Latin ones by sound, which loses meaning: two names that are the same only so are alike, not
the same (see `scripts_of`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from anyascii import anyascii

from ledger.reference.folded import folded
from ledger.reference.legal_forms import AMBIGUOUS, LEGAL_FORMS, FormKind

_WORD = re.compile(r"[^\W_]+")
_SYLLABLE = re.compile(r"[A-Z][a-z]*")
_AT_FIRST = frozenset(("pt", "ooo", "oao", "cv"))  # Indonesian and Russian forms stand before the name
_LOOK_ALIKE_SCRIPTS = frozenset(("CYRILLIC", "GREEK"))


def plain_name(name: str) -> str:
    """Give a name in Latin letters without case, accents, punctuation and legal forms; all its words where nothing
    else is left."""
    words, _ = words_and_form(name)
    return " ".join(words)


@lru_cache(maxsize=65_536)
def words_and_form(name: str) -> tuple[tuple[str, ...], FormKind | None]:
    """Give the plain words of a name without its legal forms, and what kind of form it has, None where it says none.

    Where nothing but a legal form is said, its words are the name.
    """
    words = _initials_joined(_WORD.findall(in_latin(_forms_apart(name))))
    kept, kinds = _without_forms(words)
    said = [kind for kind in kinds if kind not in ("company", "group")]
    return tuple(kept or words), said[-1] if said else None


@lru_cache(maxsize=65_536)
def native_letters(name: str) -> str:
    """Give the words of a name in their own letters, without legal forms and in an order that does not depend on how
    they were written; nothing for a name in Latin letters alone, which `words_and_form` tells whole."""
    if scripts_of(name) <= {"LATIN"}:
        return ""
    words = _WORD.findall(_forms_apart(unicodedata.normalize("NFKC", name)).casefold())
    return " ".join(sorted(_bare(word) for word in words if in_latin(word) not in _forms()))


def syllables_of(sign_word: str) -> tuple[str, ...]:
    """Give the Mandarin syllables of a word in Chinese signs, one a sign; nothing where it holds anything else."""
    latin = anyascii(sign_word)
    found = tuple(each.casefold() for each in _SYLLABLE.findall(latin))
    return found if scripts_of(sign_word) == {"CJK"} and "".join(found) == latin.casefold() else ()


def _bare(word: str) -> str:
    """Vowel points and hidden letters fall away."""
    return "".join(each for each in word if unicodedata.category(each) not in ("Mn", "Cf"))


def in_latin(text: str) -> str:
    """Give a text in lower-case Latin letters by sound. Letters of another script inside a Latin word are read as the
    Latin letters that they look like: nobody writes so but to be overlooked."""
    if text.isascii():
        return text.casefold()
    wide = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return " ".join(_word_in_latin(word) for word in wide.split())


@lru_cache(maxsize=65_536)
def scripts_of(text: str) -> frozenset[str]:
    """Give the scripts that a text is written in, by the Unicode names of its letters: LATIN, CJK, ARABIC, …"""
    if text.isascii():
        return frozenset(("LATIN",)) if any(map(str.isalpha, text)) else frozenset()
    return frozenset(_script(letter) for letter in unicodedata.normalize("NFKC", text) if letter.isalpha())


def _word_in_latin(word: str) -> str:
    if word.isascii():
        return word.casefold()
    scripts = scripts_of(word)
    if "LATIN" in scripts and scripts & _LOOK_ALIKE_SCRIPTS:
        return anyascii(folded(word)).casefold()
    return anyascii(word).casefold()


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    first = unicodedata.name(letter, "UNKNOWN").split()[0]
    return "CJK" if first in ("KATAKANA", "HIRAGANA", "IDEOGRAPHIC") else first


def _initials_joined(words: Sequence[str]) -> list[str]:
    """Give the words with single letters that follow each other as one: S. A. is sa, K.K. is kk."""
    joined: list[str] = []
    was_single = False
    for word in words:
        is_single = len(word) == 1 and word.isalpha()
        if is_single and was_single:
            joined[-1] += word
        else:
            joined.append(word)
        was_single = is_single
    return joined


def _without_forms(words: Sequence[str]) -> tuple[list[str], list[FormKind]]:
    kept: list[str] = []
    kinds: list[FormKind] = []
    at = 0
    while at < len(words):
        length, kind = _form_at(words, at)
        if kind is None:
            kept.append(words[at])
        else:
            kinds.append(kind)
        at += length
    return kept, kinds


def _form_at(words: Sequence[str], at: int) -> tuple[int, FormKind | None]:
    """Give how many words the longest legal form here has, and its kind; one word and None where there is none."""
    forms = _forms()
    if words[at] not in _first_words():
        return 1, None
    for length in range(min(6, len(words) - at), 0, -1):
        spelled = " ".join(words[at : at + length])
        kind = forms.get(spelled)
        if kind is not None and (spelled not in AMBIGUOUS or _may_stand(words, at, spelled)):
            return length, kind
    return 1, None


def _may_stand(words: Sequence[str], at: int, spelled: str) -> bool:
    rest = words[at + 1 :]
    is_last = all(word in _first_words() for word in rest)
    return (is_last and at > 0) or (at == 0 and spelled in _AT_FIRST and bool(rest))


@cache
def _forms() -> dict[str, FormKind]:
    spelled = {
        " ".join(_initials_joined(_WORD.findall(in_latin(spelling)))): form.kind
        for form in LEGAL_FORMS
        for spelling in form.spellings
    }
    return {name: kind for name, kind in spelled.items() if name}


@cache
def _first_words() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _forms())


@cache
def _han_forms() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _unspaced()), key=len, reverse=True)))


def _unspaced() -> Iterator[str]:
    """Chinese, Japanese and Thai forms are written without a space before them."""
    for form in LEGAL_FORMS:
        yield from (each for each in form.spellings if scripts_of(each) & {"CJK", "THAI"} and " " not in each)


def _forms_apart(name: str) -> str:
    return name if name.isascii() else _han_forms().sub(lambda found: f" {found.group()} ", name)
