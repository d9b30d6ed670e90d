// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {IKeyRegistry} from "../../contracts/interfaces/IKeyRegistry.sol";
import {ChainTest} from "./Vm.sol";

/// @dev This contract is the registrar and the admin of both parties.
abstract contract KeyRegistryFixture is ChainTest {
    bytes32 internal constant MILL = keccak256("did:web:mill.example");
    bytes32 internal constant GIN = keccak256("did:web:gin.example");
    bytes32 internal constant RP_ID_HASH = keccak256("any 32 bytes");
    uint40 internal constant NOW = 1_795_000_000;

    KeyRegistry internal registry;
    bytes internal signer = abi.encodePacked(address(0xA11CE));
    bytes32 internal keyId = keccak256(abi.encodePacked(address(0xA11CE)));

    function setUp() public virtual {
        vm.warp(NOW);
        registry = new KeyRegistry(address(this));
        registry.registerParty(MILL, address(this), 1);
        registry.registerParty(GIN, address(this), 3);
    }

    function _slot(uint256 slot) internal view returns (uint256) {
        return uint256(vm.load(address(registry), bytes32(slot)));
    }

    function _passkey() internal pure returns (bytes memory) {
        return abi.encodePacked(address(0x7913), keccak256("qx"), keccak256("qy"));
    }
}

