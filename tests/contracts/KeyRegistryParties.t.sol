// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryFixture} from "./KeyRegistryFixture.sol";

contract KeyRegistryPartiesTest is KeyRegistryFixture {
    bytes32 internal constant NEW = keccak256("new");

    function test_a_party_is_registered_once_by_the_registrar() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.PartyExists.selector, MILL));
        registry.registerParty(MILL, abi.encodePacked(MALLORY), 1, _me());
        vm.expectRevert(_notRegistrar(MALLORY, address(this)));
        vm.prank(MALLORY);
        registry.registerParty(NEW, abi.encodePacked(MALLORY), 1, _me());
    }

    function test_only_the_registrar_sets_roles_and_nominates() public {
        vm.expectRevert(_notRegistrar(MALLORY, address(this)));
        vm.prank(MALLORY);
        registry.setRoles(MILL, 1, _me());
        vm.expectRevert(_notRegistrar(MALLORY, address(this)));
        vm.prank(MALLORY);
        registry.nominateRegistrar(MALLORY, _me());
    }

    function test_a_new_party_has_one_admin_and_quorum_one() public view {
        IKeyRegistryTypes.Party memory mill = registry.party(MILL);
        assertEq(mill.adminCount, 1, "adminCount");
        assertEq(mill.quorum, 1, "quorum");
        assertEq(mill.epoch, 1, "epoch");
        assertTrue(registry.isAdmin(MILL, keccak256(self)), "admin");
        assertTrue(!registry.isAdmin(MILL, keccak256(signer)), "nobody else");
    }

    function test_nobody_administers_an_unknown_party() public view {
        assertTrue(!registry.isAdmin(NEW, keccak256(self)), "epoch 0 makes no admin");
        assertTrue(!registry.isAdmin(NEW, bytes32(0)), "nor does nobody");
    }

    function testFuzz_only_known_roles_are_given(uint16 roles) public {
        if (roles > 127) vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.UnknownRoles.selector, roles));
        registry.setRoles(MILL, roles, _me());
        assertEq(registry.party(MILL).roles, roles > 127 ? 1 : roles, "roles");
    }

    function test_an_unknown_role_is_not_given_at_registration() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.UnknownRoles.selector, 128));
        registry.registerParty(NEW, self, 128, _me());
    }

    function test_the_registrar_touches_no_key_and_no_admin() public {
        registry.registerParty(NEW, abi.encodePacked(address(0xCA7)), 1, _me());
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.NotPartyAdmin.selector, NEW, self);
        vm.expectRevert(refusal);
        registry.addKey(NEW, signer, 1, 0, 0, _me());
        vm.expectRevert(refusal);
        registry.changeAdmins(NEW, self, 0, 1, _meAlone());
        vm.expectRevert(refusal);
        registry.cancelRecovery(NEW, _me());
    }

    function test_an_admin_is_an_address_or_a_passkey_of_our_verifier() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.BadAdminLength.selector, 0));
        registry.registerParty(NEW, "", 1, _me());
        _noAdmin(abi.encodeWithSelector(IKeyRegistryTypes.BadAdminLength.selector, 64), new bytes(64));
        _noAdmin(abi.encodeWithSelector(IKeyRegistryTypes.ZeroAddress.selector), abi.encodePacked(address(0)));
        bytes memory foreign =
            abi.encodeWithSelector(IKeyRegistryTypes.ForeignVerifier.selector, address(0x7913), address(verifier));
        _noAdmin(foreign, _passkeyOf(address(0x7913), ADMIN));
        bytes memory offCurve =
            abi.encodeWithSelector(IKeyRegistryTypes.NotOnCurve.selector, bytes32(uint256(1)), bytes32(uint256(1)));
        _noAdmin(offCurve, abi.encodePacked(address(verifier), uint256(1), uint256(1)));
        registry.registerParty(NEW, _passkeyOf(address(verifier), ADMIN), 1, _me());
        assertTrue(registry.isAdmin(NEW, keccak256(_passkeyOf(address(verifier), ADMIN))), "passkey admin");
    }

    function test_zero_names_nobody() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.ZeroAddress.selector);
        vm.expectRevert(refusal);
        new KeyRegistry(address(0), address(verifier));
        vm.expectRevert(refusal);
        new KeyRegistry(address(this), address(0));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.ZeroPartyId.selector));
        registry.registerParty(bytes32(0), self, 1, _me());
    }

    function test_an_unknown_party_has_no_keys_no_roles_no_admins_and_no_custodian() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.UnknownParty.selector, NEW);
        vm.expectRevert(refusal);
        registry.addKey(NEW, signer, 1, 0, 0, _me());
        vm.expectRevert(refusal);
        registry.setRoles(NEW, 1, _me());
        vm.expectRevert(refusal);
        registry.delegate(MILL, NEW, _me());
        vm.expectRevert(refusal);
        registry.changeAdmins(NEW, self, 0, 1, new IKeyRegistryTypes.Authorization[](0));
        vm.expectRevert(refusal);
        registry.proposeRecovery(NEW, self, _me());
    }

    function test_a_delegation_starts_and_ends_and_starts_anew() public {
        registry.delegate(MILL, GIN, _me());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.AlreadyDelegated.selector, MILL, GIN, NOW));
        registry.delegate(MILL, GIN, _me());
        vm.warp(NOW + 10);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.Undelegated(MILL, GIN, NOW + 10);
        registry.undelegate(MILL, GIN, _me());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.NotDelegated.selector, MILL, GIN));
        registry.undelegate(MILL, GIN, _me());
        vm.warp(NOW + 20);
        registry.delegate(MILL, GIN, _me());
        assertEq(registry.delegation(MILL, GIN).from, NOW + 20, "from");
        assertEq(registry.delegation(MILL, GIN).until, 0, "until");
    }

    function test_an_ended_delegation_is_kept_when_a_new_one_begins() public {
        for (uint40 i = 0; i < 3; i++) {
            vm.warp(NOW + 20 * i);
            registry.delegate(MILL, GIN, _me());
            vm.warp(NOW + 20 * i + 10);
            registry.undelegate(MILL, GIN, _me());
        }
        assertEq(registry.endedDelegationCount(MILL, GIN), 2, "intervals before the newest");
        assertEq(registry.endedDelegationAt(MILL, GIN, 1).from, NOW + 20, "from");
        assertEq(registry.endedDelegationAt(MILL, GIN, 1).until, NOW + 30, "until");
        assertEq(registry.delegation(MILL, GIN).from, NOW + 40, "newest");
    }

    function test_a_party_is_not_its_own_custodian() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.SelfDelegation.selector, MILL));
        registry.delegate(MILL, MILL, _me());
    }

    function test_only_the_partys_admin_delegates() public {
        bytes memory refusal = _notAdmin(abi.encodePacked(MALLORY));
        vm.expectRevert(refusal);
        vm.prank(MALLORY);
        registry.delegate(MILL, GIN, _me());
        registry.delegate(MILL, GIN, _me());
        vm.expectRevert(refusal);
        vm.prank(MALLORY);
        registry.undelegate(MILL, GIN, _me());
    }

    function test_the_registrar_hands_over_in_two_steps() public {
        address next = address(0xB0B);
        registry.nominateRegistrar(next, _me());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.NotNominee.selector, address(this), next));
        registry.acceptRegistrar();
        vm.prank(next);
        registry.acceptRegistrar();
        assertTrue(registry.registrar() == next && registry.nominatedRegistrar() == address(0), "handed over");
        vm.expectRevert(_notRegistrar(address(this), next));
        registry.setRoles(MILL, 1, _me());
    }

    function _noAdmin(bytes memory refusal, bytes memory admin) private {
        vm.expectRevert(refusal);
        registry.registerParty(NEW, admin, 1, _me());
        vm.expectRevert(refusal);
        registry.changeAdmins(MILL, admin, 0, 1, _meAlone());
    }

    function _notRegistrar(address caller, address registrar) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IKeyRegistryTypes.NotRegistrar.selector, abi.encodePacked(caller), registrar);
    }
}
