// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Orders: the EIP-712 types of what a signer can order of the KeyRegistry
/// @dev Each ends in the members of the Authorization. No order has a member that itself is a struct.
library Orders {
    bytes32 internal constant REGISTER_PARTY = keccak256(
        "RegisterParty(bytes32 partyId,bytes admin,uint16 roles,bytes authority,uint256 nonce,uint40 deadline)"
    );
    bytes32 internal constant SET_ROLES =
        keccak256("SetRoles(bytes32 partyId,uint16 roles,bytes authority,uint256 nonce,uint40 deadline)");
    bytes32 internal constant NOMINATE_REGISTRAR =
        keccak256("NominateRegistrar(address nominee,bytes authority,uint256 nonce,uint40 deadline)");
    bytes32 internal constant ADD_KEY = keccak256(
        "AddKey(bytes32 partyId,bytes signer,uint8 keyType,bytes32 rpIdHash,uint40 validFrom,bytes authority,uint256 nonce,uint40 deadline)"
    );
    bytes32 internal constant REVOKE_KEY = keccak256(
        "RevokeKey(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,bytes authority,uint256 nonce,uint40 deadline)"
    );
    bytes32 internal constant DECLARE_SUSPECT = keccak256(
        "DeclareSuspect(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,bytes authority,uint256 nonce,uint40 deadline)"
    );
    bytes32 internal constant DELEGATE =
        keccak256("Delegate(bytes32 partyId,bytes32 custodianPartyId,bytes authority,uint256 nonce,uint40 deadline)");
    bytes32 internal constant UNDELEGATE =
        keccak256("Undelegate(bytes32 partyId,bytes32 custodianPartyId,bytes authority,uint256 nonce,uint40 deadline)");
    bytes32 internal constant CHANGE_ADMINS = keccak256(
        "ChangeAdmins(bytes32 partyId,bytes added,bytes32 removed,uint16 quorum,bytes authority,uint256 nonce,uint40 deadline)"
    );
    bytes32 internal constant PROPOSE_RECOVERY =
        keccak256("ProposeRecovery(bytes32 partyId,bytes newAdmin,bytes authority,uint256 nonce,uint40 deadline)");
    bytes32 internal constant CANCEL_RECOVERY =
        keccak256("CancelRecovery(bytes32 partyId,bytes authority,uint256 nonce,uint40 deadline)");
    bytes32 internal constant CANCEL_NONCE =
        keccak256("CancelNonce(uint256 cancelled,bytes authority,uint256 nonce,uint40 deadline)");
}
