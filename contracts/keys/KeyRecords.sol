// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";

/// @title KeyRecords: what the registry stores, and the views of it
abstract contract KeyRecords is IKeyRegistry {
    // Order and types are the storage layout which the interface promises to state proofs. No other part of the
    // registry declares a variable.
    mapping(bytes32 partyId => Party) internal parties;
    mapping(bytes32 keyId => Key) internal keys;
    mapping(bytes32 partyId => mapping(bytes32 custodianPartyId => Delegation)) internal delegations;
    /// @inheritdoc IKeyRegistry
    address public registrar;
    /// @inheritdoc IKeyRegistry
    address public nominatedRegistrar;
    mapping(bytes32 partyId => mapping(bytes32 custodianPartyId => Delegation[])) internal endedDelegations;
    mapping(bytes32 partyId => bytes32[]) internal keysOfParty;
    mapping(bytes32 partyId => mapping(bytes32 adminId => uint32)) internal adminEpochs;
    mapping(bytes32 signerId => mapping(uint256 nonce => bool)) internal usedNonces;
    mapping(bytes32 partyId => Recovery) internal recoveries;

    /// @inheritdoc IKeyRegistry
    function party(bytes32 partyId) external view returns (Party memory) {
        return parties[partyId];
    }

    /// @inheritdoc IKeyRegistry
    function key(bytes32 keyId) external view returns (Key memory) {
        return keys[keyId];
    }

    /// @inheritdoc IKeyRegistry
    function keyCount(bytes32 partyId) external view returns (uint256) {
        return keysOfParty[partyId].length;
    }

    /// @inheritdoc IKeyRegistry
    function keyAt(bytes32 partyId, uint256 index) external view returns (bytes32) {
        return keysOfParty[partyId][index];
    }

    /// @inheritdoc IKeyRegistry
    function delegation(bytes32 partyId, bytes32 custodianPartyId) external view returns (Delegation memory) {
        return delegations[partyId][custodianPartyId];
    }

    /// @inheritdoc IKeyRegistry
    function endedDelegationCount(bytes32 partyId, bytes32 custodianPartyId) external view returns (uint256) {
        return endedDelegations[partyId][custodianPartyId].length;
    }

    /// @inheritdoc IKeyRegistry
    function endedDelegationAt(bytes32 partyId, bytes32 custodianPartyId, uint256 index)
        external
        view
        returns (Delegation memory)
    {
        return endedDelegations[partyId][custodianPartyId][index];
    }

    /// @inheritdoc IKeyRegistry
    function isNonceUsed(bytes32 signerId, uint256 nonce) external view returns (bool) {
        return usedNonces[signerId][nonce];
    }

    /// @inheritdoc IKeyRegistry
    function recovery(bytes32 partyId) external view returns (Recovery memory) {
        return recoveries[partyId];
    }

    /// @inheritdoc IKeyRegistry
    function isAdmin(bytes32 partyId, bytes32 adminId) public view returns (bool) {
        uint32 epoch = parties[partyId].epoch;
        return epoch != 0 && adminEpochs[partyId][adminId] == epoch;
    }

    function _registered(bytes32 partyId) internal view returns (Party storage found) {
        found = parties[partyId];
        if (found.epoch == 0) revert UnknownParty(partyId);
    }

    function _keyOf(bytes32 partyId, bytes32 keyId) internal view returns (Key storage found) {
        found = keys[keyId];
        if (found.partyId != partyId || partyId == bytes32(0)) revert KeyNotOfParty(keyId, partyId);
    }

    function _now() internal view returns (uint40) {
        return uint40(block.timestamp);
    }
}
