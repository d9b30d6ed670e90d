// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAttestationRegistry} from "../../contracts/interfaces/IAttestationRegistry.sol";
import {AttestationFixture} from "./AttestationFixture.sol";

contract AttestationExpiryTest is AttestationFixture {
    uint256 internal constant MIDNIGHT = 1_795_046_400; // 2026-11-19 00:00 UTC

    function test_a_statement_expires_at_the_end_of_its_last_day() public {
        (IAttestationRegistry.Statement memory said,) = _recorded('{"valid_until":"2026-11-18"}');
        vm.warp(MIDNIGHT - 1);
        assertTrue(!registry.isExpired(said, '{"valid_until":"2026-11-18"}'), "good to its last second");
        vm.warp(MIDNIGHT);
        assertTrue(registry.isExpired(said, '{"valid_until":"2026-11-18"}'), "expired");
    }

    function test_a_body_without_a_last_day_never_expires() public {
        (IAttestationRegistry.Statement memory said,) = _recorded('{"number":"1"}');
        vm.warp(4_000_000_000);
        assertTrue(!registry.isExpired(said, '{"number":"1"}'), "not expired");
    }

    function test_another_body_is_no_answer() public {
        (IAttestationRegistry.Statement memory said,) = _recorded('{"valid_until":"2026-11-18"}');
        bytes memory later = '{"valid_until":"2027-11-18"}';
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationRegistry.BodyMismatch.selector, sha256(later), said.bodyHash)
        );
        registry.isExpired(said, later);
    }

    function test_an_unrecorded_statement_is_no_answer() public {
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.NotRecorded.selector, registry.recordIdOf(said)));
        registry.isExpired(said, "{}");
    }

    function test_recorded_revoked_and_expired_are_three_answers() public {
        bytes memory body = '{"valid_until":"2026-11-17"}';
        (IAttestationRegistry.Statement memory said, bytes32 id) = _recorded(body);
        assertTrue(registry.isExpired(said, body) && !registry.isRevoked(id), "expired, not revoked");
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, _addressOf(MILL), 0, "");
        assertTrue(registry.isExpired(said, body) && registry.isRevoked(id) && registry.isRecorded(id), "all three");
    }
}
