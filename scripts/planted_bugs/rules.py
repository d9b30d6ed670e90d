"""Bugs against rules that are no numbered invariant: quorum, domains, verifiers, tree proofs, expiry and openings."""

from scripts.planted_bugs.bug import Bug, Forge

_AUTHORITY = "contracts/keys/Authority.sol"
_ADMINS = "contracts/keys/Admins.sol"
_TREE = "contracts/libraries/TreeProof.sol"
_SURVEYS = "contracts/SurveyRegistry.sol"
_BODY = "contracts/libraries/CanonicalBody.sol"
_SAME = "                if (adminIds[j] == adminIds[i]) revert SameAdminTwice(partyId, adminIds[i]);\n"
_QUORUM = "        if (by.length != needed) revert WrongQuorum(partyId, by.length, needed);\n"
_FOREIGN = "        if (verifier != passkeyVerifier) revert ForeignVerifier(verifier, passkeyVerifier);\n"
_SHORT = "        if (last != 0) revert PathTooShort(index, size, path.length);\n"
_COMMITTED = "        if (hashed != opened.commitment) revert NotCommitted(waveId, hashed, opened.commitment);\n"
_STILL_GOOD = "        _requireGood(partyId, running.keyId);\n"


def _unit(file: str, test: str) -> Forge:
    return Forge(f"{file}.t.sol", test)


RULES = (
    Bug("quorum", "one admin counts once", _ADMINS, _SAME, "", _unit("KeyRegistryQuorum", "test_an_admin_counts_once")),
    Bug(
        "quorum",
        "one admin alone does not change two",
        _ADMINS,
        _QUORUM,
        "        needed = uint16(by.length);\n",
        _unit("KeyRegistryQuorum", "test_one_admin_alone_does_not_change_two"),
    ),
    Bug(
        "quorum",
        "a key revoked meanwhile recovers nothing",
        _ADMINS,
        _STILL_GOOD,
        "",
        _unit("KeyRegistryRecovery", "test_a_key_revoked_meanwhile_recovers_nothing"),
    ),
    Bug(
        "domain",
        "an order is bound to its chain",
        _AUTHORITY,
        "block.chainid",
        "1",
        _unit("KeyRegistryRelayed", "test_the_domain_separator_is_the_one_of_the_specification"),
    ),
    Bug(
        "domain",
        "a signed deadline is not stretched",
        _AUTHORITY,
        "abi.encode(signerId, by.nonce, by.deadline)",
        "abi.encode(signerId, by.nonce, uint40(0))",
        _unit("KeyRegistryRelayed", "test_a_signed_deadline_is_not_stretched"),
    ),
    Bug(
        "verifier",
        "a verifier of the signer's choice is never asked",
        _AUTHORITY,
        _FOREIGN,
        "",
        _unit("KeyRegistrySignatures", "test_a_verifier_of_the_signers_choice_is_never_asked"),
    ),
    Bug(
        "tree",
        "a leaf is never a node",
        _TREE,
        'hex"00"',
        'hex"01"',
        _unit("TreeProof", "testFuzz_a_leaf_is_never_a_node"),
    ),
    Bug(
        "tree",
        "a path is bound to the size",
        _TREE,
        _SHORT,
        "",
        _unit("TreeProof", "test_a_path_of_the_wrong_length_is_refused"),
    ),
    Bug(
        "tree",
        "a path is bound to the index",
        _TREE,
        "here % 2 == 1 || here == last",
        "leaf > path[i]",
        _unit("TreeProof", "testFuzz_an_entry_is_proven_at_its_own_index_only"),
    ),
    Bug(
        "opening",
        "an opening is what was committed to",
        _SURVEYS,
        _COMMITTED,
        "",
        _unit("SurveyOpening", "testFuzz_a_bad_wave_does_not_pass_as_a_decoy"),
    ),
    Bug(
        "expiry",
        "the member of a nested object is another",
        _BODY,
        "        } while (depth != 0);\n",
        "        } while (depth > 1);\n",
        _unit("CanonicalBody", "test_the_member_of_a_nested_object_is_another"),
    ),
)
