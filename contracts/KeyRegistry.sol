// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistry} from "./interfaces/IKeyRegistry.sol";
import {Admins} from "./keys/Admins.sol";
import {Authority} from "./keys/Authority.sol";
import {Orders} from "./libraries/Orders.sol";

/// @title KeyRegistry: the keys of each party and their times; IKeyRegistry is the specification
/// @dev Read in this order: KeyRecords (storage), Authority (who orders), Admins (who administers), then this.
contract KeyRegistry is Admins {
    uint16 private constant ALL_ROLES = 127;
    uint8 private constant EOA = 1;
    uint8 private constant PASSKEY = 2;
    uint8 private constant ERC1271 = 3;
    uint8 private constant LOG_ES256 = 4;
    uint8 private constant LOG_ED25519 = 5;

    constructor(address registrar_, address passkeyVerifier_) Authority(passkeyVerifier_) {
        if (registrar_ == address(0)) revert ZeroAddress();
        registrar = registrar_;
        emit RegistrarSet(address(0), registrar_);
    }

    /// @inheritdoc IKeyRegistry
    function registerParty(bytes32 partyId, bytes calldata admin, uint16 roles, Authorization calldata by) external {
        _requireRegistrar(abi.encode(Orders.REGISTER_PARTY, partyId, keccak256(admin), roles), by);
        if (partyId == bytes32(0)) revert ZeroPartyId();
        if (parties[partyId].epoch != 0) revert PartyExists(partyId);
        _requireAdminForm(admin);
        _requireKnown(roles);
        parties[partyId].roles = roles;
        parties[partyId].registeredAt = _now();
        _startEpoch(partyId, keccak256(admin));
        emit PartyRegistered(partyId, admin, roles);
    }

    /// @inheritdoc IKeyRegistry
    function setRoles(bytes32 partyId, uint16 roles, Authorization calldata by) external {
        _requireRegistrar(abi.encode(Orders.SET_ROLES, partyId, roles), by);
        _requireKnown(roles);
        _registered(partyId).roles = roles;
        emit RolesSet(partyId, roles);
    }

    /// @inheritdoc IKeyRegistry
    function nominateRegistrar(address nominee, Authorization calldata by) external {
        _requireRegistrar(abi.encode(Orders.NOMINATE_REGISTRAR, nominee), by);
        nominatedRegistrar = nominee;
        emit RegistrarNominated(registrar, nominee);
    }

    /// @inheritdoc IKeyRegistry
    function acceptRegistrar() external {
        if (msg.sender != nominatedRegistrar) revert NotNominee(msg.sender, nominatedRegistrar);
        address previous = registrar;
        registrar = msg.sender;
        nominatedRegistrar = address(0);
        emit RegistrarSet(previous, msg.sender);
    }

    /// @inheritdoc IKeyRegistry
    function addKey(
        bytes32 partyId,
        bytes calldata signer,
        uint8 keyType,
        bytes32 rpIdHash,
        uint40 validFrom,
        Authorization calldata by
    ) external {
        bytes32 keyId = keccak256(signer);
        _requireAdmin(partyId, abi.encode(Orders.ADD_KEY, partyId, keyId, keyType, rpIdHash, validFrom), by);
        _requireKeyForm(signer, keyType, rpIdHash);
        Key storage added = keys[keyId];
        if (added.partyId != bytes32(0)) revert KeyExists(keyId, added.partyId);
        if (validFrom == 0) validFrom = _now();
        if (validFrom < _now()) revert ValidFromPast(validFrom, _now());
        added.partyId = partyId;
        added.validFrom = validFrom;
        added.keyType = keyType;
        added.rpIdHash = rpIdHash;
        keysOfParty[partyId].push(keyId);
        emit KeyAdded(partyId, keyId, signer, keyType, rpIdHash, validFrom);
    }

    /// @inheritdoc IKeyRegistry
    function revokeKey(bytes32 partyId, bytes32 keyId, uint40 suspectFrom, Authorization calldata by) external {
        _requireAdmin(partyId, abi.encode(Orders.REVOKE_KEY, partyId, keyId, suspectFrom), by);
        Key storage revoked = _keyOf(partyId, keyId);
        if (revoked.revokedAt != 0) revert AlreadyRevoked(keyId, revoked.revokedAt);
        if (suspectFrom != 0) _moveSuspectFrom(revoked, keyId, suspectFrom);
        revoked.revokedAt = _now();
        emit KeyRevoked(partyId, keyId, revoked.revokedAt, revoked.suspectFrom);
    }

    /// @inheritdoc IKeyRegistry
    function declareSuspect(bytes32 partyId, bytes32 keyId, uint40 suspectFrom, Authorization calldata by) external {
        _requireAdmin(partyId, abi.encode(Orders.DECLARE_SUSPECT, partyId, keyId, suspectFrom), by);
        if (suspectFrom == 0) revert ZeroSuspectFrom(keyId);
        Key storage suspected = _keyOf(partyId, keyId);
        uint40 previous = suspected.suspectFrom;
        _moveSuspectFrom(suspected, keyId, suspectFrom);
        emit KeySuspected(partyId, keyId, suspectFrom, previous);
    }

    /// @inheritdoc IKeyRegistry
    function delegate(bytes32 partyId, bytes32 custodianPartyId, Authorization calldata by) external {
        _requireAdmin(partyId, abi.encode(Orders.DELEGATE, partyId, custodianPartyId), by);
        if (partyId == custodianPartyId) revert SelfDelegation(partyId);
        _registered(custodianPartyId);
        Delegation memory newest = delegations[partyId][custodianPartyId];
        if (newest.from != 0) {
            if (newest.until == 0) revert AlreadyDelegated(partyId, custodianPartyId, newest.from);
            endedDelegations[partyId][custodianPartyId].push(newest);
        }
        delegations[partyId][custodianPartyId] = Delegation({from: _now(), until: 0});
        emit Delegated(partyId, custodianPartyId, _now());
    }

    /// @inheritdoc IKeyRegistry
    function undelegate(bytes32 partyId, bytes32 custodianPartyId, Authorization calldata by) external {
        _requireAdmin(partyId, abi.encode(Orders.UNDELEGATE, partyId, custodianPartyId), by);
        Delegation storage running = delegations[partyId][custodianPartyId];
        if (running.from == 0 || running.until != 0) revert NotDelegated(partyId, custodianPartyId);
        running.until = _now();
        emit Undelegated(partyId, custodianPartyId, _now());
    }

    /// @dev `suspectFrom` is earlier than any value before, and no later than now or the revocation.
    function _moveSuspectFrom(Key storage moved, bytes32 keyId, uint40 suspectFrom) private {
        uint40 latest = moved.revokedAt == 0 ? _now() : moved.revokedAt;
        if (moved.suspectFrom != 0) latest = moved.suspectFrom - 1;
        if (suspectFrom > latest) revert SuspectFromTooLate(keyId, suspectFrom, latest);
        moved.suspectFrom = suspectFrom;
    }

    function _requireKeyForm(bytes calldata signer, uint8 keyType, bytes32 rpIdHash) private view {
        if (signer.length != _lengthOf(keyType)) revert BadSignerLength(keyType, signer.length);
        if ((keyType == PASSKEY) != (rpIdHash != bytes32(0))) revert BadRpIdHash(keyType, rpIdHash);
        if (keyType == PASSKEY) _requirePasskey(signer);
        else if (keyType == LOG_ES256) _requirePoint(signer);
        else if (keyType != LOG_ED25519) _requireAddress(signer);
    }

    function _requireKnown(uint16 roles) private pure {
        if (roles & ~ALL_ROLES != 0) revert UnknownRoles(roles);
    }

    function _lengthOf(uint8 keyType) private pure returns (uint256) {
        if (keyType == EOA || keyType == ERC1271) return ADDRESS_LENGTH;
        if (keyType == PASSKEY) return PASSKEY_LENGTH;
        if (keyType == LOG_ES256) return 64;
        if (keyType == LOG_ED25519) return 32;
        revert UnknownKeyType(keyType);
    }
}
