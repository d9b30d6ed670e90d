"""The number of who wants to be called: it goes on in the sealed field, then in the sealed free text, nowhere else."""

import re
import unicodedata

from ledger.surveys.channels.said import Said

_NUMBER = re.compile(r"\+?[0-9]{3,20}")
_BETWEEN = frozenset({"Zs", "Cf", "Pd"})  # spaces, marks of direction and hyphens, as people write a number


def number_of(written: str) -> str | None:
    """Give the number in ASCII digits, whichever script it was written in; None for what is no number.

    Does not ask whether anybody can be called by it.
    """
    bare = "".join(each for each in written if unicodedata.category(each) not in _BETWEEN and each not in "().")
    found = Said((bare,)).plain[0]
    return found if _NUMBER.fullmatch(found) else None
