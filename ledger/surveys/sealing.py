"""A response as it is sealed, and read again at its custodian.

What is sealed has two parts under keys of their own: the answers, and the free texts, which live shorter. Each part is
RFC 8785 JSON, its length before it and zeros behind it, of one size for all responses to an instrument. A cover goes
the very same way. The commitment covers every item; a free text stands in it as a blinded digest whose salt lies with
the text, so that the text can be destroyed and the commitment still be checked.
"""

import hmac
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from ledger.errors import Malformed, ProofMismatch, Unacceptable
from ledger.model.survey.consent import Consent
from ledger.model.survey.instrument import Instrument, Item, ItemType
from ledger.model.survey.response import Channel, Opened, Response, SealedResponse, Standing
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import Opener, Sealer
from ledger.proof.canonical import canonicalise, parse
from ledger.proof.frozen_form import form_of, read_form
from ledger.proof.salted import Answers, OpenedAnswer, commitment, open_one

SCHEMA = 1
ANSWERS_PART, TEXTS_PART = b"answers", b"free texts"
_DOMAIN = b"tierlight sealed response/1"
_STEP = 256
_AROUND = 1_500  # bytes: consent, tokens, times, seed and names of fields, at their longest
_AROUND_ITEM = 8  # bytes: quotes, colon and comma
_LONGEST_NUMBER = 20
_DIGEST_CHARACTERS = 64
_AROUND_TEXTS = 160  # bytes: the salt and names of fields
_TEXT_BYTES = 2_100  # 500 characters of up to 4 bytes, with quotes, colon and comma
_SPARE_TEXTS = 1  # a number to call back, where that was asked for


@dataclass(frozen=True, slots=True)
class _Answers:
    """The first part. `texts` is the blinded digest of every free-text item, written in or not."""

    standing: Standing
    site: str
    answers: Mapping[str, str]
    consent: Consent | None
    channel: Channel
    language: str
    receipt_code: str
    sequence: int
    arrived_at: int
    seconds: int | None
    device: str | None
    seed: bytes
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Texts:
    """The second part: what was written, and the salt that blinds its digests."""

    salt: bytes
    texts: Mapping[str, str]


_Part = TypeVar("_Part", _Answers, _Texts)


def sealed_response(
    response: Response,
    wave: HostedWave,
    *,
    seed: bytes,
    text_salt: bytes,
    response_id: bytes,
    sealer: Sealer,
    receipt_tag: bytes,
) -> SealedResponse:
    """Give the row that a host keeps of this response; `seed` and `text_salt` are 32 fresh random bytes each.

    Raises Unacceptable for what does not fit the instrument's one size. Does not check answers against the instrument:
    see `instrument.routing.accept`.
    """
    digests = _digests(text_salt, wave.instrument, response.free_texts)
    answers = _Answers(
        **{name: getattr(response, name) for name in _SHARED},
        seed=seed,
        texts=digests,
    )
    sizes = plaintext_sizes(wave.instrument)
    ciphertext, key = sealer.seal(
        _padded(answers, sizes[0]), bound_to=bound_to(response_id, wave, ANSWERS_PART), keys=wave.keys
    )
    texts = _padded(_Texts(text_salt, response.free_texts), sizes[1])
    free_text, text_key = sealer.seal(texts, bound_to=bound_to(response_id, wave, TEXTS_PART), keys=wave.keys)
    return SealedResponse(
        response_id=response_id,
        wave=wave.token,
        epoch=wave.keys.epoch,
        commitment=_committed(seed, wave, response.answers, digests),
        ciphertext=ciphertext,
        free_text=free_text,
        key=key,
        free_text_key=text_key,
        receipt_tag=receipt_tag,
    )


def opened(sealed: SealedResponse, wave: HostedWave, opener: Opener) -> Opened:
    """Give the response that was sealed, its commitment computed anew. Raises ProofMismatch, NotEnrolled.

    Where the free text was destroyed (90 days after closing) it is empty; all else is as it was.
    """
    answers = _opened_answers(sealed, wave, opener)
    shared = {name: getattr(answers, name) for name in _SHARED}
    shared["answers"] = {sys.intern(item): sys.intern(answer) for item, answer in answers.answers.items()}
    response = Response(**shared, free_texts=_texts(sealed, wave, opener, answers.texts))
    return Opened(sealed.response_id, sealed.commitment, answers.seed, response)


def disclosed(sealed: SealedResponse, wave: HostedWave, opener: Opener, item: str) -> OpenedAnswer:
    """Give one answer with what shows that it stands under the commitment, and nothing of the others.

    Raises Unacceptable for a free text, which never leaves the custodian, and as `opened` does. Whether the worker
    agreed to it is for the caller to see to.
    """
    asked = {each.name: each for each in wave.instrument.asked}
    if item not in asked or asked[item].type is ItemType.TEXT:
        mend = "name an item that is answered by a choice or a number"
        raise Unacceptable(field="item", reason="is none whose answer is ever shown", mend=mend)
    answers = _opened_answers(sealed, wave, opener)
    told = _told(wave, answers.answers, answers.texts)
    return open_one(answers.seed, item, wave=wave.token, instrument=wave.instrument.digest, answers=told)


