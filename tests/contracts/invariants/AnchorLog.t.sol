// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorLog} from "../../../contracts/AnchorLog.sol";
import {Actor, Campaign} from "./Campaign.sol";

/// @dev The admins and writers of three logs, and strangers. Remembers what the contract accepted.
contract LogActor is Actor {
    struct Remembered {
        bytes32 root;
        uint40 size;
        uint256 anchoredAt;
        uint256 count;
        address writer;
        address admin;
        bytes32 successor;
    }

    uint256 private constant LIVING = 3;
    uint256 public constant MOST_GAS = 36_500;

    AnchorLog public immutable anchorLog;
    bytes32[] public ids; // the last LIVING are open, those before them closed
    mapping(bytes32 logId => Remembered) internal remembered;
    mapping(bytes32 logId => mapping(uint40 size => bytes32 root)) internal rootAt;

    constructor() {
        vm.warp(1_795_000_000);
        anchorLog = new AnchorLog();
        for (uint256 i = 0; i < LIVING; i++) {
            _open();
        }
    }

    function wait(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 0, 30 days));
    }

    function anchor(uint256 which, uint40 growth, bytes32 root) external {
        _tried();
        bytes32 logId = _living(which);
        Remembered storage log = remembered[logId];
        if (root == bytes32(0)) root = keccak256(abi.encode(growth));
        uint40 size = log.size + uint40(_bound(growth, 1, 1_000_000));
        assertTrue(rootAt[logId][size] == bytes32(0), "no head of this size before");
        uint256 gas = _gasOf(log.writer, abi.encodeCall(anchorLog.anchor, (logId, log.size, root, size)));
        assertTrue(log.count == 0 || gas <= MOST_GAS, "a steady head costs at most 36,500 gas");
        _took();
        _remember(logId, root, size);
    }

    /// @dev Every way to anchor improperly. The contract must refuse each.
    function anchorWrongly(uint256 which, uint256 way, uint40 number, bytes32 root, address caller) external {
        bytes32 logId = ids[which % ids.length];
        Remembered storage log = remembered[logId];
        (uint40 prevSize, uint40 size) = (log.size, log.size + 1);
        if (way % 5 == 0) prevSize = number == log.size ? number + 1 : number;
        if (way % 5 == 1) size = uint40(_bound(number, 0, log.size));
        if (way % 5 == 2) root = bytes32(0);
        if (way % 5 == 3) size = uint40(_bound(number, 1, type(uint40).max));
        bool isStranger = way % 5 >= 3;
        if (isStranger && caller == log.writer) return;
        vm.prank(isStranger ? caller : log.writer);
        try anchorLog.anchor(logId, prevSize, root, size) {
            revert("an improper head was accepted");
        } catch {}
    }

    function setWriter(uint256 which, address writer) external {
        _tried();
        bytes32 logId = _living(which);
        Remembered storage log = remembered[logId];
        if (writer == address(0)) return;
        vm.prank(log.admin);
        anchorLog.setWriter(logId, writer);
        _took();
        log.writer = writer;
    }

    /// @dev The oldest open log is closed and another opened, so that there are always logs that grow.
    function close(bytes32 successor) external {
        _tried();
        bytes32 logId = _living(LIVING - 1);
        Remembered storage log = remembered[logId];
        vm.prank(log.admin);
        anchorLog.close(logId, successor);
        _took();
        log.writer = address(0);
        log.successor = successor;
        _open();
    }

    /// @dev A stranger, or the admin of a closed log.
    function administerWrongly(uint256 which, bool ends, address caller) external {
        bytes32 logId = ids[which % ids.length];
        Remembered storage log = remembered[logId];
        if (log.writer == address(0)) caller = log.admin;
        else if (caller == log.admin) return;
        bytes memory call = ends
            ? abi.encodeCall(AnchorLog.close, (logId, bytes32(uint256(1))))
            : abi.encodeCall(AnchorLog.setWriter, (logId, address(0xBAD)));
        vm.prank(caller);
        (bool done,) = address(anchorLog).call(call);
        assertTrue(!done, "nobody but the admin of an open log administers it");
    }

    function openAgain(uint256 which) external {
        uint256 i = which % ids.length;
        vm.prank(remembered[ids[i]].admin);
        try anchorLog.open(bytes32(i), address(0xBAD)) {
            revert("a log was opened twice");
        } catch {}
    }

    function isAsRemembered(bytes32 logId) external view returns (bool) {
        Remembered memory log = remembered[logId];
        (bytes32 root, uint40 size, uint32 anchoredAt, uint24 count) = anchorLog.head(logId);
        bool isSameHead = root == log.root && size == log.size && anchoredAt == log.anchoredAt && count == log.count;
        bool isSameRule = anchorLog.writerOf(logId) == log.writer && anchorLog.adminOf(logId) == log.admin;
        return isSameHead && isSameRule && anchorLog.successorOf(logId) == log.successor;
    }

    function logs() external view returns (uint256) {
        return ids.length;
    }

    function _living(uint256 which) private view returns (bytes32) {
        return ids[ids.length - 1 - which % LIVING];
    }

    function _open() private {
        uint160 i = uint160(ids.length);
        (address admin, address writer) = (address(0xAD00 + i), address(0xA100 + i));
        vm.prank(admin);
        bytes32 logId = anchorLog.open(bytes32(uint256(i)), writer);
        remembered[logId].admin = admin;
        remembered[logId].writer = writer;
        ids.push(logId);
    }

    /// @dev What a transaction with this call costs: 21,000, call data, and the execution with cold slots.
    function _gasOf(address caller, bytes memory call) private returns (uint256 gas) {
        gas = 21_000 - 2_500; // the target of a transaction is warm
        for (uint256 i = 0; i < call.length; i++) {
            gas += call[i] == 0 ? 4 : 16;
        }
        vm.cool(address(anchorLog));
        vm.prank(caller);
        uint256 before = gasleft();
        (bool done,) = address(anchorLog).call(call);
        gas += before - gasleft();
        assertTrue(done, "a proper head was accepted");
    }

    function _remember(bytes32 logId, bytes32 root, uint40 size) private {
        Remembered storage log = remembered[logId];
        (log.root, log.size, log.anchoredAt) = (root, size, block.timestamp);
        log.count++;
        rootAt[logId][size] = root;
    }
}

contract AnchorLogCampaign is Campaign {
    LogActor internal logActor;

    function setUp() public {
        logActor = new LogActor();
    }

    function actor() public view override returns (Actor) {
        return logActor;
    }

    /// @dev I1, I2, I3, I4, I5, I9, I14: the state is what the accepted heads made it, and nothing improper was accepted.
    function invariant_a_log_is_what_its_accepted_heads_made_it() public view {
        for (uint256 i = 0; i < logActor.logs(); i++) {
            assertTrue(logActor.isAsRemembered(logActor.ids(i)), "the log is as it was left");
        }
    }
}
