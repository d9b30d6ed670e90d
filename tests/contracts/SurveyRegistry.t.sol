// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SurveyRegistry} from "../../contracts/SurveyRegistry.sol";
import {ISurveyRegistry} from "../../contracts/interfaces/ISurveyRegistry.sol";
import {ChainTest} from "./Vm.sol";

abstract contract SurveyFixture is ChainTest {
    address internal constant CUSTODIAN = address(0xC057);
    address internal constant MALLORY = address(0xBAD);
    bytes32 internal constant SALT = keccak256("salt");
    bytes32 internal constant RECORD = keccak256("the wave statement");
    bytes32 internal constant ROOT = keccak256("root of the answers");
    bytes32 internal constant RELEASE = keccak256("the release statement");
    uint256 internal constant FORTNIGHT = 14 days;
    uint32 internal constant SLOT = 1500;
    uint256 internal constant BEGINS = 1500 * 14 days;
    uint256 internal constant ENDS = 1501 * 14 days;
    uint256 internal constant OPEN_BY = ENDS + 90 days;

    SurveyRegistry internal surveys;
    bytes32 internal waveId;

    function setUp() public virtual {
        vm.warp(BEGINS - 3 days);
        surveys = new SurveyRegistry();
        vm.prank(CUSTODIAN);
        waveId = surveys.announce(SALT, RECORD, SLOT);
    }

    function _decoyHash(bytes32 salt) internal view returns (bytes32) {
        return keccak256(abi.encode(waveId, uint8(1), salt));
    }

    function _reasonHash(bytes32 salt, uint256 reason) internal view returns (bytes32) {
        return keccak256(abi.encode(waveId, uint8(3), salt, reason));
    }

    function _seal(bytes32 root) internal {
        vm.warp(ENDS);
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, root, 6);
    }

    function _end(bytes32 reasonHash) internal {
        vm.prank(CUSTODIAN);
        surveys.end(waveId, reasonHash);
    }

    function _open(ISurveyRegistry.Opening kind, bytes32 salt, bytes32 revealed) internal {
        vm.prank(CUSTODIAN);
        surveys.open(waveId, kind, salt, revealed);
    }

    function _openRefused(bytes memory refusal, ISurveyRegistry.Opening kind, bytes32 salt, bytes32 revealed) internal {
        vm.expectRevert(refusal);
        _open(kind, salt, revealed);
        assertEq(surveys.wave(waveId).openedAt, 0, "not opened");
    }
}

contract SurveyAnnounceTest is SurveyFixture {
    function test_an_announcement_is_a_number_a_record_id_and_a_slot() public {
        bytes32 next = keccak256("next salt");
        bytes32 wanted = keccak256(abi.encode(block.chainid, address(surveys), CUSTODIAN, next));
        vm.expectEmit(true, true, true, true, address(surveys));
        emit ISurveyRegistry.Announced(wanted, CUSTODIAN, SLOT, RECORD);
        vm.prank(CUSTODIAN);
        assertTrue(surveys.announce(next, RECORD, SLOT) == wanted, "waveId");
    }

    function test_an_announcement_is_not_replaced() public {
        vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.WaveExists.selector, waveId));
        vm.prank(CUSTODIAN);
        surveys.announce(SALT, keccak256("another statement"), SLOT + 1);
    }

    function test_nobody_takes_anothers_number() public {
        vm.prank(MALLORY);
        assertTrue(surveys.announce(SALT, RECORD, SLOT) != waveId, "waveId");
    }

    function testFuzz_only_a_slot_that_has_not_begun_and_is_near_is_announced(uint32 slot, uint40 time) public {
        vm.warp(time);
        uint256 last = uint256(time) / FORTNIGHT + 53;
        uint256 begins = uint256(slot) * FORTNIGHT;
        if (time >= begins) {
            vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.SlotBegun.selector, slot, begins, uint256(time)));
        } else if (slot > last) {
            vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.SlotTooFar.selector, slot, last));
        }
        surveys.announce(SALT, RECORD, slot);
    }

    function test_the_last_second_before_a_slot_is_early_enough_and_53_slots_near_enough() public {
        vm.warp(BEGINS - 1);
        surveys.announce(keccak256("a"), RECORD, SLOT);
        surveys.announce(keccak256("b"), RECORD, SLOT + 52);
        vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.SlotTooFar.selector, SLOT + 53, SLOT + 52));
        surveys.announce(keccak256("c"), RECORD, SLOT + 53);
        vm.warp(BEGINS);
        vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.SlotBegun.selector, SLOT, BEGINS, BEGINS));
        surveys.announce(keccak256("d"), RECORD, SLOT);
    }

    function test_a_record_id_is_needed() public {
        vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.ZeroRecordId.selector));
        surveys.announce(keccak256("a"), bytes32(0), SLOT);
    }

    function test_an_unknown_wave_is_no_answer() public {
        bytes32 unknown = keccak256("unknown");
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.UnknownWave.selector, unknown);
        vm.expectRevert(refusal);
        surveys.isOverdue(unknown);
        vm.expectRevert(refusal);
        surveys.wasOpenedLate(unknown);
        vm.expectRevert(refusal);
        surveys.closesAt(unknown);
        vm.expectRevert(refusal);
        surveys.openBy(unknown);
        vm.expectRevert(refusal);
        surveys.seal(unknown, ROOT, 6);
    }

    function test_a_waves_storage_lies_where_the_interface_says() public {
        _seal(ROOT);
        vm.warp(ENDS + 5);
        _open(ISurveyRegistry.Opening.Release, 0, RELEASE);
        uint256 base = uint256(keccak256(abi.encode(waveId, uint256(0))));
        uint256 packed = _slot(base);
        assertEq(uint160(packed), uint160(CUSTODIAN), "announcer");
        assertEq(uint32(packed >> 160), SLOT, "slot");
        assertEq(uint40(packed >> 192), BEGINS - 3 days, "announcedAt");
        assertEq(uint8(packed >> 232), 6, "sizeBucket");
        assertEq(packed >> 240, 2, "opening, and nothing above it");
        assertEq(_slot(base + 1), uint256(RECORD), "recordId");
        assertEq(_slot(base + 2), uint256(ROOT), "commitment");
        assertEq(_slot(base + 3), ENDS | ((ENDS + 5) << 80), "sealedAt, endedAt, openedAt");
        assertEq(_slot(base + 4), uint256(RELEASE), "revealed");
    }

    function test_an_endings_time_lies_where_the_interface_says() public {
        _end(_reasonHash(SALT, 1));
        uint256 base = uint256(keccak256(abi.encode(waveId, uint256(0))));
        assertEq(_slot(base + 3), (BEGINS - 3 days) << 40, "endedAt");
    }

    function _slot(uint256 slot) private view returns (uint256) {
        return uint256(vm.load(address(surveys), bytes32(slot)));
    }
}

