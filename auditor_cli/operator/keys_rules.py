"""What the registry, as just read, has against a change of a party's keys: told before anything is signed or sent."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from auditor_cli.refusals import WrongUsage
from ledger.errors import Unacceptable
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType, Party, SigningKey
from ledger.proof.typed_data import keccak, party_id
from ledger.proof.wire import instant_text, read_hex, read_instant

TYPES = {"eoa": KeyType.EOA, "passkey": KeyType.PASSKEY, "erc1271": KeyType.ERC1271}
_ACCOUNT_BYTES, _POINT_BYTES, _PASSKEY_BYTES, _KEY_ID_BYTES = 20, 64, 84, 32
_FROM = "the time of suspicion"
_LISTED = "`tierlight keys list DID` shows them"


def party_of(registry: RegistrySnapshot, did: str) -> Party:
    """Give the registered party. Raises WrongUsage."""
    party = registry.parties.get(party_id(did))
    if party is None:
        mend = "register it: `tierlight keys new --did DID --role ROLE --register`"
        raise WrongUsage(field="DID", reason=f"{did} is no party of the key registry", mend=mend)
    return party


def name_of(registry: RegistrySnapshot, identifier: bytes) -> str:
    """Give a party's DID, its hash where no name is known here."""
    party = registry.parties.get(identifier)
    return party.did if party is not None and party.did else "0x" + identifier.hex()


def signer_from(text: str, *, field: str, verifier: bytes) -> bytes:
    """Give a signer: 20 bytes are an account or a contract wallet; of a passkey the point is enough.

    Raises WrongUsage.
    """
    octets = _octets(text, field=field)
    if len(octets) == _POINT_BYTES:
        return verifier + octets
    if len(octets) == _PASSKEY_BYTES and not octets.startswith(verifier):
        mend = f"it begins with 0x{verifier.hex()}; or give x and y alone"
        raise WrongUsage(field=field, reason="is a passkey of another verifier", mend=mend)
    if len(octets) not in (_ACCOUNT_BYTES, _PASSKEY_BYTES):
        mend = "give 20 bytes of address, or 64 bytes x and y of a passkey, as 0x…"
        raise WrongUsage(field=field, reason=f"has {len(octets)} bytes, as no signer has", mend=mend)
    return octets


def key_of(registry: RegistrySnapshot, did: str, text: str, *, field: str = "SIGNER") -> SigningKey:
    """Give the party's key by its signer, or by its key id. Raises WrongUsage for none, and one of another party."""
    octets = _octets(text, field=field)
    party_of(registry, did)
    key = registry.keys.get(octets if len(octets) == _KEY_ID_BYTES else keccak(octets))
    if key is None:
        raise WrongUsage(field=field, reason=f"{text} is no key of {did}", mend=_LISTED)
    if key.party_id != party_id(did):
        whose = name_of(registry, key.party_id)
        raise WrongUsage(field=field, reason=f"{text} is a key of {whose}, not of {did}", mend="name its own party")
    return key


def type_named(name: str | None, signer: bytes, rp_id: str | None) -> tuple[KeyType, bytes]:
    """Give the key type and rpIdHash of a key that is made elsewhere. Raises WrongUsage."""
    if name not in TYPES:
        reason = "is not given" if name is None else f"{name} is no type"
        raise WrongUsage(field="--type", reason=reason, mend=f"one of: {', '.join(TYPES)}")
    is_passkey = TYPES[name] is KeyType.PASSKEY
    if is_passkey != (len(signer) == _PASSKEY_BYTES):
        mend = "--type passkey goes with x and y; eoa and erc1271 with 20 bytes of address"
        raise WrongUsage(field="--type", reason=f"{name} does not fit a signer of {len(signer)} bytes", mend=mend)
    if is_passkey != (rp_id is not None):
        reason = "is not given" if is_passkey else f"is not for a key of type {name}"
        mend = "name the domain that the passkey is bound to, and only for a passkey"
        raise WrongUsage(field="--rp-id", reason=reason, mend=mend)
    return TYPES[name], sha256(rp_id.encode()).digest() if rp_id else bytes(32)


def require_free(registry: RegistrySnapshot, did: str, signer: bytes) -> None:
    """Return unless the signer is, or was, a key of anybody. Raises WrongUsage: one key serves one party, ever."""
    key = registry.keys.get(keccak(signer))
    if key is None:
        return
    if key.party_id != party_id(did):
        reason = f"is a key of {name_of(registry, key.party_id)}: one key serves one party only, ever"
    else:
        reason = "was revoked, and does not come back" if key.revoked_at else f"is a key of {did} already"
    raise WrongUsage(field="--signer", reason=reason, mend="give another key, or make one with --new")


def require_admins(party: Party, did: str, authorities: Sequence[bytes], *, field: str = "--by") -> None:
    """Return when all are admins of the party, each named once. Raises WrongUsage."""
    if stranger := next((each for each in authorities if each not in party.admins), None):
        reason = f"0x{stranger.hex()} is no admin key of {did}"
        raise WrongUsage(field=field, reason=reason, mend=f"give the key of an admin; {_LISTED}")
    if len(set(authorities)) != len(authorities):
        raise WrongUsage(field=field, reason="names an admin twice", mend="each admin counts once")


def suspicion(text: str, key: SigningKey, *, now: int) -> int:
    """Give from when on the key may be in wrong hands, in epoch seconds. Raises WrongUsage: it only moves earlier."""
    told = _moment(text)
    latest = now if key.revoked_at is None else min(now, key.revoked_at)
    if told > latest:
        reason = f"{instant_text(told)} is later than {instant_text(latest)}"
        mend = "name a time that is over" if latest == now else "name a time before the key was revoked"
        raise WrongUsage(field=_FROM, reason=reason, mend=mend)
    if key.suspect_from is not None and told > key.suspect_from:
        reason = f"{instant_text(told)} is later than what was said before, {instant_text(key.suspect_from)}"
        raise WrongUsage(field=_FROM, reason=reason, mend="the time only moves earlier: name an earlier one")
    return told


def _moment(text: str) -> int:
    mend = "write a day as 2026-11-21, or a time as 2026-11-21T09:00:00Z, from 1970 on"
    try:
        if "T" in text:
            return read_instant(text, field=_FROM)
        day = date.fromisoformat(text)
        seconds = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    except (ValueError, Unacceptable) as error:
        raise WrongUsage(field=_FROM, reason=f"{text!r} is no day", mend=mend) from error
    if seconds <= 0:
        raise WrongUsage(field=_FROM, reason=f"{text!r} is before any key", mend=mend)
    return seconds


def _octets(text: str, *, field: str) -> bytes:
    try:
        return read_hex(text.lower(), field=field, least=_ACCOUNT_BYTES, most=_PASSKEY_BYTES)
    except Unacceptable as error:
        mend = "give 0x and the hex digits, as `tierlight keys list DID` shows them"
        raise WrongUsage(field=field, reason=f"{text} {error.reason}", mend=mend) from error