def bound_to(response_id: bytes, wave: HostedWave, part: bytes) -> bytes:
    """Give what both layers of a part are bound to: response, wave, form, the wave's own epoch, and which part."""
    fields = (_DOMAIN, response_id, wave.token.encode(), bytes([SCHEMA]), wave.keys.epoch.encode(), part)
    return b"".join(len(field).to_bytes(2, "big") + field for field in fields)


def plaintext_sizes(instrument: Instrument) -> tuple[int, int]:
    """Give the one size of the answers and of the free texts, in bytes: the same for every response."""
    answers = sum(_AROUND_ITEM + len(item.name.encode()) + _longest(item) for item in instrument.asked)
    texts = sum(item.type is ItemType.TEXT for item in instrument.asked) + _SPARE_TEXTS
    return _rounded(_AROUND + answers), _rounded(_AROUND_TEXTS + texts * (_TEXT_BYTES + 64))


def _rounded(size: int) -> int:
    return -(-size // _STEP) * _STEP


def _longest(item: Item) -> int:
    names = [len(choice.name.encode()) for choice in item.choices]
    match item.type:
        case ItemType.ONE:
            return max(names, default=0)
        case ItemType.MANY:
            return sum(names) + len(names)
        case ItemType.NUMBER:
            return _LONGEST_NUMBER
        case _:
            return _DIGEST_CHARACTERS


def _committed(seed: bytes, wave: HostedWave, answers: Mapping[str, str], digests: Mapping[str, str]) -> bytes:
    told = _told(wave, answers, digests)
    return commitment(seed, wave=wave.token, instrument=wave.instrument.digest, answers=told)


def _told(wave: HostedWave, answers: Mapping[str, str], digests: Mapping[str, str]) -> Answers:
    return [(item.name, digests.get(item.name, answers.get(item.name))) for item in wave.instrument.asked]


def _opened_answers(sealed: SealedResponse, wave: HostedWave, opener: Opener) -> _Answers:
    bound = bound_to(sealed.response_id, wave, ANSWERS_PART)
    answers = _read(_Answers, opener.open(sealed.ciphertext, sealed.key, bound_to=bound, epoch=sealed.epoch))
    if not hmac.compare_digest(_committed(answers.seed, wave, answers.answers, answers.texts), sealed.commitment):
        raise ProofMismatch(what="sealed response", reason="the answers are not those of its commitment")
    return answers


def _digests(salt: bytes, instrument: Instrument, texts: Mapping[str, str]) -> dict[str, str]:
    names = [item.name for item in instrument.asked if item.type is ItemType.TEXT]
    return {name: _digest(salt, name, texts.get(name)) for name in names}


def _digest(salt: bytes, item: str, text: str | None) -> str:
    said = b"\x00" if text is None else b"\x01" + text.encode()
    name = item.encode()
    return hmac.new(salt, len(name).to_bytes(2, "big") + name + said, "sha256").hexdigest()


def _texts(sealed: SealedResponse, wave: HostedWave, opener: Opener, digests: Mapping[str, str]) -> Mapping[str, str]:
    if not sealed.free_text_key.first:
        return {}
    bound = bound_to(sealed.response_id, wave, TEXTS_PART)
    found = _read(_Texts, opener.open(sealed.free_text, sealed.free_text_key, bound_to=bound, epoch=sealed.epoch))
    if _digests(found.salt, wave.instrument, found.texts) != digests:
        raise ProofMismatch(what="sealed response", reason="the free text is not that of its commitment")
    return found.texts


def _padded(part: "_Answers | _Texts", size: int) -> bytes:
    plain = canonicalise({"v": SCHEMA, "part": form_of(part)})
    if len(plain) + 4 > size:
        mend = "send it without what does not belong to the questionnaire"
        raise Unacceptable(field="answers", reason="are larger than any answers to this questionnaire", mend=mend)
    return (len(plain).to_bytes(4, "big") + plain).ljust(size, b"\x00")


def _read(kind: type[_Part], padded: bytes) -> _Part:
    length = int.from_bytes(padded[:4], "big")
    try:
        document = parse(padded[4 : 4 + length])
        if padded[4 + length :].strip(b"\x00") or not isinstance(document, dict) or document.get("v") != SCHEMA:
            raise ProofMismatch(what="sealed response", reason="it is sealed in another form")
        return read_form(kind, document.get("part"))
    except (Malformed, Unacceptable) as error:
        raise ProofMismatch(what="sealed response", reason="what was sealed is no response") from error


_SHARED = (
    "standing", "site", "answers", "consent", "channel", "language", "receipt_code", "sequence", "arrived_at",
    "seconds", "device",
)  # fmt: skip
