"""One form of a name however it is written: hidden letters, accents, wide letters, case and look-alikes fall away."""

import unicodedata

_HIDDEN = ("Cf", "Mn")  # zero-width and soft-hyphen letters; accents and vowel points
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕαβεηικμνορτυχζıłøđ", "abekmhopctyxijsabehikmnoptyxzilod")


def folded(text: str) -> str:
    """Give the words of a text in NFKD, case-folded, without hidden letters, one space between them.

    Cyrillic and Greek letters that look Latin become Latin, so that both sides of a comparison must be folded. Other
    alphabets' look-alikes stay as they are.
    """
    known = "".join(each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each) not in _HIDDEN)
    letters = unicodedata.normalize("NFKD", known.casefold()).translate(_LOOK_ALIKES)
    return " ".join("".join(each if unicodedata.category(each)[0] in "LNM" else " " for each in letters).split())


def squeezed(text: str) -> str:
    """Give the same without any space: letters that somebody set apart stand together."""
    return folded(text).replace(" ", "")
