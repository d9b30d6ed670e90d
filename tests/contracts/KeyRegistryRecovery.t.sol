// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryFixture} from "./KeyRegistryFixture.sol";
import {AgreeableVerifier} from "./Signing.sol";

contract KeyRegistryRecoveryTest is KeyRegistryFixture {
    bytes internal fresh = _addressOf(0xF2E5);
    address internal holder = keysmith.addr(SIGNING);
    bytes32 internal holderKey = keccak256(_addressOf(SIGNING));
    uint40 internal constant READY = NOW + 7 days;

    function setUp() public override {
        super.setUp();
        registry.addKey(MILL, _addressOf(SIGNING), 1, 0, 0, _me());
    }

    function test_a_second_key_recovers_the_party_after_seven_days() public {
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.RecoveryProposed(MILL, holderKey, fresh, READY);
        _propose();
        vm.warp(READY);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.RecoveryCompleted(MILL, fresh);
        vm.prank(MALLORY); // anybody
        registry.completeRecovery(MILL, fresh);
        assertTrue(registry.isAdmin(MILL, keccak256(fresh)), "the new admin");
        assertTrue(!registry.isAdmin(MILL, keccak256(self)), "and nobody else");
        IKeyRegistryTypes.Party memory mill = registry.party(MILL);
        assertTrue(mill.epoch == 2 && mill.adminCount == 1 && mill.quorum == 1, "a new epoch");
        assertTrue(registry.key(holderKey).revokedAt == 0, "keys stay");
    }

    function test_not_a_second_earlier() public {
        _propose();
        vm.warp(READY - 1);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.RecoveryNotReady.selector, MILL, READY, READY - 1));
        registry.completeRecovery(MILL, fresh);
    }

    function test_a_recovery_ends_every_admin_and_a_former_one_may_come_back() public {
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 1, _meAlone());
        _complete();
        assertTrue(!registry.isAdmin(MILL, keccak256(_addressOf(SECOND))), "the second admin, too");
        vm.prank(keysmith.addr(0xF2E5));
        registry.changeAdmins(MILL, self, 0, 1, _meAlone());
        assertTrue(registry.isAdmin(MILL, keccak256(self)), "added anew");
        assertEq(registry.party(MILL).adminCount, 2, "adminCount");
    }

    function test_a_completed_recovery_is_not_completed_again() public {
        _complete();
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.NoRecovery.selector, MILL));
        registry.completeRecovery(MILL, fresh);
    }

    function test_an_admin_stops_it() public {
        _propose();
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.RecoveryCancelled(MILL);
        registry.cancelRecovery(MILL, _me());
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.NoRecovery.selector, MILL);
        vm.expectRevert(refusal);
        registry.cancelRecovery(MILL, _me());
        vm.warp(READY);
        vm.expectRevert(refusal);
        registry.completeRecovery(MILL, fresh);
    }

    function test_nobody_else_stops_it() public {
        _propose();
        vm.expectRevert(_notAdmin(_addressOf(SIGNING)));
        vm.prank(holder);
        registry.cancelRecovery(MILL, _me());
    }

    function test_only_the_proposed_admin_is_put_in() public {
        _propose();
        vm.warp(READY);
        bytes memory refusal = abi.encodeWithSelector(
            IKeyRegistryTypes.OtherAdminProposed.selector, MILL, keccak256(_addressOf(THIEF)), keccak256(fresh)
        );
        vm.expectRevert(refusal);
        registry.completeRecovery(MILL, _addressOf(THIEF));
    }

    function test_a_key_revoked_meanwhile_recovers_nothing() public {
        _propose();
        registry.revokeKey(MILL, holderKey, 0, _me());
        vm.warp(READY);
        _expectKeyRefused(holderKey);
        registry.completeRecovery(MILL, fresh);
    }

    function test_a_key_suspected_meanwhile_recovers_nothing() public {
        _propose();
        registry.declareSuspect(MILL, holderKey, NOW, _me());
        vm.warp(READY);
        _expectKeyRefused(holderKey);
        registry.completeRecovery(MILL, fresh);
    }

    function test_a_revoked_or_suspected_key_proposes_nothing() public {
        registry.declareSuspect(MILL, holderKey, NOW, _me());
        _expectKeyRefused(holderKey);
        _propose();
        registry.revokeKey(MILL, holderKey, 0, _me());
        _expectKeyRefused(holderKey);
        _propose();
    }

    function test_a_key_that_is_not_valid_yet_proposes_nothing() public {
        registry.addKey(MILL, signer, 1, 0, NOW + 10, _me());
        vm.prank(address(0xA11CE));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.KeyCannotRecover.selector, MILL, keyId));
        registry.proposeRecovery(MILL, fresh, _me());
        vm.warp(NOW + 10);
        vm.prank(address(0xA11CE));
        registry.proposeRecovery(MILL, fresh, _me());
    }

    function test_another_partys_key_and_a_strangers_propose_nothing() public {
        registry.addKey(GIN, signer, 1, 0, 0, _me());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.KeyNotOfParty.selector, keyId, MILL));
        vm.prank(address(0xA11CE));
        registry.proposeRecovery(MILL, fresh, _me());
        bytes32 stranger = keccak256(abi.encodePacked(MALLORY));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.KeyNotOfParty.selector, stranger, MILL));
        vm.prank(MALLORY);
        registry.proposeRecovery(MILL, fresh, _me());
    }

    function test_an_admin_that_is_no_key_proposes_nothing() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.KeyNotOfParty.selector, keccak256(self), MILL));
        registry.proposeRecovery(MILL, fresh, _me());
    }

    /// @dev Only under a verifier that agrees to everything could a log key order anything at all.
    function test_a_log_key_proposes_nothing() public {
        address agreeable = address(new AgreeableVerifier());
        registry = new KeyRegistry(address(this), agreeable);
        registry.registerParty(MILL, self, 64, _me());
        bytes memory logKey = abi.encodePacked(agreeable, bytes12("an ed25519 k"));
        registry.addKey(MILL, logKey, 5, 0, 0, _me());
        IKeyRegistryTypes.Authorization memory by =
            IKeyRegistryTypes.Authorization({signer: logKey, nonce: 1, deadline: NOW, signature: hex"00"});
        _expectKeyRefused(keccak256(logKey));
        registry.proposeRecovery(MILL, fresh, by);
    }

    function test_a_passkey_recovers_by_a_relayed_order() public {
        bytes memory passkey = _passkeyOf(address(verifier), SECOND);
        registry.addKey(MILL, passkey, 2, RP_ID_HASH, 0, _me());
        bytes32 verb = _type("ProposeRecovery(bytes32 partyId,bytes newAdmin,");
        IKeyRegistryTypes.Authorization memory by = _passkeySigned(SECOND, abi.encode(verb, MILL, keccak256(fresh)), 1);
        vm.prank(MALLORY);
        registry.proposeRecovery(MILL, fresh, by);
        vm.warp(READY);
        registry.completeRecovery(MILL, fresh);
        assertTrue(registry.isAdmin(MILL, keccak256(fresh)), "recovered");
    }

    function test_a_later_proposal_replaces_the_running_one_and_waits_anew() public {
        _propose();
        vm.warp(NOW + 6 days);
        vm.prank(holder);
        registry.proposeRecovery(MILL, _addressOf(SECOND), _me());
        vm.warp(READY);
        vm.expectRevert(
            abi.encodeWithSelector(IKeyRegistryTypes.RecoveryNotReady.selector, MILL, READY + 6 days, READY)
        );
        registry.completeRecovery(MILL, fresh);
        vm.warp(READY + 6 days);
        registry.completeRecovery(MILL, _addressOf(SECOND));
        assertTrue(registry.isAdmin(MILL, keccak256(_addressOf(SECOND))), "the later one");
    }

    function test_the_proposed_admin_has_an_admins_form() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.BadAdminLength.selector, 0));
        vm.prank(holder);
        registry.proposeRecovery(MILL, "", _me());
    }

    function testFuzz_nobody_becomes_admin_within_seven_days(uint32 waited) public {
        waited = waited % uint32(7 days);
        _propose();
        vm.warp(NOW + waited);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.RecoveryNotReady.selector, MILL, READY, NOW + waited));
        registry.completeRecovery(MILL, fresh);
    }

    function _propose() private {
        vm.prank(holder);
        registry.proposeRecovery(MILL, fresh, _me());
    }

    function _complete() private {
        _propose();
        vm.warp(READY);
        registry.completeRecovery(MILL, fresh);
    }

    function _expectKeyRefused(bytes32 refused) private {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.KeyCannotRecover.selector, MILL, refused));
    }
}
