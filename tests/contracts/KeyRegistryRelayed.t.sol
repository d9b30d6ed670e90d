// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {RelayedFixture} from "./RelayedFixture.sol";

contract KeyRegistryRelayedTest is RelayedFixture {
    function testFuzz_every_verb_is_ordered_by_signature_and_paid_by_anyone(uint8 verb, uint256 nonce) public {
        uint256 which = verb % VERBS;
        vm.assume(nonce != 4711); // an order that cancels this nonce needs another one
        _prepare(which);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.NonceUsed(keccak256(boss), nonce);
        _relay(which, _signedBy(ADMIN, _order(which), nonce));
        assertTrue(registry.isNonceUsed(keccak256(boss), nonce), "nonce used");
    }

    function test_a_relayed_verb_does_what_the_direct_one_does() public {
        _relay(3, _signedBy(ADMIN, _order(3), 1));
        IKeyRegistryTypes.Key memory added = registry.key(keccak256(other));
        assertTrue(added.partyId == MILL && added.keyType == 3 && added.validFrom == NOW + 5, "addKey");
        _relay(4, _signedBy(ADMIN, _order(4), 2));
        assertTrue(registry.key(keyId).revokedAt == NOW && registry.key(keyId).suspectFrom == NOW, "revokeKey");
        _relay(5, _signedBy(ADMIN, _order(5), 3));
        assertEq(registry.key(keyId).suspectFrom, NOW - 9, "declareSuspect");
        _relay(0, _signedBy(ADMIN, _order(0), 4));
        assertTrue(registry.isAdmin(NEW, keccak256(other)) && registry.party(NEW).roles == 5, "registerParty");
        _relay(2, _signedBy(ADMIN, _order(2), 5));
        assertTrue(registry.nominatedRegistrar() == MALLORY, "nominateRegistrar");
        _relay(8, _signedBy(ADMIN, _order(8), 6));
        assertTrue(registry.isAdmin(MILL, keccak256(other)) && registry.party(MILL).quorum == 2, "changeAdmins");
    }

    function testFuzz_an_order_changed_in_any_byte_is_refused(uint8 verb, uint256 position, uint8 flip) public {
        uint256 which = verb % VERBS;
        bytes memory encoded = _order(which);
        vm.assume(flip != 0);
        position %= encoded.length;
        encoded[position] = bytes1(uint8(encoded[position]) ^ flip);
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, encoded, 1);
        _relayRefused(which, by, _badSignature(which, by));
    }

    function testFuzz_an_order_for_one_verb_is_none_for_another(uint8 signed, uint8 sent) public {
        vm.assume(signed % VERBS != sent % VERBS);
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(signed % VERBS), 1);
        _relayRefused(sent % VERBS, by, _badSignature(sent % VERBS, by));
    }

    function testFuzz_an_order_for_another_chain_is_refused(uint8 verb, uint64 chainId) public {
        vm.assume(chainId != block.chainid);
        _refusedUnder(_domain(chainId, address(registry)), verb % VERBS);
    }

    function test_after_a_fork_the_old_chains_orders_are_refused() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(1), 1);
        keysmith.chainId(block.chainid + 1);
        _relayRefused(1, by, _badSignature(1, by));
    }

    function test_an_order_for_another_registry_is_refused() public {
        KeyRegistry twin = new KeyRegistry(keysmith.addr(ADMIN), address(verifier));
        for (uint256 verb = 0; verb < VERBS; verb++) {
            _refusedUnder(_domain(block.chainid, address(twin)), verb);
        }
    }

    function test_an_order_for_a_domain_of_another_name_or_version_is_refused() public {
        _refusedUnder(_namedDomain("Tierlight", "1", block.chainid, address(registry)), 1);
        _refusedUnder(_namedDomain("Tierlight KeyRegistry", "2", block.chainid, address(registry)), 1);
    }

    function test_the_domain_separator_is_the_one_of_the_specification() public view {
        assertTrue(registry.domainSeparator() == _domain(block.chainid, address(registry)), "domain");
    }

    function testFuzz_an_order_in_anothers_name_is_refused(uint8 verb) public {
        uint256 which = verb % VERBS;
        IKeyRegistryTypes.Authorization memory by = _signedBy(THIEF, _order(which), 1);
        by.signer = boss;
        _relayRefused(which, by, _badSignature(which, by));
    }

    function test_a_strangers_own_order_is_good_for_its_own_nonces_only() public {
        bytes memory thief = _addressOf(THIEF);
        for (uint256 verb = 0; verb < VERBS - 1; verb++) {
            bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.NotPartyAdmin.selector, MILL, thief);
            if (verb < 3) {
                refusal = abi.encodeWithSelector(IKeyRegistryTypes.NotRegistrar.selector, thief, keysmith.addr(ADMIN));
            }
            if (verb == 9) {
                refusal = abi.encodeWithSelector(IKeyRegistryTypes.KeyNotOfParty.selector, keccak256(thief), MILL);
            }
            _relayRefused(verb, _signedBy(THIEF, _order(verb), 1), refusal);
        }
        _relay(11, _signedBy(THIEF, _order(11), 1));
        assertTrue(!registry.isNonceUsed(keccak256(boss), 4711), "the admin's nonce is untouched");
    }

    function testFuzz_an_order_is_good_to_its_last_second_and_no_longer(uint8 verb, uint40 deadline) public {
        uint256 which = verb % VERBS;
        deadline = NOW + deadline % 1000 days;
        IKeyRegistryTypes.Authorization memory by = _signedUntil(ADMIN, _order(which), 1, deadline);
        _prepare(which);
        vm.warp(uint256(deadline) + 1);
        bytes memory refusal =
            abi.encodeWithSelector(IKeyRegistryTypes.DeadlinePassed.selector, deadline, uint256(deadline) + 1);
        _relayRefused(which, by, refusal);
        vm.warp(which == 3 ? NOW : deadline); // a new key must not become valid in the past
        _relay(which, by);
    }

    function test_a_signed_deadline_is_not_stretched() public {
        IKeyRegistryTypes.Authorization memory by = _signedUntil(ADMIN, _order(1), 1, NOW);
        by.deadline = NOW + 1;
        _relayRefused(1, by, _badSignature(1, by));
    }

    function _refusedUnder(bytes32 domain, uint256 verb) private {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(verb), 1);
        by.signature = _ecdsa(ADMIN, _digestIn(domain, _order(verb), boss, 1, by.deadline));
        _relayRefused(verb, by, _badSignature(verb, by));
    }
}
