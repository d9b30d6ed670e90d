// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISurveyRegistry} from "./interfaces/ISurveyRegistry.sol";

/// @title SurveyRegistry: announced waves and what became of them; ISurveyRegistry is the specification
contract SurveyRegistry is ISurveyRegistry {
    uint256 private constant SLOT_SECONDS = 14 days;
    uint256 private constant OPEN_WITHIN = 90 days;
    uint256 private constant SLOTS_AHEAD = 53;
    uint8 private constant LARGEST_BUCKET = 40;
    uint256 private constant LAST_REASON = 4;

    // Order and types are the storage layout which the interface promises to state proofs.
    mapping(bytes32 waveId => Wave) private waves;

    /// @inheritdoc ISurveyRegistry
    function announce(bytes32 salt, bytes32 recordId, uint32 slot) external returns (bytes32 waveId) {
        if (recordId == bytes32(0)) revert ZeroRecordId();
        uint256 beganAt = slot * SLOT_SECONDS;
        if (block.timestamp >= beganAt) revert SlotBegun(slot, beganAt, block.timestamp);
        uint256 lastSlot = block.timestamp / SLOT_SECONDS + SLOTS_AHEAD;
        if (slot > lastSlot) revert SlotTooFar(slot, lastSlot);
        waveId = keccak256(abi.encode(block.chainid, address(this), msg.sender, salt));
        Wave storage announced = waves[waveId];
        if (announced.announcer != address(0)) revert WaveExists(waveId);
        announced.announcer = msg.sender;
        announced.slot = slot;
        announced.announcedAt = uint40(block.timestamp);
        announced.recordId = recordId;
        emit Announced(waveId, msg.sender, slot, recordId);
    }

    /// @inheritdoc ISurveyRegistry
    function seal(bytes32 waveId, bytes32 commitmentRoot, uint8 sizeBucket) external {
        Wave storage closed = _unclosedOfCaller(waveId, commitmentRoot);
        _requireSlotOver(waveId, closed);
        if (sizeBucket > LARGEST_BUCKET) revert BucketTooLarge(sizeBucket, LARGEST_BUCKET);
        closed.commitment = commitmentRoot;
        closed.sizeBucket = sizeBucket;
        closed.sealedAt = uint40(block.timestamp);
        emit Sealed(waveId, commitmentRoot, sizeBucket);
    }

    /// @inheritdoc ISurveyRegistry
    function end(bytes32 waveId, bytes32 reasonHash) external {
        Wave storage closed = _unclosedOfCaller(waveId, reasonHash);
        closed.commitment = reasonHash;
        closed.endedAt = uint40(block.timestamp);
        emit Ended(waveId, reasonHash);
    }

    /// @inheritdoc ISurveyRegistry
    function open(bytes32 waveId, Opening kind, bytes32 salt, bytes32 revealed) external {
        Wave storage opened = _ofCaller(waveId);
        if (opened.openedAt != 0) revert AlreadyOpened(waveId, opened.openedAt);
        if (opened.sealedAt == 0 && opened.endedAt == 0) revert NotClosed(waveId);
        _requireSlotOver(waveId, opened);
        if (kind == Opening.Release) _requireRelease(waveId, opened, salt, revealed);
        else if (kind == Opening.Ending) _requireEnding(waveId, opened, salt, revealed);
        else _requireDecoy(waveId, opened, kind, salt, revealed);
        opened.opening = kind;
        opened.openedAt = uint40(block.timestamp);
        opened.revealed = revealed;
        emit WaveOpened(waveId, kind, salt, revealed);
    }

    /// @inheritdoc ISurveyRegistry
    function wave(bytes32 waveId) external view returns (Wave memory) {
        return waves[waveId];
    }

    /// @inheritdoc ISurveyRegistry
    function closesAt(bytes32 waveId) external view returns (uint256) {
        return _closesAt(_known(waveId));
    }

    /// @inheritdoc ISurveyRegistry
    function openBy(bytes32 waveId) external view returns (uint256) {
        return _openBy(_known(waveId));
    }

    /// @inheritdoc ISurveyRegistry
    function isOverdue(bytes32 waveId) external view returns (bool) {
        Wave storage asked = _known(waveId);
        return asked.openedAt == 0 && block.timestamp > _openBy(asked);
    }

    /// @inheritdoc ISurveyRegistry
    function wasOpenedLate(bytes32 waveId) external view returns (bool) {
        Wave storage asked = _known(waveId);
        return asked.openedAt > _openBy(asked);
    }

    function _requireDecoy(bytes32 waveId, Wave storage opened, Opening kind, bytes32 salt, bytes32 revealed)
        private
        view
    {
        if (kind != Opening.Decoy || revealed != bytes32(0)) {
            revert MalformedOpening(waveId, kind, salt, revealed);
        }
        _requireCommitted(waveId, opened, keccak256(abi.encode(waveId, uint8(Opening.Decoy), salt)));
    }

    function _requireRelease(bytes32 waveId, Wave storage opened, bytes32 salt, bytes32 revealed) private view {
        if (opened.sealedAt == 0) revert NotSealed(waveId);
        if (salt != bytes32(0) || revealed == bytes32(0)) {
            revert MalformedOpening(waveId, Opening.Release, salt, revealed);
        }
    }

    function _requireEnding(bytes32 waveId, Wave storage opened, bytes32 salt, bytes32 revealed) private view {
        if (opened.endedAt == 0) revert NotEnded(waveId);
        uint256 reason = uint256(revealed);
        if (reason == 0 || reason > LAST_REASON) revert UnknownReason(reason);
        _requireCommitted(waveId, opened, keccak256(abi.encode(waveId, uint8(Opening.Ending), salt, revealed)));
    }

    function _requireCommitted(bytes32 waveId, Wave storage opened, bytes32 hashed) private view {
        if (hashed != opened.commitment) revert NotCommitted(waveId, hashed, opened.commitment);
    }

    function _requireSlotOver(bytes32 waveId, Wave storage asked) private view {
        if (block.timestamp < _closesAt(asked)) revert SlotNotOver(waveId, _closesAt(asked), block.timestamp);
    }

    function _unclosedOfCaller(bytes32 waveId, bytes32 commitment) private view returns (Wave storage found) {
        found = _ofCaller(waveId);
        if (found.sealedAt != 0) revert AlreadySealed(waveId, found.sealedAt);
        if (found.endedAt != 0) revert AlreadyEnded(waveId, found.endedAt);
        if (commitment == bytes32(0)) revert ZeroCommitment(waveId);
    }

    function _ofCaller(bytes32 waveId) private view returns (Wave storage found) {
        found = _known(waveId);
        if (found.announcer != msg.sender) revert NotAnnouncer(waveId, msg.sender, found.announcer);
    }

    function _known(bytes32 waveId) private view returns (Wave storage found) {
        found = waves[waveId];
        if (found.announcer == address(0)) revert UnknownWave(waveId);
    }

    function _closesAt(Wave storage asked) private view returns (uint256) {
        return (uint256(asked.slot) + 1) * SLOT_SECONDS;
    }

    function _openBy(Wave storage asked) private view returns (uint256) {
        return _closesAt(asked) + OPEN_WITHIN;
    }
}
