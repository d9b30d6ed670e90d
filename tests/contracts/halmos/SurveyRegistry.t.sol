// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SurveyRegistry} from "../../../contracts/SurveyRegistry.sol";
import {ISurveyRegistry} from "../../../contracts/interfaces/ISurveyRegistry.sol";
import {Symbolic} from "./Symbolic.sol";

/// @dev From any state of any wave, after any call by anyone at any time.
contract SurveyRegistryProof is Symbolic {
    uint256 private constant SLOT = 14 days;

    SurveyRegistry internal registry;

    function setUp() public {
        registry = new SurveyRegistry();
        svm.enableSymbolicStorage(address(registry));
    }

    function check_an_announcement_is_never_rewritten(bytes32 waveId, address caller, uint40 time) public {
        (ISurveyRegistry.Wave memory before, ISurveyRegistry.Wave memory later) = _afterAnyCall(waveId, caller, time);
        if (before.announcer == address(0)) return;
        assert(later.announcer == before.announcer && later.recordId == before.recordId);
        assert(later.slot == before.slot && later.announcedAt == before.announcedAt);
    }

    function check_a_wave_is_closed_once_by_its_announcer(bytes32 waveId, address caller, uint40 time) public {
        (ISurveyRegistry.Wave memory before, ISurveyRegistry.Wave memory later) = _afterAnyCall(waveId, caller, time);
        bool isSame = later.commitment == before.commitment && later.sealedAt == before.sealedAt
            && later.endedAt == before.endedAt && later.sizeBucket == before.sizeBucket;
        assert(isSame || (before.sealedAt == 0 && before.endedAt == 0 && before.announcer == caller));
        assert(isSame || (later.sealedAt == 0) != (later.endedAt == 0) || time == 0);
    }

    function check_a_wave_is_opened_once_by_its_announcer(bytes32 waveId, address caller, uint40 time) public {
        (ISurveyRegistry.Wave memory before, ISurveyRegistry.Wave memory later) = _afterAnyCall(waveId, caller, time);
        bool isSame =
            later.opening == before.opening && later.openedAt == before.openedAt && later.revealed == before.revealed;
        bool isClosed = before.sealedAt != 0 || before.endedAt != 0;
        assert(isSame || (before.openedAt == 0 && isClosed && before.announcer == caller && later.openedAt == time));
    }

    function check_a_wave_is_announced_before_its_slot_begins(bytes32 salt, bytes32 recordId, uint32 slot, uint40 time)
        public
    {
        vm.warp(time);
        (bool done,) = address(registry).call(abi.encodeCall(registry.announce, (salt, recordId, slot)));
        assert(!done || time < slot * SLOT);
    }

    function check_nothing_is_sealed_before_its_slot_is_over(bytes32 waveId, bytes32 root, uint8 bucket, uint40 time)
        public
    {
        uint256 closesAt = _closesAt(waveId);
        vm.warp(time);
        vm.prank(registry.wave(waveId).announcer);
        (bool done,) = address(registry).call(abi.encodeCall(registry.seal, (waveId, root, bucket)));
        assert(!done || time >= closesAt);
    }

    function check_nothing_is_opened_before_its_slot_is_over(bytes32 waveId, bytes32 revealed, uint40 time) public {
        uint256 closesAt = _closesAt(waveId);
        vm.warp(time);
        vm.prank(registry.wave(waveId).announcer);
        bytes memory call = abi.encodeCall(registry.open, (waveId, ISurveyRegistry.Opening.Release, 0, revealed));
        (bool done,) = address(registry).call(call);
        assert(!done || time >= closesAt);
    }

    function _closesAt(bytes32 waveId) private view returns (uint256) {
        return (uint256(registry.wave(waveId).slot) + 1) * SLOT;
    }

    function _afterAnyCall(bytes32 waveId, address caller, uint40 time)
        private
        returns (ISurveyRegistry.Wave memory before, ISurveyRegistry.Wave memory later)
    {
        vm.assume(caller != address(0)); // nobody holds the key of the zero address
        before = registry.wave(waveId);
        vm.warp(time);
        vm.prank(caller);
        (bool done,) = address(registry).call(svm.createCalldata("SurveyRegistry"));
        vm.assume(done);
        later = registry.wave(waveId);
    }
}
