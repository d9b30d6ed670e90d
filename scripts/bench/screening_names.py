"""Made-up company names and the ways in which people write one name otherwise, each with what was done to it."""

import random
from collections.abc import Callable

_STARTS = (
    "ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du", "fa", "fe", "ga", "go", "gu", "ha", "he", "hi",
    "ho", "ka", "ke", "ki", "ko", "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo", "na", "ne", "ni", "no",
)  # fmt: skip
_MIDS = (
    "la", "lan", "lin", "lor", "mar", "min", "mor", "nal", "nar", "ran", "ren", "rin", "ros", "sal", "sen", "ser",
    "tan", "tar", "ten", "tor", "val", "van", "ven", "vor", "zan", "zel", "zor",
)  # fmt: skip
_ENDS = (
    "a", "an", "ane", "ar", "el", "en", "er", "ia", "im", "in", "is", "o", "on", "or", "os", "u", "um", "us", "y",
)  # fmt: skip
_TRADE = (
    "Textile", "Trading", "Apparel", "Garments", "Cotton", "Spinning", "Weaving", "Seafood", "Rubber", "Silicon",
    "Energy", "Industries", "Mills", "Export",
)  # fmt: skip
_FORMS = ("Co., Ltd.", "Ltd", "Limited", "LLC", "Sdn. Bhd.", "Pvt. Ltd.", "JSC", "GmbH", "")
_SOUNDS = (("ph", "f"), ("v", "w"), ("k", "q"), ("y", "i"), ("z", "s"), ("ou", "u"), ("i", "ee"), ("j", "zh"))
_CYRILLIC = dict(zip("abdefgiklmnoprstuvzyhcjqwx", "абдефгиклмнопрстувзыхкжквх", strict=True))

Change = Callable[[random.Random, str], str]


def made_up(rng: random.Random) -> str:
    """Give a name of one to three made-up words, one or two of the trade, and a legal form."""
    own = " ".join(_word(rng) for _ in range(rng.choice((1, 1, 2, 2, 3))))
    trade = " ".join(rng.sample(_TRADE, rng.choice((1, 1, 2))))
    return " ".join((own, trade, rng.choice(_FORMS))).strip()


def _word(rng: random.Random) -> str:
    middle = "".join(rng.choice(_MIDS) for _ in range(rng.choice((1, 1, 2))))
    return (rng.choice(_STARTS) + middle + rng.choice(_ENDS)).capitalize()


def typing_error(rng: random.Random, name: str) -> str:
    """Drop, double or swap one letter of the first word."""
    first, _, rest = name.partition(" ")
    at = rng.randrange(1, len(first) - 1)
    swapped = first[:at] + first[at + 1 : at + 2] + first[at] + first[at + 2 :]
    return f"{rng.choice((first[:at] + first[at + 1 :], first[:at] + first[at] + first[at:], swapped))} {rest}"


def other_sound(rng: random.Random, name: str) -> str:
    """Write one sound of the first word as another transliteration would."""
    first, _, rest = name.partition(" ")
    ways = [(old, new) for old, new in _SOUNDS if old in first[1:]]
    old, new = rng.choice(ways) if ways else ("", "")
    return f"{first[0] + first[1:].replace(old, new, 1) if old else first} {rest}"


def other_script(_: random.Random, name: str) -> str:
    """Write the name's own words in Cyrillic."""
    own = len([word for word in name.split() if word not in _TRADE and word not in " ".join(_FORMS).split()])
    first, rest = name.split()[:own], name.split()[own:]
    return " ".join(["".join(_CYRILLIC.get(letter.casefold(), letter) for letter in " ".join(first)), *rest])


def other_form(rng: random.Random, name: str) -> str:
    """Write the name with another legal form, or none."""
    bare = next((name[: -len(form)].strip() for form in _FORMS if form and name.endswith(form)), name)
    return f"{bare} {rng.choice(_FORMS)}".strip()


def other_order(rng: random.Random, name: str) -> str:
    """Write the words in another order, in capitals."""
    words = name.replace(",", "").split()
    return " ".join(rng.sample(words, len(words))).upper()


def written_apart(rng: random.Random, name: str) -> str:
    """Write the first word as two."""
    at = rng.randrange(2, max(3, len(name.split()[0]) - 2))
    return f"{name[:at]} {name[at:]}"


CHANGES: tuple[Change, ...] = (typing_error, other_sound, other_script, other_form, other_order, written_apart)
