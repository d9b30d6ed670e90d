// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorLog} from "../../contracts/AnchorLog.sol";
import {IAnchorLog} from "../../contracts/interfaces/IAnchorLog.sol";
import {ChainTest} from "./Vm.sol";

contract AnchorLogTest is ChainTest {
    address internal constant WRITER = address(0xA11CE);
    bytes32 internal constant ROOT = keccak256("root");
    bytes32 internal constant SALT = keccak256("salt");
    uint32 internal constant NOW = 1_795_000_000;

    AnchorLog internal anchorLog;
    bytes32 internal logId;

    function setUp() public {
        vm.warp(NOW);
        anchorLog = new AnchorLog();
        logId = anchorLog.open(SALT, WRITER);
    }

    function test_the_log_id_binds_chain_contract_opener_and_salt() public view {
        assertTrue(logId == keccak256(abi.encode(block.chainid, address(anchorLog), address(this), SALT)), "log id");
    }

    function test_a_log_is_opened_once() public {
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.LogExists.selector, logId));
        anchorLog.open(SALT, WRITER);
    }

    function test_a_log_needs_a_writer() public {
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.ZeroWriter.selector));
        anchorLog.open(keccak256("other"), address(0));
    }

    function test_a_writer_is_not_replaced_by_nobody() public {
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.ZeroWriter.selector));
        anchorLog.setWriter(logId, address(0));
    }

    function test_the_event_tells_the_head() public {
        vm.expectEmit(true, true, true, true, address(anchorLog));
        emit IAnchorLog.Anchored(logId, 1, 7, ROOT);
        _anchor(0, ROOT, 7);
    }

    function testFuzz_sizes_only_grow(uint40 first, uint40 second) public {
        first = first == 0 ? 1 : first;
        _anchor(0, ROOT, first);
        if (second <= first) {
            vm.expectRevert(abi.encodeWithSelector(IAnchorLog.SizeNotLarger.selector, logId, second, first));
        }
        _anchor(first, keccak256("next"), second);
        (bytes32 root, uint40 size,, uint24 count) = anchorLog.head(logId);
        bool grew = second > first;
        assertEq(size, grew ? second : first, "size");
        assertEq(count, grew ? 2 : 1, "count");
        assertTrue(root == (grew ? keccak256("next") : ROOT), "root");
    }

    function testFuzz_a_head_on_a_stale_size_is_refused(uint40 stored, uint40 claimed) public {
        stored = stored == 0 ? 1 : stored;
        vm.assume(claimed != stored);
        _anchor(0, ROOT, stored);
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.StalePrevSize.selector, logId, claimed, stored));
        _anchor(claimed, ROOT, type(uint40).max);
    }

    function testFuzz_nobody_but_the_writer_anchors(address caller) public {
        vm.assume(caller != WRITER);
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotWriter.selector, logId, caller, WRITER));
        vm.prank(caller);
        anchorLog.anchor(logId, 0, ROOT, 1);
    }

    function testFuzz_nobody_but_the_admin_replaces_or_closes(address caller) public {
        vm.assume(caller != address(this) && caller != address(0)); // who would be refused as a writer first
        bytes memory refusal = abi.encodeWithSelector(IAnchorLog.NotAdmin.selector, logId, caller, address(this));
        vm.expectRevert(refusal);
        vm.prank(caller);
        anchorLog.setWriter(logId, caller);
        vm.expectRevert(refusal);
        vm.prank(caller);
        anchorLog.close(logId, ROOT);
    }

    function test_a_zero_root_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.ZeroRoot.selector, logId));
        _anchor(0, bytes32(0), 1);
    }

    function test_an_unknown_log_takes_no_head() public {
        bytes32 unknown = keccak256("unknown");
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotWriter.selector, unknown, WRITER, address(0)));
        vm.prank(WRITER);
        anchorLog.anchor(unknown, 0, ROOT, 1);
    }

    function test_a_replaced_writer_is_locked_out_and_the_new_one_goes_on() public {
        address next = address(0xB0B);
        _anchor(0, ROOT, 3);
        anchorLog.setWriter(logId, next);
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotWriter.selector, logId, WRITER, next));
        _anchor(3, ROOT, 4);
        vm.prank(next);
        anchorLog.anchor(logId, 3, keccak256("next"), 4);
        (, uint40 size,, uint24 count) = anchorLog.head(logId);
        assertEq(size, 4, "size");
        assertEq(count, 2, "count");
    }

    function test_a_closed_log_stays_closed_and_keeps_its_head() public {
        _anchor(0, ROOT, 3);
        bytes32 successor = keccak256("successor");
        anchorLog.close(logId, successor);
        bytes memory refusal = abi.encodeWithSelector(IAnchorLog.LogClosed.selector, logId);
        vm.expectRevert(refusal);
        anchorLog.setWriter(logId, WRITER);
        vm.expectRevert(refusal);
        anchorLog.close(logId, bytes32(0));
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.NotWriter.selector, logId, WRITER, address(0)));
        _anchor(3, ROOT, 4);
        (bytes32 root, uint40 size,,) = anchorLog.head(logId);
        assertTrue(root == ROOT && size == 3, "head kept");
        assertTrue(anchorLog.successorOf(logId) == successor, "successor");
    }

    function test_a_time_beyond_32_bits_is_refused_not_wrapped() public {
        vm.warp(uint256(type(uint32).max) + 1);
        vm.expectRevert(abi.encodeWithSelector(IAnchorLog.TimeExhausted.selector, uint256(type(uint32).max) + 1));
        _anchor(0, ROOT, 1);
    }

    function testFuzz_storage_lies_where_the_interface_says(uint40 size, uint32 time) public {
        size = size == 0 ? 1 : size;
        vm.warp(time);
        _anchor(0, ROOT, size);
        uint256 base = uint256(keccak256(abi.encode(logId, uint256(0))));
        uint256 packed = _slot(base + 1);
        assertEq(_slot(base), uint256(ROOT), "root");
        assertEq(uint160(packed), uint160(WRITER), "writer");
        assertEq(uint40(packed >> 160), size, "size");
        assertEq(uint32(packed >> 200), time, "anchoredAt");
        assertEq(packed >> 232, 1, "count");
        assertEq(_slot(base + 2), uint256(uint160(address(this))), "admin");
        anchorLog.close(logId, SALT);
        assertEq(_slot(base + 3), uint256(SALT), "successor");
        assertEq(uint160(_slot(base + 1)), 0, "writer of a closed log");
    }

    function _anchor(uint40 prevSize, bytes32 root, uint40 size) internal {
        vm.prank(WRITER);
        anchorLog.anchor(logId, prevSize, root, size);
    }

    function _slot(uint256 slot) internal view returns (uint256) {
        return uint256(vm.load(address(anchorLog), bytes32(slot)));
    }
}

