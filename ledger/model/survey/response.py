"""One response: as it is answered, as it is sealed, and as nobody can open it any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.model.survey.consent import Consent


class Channel(StrEnum):
    """How a response came. It stays inside the sealed response."""

    WEB = "web"
    SMS = "sms"
    VOICE = "voice"
    KOBO = "kobo"
    PAPER = "paper"


class Standing(StrEnum):
    """What a sealed row stands for; only its custodian can tell. Everything but `answered` is a cover."""

    ANSWERED = "answered"
    COVER = "cover"  # left, declined, or under age: whoever comes gets a code of the same form


@dataclass(frozen=True, slots=True)
class Visit:
    """What came through a channel at its end, before it is sealed: the same for who answered and who left.

    Without `consent` nothing was answered, and a cover is kept. `receipt_code` is that of an earlier visit where the
    visitor gave one, to replace its answers. `seconds` is how long it took.
    """

    site: str  # the site's token, as the link or the number called says it
    channel: Channel
    language: str
    consent: Consent | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    free_texts: Mapping[str, str] = field(default_factory=dict)
    receipt_code: str | None = None
    seconds: int | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What one visitor said. Answers are choice names, for select_multiple sorted and joined by a space, or digits.

    An item that was skipped or never shown is missing from `answers`. `arrived_at` (epoch seconds), `seconds` and
    `device` (a token made on the device, for gaming test G3) are for the custodian's quality tests alone.
    """

    standing: Standing
    site: str  # the site's token: what it stands for, only the custodian knows
    answers: Mapping[str, str]
    free_texts: Mapping[str, str]
    consent: Consent | None
    channel: Channel
    language: str
    receipt_code: str
    sequence: int  # of answers under one code the highest counts
    arrived_at: int
    seconds: int | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class EpochKeys:
    """The public halves of one month's two keys: X25519, 32 bytes each, of two people."""

    epoch: str  # YYYY-MM
    first: bytes
    second: bytes


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key for one ciphertext in two halves, each sealed to one person; both are needed."""

    first: bytes
    second: bytes


@dataclass(frozen=True, slots=True)
class SealedResponse:
    """What the operator's host keeps. Real and cover are alike in every field, length and step.

    `commitment` hides the answers even from whoever tries all of them: its salts lie under the key.
    """

    response_id: bytes  # 16 random bytes
    wave: str  # the wave's token
    epoch: str
    commitment: bytes
    ciphertext: bytes
    free_text: bytes  # its ciphertext, of one size whether anything was written or not
    key: WrappedKey
    free_text_key: WrappedKey
    receipt_tag: bytes  # HMAC-SHA256 of the code under the wave's pepper


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed response as its custodian reads it. `seed` is what its commitment was made from."""

    response_id: bytes
    commitment: bytes
    seed: bytes
    response: Response
