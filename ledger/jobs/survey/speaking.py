"""A custodian speaks: one statement signed with its own key and handed in to the ledger of its operator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ledger.intake.summary import render_summary
from ledger.model.statement import Domain, Kind, Statement
from ledger.proof.canonical import Json, canonicalise
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import domain_document, envelope_document, hex_text

_NONCE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, for which ledger, and the way in. `hand_in` keeps a submission durably; the same one again is fine.

    `hand_in` raises what the ledger, or the way to it, refuses with.
    """

    did: str
    secret: bytes = field(repr=False)
    domain: Domain
    hand_in: Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Said:
    """A signed statement that can be handed in, again and again: its record id and its bytes."""

    record_id: bytes
    submission: bytes


def said(
    speaker: Speaker,
    kind: Kind,
    body: Mapping[str, Json],
    *,
    audience: str,
    now: int,
    entropy: Callable[[int], bytes],
    lang: str = "en",
) -> Said:
    """Give the statement of this body, signed; nothing is handed in yet. `now` is only a claim."""
    statement = Statement(
        v=1,
        kind=kind.value,
        issuer=speaker.did,
        signer=account_of(speaker.secret),
        issued_at=now,
        nonce=entropy(_NONCE_BYTES),
        audience=audience,
        lang=lang,
        summary=render_summary(kind, lang, body),
        body=canonicalise(dict(body)),
    )
    digest = statement_digest(statement, speaker.domain)
    document: dict[str, Json] = {
        "statement": {**envelope_document(statement), "body": dict(body)},
        "signature": hex_text(sign_digest(digest, speaker.secret)),
        "domain": domain_document(speaker.domain),
    }
    return Said(digest, canonicalise(document))


def say(
    speaker: Speaker,
    kind: Kind,
    body: Mapping[str, Json],
    *,
    audience: str,
    now: int,
    entropy: Callable[[int], bytes],
) -> bytes:
    """Sign a statement and hand it in; give its record id."""
    told = said(speaker, kind, body, audience=audience, now=now, entropy=entropy)
    speaker.hand_in(told.submission)
    return told.record_id


def audience_of(readers: tuple[str, ...]) -> str:
    """Give the audience of these parties; with nobody named the statement stays with its issuer and the operator."""
    return f"parties:{','.join(sorted(set(readers)))}" if readers else "private"
