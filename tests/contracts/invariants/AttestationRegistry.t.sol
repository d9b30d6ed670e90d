// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttestationRegistry} from "../../../contracts/AttestationRegistry.sol";
import {IAttestationRegistry} from "../../../contracts/interfaces/IAttestationRegistry.sol";
import {Actor, Campaign} from "./Campaign.sol";
import {SigningVm} from "./KeyRegistryActor.sol";

/// @dev Signers who record and withdraw statements, and strangers who try to. Remembers what was accepted.
contract StatementActor is Actor {
    SigningVm private constant signing = SigningVm(address(vm));
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant REVOCATION = keccak256("Revocation(bytes32 recordId,bytes signer,uint40 deadline)");

    AttestationRegistry public immutable registry;
    bytes32[] public ids;
    mapping(bytes32 recordId => IAttestationRegistry.Attestation) internal remembered;
    mapping(bytes32 recordId => uint256) internal secretOf;
    mapping(bytes32 recordId => bytes) internal lastCall;

    constructor() {
        vm.warp(1_795_000_000);
        registry = new AttestationRegistry(1, address(0xA1), keccak256("log"));
    }

    function wait(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 30 days));
    }

    function record(uint256 who, bytes32 nonce, bytes32 bodyHash, address sender) external {
        _tried();
        uint256 secret = _bound(who, 1, 4);
        bytes32 recordId = registry.recordIdOf(_statement(secret, nonce, bodyHash));
        if (remembered[recordId].recordedAt != 0) return;
        _record(secret, _statement(secret, nonce, bodyHash), sender);
        _took();
    }

    function revoke(uint256 which, bool relayed) external {
        _tried();
        bytes32 recordId = _unrevoked(which);
        address signer = signing.addr(secretOf[recordId]);
        uint40 deadline = relayed ? uint40(block.timestamp) : 0;
        bytes memory signature = relayed ? _signature(secretOf[recordId], _revocation(recordId, deadline)) : bytes("");
        vm.prank(relayed ? address(0x9E1A) : signer);
        registry.revoke(recordId, abi.encodePacked(signer), deadline, signature);
        _took();
        remembered[recordId].revokedAt = uint40(block.timestamp);
    }

    /// @dev By a stranger, with another's signature, too late, or withdrawn before.
    function revokeWrongly(uint256 which, uint256 way, address caller) external {
        if (ids.length == 0) return;
        bytes32 recordId = ids[which % ids.length];
        address signer = signing.addr(secretOf[recordId]);
        if (caller == signer) return;
        (uint40 deadline, bytes memory signature) = (0, bytes(""));
        if (way % 4 == 1) {
            deadline = uint40(block.timestamp);
            signature = _signature(secretOf[recordId] % 4 + 1, _revocation(recordId, deadline));
        }
        if (way % 4 == 2) {
            deadline = uint40(block.timestamp - 1);
            signature = _signature(secretOf[recordId], _revocation(recordId, deadline));
        }
        if (way % 4 == 3) signer = caller;
        vm.prank(caller);
        try registry.revoke(recordId, abi.encodePacked(signer), deadline, signature) {
            revert("a stranger withdrew a statement");
        } catch {}
    }

    function revokeAgain(uint256 which) external {
        if (ids.length == 0) return;
        bytes32 recordId = ids[which % ids.length];
        if (remembered[recordId].revokedAt == 0) return;
        address signer = signing.addr(secretOf[recordId]);
        vm.prank(signer);
        try registry.revoke(recordId, abi.encodePacked(signer), 0, "") {
            revert("a statement was withdrawn twice");
        } catch {}
    }

    /// @dev The same statement again, with the same signature or with its malleable twin.
    function recordAgain(uint256 which, address sender) external {
        if (ids.length == 0) return;
        vm.prank(sender);
        (bool done,) = address(registry).call(lastCall[ids[which % ids.length]]);
        assertTrue(!done, "a statement is recorded once");
    }

    /// @dev A statement with the signature of another signer, the malleable twin of a good one, or one over other words.
    function recordWrongly(uint256 who, bytes32 nonce, uint256 way) external {
        uint256 secret = _bound(who, 1, 4);
        IAttestationRegistry.Statement memory statement = _statement(secret, nonce, keccak256("wrong"));
        bytes32 recordId = registry.recordIdOf(statement);
        bytes memory signature = _signature(secret % 4 + 1, recordId);
        if (way % 3 == 1) {
            (uint8 v, bytes32 r, bytes32 s) = signing.sign(secret, recordId);
            signature = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        }
        if (way % 3 == 2) {
            signature = _signature(secret, recordId);
            statement.summary = "other words";
        }
        try registry.record(statement, signature) {
            revert("a statement without its signer's signature was recorded");
        } catch {}
    }

    function statements() external view returns (uint256) {
        return ids.length;
    }

    function isAsRemembered(bytes32 recordId) external view returns (bool) {
        IAttestationRegistry.Attestation memory kept = remembered[recordId];
        bool isSame = keccak256(abi.encode(registry.attestation(recordId))) == keccak256(abi.encode(kept));
        return isSame && registry.isRecorded(recordId) && registry.isRevoked(recordId) == (kept.revokedAt != 0);
    }

    function _statement(uint256 secret, bytes32 nonce, bytes32 bodyHash)
        private
        pure
        returns (IAttestationRegistry.Statement memory)
    {
        return IAttestationRegistry.Statement({
            v: 1,
            kind: "attestation",
            issuer: "did:web:mill.example",
            signer: abi.encodePacked(signing.addr(secret)),
            audience: "downstream",
            lang: "en",
            summary: "words",
            bodyHash: bodyHash,
            issuedAt: 1_795_000_000,
            nonce: nonce
        });
    }

    function _record(uint256 secret, IAttestationRegistry.Statement memory statement, address sender)
        private
        returns (bytes32 recordId)
    {
        recordId = registry.recordIdOf(statement);
        bytes memory call = abi.encodeCall(registry.record, (statement, _signature(secret, recordId)));
        vm.prank(sender);
        (bool done,) = address(registry).call(call);
        assertTrue(done, "a signed statement is recorded, whoever sends it");
        ids.push(recordId);
        secretOf[recordId] = secret;
        lastCall[recordId] = call;
        remembered[recordId].signerId = keccak256(statement.signer);
        remembered[recordId].recordedAt = uint40(block.timestamp);
    }

    /// @dev A record that stands; one is made if there is none.
    function _unrevoked(uint256 which) private returns (bytes32 recordId) {
        bool found = false;
        for (uint256 i = 0; i < ids.length && !found; i++) {
            recordId = ids[(which % ids.length + i) % ids.length];
            found = remembered[recordId].revokedAt == 0;
        }
        if (!found) recordId = _record(1, _statement(1, keccak256(abi.encode(ids.length)), 0), address(0x9E1A));
    }

    function _signature(uint256 secret, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = signing.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    function _revocation(bytes32 recordId, uint40 deadline) private view returns (bytes32) {
        bytes32 name = keccak256("Tierlight AttestationRegistry");
        bytes32 domain = keccak256(abi.encode(DOMAIN, name, keccak256("1"), block.chainid, address(registry)));
        bytes32 signerId = remembered[recordId].signerId;
        return
            keccak256(
                abi.encodePacked(hex"1901", domain, keccak256(abi.encode(REVOCATION, recordId, signerId, deadline)))
            );
    }
}

contract AttestationRegistryCampaign is Campaign {
    StatementActor internal signers;

    function setUp() public {
        signers = new StatementActor();
    }

    function actor() public view override returns (Actor) {
        return signers;
    }

    /// @dev I2, I5, I9: a record stays, with its signer and its times, and is withdrawn once, by its signer.
    function invariant_a_record_is_what_its_signer_made_it() public view {
        for (uint256 i = 0; i < signers.statements(); i++) {
            assertTrue(signers.isAsRemembered(signers.ids(i)), "the record is as it was left");
        }
    }
}
