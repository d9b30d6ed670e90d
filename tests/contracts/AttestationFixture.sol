// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttestationRegistry} from "../../contracts/AttestationRegistry.sol";
import {IAttestationRegistry} from "../../contracts/interfaces/IAttestationRegistry.sol";
import {Signing} from "./Signing.sol";

abstract contract AttestationFixture is Signing {
    uint256 internal constant MILL = 0xA11CE; // secrets
    uint256 internal constant THIEF = 0xBAD;
    address internal constant MALLORY = address(0xBAD);
    uint40 internal constant NOW = 1_795_000_000; // 2026-11-18
    address internal constant HOME_LOG = address(0x7061);
    bytes32 internal constant HOME_LOG_ID = keccak256("log");

    AttestationRegistry internal registry;

    function setUp() public virtual {
        vm.warp(NOW);
        registry = new AttestationRegistry(31_337, HOME_LOG, HOME_LOG_ID);
    }

    function _statement(bytes memory signer, bytes memory body)
        internal
        pure
        returns (IAttestationRegistry.Statement memory)
    {
        return IAttestationRegistry.Statement({
            v: 1,
            kind: "attestation",
            issuer: "did:web:mill.example",
            signer: signer,
            audience: "downstream",
            lang: "en",
            summary: "own production",
            bodyHash: sha256(body),
            issuedAt: NOW - 60,
            nonce: keccak256("nonce")
        });
    }

    function _recorded(bytes memory body) internal returns (IAttestationRegistry.Statement memory said, bytes32 id) {
        said = _statement(_addressOf(MILL), body);
        id = registry.record(said, _ecdsa(MILL, registry.recordIdOf(said)));
    }

    function _revocation(bytes32 recordId, bytes memory signer, uint40 deadline) internal view returns (bytes32) {
        bytes32 inner = keccak256(
            abi.encode(
                keccak256("Revocation(bytes32 recordId,bytes signer,uint40 deadline)"),
                recordId,
                keccak256(signer),
                deadline
            )
        );
        return keccak256(bytes.concat(hex"1901", registry.domainSeparator(), inner));
    }

    function _slot(uint256 slot) internal view returns (uint256) {
        return uint256(vm.load(address(registry), bytes32(slot)));
    }
}
