// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAttestationRegistry} from "./interfaces/IAttestationRegistry.sol";
import {Calendar} from "./libraries/Calendar.sol";
import {CanonicalBody} from "./libraries/CanonicalBody.sol";

/// @title AttestationRegistry: statements recorded one by one; IAttestationRegistry is the specification
contract AttestationRegistry is IAttestationRegistry {
    bytes32 private constant STATEMENT = keccak256(
        "Statement(uint16 v,string kind,string issuer,bytes signer,string audience,string lang,string summary,bytes32 bodyHash,uint64 issuedAt,bytes32 nonce)"
    );
    bytes32 private constant REVOCATION = keccak256("Revocation(bytes32 recordId,bytes signer,uint40 deadline)");

    // Order and types are the storage layout which the interface promises to state proofs.
    mapping(bytes32 recordId => Attestation) private attestations;

    /// @inheritdoc IAttestationRegistry
    bytes32 public immutable homeDomainSeparator;

    constructor(uint256 homeChainId, address homeAnchorLog, bytes32 homeLogId) {
        if (homeAnchorLog == address(0)) revert ZeroAddress();
        homeDomainSeparator = MessageHashUtils.toDomainSeparator(
            hex"1f", keccak256("Tierlight"), keccak256("1"), homeChainId, homeAnchorLog, homeLogId
        );
    }

    /// @inheritdoc IAttestationRegistry
    function record(Statement calldata statement, bytes calldata signature) external returns (bytes32 recordId) {
        recordId = recordIdOf(statement);
        Attestation storage recorded = attestations[recordId];
        if (recorded.recordedAt != 0) revert AlreadyRecorded(recordId, recorded.recordedAt);
        _requireSignature(statement.signer, recordId, signature);
        bytes32 signerId = keccak256(statement.signer);
        recorded.signerId = signerId;
        recorded.recordedAt = uint40(block.timestamp);
        emit Recorded(recordId, keccak256(bytes(statement.issuer)), signerId);
    }

    /// @inheritdoc IAttestationRegistry
    function revoke(bytes32 recordId, bytes calldata signer, uint40 deadline, bytes calldata signature) external {
        Attestation storage revoked = attestations[recordId];
        bytes32 signerId = keccak256(signer);
        if (revoked.recordedAt == 0) revert NotRecorded(recordId);
        if (revoked.signerId != signerId) revert NotTheSigner(recordId, signerId, revoked.signerId);
        if (revoked.revokedAt != 0) revert AlreadyRevoked(recordId, revoked.revokedAt);
        if (signature.length == 0) {
            if (deadline != 0) revert DeadlineWithoutSignature(deadline);
            if (signerId != keccak256(abi.encodePacked(msg.sender))) revert NotTheCaller(signer, msg.sender);
        } else {
            if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
            bytes32 structHash = keccak256(abi.encode(REVOCATION, recordId, signerId, deadline));
            _requireSignature(signer, MessageHashUtils.toTypedDataHash(domainSeparator(), structHash), signature);
        }
        revoked.revokedAt = uint40(block.timestamp);
        emit Revoked(recordId, signerId, revoked.revokedAt);
    }

    /// @inheritdoc IAttestationRegistry
    function isRecorded(bytes32 recordId) external view returns (bool) {
        return attestations[recordId].recordedAt != 0;
    }

    /// @inheritdoc IAttestationRegistry
    function isRevoked(bytes32 recordId) external view returns (bool) {
        return attestations[recordId].revokedAt != 0;
    }

    /// @inheritdoc IAttestationRegistry
    function isExpired(Statement calldata statement, bytes calldata body) external view returns (bool) {
        bytes32 recordId = recordIdOf(statement);
        if (attestations[recordId].recordedAt == 0) revert NotRecorded(recordId);
        bytes32 bodyHash = sha256(body);
        if (bodyHash != statement.bodyHash) revert BodyMismatch(bodyHash, statement.bodyHash);
        uint256 lastDay = CanonicalBody.validUntil(body);
        return lastDay != 0 && lastDay < Calendar.dayOf(block.timestamp);
    }

    /// @inheritdoc IAttestationRegistry
    function attestation(bytes32 recordId) external view returns (Attestation memory) {
        return attestations[recordId];
    }

    /// @inheritdoc IAttestationRegistry
    function recordIdOf(Statement calldata statement) public view returns (bytes32) {
        bytes memory first = abi.encode(
            STATEMENT,
            statement.v,
            keccak256(bytes(statement.kind)),
            keccak256(bytes(statement.issuer)),
            keccak256(statement.signer),
            keccak256(bytes(statement.audience))
        );
        bytes memory second = abi.encode(
            keccak256(bytes(statement.lang)),
            keccak256(bytes(statement.summary)),
            statement.bodyHash,
            statement.issuedAt,
            statement.nonce
        );
        return MessageHashUtils.toTypedDataHash(homeDomainSeparator, keccak256(bytes.concat(first, second)));
    }

    /// @inheritdoc IAttestationRegistry
    function domainSeparator() public view returns (bytes32) {
        // Computed at each call, so that a fork with another chain id has another domain.
        return MessageHashUtils.toDomainSeparator(
            hex"0f",
            keccak256("Tierlight AttestationRegistry"),
            keccak256("1"),
            block.chainid,
            address(this),
            bytes32(0)
        );
    }

    function _requireSignature(bytes calldata signer, bytes32 digest, bytes calldata signature) private view {
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) revert BadSignature(signer, digest);
    }
}
