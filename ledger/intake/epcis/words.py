"""Words of the standard vocabularies: bare, by declared prefix or by full URI, and words of the sender's own.

GS1's schema takes any URI. We ask more: a word that claims to be CBV's must be one, and a prefix must have a meaning.
As in the schema, the standard's own words are not written by the URNs and addresses of CBV 1.x.

Decision: the prefix of a sensor's `component` may be undeclared, since four of GS1's 47 examples write `example:x` and
declare no such prefix; the event hash then holds it as it stands. Measurement types of the GS1 Web Vocabulary beyond
the standard's list are taken, as that vocabulary grows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.errors import Unacceptable
from ledger.intake.epcis import shape, vocabulary
from ledger.proof.canonical import Json
from ledger.proof.event_hash.vocabulary import CBV, GS1_VOC

_OLD_CBV = re.compile(r"urn:epcglobal:cbv|https?://ns\.gs1\.org/cbv/")
_WEB_VOC = re.compile(r"https?://(www\.)?gs1\.org/voc/")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that one field may hold bare, the namespace that they stand in, and how they are not written."""

    words: frozenset[str]
    namespace: str  # with a stem: every word there is known
    stem: str = ""
    not_written: re.Pattern[str] = _OLD_CBV
    may_be_undeclared: bool = False


BIZ_STEP = Vocabulary(vocabulary.BIZ_STEPS, CBV, "BizStep-")
DISPOSITION = Vocabulary(vocabulary.DISPOSITIONS, CBV, "Disp-")
TRANSACTION_TYPE = Vocabulary(vocabulary.TRANSACTION_TYPES, CBV, "BTT-")
PLACE_TYPE = Vocabulary(vocabulary.PLACE_TYPES, CBV, "SDT-")
ERROR_REASON = Vocabulary(vocabulary.ERROR_REASONS, CBV, "ER-")
COMPONENT = Vocabulary(vocabulary.COMPONENTS, CBV, "Comp-", may_be_undeclared=True)
MEASUREMENT = Vocabulary(vocabulary.MEASUREMENTS, GS1_VOC, not_written=_WEB_VOC)
SENSOR_ALERT = Vocabulary(vocabulary.SENSOR_ALERTS, GS1_VOC, not_written=_WEB_VOC)


def a_word(found: Json, pointer: str, known: Vocabulary, terms: Mapping[str, str]) -> str:
    """Give a word of the vocabulary, or a CURIE or URI of the sender's own. Raises Unacceptable by its JSON pointer."""
    if isinstance(found, str) and found in known.words:
        return found
    text = shape.a_text(found, pointer)
    prefix, colon, local = text.partition(":")
    if not colon:
        raise Unacceptable(
            field=pointer,
            reason=f"is no word of this vocabulary: {text[:80]}",
            mend="use a bare CBV 2.0 word, or the full URI of your own",
        )
    shape.a_uri(text, pointer)
    has_meaning = prefix in terms or prefix.lower() in vocabulary.URI_SCHEMES or local.startswith("//")
    if not has_meaning and not known.may_be_undeclared:
        raise Unacceptable(
            field=pointer,
            reason=f"has a prefix that no context declares: {prefix[:80]}",
            mend='declare the prefix in "@context", or write the full URI',
        )
    _not_a_wrong_word(text, pointer, known, terms[prefix] + local if prefix in terms else text)
    return text


def _not_a_wrong_word(text: str, pointer: str, known: Vocabulary, full: str) -> None:
    if known.not_written.match(text):
        raise Unacceptable(
            field=pointer, reason="spells a standard word as CBV 1.x did", mend="write the bare word, as shipping"
        )
    if known.stem and full.startswith(known.namespace):
        local = full[len(known.namespace) :]
        if not local.startswith(known.stem) or local[len(known.stem) :] not in known.words:
            raise Unacceptable(
                field=pointer,
                reason=f"is no word of GS1's vocabulary for this field: {full[:200]}",
                mend="use one of its words, or a namespace of your own",
            )
