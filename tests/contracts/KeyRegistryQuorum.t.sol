// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryFixture} from "./KeyRegistryFixture.sol";

contract KeyRegistryQuorumTest is KeyRegistryFixture {
    uint256 internal constant THIRD = 0x3D;

    function test_an_admin_is_added_and_removed() public {
        bytes memory second = _addressOf(SECOND);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IKeyRegistryTypes.AdminsChanged(MILL, second, 0, 2);
        registry.changeAdmins(MILL, second, 0, 2, _meAlone());
        assertTrue(registry.isAdmin(MILL, keccak256(second)), "added");
        assertTrue(!registry.isAdmin(GIN, keccak256(second)), "of one party only");
        _change("", keccak256(self), 1, _both(1, "", keccak256(self), 1));
        assertTrue(!registry.isAdmin(MILL, keccak256(self)), "removed");
        assertEq(registry.party(MILL).adminCount, 1, "adminCount");
        vm.expectRevert(_notAdmin(self));
        registry.addKey(MILL, signer, 1, 0, 0, _me());
    }

    function test_one_admin_alone_does_not_change_two() public {
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 2, _meAlone());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.WrongQuorum.selector, MILL, 1, 2));
        registry.changeAdmins(MILL, "", keccak256(_addressOf(SECOND)), 1, _meAlone());
    }

    function test_one_admin_alone_still_revokes_a_stolen_key() public {
        registry.addKey(MILL, signer, 1, 0, 0, _me());
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 2, _meAlone());
        registry.revokeKey(MILL, keyId, NOW, _me());
        assertEq(registry.key(keyId).revokedAt, NOW, "revokedAt");
    }

    function test_an_admin_counts_once() public {
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 2, _meAlone());
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistryTypes.SameAdminTwice.selector, MILL, keccak256(self));
        IKeyRegistryTypes.Authorization[] memory by = new IKeyRegistryTypes.Authorization[](2);
        (by[0], by[1]) = (_me(), _me());
        vm.expectRevert(refusal);
        registry.changeAdmins(MILL, "", keccak256(_addressOf(SECOND)), 1, by);
        bytes memory encoded = _encoded("", keccak256(self), 1);
        (by[0], by[1]) = (_signedBy(SECOND, encoded, 1), _signedBy(SECOND, encoded, 2));
        vm.expectRevert(
            abi.encodeWithSelector(IKeyRegistryTypes.SameAdminTwice.selector, MILL, keccak256(_addressOf(SECOND)))
        );
        registry.changeAdmins(MILL, "", keccak256(self), 1, by);
    }

    function test_a_stranger_does_not_fill_the_quorum() public {
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 2, _meAlone());
        IKeyRegistryTypes.Authorization[] memory by = new IKeyRegistryTypes.Authorization[](2);
        bytes memory encoded = _encoded("", keccak256(_addressOf(SECOND)), 1);
        (by[0], by[1]) = (_me(), _signedBy(THIEF, encoded, 1));
        vm.expectRevert(_notAdmin(_addressOf(THIEF)));
        registry.changeAdmins(MILL, "", keccak256(_addressOf(SECOND)), 1, by);
    }

    function test_admins_who_consented_to_another_change_do_not_count() public {
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 2, _meAlone());
        IKeyRegistryTypes.Authorization[] memory by = _both(1, _addressOf(THIRD), 0, 2);
        bytes32 digest = _digest(_encoded(_addressOf(THIEF), 0, 2), _addressOf(SECOND), by[1].nonce, by[1].deadline);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.BadSignature.selector, _addressOf(SECOND), digest));
        registry.changeAdmins(MILL, _addressOf(THIEF), 0, 2, by);
    }

    function test_a_lost_admin_is_replaced_by_the_others() public {
        registry.changeAdmins(MILL, _addressOf(SECOND), 0, 1, _meAlone());
        registry.changeAdmins(MILL, _addressOf(THIRD), 0, 2, _meAlone());
        bytes memory fresh = _addressOf(0xF2E5);
        bytes memory encoded = _encoded(fresh, keccak256(self), 2);
        IKeyRegistryTypes.Authorization[] memory by = new IKeyRegistryTypes.Authorization[](2);
        (by[0], by[1]) = (_signedBy(SECOND, encoded, 1), _signedBy(THIRD, encoded, 1));
        vm.prank(MALLORY); // anybody pays
        registry.changeAdmins(MILL, fresh, keccak256(self), 2, by);
        assertTrue(registry.isAdmin(MILL, keccak256(fresh)), "replaced");
        assertEq(registry.party(MILL).adminCount, 3, "adminCount");
    }

    function test_a_passkey_admin_fills_the_quorum() public {
        bytes memory passkey = _passkeyOf(address(verifier), SECOND);
        registry.changeAdmins(MILL, passkey, 0, 2, _meAlone());
        IKeyRegistryTypes.Authorization[] memory by = new IKeyRegistryTypes.Authorization[](2);
        (by[0], by[1]) = (_me(), _passkeySigned(SECOND, _encoded("", keccak256(self), 1), 9));
        registry.changeAdmins(MILL, "", keccak256(self), 1, by);
        assertTrue(registry.isAdmin(MILL, keccak256(passkey)), "the passkey is the only admin");
    }

    function test_there_is_always_an_admin_and_a_quorum_that_can_be_met() public {
        _impossible("", keccak256(self), 1, 0);
        _impossible("", 0, 0, 1);
        _impossible("", 0, 2, 1);
        _impossible(_addressOf(SECOND), 0, 3, 2);
        registry.changeAdmins(MILL, _addressOf(SECOND), keccak256(self), 1, _meAlone());
        assertEq(registry.party(MILL).adminCount, 1, "one for one");
    }

    function test_a_party_has_at_most_sixteen_admins() public {
        for (uint256 i = 1; i < 16; i++) {
            registry.changeAdmins(MILL, _addressOf(i), 0, 1, _meAlone());
        }
        _impossible(_addressOf(16), 0, 1, 17);
    }

    function test_who_is_no_admin_is_not_removed_and_who_is_is_not_added() public {
        vm.expectRevert(
            abi.encodeWithSelector(IKeyRegistryTypes.NotAnAdmin.selector, MILL, keccak256(_addressOf(SECOND)))
        );
        registry.changeAdmins(MILL, "", keccak256(_addressOf(SECOND)), 1, _meAlone());
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.AlreadyAdmin.selector, MILL, keccak256(self)));
        registry.changeAdmins(MILL, self, 0, 1, _meAlone());
    }

    function _impossible(bytes memory added, bytes32 removed, uint16 quorum, uint16 count) private {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistryTypes.ImpossibleQuorum.selector, quorum, count));
        registry.changeAdmins(MILL, added, removed, quorum, _meAlone());
    }

    function _change(bytes memory added, bytes32 removed, uint16 quorum, IKeyRegistryTypes.Authorization[] memory by)
        private
    {
        registry.changeAdmins(MILL, added, removed, quorum, by);
    }

    function _both(uint256 nonce, bytes memory added, bytes32 removed, uint16 quorum)
        private
        view
        returns (IKeyRegistryTypes.Authorization[] memory by)
    {
        by = new IKeyRegistryTypes.Authorization[](2);
        (by[0], by[1]) = (_me(), _signedBy(SECOND, _encoded(added, removed, quorum), nonce));
    }

    function _encoded(bytes memory added, bytes32 removed, uint16 quorum) private pure returns (bytes memory) {
        bytes32 verb = _type("ChangeAdmins(bytes32 partyId,bytes added,bytes32 removed,uint16 quorum,");
        return abi.encode(verb, MILL, keccak256(added), removed, quorum);
    }
}
