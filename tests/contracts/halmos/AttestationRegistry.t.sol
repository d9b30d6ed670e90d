// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttestationRegistry} from "../../../contracts/AttestationRegistry.sol";
import {IAttestationRegistry} from "../../../contracts/interfaces/IAttestationRegistry.sol";
import {Symbolic} from "./Symbolic.sol";

/// @dev From any state of any record, after any recording by an account's signature and any direct withdrawal. Left out are
/// contract wallets and passkeys, whose code or arithmetic no solver follows, and other texts than these.
contract AttestationRegistryProof is Symbolic {
    AttestationRegistry internal registry;

    function setUp() public {
        registry = new AttestationRegistry(1, address(0xA1), keccak256("log"));
        svm.enableSymbolicStorage(address(registry));
    }

    function check_a_record_keeps_its_signer_and_its_time(bytes32 recordId, bool records, address caller, uint40 time)
        public
    {
        (IAttestationRegistry.Attestation memory before, IAttestationRegistry.Attestation memory later) =
            _afterAnyCall(recordId, records, caller, time);
        if (before.recordedAt == 0) return;
        assert(later.signerId == before.signerId && later.recordedAt == before.recordedAt);
    }

    function check_a_record_is_withdrawn_once_and_now_by_its_signer(
        bytes32 recordId,
        bool records,
        address caller,
        uint40 time
    ) public {
        (IAttestationRegistry.Attestation memory before, IAttestationRegistry.Attestation memory later) =
            _afterAnyCall(recordId, records, caller, time);
        if (later.revokedAt == before.revokedAt) return;
        assert(before.recordedAt != 0 && before.revokedAt == 0 && later.revokedAt == time);
        assert(before.signerId == keccak256(abi.encodePacked(caller)));
    }

    function check_a_new_record_has_the_time_of_its_block(bytes32 recordId, address caller, uint40 time) public {
        (IAttestationRegistry.Attestation memory before, IAttestationRegistry.Attestation memory later) =
            _afterAnyCall(recordId, true, caller, time);
        assert(later.recordedAt == before.recordedAt || (before.recordedAt == 0 && later.recordedAt == time));
    }

    function _afterAnyCall(bytes32 recordId, bool records, address caller, uint40 time)
        private
        returns (IAttestationRegistry.Attestation memory before, IAttestationRegistry.Attestation memory later)
    {
        before = registry.attestation(recordId);
        bytes memory call = records ? _recording() : _withdrawal();
        vm.warp(time);
        vm.prank(caller);
        (bool done,) = address(registry).call(call);
        vm.assume(done);
        later = registry.attestation(recordId);
    }

    function _recording() private view returns (bytes memory) {
        IAttestationRegistry.Statement memory statement = IAttestationRegistry.Statement({
            v: 1,
            kind: "attestation",
            issuer: "did:web:mill.example",
            signer: abi.encodePacked(address(0x51)),
            audience: "downstream",
            lang: "en",
            summary: "words",
            bodyHash: bytes32(svm.createUint256("bodyHash")),
            issuedAt: 1_795_000_000,
            nonce: bytes32(svm.createUint256("nonce"))
        });
        return abi.encodeCall(registry.record, (statement, svm.createBytes(65, "signature")));
    }

    function _withdrawal() private view returns (bytes memory) {
        bytes32 recordId = bytes32(svm.createUint256("withdrawn"));
        uint40 deadline = uint40(svm.createUint256("deadline"));
        return abi.encodeCall(registry.revoke, (recordId, svm.createBytes(20, "signer"), deadline, ""));
    }
}
