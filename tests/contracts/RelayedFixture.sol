// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistry} from "../../contracts/interfaces/IKeyRegistry.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryFixture} from "./KeyRegistryFixture.sol";

/// @dev Every verb can be ordered by signature here: ADMIN is registrar, admin of MILL and one of its keys.
abstract contract RelayedFixture is KeyRegistryFixture {
    uint256 internal constant VERBS = 12;
    bytes internal boss = _addressOf(ADMIN);
    bytes internal other = _addressOf(SECOND);
    bytes32 internal constant NEW = keccak256("new");

    function setUp() public override {
        super.setUp();
        address admin = keysmith.addr(ADMIN);
        registry.changeAdmins(MILL, boss, keccak256(self), 1, _meAlone());
        registry.nominateRegistrar(admin, _me());
        vm.prank(admin);
        registry.acceptRegistrar();
        vm.prank(admin);
        registry.addKey(MILL, signer, 1, 0, 0, _me());
        vm.prank(admin);
        registry.addKey(MILL, boss, 1, 0, 0, _me());
    }

    /// @dev Type hash and arguments of a verb, written out from the interface's text.
    function _order(uint256 verb) internal view returns (bytes memory) {
        bytes32 id = keccak256(other);
        if (verb == 0) return abi.encode(_type("RegisterParty(bytes32 partyId,bytes admin,uint16 roles,"), NEW, id, 5);
        if (verb == 1) return abi.encode(_type("SetRoles(bytes32 partyId,uint16 roles,"), MILL, 5);
        if (verb == 2) return abi.encode(_type("NominateRegistrar(address nominee,"), MALLORY);
        if (verb == 3) {
            bytes32 added =
                _type("AddKey(bytes32 partyId,bytes signer,uint8 keyType,bytes32 rpIdHash,uint40 validFrom,");
            return abi.encode(added, MILL, id, 3, bytes32(0), NOW + 5);
        }
        if (verb == 4) {
            return abi.encode(_type("RevokeKey(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,"), MILL, keyId, NOW);
        }
        if (verb == 5) {
            bytes32 suspected = _type("DeclareSuspect(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,");
            return abi.encode(suspected, MILL, keyId, NOW - 9);
        }
        if (verb == 6) return abi.encode(_type("Delegate(bytes32 partyId,bytes32 custodianPartyId,"), MILL, GIN);
        if (verb == 7) return abi.encode(_type("Undelegate(bytes32 partyId,bytes32 custodianPartyId,"), MILL, GIN);
        if (verb == 8) {
            bytes32 changed = _type("ChangeAdmins(bytes32 partyId,bytes added,bytes32 removed,uint16 quorum,");
            return abi.encode(changed, MILL, id, bytes32(0), 2);
        }
        if (verb == 9) return abi.encode(_type("ProposeRecovery(bytes32 partyId,bytes newAdmin,"), MILL, id);
        if (verb == 10) return abi.encode(_type("CancelRecovery(bytes32 partyId,"), MILL);
        return abi.encode(_type("CancelNonce(uint256 cancelled,"), uint256(4711));
    }

    function _call(uint256 verb, IKeyRegistryTypes.Authorization memory by) internal view returns (bytes memory) {
        if (verb == 0) return abi.encodeCall(IKeyRegistry.registerParty, (NEW, other, 5, by));
        if (verb == 1) return abi.encodeCall(IKeyRegistry.setRoles, (MILL, 5, by));
        if (verb == 2) return abi.encodeCall(IKeyRegistry.nominateRegistrar, (MALLORY, by));
        if (verb == 3) return abi.encodeCall(IKeyRegistry.addKey, (MILL, other, 3, bytes32(0), NOW + 5, by));
        if (verb == 4) return abi.encodeCall(IKeyRegistry.revokeKey, (MILL, keyId, NOW, by));
        if (verb == 5) return abi.encodeCall(IKeyRegistry.declareSuspect, (MILL, keyId, NOW - 9, by));
        if (verb == 6) return abi.encodeCall(IKeyRegistry.delegate, (MILL, GIN, by));
        if (verb == 7) return abi.encodeCall(IKeyRegistry.undelegate, (MILL, GIN, by));
        if (verb == 8) {
            IKeyRegistryTypes.Authorization[] memory all = new IKeyRegistryTypes.Authorization[](1);
            all[0] = by;
            return abi.encodeCall(IKeyRegistry.changeAdmins, (MILL, other, bytes32(0), 2, all));
        }
        if (verb == 9) return abi.encodeCall(IKeyRegistry.proposeRecovery, (MILL, other, by));
        if (verb == 10) return abi.encodeCall(IKeyRegistry.cancelRecovery, (MILL, by));
        return abi.encodeCall(IKeyRegistry.cancelNonce, (uint256(4711), by));
    }

    /// @dev What must be there before the verb can be: a running delegation or recovery.
    function _prepare(uint256 verb) internal {
        vm.prank(keysmith.addr(ADMIN));
        if (verb == 7) registry.delegate(MILL, GIN, _me());
        else registry.proposeRecovery(MILL, other, _me());
    }

    function _relay(uint256 verb, IKeyRegistryTypes.Authorization memory by) internal {
        bytes memory call = _call(verb, by);
        vm.prank(MALLORY);
        (bool done, bytes memory answer) = address(registry).call(call);
        assertTrue(done, string.concat("the order was taken: ", string(answer)));
    }

    function _relayRefused(uint256 verb, IKeyRegistryTypes.Authorization memory by, bytes memory refusal) internal {
        bytes memory call = _call(verb, by);
        vm.prank(MALLORY);
        (bool done, bytes memory answer) = address(registry).call(call);
        assertTrue(!done, "the order was refused");
        assertTrue(keccak256(answer) == keccak256(refusal), "for the reason wanted");
        assertTrue(!registry.isNonceUsed(keccak256(by.signer), by.nonce), "and no nonce was used");
    }

    /// @dev The refusal of a signature that is not one over what is asked.
    function _badSignature(uint256 verb, IKeyRegistryTypes.Authorization memory by)
        internal
        view
        returns (bytes memory)
    {
        bytes32 digest = _digest(_order(verb), by.signer, by.nonce, by.deadline);
        return abi.encodeWithSelector(IKeyRegistryTypes.BadSignature.selector, by.signer, digest);
    }
}