contract KeyRegistryKeysTest is KeyRegistryFixture {
    function setUp() public override {
        super.setUp();
        registry.addKey(MILL, signer, 1, 0, 0);
    }

    function test_a_key_serves_one_party_only_even_after_revocation() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.KeyExists.selector, keyId, MILL);
        vm.expectRevert(refusal);
        registry.addKey(GIN, signer, 1, 0, 0);
        registry.revokeKey(MILL, keyId, 0);
        vm.expectRevert(refusal);
        registry.addKey(GIN, signer, 1, 0, 0);
        vm.expectRevert(refusal);
        registry.addKey(MILL, signer, 3, 0, 0);
    }

    function test_a_key_is_revoked_once_and_now() public {
        vm.warp(NOW + 100);
        registry.revokeKey(MILL, keyId, 0);
        vm.warp(NOW + 200);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.AlreadyRevoked.selector, keyId, NOW + 100));
        registry.revokeKey(MILL, keyId, 0);
        assertEq(registry.key(keyId).revokedAt, NOW + 100, "revokedAt");
    }

    function testFuzz_suspect_from_only_moves_earlier(uint40 first, uint40 second) public {
        first = 1 + first % NOW;
        second = 1 + second % (NOW + 1);
        registry.declareSuspect(MILL, keyId, first);
        if (second >= first) {
            vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.SuspectFromTooLate.selector, keyId, second, first - 1));
        }
        registry.declareSuspect(MILL, keyId, second);
        assertEq(registry.key(keyId).suspectFrom, second < first ? second : first, "suspectFrom");
    }

    function test_suspect_from_is_never_in_the_future() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.SuspectFromTooLate.selector, keyId, NOW + 1, NOW);
        vm.expectRevert(refusal);
        registry.declareSuspect(MILL, keyId, NOW + 1);
        vm.expectRevert(refusal);
        registry.revokeKey(MILL, keyId, NOW + 1);
    }

    function test_suspect_from_after_the_revocation_is_refused() public {
        registry.revokeKey(MILL, keyId, 0);
        vm.warp(NOW + 100);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.SuspectFromTooLate.selector, keyId, NOW + 1, NOW));
        registry.declareSuspect(MILL, keyId, NOW + 1);
    }

    function test_revoking_without_a_time_keeps_the_declared_suspicion() public {
        registry.declareSuspect(MILL, keyId, NOW - 50);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistry.KeyRevoked(MILL, keyId, NOW, NOW - 50);
        registry.revokeKey(MILL, keyId, 0);
        assertEq(registry.key(keyId).suspectFrom, NOW - 50, "suspectFrom");
    }

    function test_zero_cannot_be_declared_as_a_suspicion() public {
        registry.declareSuspect(MILL, keyId, NOW);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.ZeroSuspectFrom.selector, keyId));
        registry.declareSuspect(MILL, keyId, 0);
    }

    function testFuzz_a_key_is_never_valid_before_it_was_added(uint40 validFrom) public {
        bytes memory other = abi.encodePacked(address(0xB0B));
        if (validFrom != 0 && validFrom < NOW) {
            vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.ValidFromPast.selector, validFrom, NOW));
            registry.addKey(MILL, other, 1, 0, validFrom);
        } else {
            registry.addKey(MILL, other, 1, 0, validFrom);
            assertEq(registry.key(keccak256(other)).validFrom, validFrom == 0 ? NOW : validFrom, "validFrom");
        }
    }

    function test_only_the_partys_admin_touches_its_keys() public {
        address mallory = address(0xBAD);
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.NotPartyAdmin.selector, MILL, mallory, address(this));
        vm.expectRevert(refusal);
        vm.prank(mallory);
        registry.addKey(MILL, _passkey(), 2, RP_ID_HASH, 0);
        vm.expectRevert(refusal);
        vm.prank(mallory);
        registry.revokeKey(MILL, keyId, 0);
        vm.expectRevert(refusal);
        vm.prank(mallory);
        registry.declareSuspect(MILL, keyId, 1);
    }

    function test_an_admin_does_not_touch_another_partys_key() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.KeyNotOfParty.selector, keyId, GIN);
        vm.expectRevert(refusal);
        registry.revokeKey(GIN, keyId, 0);
        vm.expectRevert(refusal);
        registry.declareSuspect(GIN, keyId, 1);
    }

    function test_a_signer_has_the_form_of_its_type() public {
        _refused(abi.encodeWithSelector(IKeyRegistry.UnknownKeyType.selector, uint8(0)), signer, 0, 0);
        _refused(abi.encodeWithSelector(IKeyRegistry.UnknownKeyType.selector, uint8(4)), signer, 4, 0);
        _refused(abi.encodeWithSelector(IKeyRegistry.BadSignerLength.selector, 1, 84), _passkey(), 1, 0);
        _refused(abi.encodeWithSelector(IKeyRegistry.BadSignerLength.selector, 2, 20), signer, 2, RP_ID_HASH);
        _refused(abi.encodeWithSelector(IKeyRegistry.BadSignerLength.selector, 3, 0), "", 3, 0);
        _refused(abi.encodeWithSelector(IKeyRegistry.ZeroAddress.selector), abi.encodePacked(address(0)), 1, 0);
        _refused(abi.encodeWithSelector(IKeyRegistry.BadRpIdHash.selector, 1, RP_ID_HASH), signer, 1, RP_ID_HASH);
        _refused(abi.encodeWithSelector(IKeyRegistry.BadRpIdHash.selector, 2, bytes32(0)), _passkey(), 2, 0);
    }

    function test_a_keys_storage_lies_where_the_interface_says() public {
        bytes32 passkeyId = keccak256(_passkey());
        registry.addKey(GIN, _passkey(), 2, RP_ID_HASH, NOW + 5);
        vm.warp(NOW + 100);
        registry.revokeKey(GIN, passkeyId, NOW + 50);
        uint256 base = uint256(keccak256(abi.encode(passkeyId, uint256(1))));
        uint256 packed = _slot(base + 1);
        assertEq(_slot(base), uint256(GIN), "partyId");
        assertEq(uint40(packed), NOW + 5, "validFrom");
        assertEq(uint40(packed >> 40), NOW + 100, "revokedAt");
        assertEq(uint40(packed >> 80), NOW + 50, "suspectFrom");
        assertEq(packed >> 120, 2, "keyType");
        assertEq(_slot(base + 2), uint256(RP_ID_HASH), "rpIdHash");
    }

    function _refused(bytes memory refusal, bytes memory bytes_, uint8 keyType, bytes32 rpIdHash) internal {
        vm.expectRevert(refusal);
        registry.addKey(MILL, bytes_, keyType, rpIdHash, 0);
    }
}