contract SurveyCloseTest is SurveyFixture {
    function test_a_wave_is_sealed_once_its_slot_is_over_and_not_a_second_earlier() public {
        vm.warp(ENDS - 1);
        vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.SlotNotOver.selector, waveId, ENDS, ENDS - 1));
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, ROOT, 6);
        vm.warp(ENDS);
        vm.expectEmit(true, true, true, true, address(surveys));
        emit ISurveyRegistry.Sealed(waveId, ROOT, 6);
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, ROOT, 6);
    }

    function test_a_sealed_wave_is_neither_sealed_nor_ended_again() public {
        _seal(ROOT);
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.AlreadySealed.selector, waveId, ENDS);
        vm.expectRevert(refusal);
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, keccak256("fewer answers"), 5);
        vm.expectRevert(refusal);
        _end(_reasonHash(SALT, 4));
        assertTrue(surveys.wave(waveId).commitment == ROOT, "commitment");
    }

    function test_an_ended_wave_is_neither_ended_nor_sealed_again() public {
        _end(_reasonHash(SALT, 1));
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.AlreadyEnded.selector, waveId, BEGINS - 3 days);
        vm.expectRevert(refusal);
        _end(_reasonHash(SALT, 4));
        vm.warp(ENDS);
        vm.expectRevert(refusal);
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, ROOT, 6);
    }

    function testFuzz_nobody_but_the_announcer_closes_or_opens(address caller) public {
        vm.assume(caller != CUSTODIAN);
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.NotAnnouncer.selector, waveId, caller, CUSTODIAN);
        vm.expectRevert(refusal);
        vm.prank(caller);
        surveys.end(waveId, ROOT);
        _seal(ROOT);
        vm.expectRevert(refusal);
        vm.prank(caller);
        surveys.seal(waveId, ROOT, 6);
        vm.expectRevert(refusal);
        vm.prank(caller);
        surveys.open(waveId, ISurveyRegistry.Opening.Release, 0, RELEASE);
    }

    function test_nothing_is_committed_to_by_zero() public {
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.ZeroCommitment.selector, waveId);
        vm.expectRevert(refusal);
        _end(0);
        vm.warp(ENDS);
        vm.expectRevert(refusal);
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, 0, 6);
    }

    function testFuzz_a_bucket_is_at_most_40(uint8 bucket) public {
        vm.warp(ENDS);
        if (bucket > 40) {
            vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.BucketTooLarge.selector, bucket, 40));
        }
        vm.prank(CUSTODIAN);
        surveys.seal(waveId, ROOT, bucket);
        assertEq(surveys.wave(waveId).sizeBucket, bucket > 40 ? 0 : bucket, "sizeBucket");
    }

    function test_a_sealed_wave_and_a_sealed_decoy_look_alike() public {
        _seal(_decoyHash(SALT));
        ISurveyRegistry.Wave memory decoy = surveys.wave(waveId);
        assertTrue(decoy.opening == ISurveyRegistry.Opening.None && decoy.revealed == 0, "nothing tells");
        assertTrue(decoy.sizeBucket == 6 && decoy.sealedAt == ENDS && decoy.endedAt == 0, "as a wave");
    }
}
