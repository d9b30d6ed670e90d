// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {RelayedFixture} from "./RelayedFixture.sol";

contract KeyRegistryNoncesTest is RelayedFixture {
    function testFuzz_a_nonce_is_used_once_whatever_the_verb(uint8 first, uint8 second, uint256 nonce) public {
        (uint256 one, uint256 two) = (first % VERBS, second % VERBS);
        vm.assume(nonce != 4711 && (one != 8 || two != 8)); // after verb 8 it takes two admins for another verb 8
        _prepare(one);
        _relay(one, _signedBy(ADMIN, _order(one), nonce));
        (bool done, bytes memory answer) = address(registry).call(_call(two, _signedBy(ADMIN, _order(two), nonce)));
        assertTrue(!done, "refused");
        assertTrue(keccak256(answer) == keccak256(abi.encodeWithSelector(_spent(), keccak256(boss), nonce)), "as spent");
    }

    function test_an_order_sent_twice_counts_once() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(1), 7);
        _relay(1, by);
        vm.expectRevert(abi.encodeWithSelector(_spent(), keccak256(boss), 7));
        registry.setRoles(MILL, 5, by);
    }

    function test_nonces_come_in_any_order_and_do_not_block_each_other() public {
        _relay(1, _signedBy(ADMIN, _order(1), type(uint256).max));
        _relay(1, _signedBy(ADMIN, _order(1), 0));
        _relay(1, _signedBy(ADMIN, _order(1), 12));
    }

    function test_a_failed_order_uses_no_nonce_and_succeeds_later() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(7), 3);
        _relayRefused(7, by, abi.encodeWithSelector(IKeyRegistryTypes.NotDelegated.selector, MILL, GIN));
        _prepare(7);
        _relay(7, by);
        assertEq(registry.delegation(MILL, GIN).until, NOW, "until");
    }

    function test_a_cancelled_nonce_stops_the_order() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(1), 4711);
        _relay(11, _signedBy(ADMIN, _order(11), 1));
        vm.expectRevert(abi.encodeWithSelector(_spent(), keccak256(boss), 4711));
        registry.setRoles(MILL, 5, by);
    }

    function test_a_signer_cancels_by_calling_itself() public {
        vm.prank(keysmith.addr(ADMIN));
        registry.cancelNonce(4711, _me());
        vm.expectRevert(abi.encodeWithSelector(_spent(), keccak256(boss), 4711));
        registry.setRoles(MILL, 5, _signedBy(ADMIN, _order(1), 4711));
    }

    function test_nobody_cancels_anothers_nonce() public {
        vm.prank(MALLORY);
        registry.cancelNonce(4711, _me());
        _relay(1, _signedBy(ADMIN, _order(1), 4711));
    }

    function test_a_cancelling_order_needs_a_nonce_of_its_own() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(11), 4711);
        _relayRefused(11, by, abi.encodeWithSelector(_spent(), keccak256(boss), 4711));
    }

    function test_a_caller_without_a_signature_gives_nothing_else() public {
        IKeyRegistryTypes.Authorization memory by = _me();
        by.signer = boss;
        _relayRefused(1, by, _notEmpty(by));
        by = _me();
        by.nonce = 1;
        _relayRefused(1, by, _notEmpty(by));
        by = _me();
        by.deadline = NOW;
        _relayRefused(1, by, _notEmpty(by));
    }

    function _notEmpty(IKeyRegistryTypes.Authorization memory by) private pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IKeyRegistryTypes.AuthorizationNotEmpty.selector, by.signer, by.nonce, by.deadline);
    }

    function _spent() private pure returns (bytes4) {
        return IKeyRegistryTypes.NonceSpent.selector;
    }
}