contract KeyRegistryPartiesTest is KeyRegistryFixture {
    function test_a_party_is_registered_once_by_the_registrar() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.PartyExists.selector, MILL));
        registry.registerParty(MILL, address(0xBAD), 1);
        address mallory = address(0xBAD);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.NotRegistrar.selector, mallory, address(this)));
        vm.prank(mallory);
        registry.registerParty(keccak256("new"), mallory, 1);
    }

    function testFuzz_only_known_roles_are_given(uint16 roles) public {
        if (roles > 127) vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.UnknownRoles.selector, roles));
        registry.setRoles(MILL, roles);
        assertEq(registry.party(MILL).roles, roles > 127 ? 1 : roles, "roles");
    }

    function test_the_registrar_cannot_add_a_key_or_replace_an_admin() public {
        registry.setAdmin(MILL, address(0xCA7));
        bytes memory refusal =
            abi.encodeWithSelector(IKeyRegistry.NotPartyAdmin.selector, MILL, address(this), address(0xCA7));
        vm.expectRevert(refusal);
        registry.addKey(MILL, signer, 1, 0, 0);
        vm.expectRevert(refusal);
        registry.setAdmin(MILL, address(this));
    }

    function test_zero_names_nobody() public {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.ZeroAddress.selector);
        vm.expectRevert(refusal);
        new KeyRegistry(address(0));
        vm.expectRevert(refusal);
        registry.registerParty(keccak256("new"), address(0), 1);
        vm.expectRevert(refusal);
        registry.setAdmin(MILL, address(0));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.ZeroPartyId.selector));
        registry.registerParty(bytes32(0), address(this), 1);
    }

    function test_an_unknown_party_has_no_keys_no_roles_and_no_custodian() public {
        bytes32 unknown = keccak256("unknown");
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.UnknownParty.selector, unknown);
        vm.expectRevert(refusal);
        registry.addKey(unknown, signer, 1, 0, 0);
        vm.expectRevert(refusal);
        registry.setRoles(unknown, 1);
        vm.expectRevert(refusal);
        registry.delegate(MILL, unknown);
    }

    function test_a_delegation_starts_and_ends_and_starts_anew() public {
        registry.delegate(MILL, GIN);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.AlreadyDelegated.selector, MILL, GIN, NOW));
        registry.delegate(MILL, GIN);
        vm.warp(NOW + 10);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistry.Undelegated(MILL, GIN, NOW + 10);
        registry.undelegate(MILL, GIN);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.NotDelegated.selector, MILL, GIN));
        registry.undelegate(MILL, GIN);
        vm.warp(NOW + 20);
        registry.delegate(MILL, GIN);
        assertEq(registry.delegation(MILL, GIN).from, NOW + 20, "from");
        assertEq(registry.delegation(MILL, GIN).until, 0, "until");
    }

    function test_a_party_is_not_its_own_custodian() public {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.SelfDelegation.selector, MILL));
        registry.delegate(MILL, MILL);
    }

    function test_the_registrar_hands_over_in_two_steps() public {
        address next = address(0xB0B);
        registry.nominateRegistrar(next);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.NotNominee.selector, address(this), next));
        registry.acceptRegistrar();
        vm.prank(next);
        registry.acceptRegistrar();
        assertTrue(registry.registrar() == next && registry.nominatedRegistrar() == address(0), "handed over");
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.NotRegistrar.selector, address(this), next));
        registry.setRoles(MILL, 1);
    }

    function test_a_partys_storage_lies_where_the_interface_says() public {
        uint256 packed = _slot(uint256(keccak256(abi.encode(GIN, uint256(0)))));
        assertEq(uint160(packed), uint160(address(this)), "admin");
        assertEq(uint16(packed >> 160), 3, "roles");
        assertEq(packed >> 176, NOW, "registeredAt");
        registry.delegate(MILL, GIN);
        vm.warp(NOW + 10);
        registry.undelegate(MILL, GIN);
        packed = _slot(uint256(keccak256(abi.encode(GIN, keccak256(abi.encode(MILL, uint256(2)))))));
        assertEq(uint40(packed), NOW, "from");
        assertEq(packed >> 40, NOW + 10, "until");
        assertEq(_slot(3), uint160(address(this)), "registrar");
        registry.nominateRegistrar(address(0xB0B));
        assertEq(_slot(4), uint160(address(0xB0B)), "nominated registrar");
    }
}
