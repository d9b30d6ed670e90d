"""Bugs of KeyRegistry and its parts."""

from scripts.planted_bugs.bug import Bug, Forge, Halmos

_SOURCE = "contracts/KeyRegistry.sol"
_AUTHORITY = "contracts/keys/Authority.sol"
_ADMINS = "contracts/keys/Admins.sol"
_RECORDS = "contracts/keys/KeyRecords.sol"
_FILE = "invariants/KeyRegistry.t.sol"
_KEYS = Forge(_FILE, "invariant_keys_are_what_their_admins_made_them")
_INTERVALS = Forge(_FILE, "invariant_every_interval_of_a_delegation_is_kept")
_NONCES = Forge(_FILE, "invariant_a_failed_order_uses_no_nonce")
_JUDGED = Forge(_FILE, "invariant_a_key_good_at_its_time_stays_so_unless_suspected")
_RECOVERED = Forge(_FILE, "invariant_a_party_has_the_admin_that_was_recovered_to")
_REVOKED = "        if (revoked.revokedAt != 0) revert AlreadyRevoked(keyId, revoked.revokedAt);\n"
_EXISTS = "        if (added.partyId != bytes32(0)) revert KeyExists(keyId, added.partyId);\n"
_LATEST = "        if (suspectFrom > latest) revert SuspectFromTooLate(keyId, suspectFrom, latest);\n"
_EARLIER = "        if (moved.suspectFrom != 0) latest = moved.suspectFrom - 1;\n"
_PAST = "        if (validFrom < _now()) revert ValidFromPast(validFrom, _now());\n"
_NOW = "        revoked.revokedAt = _now();\n"
_KEPT = "            endedDelegations[partyId][custodianPartyId].push(newest);\n"
_NOT_ADMIN = "        if (!isAdmin(partyId, adminId)) revert NotPartyAdmin(partyId, signer);\n"
_SPENT = "        if (usedNonces[signerId][nonce]) revert NonceSpent(signerId, nonce);\n"
_DEADLINE = "        if (block.timestamp > by.deadline) revert DeadlinePassed(by.deadline, block.timestamp);\n"
_GOOD = "        if (!isGood) revert KeyCannotRecover(partyId, keyId);\n"
_READY = (
    "        if (block.timestamp < running.readyAt)"
    " revert RecoveryNotReady(partyId, running.readyAt, block.timestamp);\n"
)
_EPOCH = "        started.epoch += 1;\n"
_CHECKED = (
    "if (!SignatureChecker.isValidSignatureNow(signer, digest, by.signature)) revert BadSignature(signer, digest);"
)
_KEY = "        Key storage revoked = _keyOf(partyId, keyId);\n"
_KEY_OR_NOTHING = "        Key storage revoked = keys[keyId];\n        if (revoked.partyId != partyId) return;\n"
_ONE_PARTY = "found.partyId != partyId || partyId == bytes32(0)"


def _proof(test: str) -> Halmos:
    return Halmos("halmos/KeyRegistry.t.sol", test)


KEY_REGISTRY = (
    Bug("I7", "a key is revoked once", _SOURCE, _REVOKED, "", _KEYS),
    Bug("I7", "a key is revoked once", _SOURCE, _REVOKED, "", _proof("check_a_key_is_revoked_once_and_now")),
    Bug("I7", "a suspicion only moves earlier", _SOURCE, _EARLIER, "", _KEYS),
    Bug(
        "I7",
        "a suspicion only moves earlier",
        _SOURCE,
        _EARLIER,
        "",
        _proof("check_a_suspicion_only_moves_earlier"),
    ),
    Bug("I7", "no suspicion lies in the future", _SOURCE, _LATEST, "", _proof("check_a_suspicion_only_moves_earlier")),
    Bug(
        "I8",
        "a revocation does not reach back",
        _SOURCE,
        _NOW,
        "        revoked.revokedAt = revoked.validFrom;\n",
        _JUDGED,
    ),
    Bug(
        "I8",
        "a rotation throws no suspicion",
        _SOURCE,
        _NOW,
        _NOW + "        if (revoked.suspectFrom == 0) revoked.suspectFrom = 1;\n",
        _KEYS,
    ),
    Bug("I8", "no key is valid in the past", _SOURCE, _PAST, "", _proof("check_a_key_is_never_valid_in_the_past")),
    Bug("I2", "a key stays with its party", _SOURCE, _EXISTS, "", _KEYS),
    Bug(
        "I2",
        "a key stays with its party",
        _SOURCE,
        _EXISTS,
        "",
        _proof("check_a_key_stays_with_its_party_and_its_form"),
    ),
    Bug(
        "I5",
        "a party's admin touches no other party's key",
        _RECORDS,
        _ONE_PARTY,
        "partyId == bytes32(0)",
        _proof("check_only_an_admin_touches_a_key"),
    ),
    Bug("I5", "a stranger gives no orders", _AUTHORITY, _NOT_ADMIN, "", _KEYS),
    Bug(
        "I5",
        "a stranger gives no orders",
        _AUTHORITY,
        _NOT_ADMIN,
        "",
        _proof("check_only_an_admin_touches_a_key"),
    ),
    Bug("I5", "a signature is checked", _AUTHORITY, _CHECKED, "", _KEYS),
    Bug("I6", "a nonce is used once", _AUTHORITY, _SPENT, "", _NONCES),
    Bug("I6", "an order is good until its deadline", _AUTHORITY, _DEADLINE, "", _KEYS),
    Bug(
        "I6",
        "a used nonce stays used",
        _AUTHORITY,
        "usedNonces[signerId][nonce] = true;",
        "usedNonces[signerId][nonce] = true;\n        usedNonces[signerId][nonce - 1] = false;",
        _proof("check_a_used_nonce_stays_used"),
    ),
    Bug("I6", "an order that changes nothing uses no nonce", _SOURCE, _KEY, _KEY_OR_NOTHING, _NONCES),
    Bug("I9", "an ended interval is kept", _SOURCE, _KEPT, "", _INTERVALS),
    Bug("I9", "an ended interval is kept", _SOURCE, _KEPT, "", _proof("check_an_interval_is_ended_now_and_kept")),
    Bug(
        "I9",
        "every key is in its party's list",
        _SOURCE,
        "        keysOfParty[partyId].push(keyId);\n",
        "        if (keyType != LOG_ED25519 && keysOfParty[partyId].length < 2) keysOfParty[partyId].push(keyId);\n",
        _KEYS,
    ),
    Bug(
        "I9",
        "the list of keys only grows",
        _SOURCE,
        _NOW,
        _NOW + "        keysOfParty[partyId].pop();\n",
        _proof("check_the_list_of_keys_only_grows"),
    ),
    Bug("I5", "a recovery waits for seven days", _ADMINS, _READY, "", _RECOVERED),
    Bug(
        "I5",
        "a recovery waits for seven days",
        _ADMINS,
        _READY,
        "",
        _proof("check_admins_change_by_an_admin_or_a_recovery_alone"),
    ),
    Bug("I5", "a recovery ends the admins before", _ADMINS, _EPOCH, "", _RECOVERED),
)
