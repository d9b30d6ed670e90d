"""What the short words of an EPCIS document stand for: prefixes from its contexts, bare CBV words by their field.

Nothing is fetched. GS1's context is known by its three addresses and by the few namespaces that event hashing needs.
"""

from collections.abc import Mapping

from ledger.proof.canonical import Json

GS1_CONTEXTS = (
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
    "https://gs1.github.io/EPCIS/epcis-context.jsonld",
)
CBV = "https://ref.gs1.org/cbv/"
GS1_VOC = "https://gs1.org/voc/"
WELL_KNOWN: Mapping[str, str] = {
    "cbv": CBV,
    "cbvmda": "urn:epcglobal:cbv:mda",  # as in XML; the JSON-LD context ends it in a colon
    "dcterms": "http://purl.org/dc/terms/",
    "epcis": "https://ref.gs1.org/epcis/",
    "gs1": GS1_VOC,
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
BARE_WORDS: Mapping[str, str] = {
    "bizStep": CBV + "BizStep-",
    "disposition": CBV + "Disp-",
    "set": CBV + "Disp-",
    "unset": CBV + "Disp-",
    "bizTransaction": CBV + "BTT-",
    "source": CBV + "SDT-",
    "destination": CBV + "SDT-",
    "component": CBV + "Comp-",
    "type": GS1_VOC,  # of a sensor report
    "exception": GS1_VOC,
}
_CBV_URNS = {"bizstep": "BizStep-", "disp": "Disp-", "btt": "BTT-", "sdt": "SDT-", "er": "ER-"}
_CBV_URN = "urn:epcglobal:cbv:"


def context_parts(context: Json) -> list[Json]:
    """Give a @context as the list that it is short for."""
    return context if isinstance(context, list) else [context]


def terms_of(context: Json) -> dict[str, str]:
    """Give every prefix and term that this @context declares, later parts winning, with GS1's own.

    Addresses are passed over, never fetched: which ones may stand here is checked at intake.
    """
    terms = dict(WELL_KNOWN)
    for part in context_parts(context):
        if not isinstance(part, dict):
            continue
        for term, meaning in part.items():
            target = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(target, str) and not term.startswith("@"):
                target = _full(target, terms)
                terms[term] = WELL_KNOWN["cbvmda"] if target == WELL_KNOWN["cbvmda"] + ":" else target
    return terms


def _full(text: str, terms: Mapping[str, str]) -> str:
    prefix, colon, local = text.partition(":")
    return terms[prefix] + local if colon and prefix in terms and not local.startswith("//") else text


def expanded_key(key: str, terms: Mapping[str, str]) -> str:
    """Give an extension key as {namespace}local; a key that no prefix explains stays as it is."""
    prefix, colon, local = key.partition(":")
    if colon and prefix in terms and not local.startswith("//"):
        return f"{{{terms[prefix]}}}{local}"
    full = key if colon else terms.get(key)
    if full is None or ":" not in full:
        return key
    cut = max(full.rfind("/"), full.rfind("#"), full.rfind(":")) + 1
    return f"{{{full[:cut]}}}{full[cut:]}"


def expanded_word(word: str, field: str, terms: Mapping[str, str]) -> str:
    """Give the full URI of a value: a declared prefix, a CBV URN, or a bare word in a field that has a vocabulary."""
    if ":" not in word:
        return BARE_WORDS[field] + word if field in BARE_WORDS else word
    if word.startswith(_CBV_URN):
        kind, _, name = word[len(_CBV_URN) :].partition(":")
        return CBV + _CBV_URNS[kind] + name if kind in _CBV_URNS else word
    return _full(word, terms)
