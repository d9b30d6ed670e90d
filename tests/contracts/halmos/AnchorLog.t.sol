// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorLog} from "../../../contracts/AnchorLog.sol";
import {Symbolic} from "./Symbolic.sol";

/// @dev From any state of any log, after any call by anyone at any time.
contract AnchorLogProof is Symbolic {
    struct Seen {
        bytes32 root;
        uint40 size;
        uint32 anchoredAt;
        uint24 count;
        address writer;
        address admin;
        bytes32 successor;
    }

    AnchorLog internal anchorLog;

    function setUp() public {
        anchorLog = new AnchorLog();
        svm.enableSymbolicStorage(address(anchorLog));
    }

    function check_a_head_only_gives_way_to_a_larger_one(bytes32 logId, address caller, uint64 time) public {
        (Seen memory before, Seen memory later) = _afterAnyCall(logId, caller, time);
        if (later.size == before.size) {
            assert(later.root == before.root && later.anchoredAt == before.anchoredAt && later.count == before.count);
        } else {
            assert(later.size > before.size && later.count == before.count + 1);
            assert(later.anchoredAt == time && later.root != bytes32(0));
        }
    }

    function check_only_the_writer_anchors(bytes32 logId, address caller, uint64 time) public {
        (Seen memory before, Seen memory later) = _afterAnyCall(logId, caller, time);
        assert(later.size == before.size || caller == before.writer);
    }

    function check_only_the_admin_names_a_writer_or_closes(bytes32 logId, address caller, uint64 time) public {
        (Seen memory before, Seen memory later) = _afterAnyCall(logId, caller, time);
        bool isKept = later.writer == before.writer && later.successor == before.successor;
        assert(isKept || caller == before.admin || before.admin == address(0));
        assert(later.admin == before.admin || before.admin == address(0));
    }

    function check_a_closed_log_stays_as_it_is(bytes32 logId, address caller, uint64 time) public {
        vm.assume(caller != address(0)); // nobody holds the key of the zero address, which is the writer of a closed log
        (Seen memory before, Seen memory later) = _afterAnyCall(logId, caller, time);
        if (before.admin == address(0) || before.writer != address(0)) return;
        assert(keccak256(abi.encode(later)) == keccak256(abi.encode(before)));
    }

    function check_a_head_on_another_size_is_refused(bytes32 logId, uint40 prevSize, bytes32 root, uint40 size) public {
        Seen memory before = _seen(logId);
        vm.assume(prevSize != before.size || size <= before.size);
        vm.prank(before.writer);
        (bool accepted,) = address(anchorLog).call(abi.encodeCall(anchorLog.anchor, (logId, prevSize, root, size)));
        assert(!accepted);
    }

    function _afterAnyCall(bytes32 logId, address caller, uint64 time)
        private
        returns (Seen memory before, Seen memory later)
    {
        before = _seen(logId);
        vm.warp(time);
        vm.prank(caller);
        (bool done,) = address(anchorLog).call(svm.createCalldata("AnchorLog"));
        vm.assume(done);
        later = _seen(logId);
    }

    function _seen(bytes32 logId) private view returns (Seen memory seen) {
        (seen.root, seen.size, seen.anchoredAt, seen.count) = anchorLog.head(logId);
        (seen.writer, seen.admin) = (anchorLog.writerOf(logId), anchorLog.adminOf(logId));
        seen.successor = anchorLog.successorOf(logId);
    }
}
