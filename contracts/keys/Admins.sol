// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";
import {Orders} from "../libraries/Orders.sol";
import {Authority} from "./Authority.sol";

/// @title Admins: who administers a party, changed by a quorum or recovered by a key
abstract contract Admins is Authority {
    uint40 private constant RECOVERY_DELAY = 7 days;
    uint16 private constant MOST_ADMINS = 16;
    uint8 private constant LAST_SIGNING_TYPE = 3;

    /// @inheritdoc IKeyRegistry
    function changeAdmins(
        bytes32 partyId,
        bytes calldata added,
        bytes32 removed,
        uint16 quorum,
        Authorization[] calldata by
    ) external {
        Party storage changed = _registered(partyId);
        _requireQuorum(partyId, abi.encode(Orders.CHANGE_ADMINS, partyId, keccak256(added), removed, quorum), by);
        uint16 adminCount = changed.adminCount;
        if (removed != bytes32(0)) {
            if (!isAdmin(partyId, removed)) revert NotAnAdmin(partyId, removed);
            adminEpochs[partyId][removed] = 0;
            adminCount -= 1;
        }
        if (added.length != 0) {
            _requireAdminForm(added);
            bytes32 adminId = keccak256(added);
            if (isAdmin(partyId, adminId)) revert AlreadyAdmin(partyId, adminId);
            adminEpochs[partyId][adminId] = changed.epoch;
            adminCount += 1;
        }
        if (quorum == 0 || quorum > adminCount || adminCount > MOST_ADMINS) {
            revert ImpossibleQuorum(quorum, adminCount);
        }
        changed.adminCount = adminCount;
        changed.quorum = quorum;
        emit AdminsChanged(partyId, added, removed, quorum);
    }

    /// @inheritdoc IKeyRegistry
    function proposeRecovery(bytes32 partyId, bytes calldata newAdmin, Authorization calldata by) external {
        _registered(partyId);
        _requireAdminForm(newAdmin);
        bytes32 adminId = keccak256(newAdmin);
        bytes32 keyId = keccak256(_authorized(abi.encode(Orders.PROPOSE_RECOVERY, partyId, adminId), by));
        _requireGood(partyId, keyId);
        uint40 readyAt = _now() + RECOVERY_DELAY;
        recoveries[partyId] = Recovery({adminId: adminId, keyId: keyId, readyAt: readyAt});
        emit RecoveryProposed(partyId, keyId, newAdmin, readyAt);
    }

    /// @inheritdoc IKeyRegistry
    function cancelRecovery(bytes32 partyId, Authorization calldata by) external {
        _requireAdmin(partyId, abi.encode(Orders.CANCEL_RECOVERY, partyId), by);
        if (recoveries[partyId].readyAt == 0) revert NoRecovery(partyId);
        _endRecovery(partyId);
        emit RecoveryCancelled(partyId);
    }

    /// @inheritdoc IKeyRegistry
    function completeRecovery(bytes32 partyId, bytes calldata newAdmin) external {
        Recovery memory running = recoveries[partyId];
        if (running.readyAt == 0) revert NoRecovery(partyId);
        if (block.timestamp < running.readyAt) revert RecoveryNotReady(partyId, running.readyAt, block.timestamp);
        bytes32 adminId = keccak256(newAdmin);
        if (adminId != running.adminId) revert OtherAdminProposed(partyId, adminId, running.adminId);
        _requireGood(partyId, running.keyId);
        _endRecovery(partyId);
        _startEpoch(partyId, adminId);
        emit RecoveryCompleted(partyId, newAdmin);
    }

    /// @dev From now on this is the party's only admin: the others belong to an epoch that is over.
    function _startEpoch(bytes32 partyId, bytes32 adminId) internal {
        Party storage started = parties[partyId];
        started.epoch += 1;
        started.adminCount = 1;
        started.quorum = 1;
        adminEpochs[partyId][adminId] = started.epoch;
    }

    /// @dev Returns only if exactly as many different admins as the quorum asks for order this.
    function _requireQuorum(bytes32 partyId, bytes memory order, Authorization[] calldata by) private {
        uint16 needed = parties[partyId].quorum;
        if (by.length != needed) revert WrongQuorum(partyId, by.length, needed);
        bytes32[] memory adminIds = new bytes32[](needed);
        for (uint256 i = 0; i < needed; i++) {
            adminIds[i] = _requireAdmin(partyId, order, by[i]);
            for (uint256 j = 0; j < i; j++) {
                if (adminIds[j] == adminIds[i]) revert SameAdminTwice(partyId, adminIds[i]);
            }
        }
    }

    /// @dev Returns only if the party's key may sign statements now and nothing is said against it.
    function _requireGood(bytes32 partyId, bytes32 keyId) private view {
        Key storage asked = _keyOf(partyId, keyId);
        bool isGood = asked.keyType <= LAST_SIGNING_TYPE && asked.validFrom <= block.timestamp && asked.revokedAt == 0
            && asked.suspectFrom == 0;
        if (!isGood) revert KeyCannotRecover(partyId, keyId);
    }

    function _endRecovery(bytes32 partyId) private {
        recoveries[partyId] = Recovery({adminId: 0, keyId: 0, readyAt: 0});
    }
}
