// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";
import {Orders} from "../libraries/Orders.sol";
import {KeyRecords} from "./KeyRecords.sol";

/// @title Authority: who orders a change: the caller, or a signer whose order anybody may send
abstract contract Authority is KeyRecords {
    uint256 internal constant ADDRESS_LENGTH = 20;
    uint256 internal constant PASSKEY_LENGTH = 84;

    /// @inheritdoc IKeyRegistry
    address public immutable passkeyVerifier;

    constructor(address passkeyVerifier_) {
        if (passkeyVerifier_ == address(0)) revert ZeroAddress();
        passkeyVerifier = passkeyVerifier_;
    }

    /// @inheritdoc IKeyRegistry
    function cancelNonce(uint256 cancelled, Authorization calldata by) external {
        bytes memory signer = _authorized(abi.encode(Orders.CANCEL_NONCE, cancelled), by);
        _useNonce(keccak256(signer), cancelled);
    }

    /// @inheritdoc IKeyRegistry
    function domainSeparator() public view returns (bytes32) {
        // Computed at each call, so that a fork with another chain id has another domain.
        return MessageHashUtils.toDomainSeparator(
            hex"0f", keccak256("Tierlight KeyRegistry"), keccak256("1"), block.chainid, address(this), bytes32(0)
        );
    }

    /// @dev Returns only if an admin of the party orders this. `order` is the EIP-712 encoding of the verb's struct, type
    /// hash first, without the members of the authorization.
    function _requireAdmin(bytes32 partyId, bytes memory order, Authorization calldata by)
        internal
        returns (bytes32 adminId)
    {
        _registered(partyId);
        bytes memory signer = _authorized(order, by);
        adminId = keccak256(signer);
        if (!isAdmin(partyId, adminId)) revert NotPartyAdmin(partyId, signer);
    }

    function _requireRegistrar(bytes memory order, Authorization calldata by) internal {
        bytes memory signer = _authorized(order, by);
        if (keccak256(signer) != keccak256(abi.encodePacked(registrar))) revert NotRegistrar(signer, registrar);
    }

    /// @dev Who orders this. Uses up the nonce of a signed order. Whether that signer may order it is for the verb to ask.
    function _authorized(bytes memory order, Authorization calldata by) internal returns (bytes memory signer) {
        if (by.signature.length == 0) {
            if (by.signer.length != 0 || by.nonce != 0 || by.deadline != 0) {
                revert AuthorizationNotEmpty(by.signer, by.nonce, by.deadline);
            }
            return abi.encodePacked(msg.sender);
        }
        if (block.timestamp > by.deadline) revert DeadlinePassed(by.deadline, block.timestamp);
        signer = by.signer;
        if (signer.length > ADDRESS_LENGTH) _requireOurVerifier(by.signer);
        bytes32 signerId = keccak256(signer);
        bytes32 structHash = keccak256(bytes.concat(order, abi.encode(signerId, by.nonce, by.deadline)));
        bytes32 digest = MessageHashUtils.toTypedDataHash(domainSeparator(), structHash);
        _useNonce(signerId, by.nonce);
        if (!SignatureChecker.isValidSignatureNow(signer, digest, by.signature)) revert BadSignature(signer, digest);
    }

    /// @dev An admin is an address or a passkey of our verifier.
    function _requireAdminForm(bytes calldata admin) internal view {
        if (admin.length == PASSKEY_LENGTH) {
            _requirePasskey(admin);
        } else if (admin.length == ADDRESS_LENGTH) {
            _requireAddress(admin);
        } else {
            revert BadAdminLength(admin.length);
        }
    }

    function _requirePasskey(bytes calldata signer) internal view {
        _requireOurVerifier(signer);
        _requirePoint(signer[ADDRESS_LENGTH:]);
    }

    function _requireAddress(bytes calldata signer) internal pure {
        if (bytes20(signer[:ADDRESS_LENGTH]) == bytes20(0)) revert ZeroAddress();
    }

    function _requirePoint(bytes calldata point) internal pure {
        (bytes32 qx, bytes32 qy) = (bytes32(point[:32]), bytes32(point[32:]));
        if (!P256.isValidPublicKey(qx, qy)) revert NotOnCurve(qx, qy);
    }

    function _requireOurVerifier(bytes calldata signer) private view {
        address verifier = address(bytes20(signer[:ADDRESS_LENGTH]));
        if (verifier != passkeyVerifier) revert ForeignVerifier(verifier, passkeyVerifier);
    }

    function _useNonce(bytes32 signerId, uint256 nonce) private {
        if (usedNonces[signerId][nonce]) revert NonceSpent(signerId, nonce);
        usedNonces[signerId][nonce] = true;
        emit NonceUsed(signerId, nonce);
    }
}