contract AnchorLogGasTest is ChainTest {
    AnchorLog internal anchorLog;
    bytes32 internal logId;
    uint40 internal constant SIZE = 1_000_000_000;

    /// @dev The first head is stored here, in a transaction before the one that is measured.
    function setUp() public {
        anchorLog = new AnchorLog();
        logId = anchorLog.open(bytes32(0), address(this));
        anchorLog.anchor(logId, 0, keccak256("first"), SIZE);
    }

    /// @dev What a whole transaction costs: 21,000, calldata, and the execution with cold slots.
    function test_a_steady_head_stays_below_36500_gas() public {
        bytes memory call = abi.encodeCall(anchorLog.anchor, (logId, SIZE, keccak256("next"), SIZE + 1_000));
        uint256 intrinsic = 21_000;
        for (uint256 i = 0; i < call.length; i++) {
            intrinsic += call[i] == 0 ? 4 : 16;
        }
        vm.cool(address(anchorLog));
        uint256 before = gasleft();
        (bool accepted,) = address(anchorLog).call(call);
        uint256 execution = before - gasleft() - 2_500; // the target of a transaction is warm
        assertTrue(accepted, "the head was accepted");
        assertTrue(execution > 10_000, "two cold slots were written");
        assertTrue(intrinsic + execution <= 36_500, "gas of a steady head");
    }
}
