// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAnchorLog} from "./interfaces/IAnchorLog.sol";

/// @title AnchorLog: the newest head of each log; IAnchorLog is the specification
contract AnchorLog is IAnchorLog {
    /// @dev Order and widths are the storage layout which the interface promises to state proofs.
    struct Log {
        bytes32 root;
        address writer;
        uint40 size;
        uint32 anchoredAt;
        uint24 count;
        address admin;
        bytes32 successor;
    }

    mapping(bytes32 logId => Log) private logs;

    /// @inheritdoc IAnchorLog
    function open(bytes32 salt, address writer) external returns (bytes32 logId) {
        if (writer == address(0)) revert ZeroWriter();
        logId = keccak256(abi.encode(block.chainid, address(this), msg.sender, salt));
        Log storage log = logs[logId];
        if (log.admin != address(0)) revert LogExists(logId);
        log.admin = msg.sender;
        log.writer = writer;
        emit Opened(logId, msg.sender, writer);
    }

    /// @inheritdoc IAnchorLog
    function setWriter(bytes32 logId, address writer) external {
        if (writer == address(0)) revert ZeroWriter();
        Log storage log = _openLogOfCaller(logId);
        log.writer = writer;
        emit WriterSet(logId, writer);
    }

    /// @inheritdoc IAnchorLog
    function close(bytes32 logId, bytes32 successor) external {
        Log storage log = _openLogOfCaller(logId);
        log.writer = address(0);
        log.successor = successor;
        emit Closed(logId, successor);
    }

    /// @inheritdoc IAnchorLog
    function anchor(bytes32 logId, uint40 prevSize, bytes32 root, uint40 size) external {
        Log storage log = logs[logId];
        if (log.writer != msg.sender) revert NotWriter(logId, msg.sender, log.writer);
        if (log.size != prevSize) revert StalePrevSize(logId, prevSize, log.size);
        if (size <= prevSize) revert SizeNotLarger(logId, size, prevSize);
        if (root == bytes32(0)) revert ZeroRoot(logId);
        if (block.timestamp > type(uint32).max) revert TimeExhausted(block.timestamp);
        uint24 count = log.count + 1;
        log.root = root;
        log.size = size;
        log.anchoredAt = uint32(block.timestamp);
        log.count = count;
        emit Anchored(logId, count, size, root);
    }

    /// @inheritdoc IAnchorLog
    function head(bytes32 logId) external view returns (bytes32 root, uint40 size, uint32 anchoredAt, uint24 count) {
        Log storage log = logs[logId];
        return (log.root, log.size, log.anchoredAt, log.count);
    }

    /// @inheritdoc IAnchorLog
    function writerOf(bytes32 logId) external view returns (address) {
        return logs[logId].writer;
    }

    /// @inheritdoc IAnchorLog
    function adminOf(bytes32 logId) external view returns (address) {
        return logs[logId].admin;
    }

    /// @inheritdoc IAnchorLog
    function successorOf(bytes32 logId) external view returns (bytes32) {
        return logs[logId].successor;
    }

    /// @dev The log, if the caller administers it and it is still open. An open log always has a writer.
    function _openLogOfCaller(bytes32 logId) private view returns (Log storage log) {
        log = logs[logId];
        if (log.admin == address(0)) revert UnknownLog(logId);
        if (log.admin != msg.sender) revert NotAdmin(logId, msg.sender, log.admin);
        if (log.writer == address(0)) revert LogClosed(logId);
    }
}
