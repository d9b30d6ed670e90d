// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryFixture} from "./KeyRegistryFixture.sol";

contract KeyRegistryKeysTest is KeyRegistryFixture {
    function setUp() public override {
        super.setUp();
        registry.addKey(MILL, signer, 1, 0, 0, _me());
    }

    function test_a_key_serves_one_party_only_even_after_revocation() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.KeyExists.selector, keyId, MILL);
        vm.expectRevert(refusal);
        registry.addKey(GIN, signer, 1, 0, 0, _me());
        registry.revokeKey(MILL, keyId, 0, _me());
        vm.expectRevert(refusal);
        registry.addKey(GIN, signer, 1, 0, 0, _me());
        vm.expectRevert(refusal);
        registry.addKey(MILL, signer, 3, 0, 0, _me());
    }

    function test_a_key_is_revoked_once_and_now() public {
        vm.warp(NOW + 100);
        registry.revokeKey(MILL, keyId, 0, _me());
        vm.warp(NOW + 200);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.AlreadyRevoked.selector, keyId, NOW + 100));
        registry.revokeKey(MILL, keyId, 0, _me());
        assertEq(registry.key(keyId).revokedAt, NOW + 100, "revokedAt");
    }

    function test_a_rotated_key_is_not_suspected() public {
        registry.revokeKey(MILL, keyId, 0, _me());
        assertEq(registry.key(keyId).suspectFrom, 0, "suspectFrom");
    }

    function testFuzz_suspect_from_only_moves_earlier(uint40 first, uint40 second) public {
        first = 1 + first % NOW;
        second = 1 + second % (NOW + 1);
        registry.declareSuspect(MILL, keyId, first, _me());
        if (second >= first) {
            vm.expectRevert(
                abi.encodeWithSelector(IKeyRegistryTypes.SuspectFromTooLate.selector, keyId, second, first - 1)
            );
        }
        registry.declareSuspect(MILL, keyId, second, _me());
        assertEq(registry.key(keyId).suspectFrom, second < first ? second : first, "suspectFrom");
    }

    function test_suspect_from_is_never_in_the_future() public {
        bytes memory refusal =
            abi.encodeWithSelector(IKeyRegistryTypes.SuspectFromTooLate.selector, keyId, NOW + 1, NOW);
        vm.expectRevert(refusal);
        registry.declareSuspect(MILL, keyId, NOW + 1, _me());
        vm.expectRevert(refusal);
        registry.revokeKey(MILL, keyId, NOW + 1, _me());
    }

    function test_suspect_from_after_the_revocation_is_refused() public {
        registry.revokeKey(MILL, keyId, 0, _me());
        vm.warp(NOW + 100);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.SuspectFromTooLate.selector, keyId, NOW + 1, NOW));
        registry.declareSuspect(MILL, keyId, NOW + 1, _me());
    }

    function test_a_theft_found_after_the_revocation_is_still_declared() public {
        registry.revokeKey(MILL, keyId, 0, _me());
        vm.warp(NOW + 100);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.KeySuspected(MILL, keyId, NOW - 9, 0);
        registry.declareSuspect(MILL, keyId, NOW - 9, _me());
        assertEq(registry.key(keyId).revokedAt, NOW, "revokedAt");
    }

    function test_revoking_without_a_time_keeps_the_declared_suspicion() public {
        registry.declareSuspect(MILL, keyId, NOW - 50, _me());
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.KeyRevoked(MILL, keyId, NOW, NOW - 50);
        registry.revokeKey(MILL, keyId, 0, _me());
        assertEq(registry.key(keyId).suspectFrom, NOW - 50, "suspectFrom");
    }

    function test_zero_cannot_be_declared_as_a_suspicion() public {
        registry.declareSuspect(MILL, keyId, NOW, _me());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.ZeroSuspectFrom.selector, keyId));
        registry.declareSuspect(MILL, keyId, 0, _me());
    }

    function testFuzz_a_key_is_never_valid_before_it_was_added(uint40 validFrom) public {
        bytes memory other = abi.encodePacked(address(0xB0B));
        if (validFrom != 0 && validFrom < NOW) {
            vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.ValidFromPast.selector, validFrom, NOW));
            registry.addKey(MILL, other, 1, 0, validFrom, _me());
        } else {
            registry.addKey(MILL, other, 1, 0, validFrom, _me());
            assertEq(registry.key(keccak256(other)).validFrom, validFrom == 0 ? NOW : validFrom, "validFrom");
        }
    }

    function test_only_the_partys_admin_touches_its_keys() public {
        bytes memory refusal = _notAdmin(abi.encodePacked(MALLORY));
        vm.expectRevert(refusal);
        vm.prank(MALLORY);
        registry.addKey(MILL, abi.encodePacked(address(0xB0B)), 1, 0, 0, _me());
        vm.expectRevert(refusal);
        vm.prank(MALLORY);
        registry.revokeKey(MILL, keyId, 0, _me());
        vm.expectRevert(refusal);
        vm.prank(MALLORY);
        registry.declareSuspect(MILL, keyId, 1, _me());
    }

    function test_a_signing_key_is_no_admin() public {
        vm.expectRevert(_notAdmin(signer));
        vm.prank(address(0xA11CE));
        registry.revokeKey(MILL, keyId, 0, _me());
    }

    function test_an_admin_does_not_touch_another_partys_key() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.KeyNotOfParty.selector, keyId, GIN);
        vm.expectRevert(refusal);
        registry.revokeKey(GIN, keyId, 0, _me());
        vm.expectRevert(refusal);
        registry.declareSuspect(GIN, keyId, 1, _me());
    }

    function test_every_key_of_a_party_stays_in_its_list_in_order() public {
        bytes memory next = abi.encodePacked(address(0xB0B));
        registry.revokeKey(MILL, keyId, NOW - 1, _me());
        registry.addKey(MILL, next, 1, 0, 0, _me());
        assertEq(registry.keyCount(MILL), 2, "keys");
        assertEq(registry.keyCount(GIN), 0, "keys of the other");
        assertTrue(registry.keyAt(MILL, 0) == keyId && registry.keyAt(MILL, 1) == keccak256(next), "order");
    }
}

