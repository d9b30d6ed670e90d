// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryFixture} from "./KeyRegistryFixture.sol";

contract ExposedRegistry is KeyRegistry {
    constructor(address verifier) KeyRegistry(msg.sender, verifier) {}

    function requireKeyOf(bytes32 partyId, bytes32 keyId) external view {
        _keyOf(partyId, keyId);
    }
}

/// @dev State proofs read these slots; each is compared with what IKeyRegistryTypes says, bit by bit.
contract KeyRegistryStorageTest is KeyRegistryFixture {
    function test_slot_0_a_party() public {
        registry.changeAdmins(GIN, _addressOf(SECOND), 0, 2, _meAlone());
        uint256 packed = _slot(uint256(keccak256(abi.encode(GIN, uint256(0)))));
        assertEq(uint16(packed), 3, "roles");
        assertEq(uint40(packed >> 16), NOW, "registeredAt");
        assertEq(uint16(packed >> 56), 2, "adminCount");
        assertEq(uint16(packed >> 72), 2, "quorum");
        assertEq(packed >> 88, 1, "epoch, and nothing above it");
    }

    function test_slot_1_a_key() public {
        bytes memory passkey = _passkeyOf(address(verifier), SIGNING);
        registry.addKey(GIN, passkey, 2, RP_ID_HASH, NOW + 5, _me());
        vm.warp(NOW + 100);
        registry.revokeKey(GIN, keccak256(passkey), NOW + 50, _me());
        uint256 base = uint256(keccak256(abi.encode(keccak256(passkey), uint256(1))));
        uint256 packed = _slot(base + 1);
        assertEq(_slot(base), uint256(GIN), "partyId");
        assertEq(uint40(packed), NOW + 5, "validFrom");
        assertEq(uint40(packed >> 40), NOW + 100, "revokedAt");
        assertEq(uint40(packed >> 80), NOW + 50, "suspectFrom");
        assertEq(packed >> 120, 2, "keyType, and nothing above it");
        assertEq(_slot(base + 2), uint256(RP_ID_HASH), "rpIdHash");
    }

    function test_slots_2_and_5_the_newest_delegation_and_those_before() public {
        registry.delegate(MILL, GIN, _me());
        vm.warp(NOW + 10);
        registry.undelegate(MILL, GIN, _me());
        uint256 newest = uint256(keccak256(abi.encode(GIN, keccak256(abi.encode(MILL, uint256(2))))));
        bytes32 ended = keccak256(abi.encode(GIN, keccak256(abi.encode(MILL, uint256(5)))));
        uint256 interval = uint256(NOW) | (uint256(NOW + 10) << 40);
        assertEq(_slot(newest), interval, "from and until");
        assertEq(_slot(uint256(ended)), 0, "none before");
        vm.warp(NOW + 20);
        registry.delegate(MILL, GIN, _me());
        assertEq(_slot(newest), NOW + 20, "the new one");
        assertEq(_slot(uint256(ended)), 1, "one before");
        assertEq(_slot(uint256(keccak256(abi.encode(ended)))), interval, "as it was");
    }

    function test_slots_3_and_4_the_registrar_and_the_nominee() public {
        registry.nominateRegistrar(address(0xB0B), _me());
        assertEq(_slot(3), uint160(address(this)), "registrar");
        assertEq(_slot(4), uint160(address(0xB0B)), "nominated registrar");
    }

    function test_slot_6_the_keys_of_a_party_in_order() public {
        registry.addKey(MILL, signer, 1, 0, 0, _me());
        registry.addKey(MILL, _addressOf(SIGNING), 3, 0, 0, _me());
        bytes32 list = keccak256(abi.encode(MILL, uint256(6)));
        assertEq(_slot(uint256(list)), 2, "length");
        uint256 first = uint256(keccak256(abi.encode(list)));
        assertEq(_slot(first), uint256(keyId), "first");
        assertEq(_slot(first + 1), uint256(keccak256(_addressOf(SIGNING))), "second");
    }

    function test_slot_7_the_epoch_of_an_admin() public view {
        bytes32 base = keccak256(abi.encode(keccak256(self), keccak256(abi.encode(MILL, uint256(7)))));
        assertEq(_slot(uint256(base)), 1, "epoch");
    }

    function test_slot_8_a_used_nonce() public {
        uint256 nonce = uint256(keccak256("any number"));
        registry.cancelNonce(nonce, _me());
        bytes32 base = keccak256(abi.encode(nonce, keccak256(abi.encode(keccak256(self), uint256(8)))));
        assertEq(_slot(uint256(base)), 1, "used");
        assertTrue(registry.isNonceUsed(keccak256(self), nonce), "and the view says so");
    }

    function test_slot_9_a_running_recovery_and_nothing_once_it_is_stopped() public {
        registry.addKey(MILL, signer, 1, 0, 0, _me());
        vm.prank(address(0xA11CE));
        registry.proposeRecovery(MILL, _addressOf(SECOND), _me());
        uint256 base = uint256(keccak256(abi.encode(MILL, uint256(9))));
        assertEq(_slot(base), uint256(keccak256(_addressOf(SECOND))), "adminId");
        assertEq(_slot(base + 1), uint256(keyId), "keyId");
        assertEq(_slot(base + 2), NOW + 7 days, "readyAt");
        registry.cancelRecovery(MILL, _me());
        assertEq(_slot(base) | _slot(base + 1) | _slot(base + 2), 0, "stopped");
    }

    function test_no_slot_after_the_tenth_is_used() public view {
        for (uint256 slot = 5; slot < 20; slot++) {
            assertEq(_slot(slot), 0, "a mapping's own slot is empty, and there is nothing beyond");
        }
    }

    function test_an_empty_slot_is_nobodys_key() public {
        ExposedRegistry exposed = new ExposedRegistry(address(verifier));
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.KeyNotOfParty.selector, keyId, bytes32(0));
        vm.expectRevert(refusal);
        exposed.requireKeyOf(bytes32(0), keyId);
    }

    function test_the_recovery_view_shows_what_runs() public {
        registry.addKey(MILL, signer, 1, 0, 0, _me());
        vm.prank(address(0xA11CE));
        registry.proposeRecovery(MILL, _addressOf(SECOND), _me());
        IKeyRegistryTypes.Recovery memory running = registry.recovery(MILL);
        assertTrue(running.keyId == keyId && running.readyAt == NOW + 7 days, "recovery");
    }
}
