// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistry} from "./interfaces/IKeyRegistry.sol";

/// @title KeyRegistry: the keys of each party and their times; IKeyRegistry is the specification
contract KeyRegistry is IKeyRegistry {
    uint16 private constant ALL_ROLES = 127;
    uint8 private constant EOA = 1;
    uint8 private constant PASSKEY = 2;
    uint8 private constant ERC1271 = 3;

    // Order and types are the storage layout which the interface promises to state proofs.
    mapping(bytes32 partyId => Party) private parties;
    mapping(bytes32 keyId => Key) private keys;
    mapping(bytes32 partyId => mapping(bytes32 custodianPartyId => Delegation)) private delegations;
    /// @inheritdoc IKeyRegistry
    address public registrar;
    /// @inheritdoc IKeyRegistry
    address public nominatedRegistrar;

    modifier onlyRegistrar() {
        if (msg.sender != registrar) revert NotRegistrar(msg.sender, registrar);
        _;
    }

    modifier onlyAdminOf(bytes32 partyId) {
        address admin = _registered(partyId).admin;
        if (msg.sender != admin) revert NotPartyAdmin(partyId, msg.sender, admin);
        _;
    }

    constructor(address registrar_) {
        if (registrar_ == address(0)) revert ZeroAddress();
        registrar = registrar_;
        emit RegistrarSet(address(0), registrar_);
    }

    /// @inheritdoc IKeyRegistry
    function registerParty(bytes32 partyId, address admin, uint16 roles) external onlyRegistrar {
        if (partyId == bytes32(0)) revert ZeroPartyId();
        if (admin == address(0)) revert ZeroAddress();
        if (parties[partyId].admin != address(0)) revert PartyExists(partyId);
        _requireKnown(roles);
        parties[partyId] = Party({admin: admin, roles: roles, registeredAt: _now()});
        emit PartyRegistered(partyId, admin, roles);
    }

    /// @inheritdoc IKeyRegistry
    function setRoles(bytes32 partyId, uint16 roles) external onlyRegistrar {
        _requireKnown(roles);
        _registered(partyId).roles = roles;
        emit RolesSet(partyId, roles);
    }

    /// @inheritdoc IKeyRegistry
    function setAdmin(bytes32 partyId, address admin) external onlyAdminOf(partyId) {
        if (admin == address(0)) revert ZeroAddress();
        parties[partyId].admin = admin;
        emit AdminSet(partyId, admin);
    }

    /// @inheritdoc IKeyRegistry
    function addKey(bytes32 partyId, bytes calldata signer, uint8 keyType, bytes32 rpIdHash, uint40 validFrom)
        external
        onlyAdminOf(partyId)
    {
        _requireWellFormed(signer, keyType, rpIdHash);
        bytes32 keyId = keccak256(signer);
        Key storage added = keys[keyId];
        if (added.partyId != bytes32(0)) revert KeyExists(keyId, added.partyId);
        if (validFrom == 0) validFrom = _now();
        if (validFrom < _now()) revert ValidFromPast(validFrom, _now());
        added.partyId = partyId;
        added.validFrom = validFrom;
        added.keyType = keyType;
        added.rpIdHash = rpIdHash;
        emit KeyAdded(partyId, keyId, signer, keyType, rpIdHash, validFrom);
    }

    /// @inheritdoc IKeyRegistry
    function revokeKey(bytes32 partyId, bytes32 keyId, uint40 suspectFrom) external onlyAdminOf(partyId) {
        Key storage revoked = _keyOf(partyId, keyId);
        if (revoked.revokedAt != 0) revert AlreadyRevoked(keyId, revoked.revokedAt);
        if (suspectFrom != 0) _moveSuspectFrom(revoked, keyId, suspectFrom);
        revoked.revokedAt = _now();
        emit KeyRevoked(partyId, keyId, revoked.revokedAt, revoked.suspectFrom);
    }

    /// @inheritdoc IKeyRegistry
    function declareSuspect(bytes32 partyId, bytes32 keyId, uint40 suspectFrom) external onlyAdminOf(partyId) {
        if (suspectFrom == 0) revert ZeroSuspectFrom(keyId);
        Key storage suspected = _keyOf(partyId, keyId);
        uint40 previous = suspected.suspectFrom;
        _moveSuspectFrom(suspected, keyId, suspectFrom);
        emit KeySuspected(partyId, keyId, suspectFrom, previous);
    }

    /// @inheritdoc IKeyRegistry
    function delegate(bytes32 partyId, bytes32 custodianPartyId) external onlyAdminOf(partyId) {
        if (partyId == custodianPartyId) revert SelfDelegation(partyId);
        _registered(custodianPartyId);
        Delegation storage running = delegations[partyId][custodianPartyId];
        if (running.from != 0 && running.until == 0) revert AlreadyDelegated(partyId, custodianPartyId, running.from);
        delegations[partyId][custodianPartyId] = Delegation({from: _now(), until: 0});
        emit Delegated(partyId, custodianPartyId, _now());
    }

    /// @inheritdoc IKeyRegistry
    function undelegate(bytes32 partyId, bytes32 custodianPartyId) external onlyAdminOf(partyId) {
        Delegation storage running = delegations[partyId][custodianPartyId];
        if (running.from == 0 || running.until != 0) revert NotDelegated(partyId, custodianPartyId);
        running.until = _now();
        emit Undelegated(partyId, custodianPartyId, _now());
    }

    /// @inheritdoc IKeyRegistry
    function nominateRegistrar(address nominee) external onlyRegistrar {
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
    function party(bytes32 partyId) external view returns (Party memory) {
        return parties[partyId];
    }

    /// @inheritdoc IKeyRegistry
    function key(bytes32 keyId) external view returns (Key memory) {
        return keys[keyId];
    }

    /// @inheritdoc IKeyRegistry
    function delegation(bytes32 partyId, bytes32 custodianPartyId) external view returns (Delegation memory) {
        return delegations[partyId][custodianPartyId];
    }

    /// @dev `suspectFrom` is earlier than any value before, and no later than now or the revocation.
    function _moveSuspectFrom(Key storage moved, bytes32 keyId, uint40 suspectFrom) private {
        uint40 latest = moved.revokedAt == 0 ? _now() : moved.revokedAt;
        if (moved.suspectFrom != 0) latest = moved.suspectFrom - 1;
        if (suspectFrom > latest) revert SuspectFromTooLate(keyId, suspectFrom, latest);
        moved.suspectFrom = suspectFrom;
    }

    function _registered(bytes32 partyId) private view returns (Party storage found) {
        found = parties[partyId];
        if (found.admin == address(0)) revert UnknownParty(partyId);
    }

    function _keyOf(bytes32 partyId, bytes32 keyId) private view returns (Key storage found) {
        found = keys[keyId];
        if (found.partyId != partyId) revert KeyNotOfParty(keyId, partyId);
    }

    function _now() private view returns (uint40) {
        return uint40(block.timestamp);
    }

    function _requireKnown(uint16 roles) private pure {
        if (roles & ~ALL_ROLES != 0) revert UnknownRoles(roles);
    }

    function _requireWellFormed(bytes calldata signer, uint8 keyType, bytes32 rpIdHash) private pure {
        if (keyType < EOA || keyType > ERC1271) revert UnknownKeyType(keyType);
        bool isPasskey = keyType == PASSKEY;
        if (signer.length != (isPasskey ? 84 : 20)) revert BadSignerLength(keyType, signer.length);
        if (bytes20(signer[:20]) == bytes20(0)) revert ZeroAddress();
        if (isPasskey != (rpIdHash != bytes32(0))) revert BadRpIdHash(keyType, rpIdHash);
    }
}