contract KeyRegistryKeyFormsTest is KeyRegistryFixture {
    function test_a_signer_has_the_form_of_its_type() public {
        bytes memory passkey = _passkeyOf(address(verifier), SIGNING);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.UnknownKeyType.selector, uint8(0)), signer, 0, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.UnknownKeyType.selector, uint8(6)), signer, 6, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.BadSignerLength.selector, 1, 84), passkey, 1, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.BadSignerLength.selector, 2, 20), signer, 2, RP_ID_HASH);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.BadSignerLength.selector, 3, 0), "", 3, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.BadSignerLength.selector, 4, 84), passkey, 4, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.BadSignerLength.selector, 5, 20), signer, 5, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.ZeroAddress.selector), abi.encodePacked(address(0)), 1, 0);
        _refused(abi.encodeWithSelector(IKeyRegistryTypes.ZeroAddress.selector), abi.encodePacked(address(0)), 3, 0);
    }

    function test_a_passkey_and_nothing_else_has_an_rp_id_hash() public {
        bytes memory passkey = _passkeyOf(address(verifier), SIGNING);
        bytes memory point = _logKey();
        bytes4 refusal = IKeyRegistryTypes.BadRpIdHash.selector;
        _refused(abi.encodeWithSelector(refusal, 1, RP_ID_HASH), signer, 1, RP_ID_HASH);
        _refused(abi.encodeWithSelector(refusal, 2, bytes32(0)), passkey, 2, 0);
        _refused(abi.encodeWithSelector(refusal, 3, RP_ID_HASH), signer, 3, RP_ID_HASH);
        _refused(abi.encodeWithSelector(refusal, 4, RP_ID_HASH), point, 4, RP_ID_HASH);
        _refused(abi.encodeWithSelector(refusal, 5, RP_ID_HASH), abi.encode(keccak256("ed")), 5, RP_ID_HASH);
    }

    function test_a_passkey_of_another_verifier_is_refused() public {
        bytes memory foreign = _passkeyOf(address(0x7913), SIGNING);
        bytes memory refusal =
            abi.encodeWithSelector(IKeyRegistryTypes.ForeignVerifier.selector, address(0x7913), address(verifier));
        _refused(refusal, foreign, 2, RP_ID_HASH);
    }

    function testFuzz_a_point_off_the_curve_is_no_key(bytes32 qx, bytes32 qy) public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.NotOnCurve.selector, qx, qy);
        _refused(refusal, abi.encodePacked(address(verifier), qx, qy), 2, RP_ID_HASH);
        _refused(refusal, abi.encodePacked(qx, qy), 4, 0);
    }

    function test_the_point_at_infinity_is_no_key() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.NotOnCurve.selector, bytes32(0), bytes32(0));
        _refused(refusal, abi.encodePacked(address(verifier), bytes32(0), bytes32(0)), 2, RP_ID_HASH);
        _refused(refusal, abi.encodePacked(bytes32(0), bytes32(0)), 4, 0);
    }

    function testFuzz_every_key_of_p256_is_taken_as_passkey_and_as_log_key(uint256 secret) public {
        secret = 1 + secret % (type(uint128).max);
        bytes memory passkey = _passkeyOf(address(verifier), secret);
        registry.addKey(MILL, passkey, 2, RP_ID_HASH, 0, _me());
        (uint256 qx, uint256 qy) = keysmith.publicKeyP256(secret);
        registry.addKey(MILL, abi.encodePacked(qx, qy), 4, 0, 0, _me());
        assertEq(registry.key(keccak256(passkey)).keyType, 2, "keyType");
        assertEq(registry.key(keccak256(abi.encodePacked(qx, qy))).keyType, 4, "keyType");
    }

    function test_an_ed25519_log_key_is_taken() public {
        registry.addKey(MILL, abi.encode(keccak256("ed")), 5, 0, 0, _me());
        assertEq(registry.key(keccak256(abi.encode(keccak256("ed")))).keyType, 5, "keyType");
    }

    function _logKey() private pure returns (bytes memory) {
        (uint256 qx, uint256 qy) = keysmith.publicKeyP256(SIGNING);
        return abi.encodePacked(qx, qy);
    }
}
