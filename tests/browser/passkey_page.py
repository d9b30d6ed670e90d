"""Chromium's virtual authenticator, asked as a page asks a real one: make a passkey, then sign a digest with it."""

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from ledger.proof.passkey import encode_answer

if TYPE_CHECKING:
    from playwright.sync_api import Page

RP_ID = "localhost"
_CREATE = """async () => {
  const made = await navigator.credentials.create({publicKey: {
    challenge: new Uint8Array(32), rp: {id: "localhost", name: "A mill"},
    user: {id: new Uint8Array(16), name: "mill", displayName: "The mill"},
    pubKeyCredParams: [{type: "public-key", alg: -7}],
    authenticatorSelection: {userVerification: "required", residentKey: "required"},
  }});
  return btoa(String.fromCharCode(...new Uint8Array(made.response.getPublicKey())));
}"""
_SIGN = """async (digest) => {
  const challenge = Uint8Array.from(atob(digest), letter => letter.charCodeAt(0));
  const wanted = {challenge, rpId: "localhost", userVerification: "required"};
  const given = await navigator.credentials.get({publicKey: wanted});
  const text = part => btoa(String.fromCharCode(...new Uint8Array(part)));
  const answer = given.response;
  return [text(answer.authenticatorData), text(answer.clientDataJSON), text(answer.signature)];
}"""


@dataclass(frozen=True)
class PageWithPasskey:
    """A page of http://localhost that holds one passkey; `point` is x || y."""

    page: "Page"
    point: bytes

    def answer(self, digest: bytes) -> bytes:
        """The signature bytes over the digest, as a page would send them."""
        parts: list[str] = self.page.evaluate(_SIGN, base64.b64encode(digest).decode())
        authenticator_data, client_data, der = map(base64.b64decode, parts)
        r, s = decode_dss_signature(der)
        return encode_answer(r, s, authenticator_data=authenticator_data, client_data=client_data)


def with_passkey(page: "Page") -> PageWithPasskey:
    """Give the page an authenticator that is always present and verified, and make a passkey on it."""
    devtools: Any = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    public_key = base64.b64decode(page.evaluate(_CREATE))
    return PageWithPasskey(page, public_key[-64:])  # the end of a P-256 SubjectPublicKeyInfo
