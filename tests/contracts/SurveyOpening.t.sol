// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ISurveyRegistry} from "../../contracts/interfaces/ISurveyRegistry.sol";
import {SurveyFixture} from "./SurveyRegistry.t.sol";

contract SurveyOpeningTest is SurveyFixture {
    ISurveyRegistry.Opening internal constant DECOY = ISurveyRegistry.Opening.Decoy;
    ISurveyRegistry.Opening internal constant RELEASED = ISurveyRegistry.Opening.Release;
    ISurveyRegistry.Opening internal constant ENDING = ISurveyRegistry.Opening.Ending;

    function test_a_sealed_wave_is_opened_with_its_release() public {
        _seal(ROOT);
        vm.expectEmit(true, true, true, true, address(surveys));
        emit ISurveyRegistry.WaveOpened(waveId, RELEASED, 0, RELEASE);
        _open(RELEASED, 0, RELEASE);
        assertTrue(surveys.wave(waveId).opening == RELEASED && surveys.wave(waveId).revealed == RELEASE, "release");
    }

    function test_a_decoy_is_opened_with_its_salt_whether_sealed_or_ended() public {
        _seal(_decoyHash(SALT));
        _open(DECOY, SALT, 0);
        assertTrue(surveys.wave(waveId).opening == DECOY, "sealed decoy");
        vm.warp(BEGINS - 1);
        vm.prank(CUSTODIAN);
        waveId = surveys.announce(keccak256("second"), RECORD, SLOT);
        _end(_decoyHash(SALT));
        vm.warp(ENDS);
        _open(DECOY, SALT, 0);
        assertTrue(surveys.wave(waveId).opening == DECOY, "ended decoy");
    }

    function testFuzz_a_bad_wave_does_not_pass_as_a_decoy(bytes32 salt) public {
        _seal(ROOT);
        bytes memory refusal =
            abi.encodeWithSelector(ISurveyRegistry.NotCommitted.selector, waveId, _decoyHash(salt), ROOT);
        _openRefused(refusal, DECOY, salt, 0);
    }

    function testFuzz_an_ending_is_opened_with_the_reason_that_was_committed_to(uint8 reason, uint8 told) public {
        (uint256 committed, uint256 given) = (1 + reason % 4, 1 + told % 4);
        bytes32 reasonHash = _reasonHash(SALT, committed);
        _end(reasonHash);
        vm.warp(ENDS);
        if (given != committed) {
            bytes memory refusal = abi.encodeWithSelector(
                ISurveyRegistry.NotCommitted.selector, waveId, _reasonHash(SALT, given), reasonHash
            );
            _openRefused(refusal, ENDING, SALT, bytes32(given));
        }
        _open(ENDING, SALT, bytes32(committed));
        assertEq(uint256(surveys.wave(waveId).revealed), committed, "reason");
    }

    function testFuzz_only_the_four_reasons_of_rule_r9_end_a_wave(uint256 reason) public {
        vm.assume(reason == 0 || reason > 4);
        _end(_reasonHash(SALT, reason));
        vm.warp(ENDS);
        _openRefused(
            abi.encodeWithSelector(ISurveyRegistry.UnknownReason.selector, reason), ENDING, SALT, bytes32(reason)
        );
    }

    function test_an_ended_wave_has_no_release_and_a_sealed_one_no_ending() public {
        _end(_reasonHash(SALT, 1));
        vm.warp(ENDS);
        _openRefused(abi.encodeWithSelector(ISurveyRegistry.NotSealed.selector, waveId), RELEASED, 0, RELEASE);
        vm.warp(BEGINS - 1);
        vm.prank(CUSTODIAN);
        waveId = surveys.announce(keccak256("second"), RECORD, SLOT);
        _seal(_reasonHash(SALT, 1));
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.NotEnded.selector, waveId);
        _openRefused(refusal, ENDING, SALT, bytes32(uint256(1)));
    }

    function test_one_waves_decoy_hash_is_none_for_another_wave() public {
        bytes32 hashOfFirst = _decoyHash(SALT);
        vm.prank(CUSTODIAN);
        waveId = surveys.announce(keccak256("second"), RECORD, SLOT);
        _seal(hashOfFirst);
        bytes memory refusal =
            abi.encodeWithSelector(ISurveyRegistry.NotCommitted.selector, waveId, _decoyHash(SALT), hashOfFirst);
        _openRefused(refusal, DECOY, SALT, 0);
    }

    function test_an_opening_is_well_formed() public {
        _seal(_decoyHash(SALT));
        _malformed(ISurveyRegistry.Opening.None, SALT, 0);
        _malformed(DECOY, SALT, RELEASE);
        _malformed(RELEASED, SALT, RELEASE);
        _malformed(RELEASED, 0, 0);
    }

    function test_what_is_not_closed_is_not_opened() public {
        vm.warp(ENDS);
        _openRefused(abi.encodeWithSelector(ISurveyRegistry.NotClosed.selector, waveId), RELEASED, 0, RELEASE);
    }

    function test_an_ended_wave_is_not_opened_before_its_slot_is_over() public {
        _end(_reasonHash(SALT, 3));
        vm.warp(ENDS - 1);
        bytes memory refusal = abi.encodeWithSelector(ISurveyRegistry.SlotNotOver.selector, waveId, ENDS, ENDS - 1);
        _openRefused(refusal, ENDING, SALT, bytes32(uint256(3)));
        vm.warp(ENDS);
        _open(ENDING, SALT, bytes32(uint256(3)));
    }

    function test_an_opening_is_not_replaced() public {
        _seal(ROOT);
        _open(RELEASED, 0, RELEASE);
        vm.expectRevert(abi.encodeWithSelector(ISurveyRegistry.AlreadyOpened.selector, waveId, ENDS));
        _open(RELEASED, 0, keccak256("a nicer release"));
    }

    function test_an_announcement_is_overdue_after_90_days_unless_opened() public {
        assertEq(surveys.closesAt(waveId), ENDS, "closesAt");
        assertEq(surveys.openBy(waveId), OPEN_BY, "openBy");
        vm.warp(OPEN_BY);
        assertTrue(!surveys.isOverdue(waveId), "the last second");
        vm.warp(OPEN_BY + 1);
        assertTrue(surveys.isOverdue(waveId), "one more, though it was never sealed");
    }

    function test_sealing_alone_does_not_account_for_a_wave() public {
        _seal(ROOT);
        vm.warp(OPEN_BY + 1);
        assertTrue(surveys.isOverdue(waveId), "overdue");
    }

    function testFuzz_a_late_opening_is_taken_and_stays_visible(uint40 after_) public {
        _seal(ROOT);
        uint256 time = ENDS + after_ % 1000 days;
        vm.warp(time);
        _open(RELEASED, 0, RELEASE);
        vm.warp(OPEN_BY + 2000 days);
        assertTrue(!surveys.isOverdue(waveId), "accounted for");
        assertTrue(surveys.wasOpenedLate(waveId) == (time > OPEN_BY), "late or not");
        assertEq(surveys.wave(waveId).openedAt, time, "openedAt");
    }

    function _malformed(ISurveyRegistry.Opening kind, bytes32 salt, bytes32 revealed) private {
        bytes memory refusal =
            abi.encodeWithSelector(ISurveyRegistry.MalformedOpening.selector, waveId, kind, salt, revealed);
        _openRefused(refusal, kind, salt, revealed);
    }
}
