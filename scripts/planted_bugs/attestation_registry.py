"""Bugs of AttestationRegistry, and of what holds for every contract."""

from scripts.planted_bugs.bug import Bug, Forge, Halmos

_SOURCE = "contracts/AttestationRegistry.sol"
_CAMPAIGN = Forge("invariants/AttestationRegistry.t.sol", "invariant_a_record_is_what_its_signer_made_it")
_KEPT = Halmos("halmos/AttestationRegistry.t.sol", "check_a_record_keeps_its_signer_and_its_time")
_ONCE = Halmos("halmos/AttestationRegistry.t.sol", "check_a_record_is_withdrawn_once_and_now_by_its_signer")
_NOW = Halmos("halmos/AttestationRegistry.t.sol", "check_a_new_record_has_the_time_of_its_block")
_NO_CALLS = Forge("invariants/Closed.t.sol", "test_no_contract_holds_an_instruction_that_calls_creates_or_destroys")
_NO_ETHER = Forge("invariants/Closed.t.sol", "testFuzz_no_contract_takes_ether")
_RECORDED = "        if (recorded.recordedAt != 0) revert AlreadyRecorded(recordId, recorded.recordedAt);\n"
_SIGNED = "        _requireSignature(statement.signer, recordId, signature);\n"
_REVOKED = "        if (revoked.revokedAt != 0) revert AlreadyRevoked(recordId, revoked.revokedAt);\n"
_SIGNER = "        if (revoked.signerId != signerId) revert NotTheSigner(recordId, signerId, revoked.signerId);\n"
_CALLER = (
    "            if (signerId != keccak256(abi.encodePacked(msg.sender))) revert NotTheCaller(signer, msg.sender);\n"
)
_DEADLINE = "            if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);\n"
_ID = "        recordId = recordIdOf(statement);\n        Attestation storage recorded"
_ID_OF_SIGNATURE = _ID.replace("recordIdOf(statement)", "keccak256(bytes.concat(recordIdOf(statement), signature))")


ATTESTATION_REGISTRY = (
    Bug("I9", "a record is not written again", _SOURCE, _RECORDED, "", _CAMPAIGN),
    Bug("I2", "a record is not written again", _SOURCE, _RECORDED, "", _KEPT),
    Bug("I2", "a withdrawal is not written again", _SOURCE, _REVOKED, "", _ONCE),
    Bug("I5", "nobody but the signer withdraws", _SOURCE, _SIGNER, "", _ONCE),
    Bug(
        "I2",
        "a record has the time of its block",
        _SOURCE,
        "recorded.recordedAt = uint40(block.timestamp);",
        "recorded.recordedAt = uint40(statement.issuedAt);",
        _NOW,
    ),
    Bug("I15", "a statement is recorded with its signer's signature alone", _SOURCE, _SIGNED, "", _CAMPAIGN),
    Bug("I9", "a withdrawal is not written again", _SOURCE, _REVOKED, "", _CAMPAIGN),
    Bug("I5", "nobody but the signer withdraws", _SOURCE, _SIGNER, "", _CAMPAIGN),
    Bug("I5", "nobody but the signer withdraws by calling", _SOURCE, _CALLER, "", _CAMPAIGN),
    Bug("I6", "a withdrawal is good until its deadline", _SOURCE, _DEADLINE, "", _CAMPAIGN),
    Bug("I15", "the record id does not depend on the signature", _SOURCE, _ID, _ID_OF_SIGNATURE, _CAMPAIGN),
    Bug(
        "I13",
        "no contract takes ether",
        "contracts/AnchorLog.sol",
        "    mapping(bytes32 logId => Log) private logs;\n",
        "    mapping(bytes32 logId => Log) private logs;\n\n    fallback() external payable {}\n",
        _NO_ETHER,
    ),
    Bug(
        "I13",
        "no contract takes ether",
        "contracts/SurveyRegistry.sol",
        "    mapping(bytes32 waveId => Wave) private waves;\n",
        "    mapping(bytes32 waveId => Wave) private waves;\n\n    receive() external payable {}\n",
        _NO_ETHER,
    ),
    Bug(
        "I13",
        "no contract can be upgraded",
        "contracts/AnchorLog.sol",
        "    mapping(bytes32 logId => Log) private logs;\n",
        "    mapping(bytes32 logId => Log) private logs;\n\n    function extend(address code, bytes calldata call)"
        " external {\n        (bool done,) = code.delegatecall(call);\n        require(done);\n    }\n",
        _NO_CALLS,
    ),
    Bug(
        "I13",
        "no contract calls a stranger",
        "contracts/KeyRegistry.sol",
        "        nominatedRegistrar = address(0);\n",
        '        nominatedRegistrar = address(0);\n        (bool told,) = previous.call("");\n        require(told);\n',
        _NO_CALLS,
    ),
)
