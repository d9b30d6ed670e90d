"""One name for one good across editions, mapped by hand: a rename must not look like a new listing (section 15, 4)."""

from unicodedata import normalize

from ledger.reference.rows import good_key

# the left name is an older or other spelling in one edition, the right one is the name that we compare by
RENAMED = {
    "cassiterite (tin ore)": "tin ore (cassiterite)",
    "coltan (tantalum ore)": "tantalum ore (coltan)",
    "heterogenite (cobalt ore)": "cobalt ore (heterogenite)",
    "wolframite (tungsten ore)": "tungsten ore (wolframite)",
    "flowers (poppies)": "poppies",
    "miraa (stimulant plant)": "khat/miraa (stimulant plant)",
    "textiles (jute)": "jute (textiles)",
    "oil (palm)": "palm oil",
    "palm fruit": "palm oil",
    "fruit (pome and stone)": "fruits (pome and stone)",
}


def one_name(good: str) -> str:
    """Give the name by which a good is compared across editions; a name that nobody mapped stays as it is.

    Accents are composed: one edition writes the same letters as another in two characters each.
    """
    key = good_key(normalize("NFC", good))
    return RENAMED.get(key, key)
