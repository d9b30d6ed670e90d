// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../../contracts/KeyRegistry.sol";
import {IKeyRegistryTypes} from "../../../contracts/interfaces/IKeyRegistryTypes.sol";
import {Symbolic} from "./Symbolic.sol";

/// @dev From any state of any party and key, after any verb, called by anyone at any time. Left out are signed orders and
/// points of P-256, whose arithmetic no solver follows; who signs an order is fuzzed, in KeyRegistryCampaign.
contract KeyRegistryProof is Symbolic {
    KeyRegistry internal registry;

    function setUp() public {
        registry = new KeyRegistry(address(0xBEEF), address(0x7913));
        svm.enableSymbolicStorage(address(registry));
    }

    function check_a_key_stays_with_its_party_and_its_form(bytes32 keyId, uint8 verb, address caller, uint40 time)
        public
    {
        IKeyRegistryTypes.Key memory before = registry.key(keyId);
        _anyCall(verb, caller, time);
        IKeyRegistryTypes.Key memory later = registry.key(keyId);
        if (before.partyId == bytes32(0)) return;
        assert(later.partyId == before.partyId && later.validFrom == before.validFrom);
        assert(later.keyType == before.keyType && later.rpIdHash == before.rpIdHash);
    }

    function check_a_key_is_revoked_once_and_now(bytes32 keyId, uint8 verb, address caller, uint40 time) public {
        uint40 before = registry.key(keyId).revokedAt;
        _anyCall(verb, caller, time);
        uint40 later = registry.key(keyId).revokedAt;
        assert(later == before || (before == 0 && later == time));
    }

    function check_a_suspicion_only_moves_earlier(bytes32 keyId, uint8 verb, address caller, uint40 time) public {
        IKeyRegistryTypes.Key memory before = registry.key(keyId);
        _anyCall(verb, caller, time);
        uint40 later = registry.key(keyId).suspectFrom;
        if (later == before.suspectFrom) return;
        assert(later != 0 && (before.suspectFrom == 0 || later < before.suspectFrom));
        assert(before.suspectFrom != 0 || later <= (before.revokedAt == 0 ? time : before.revokedAt));
    }

    function check_a_key_is_never_valid_in_the_past(bytes32 keyId, uint8 verb, address caller, uint40 time) public {
        IKeyRegistryTypes.Key memory before = registry.key(keyId);
        _anyCall(verb, caller, time);
        IKeyRegistryTypes.Key memory later = registry.key(keyId);
        assert(later.partyId == before.partyId || later.validFrom >= time);
    }

    function check_only_an_admin_touches_a_key(bytes32 keyId, uint8 verb, address caller, uint40 time) public {
        IKeyRegistryTypes.Key memory before = registry.key(keyId);
        bytes32 callerId = keccak256(abi.encodePacked(caller));
        bool wasAdmin = registry.isAdmin(before.partyId, callerId);
        _anyCall(verb, caller, time);
        if (before.partyId == bytes32(0)) return;
        IKeyRegistryTypes.Key memory later = registry.key(keyId);
        assert(wasAdmin || (later.revokedAt == before.revokedAt && later.suspectFrom == before.suspectFrom));
    }

    function check_the_list_of_keys_only_grows(bytes32 partyId, uint256 index, uint8 verb, address caller, uint40 time)
        public
    {
        uint256 before = registry.keyCount(partyId);
        vm.assume(index < before && before < type(uint64).max);
        bytes32 keyId = registry.keyAt(partyId, index);
        _anyCall(verb, caller, time);
        uint256 later = registry.keyCount(partyId);
        assert(later == before || later == before + 1);
        assert(registry.keyAt(partyId, index) == keyId);
    }

    function check_an_interval_is_ended_now_and_kept(
        bytes32 partyId,
        bytes32 custodian,
        uint8 verb,
        address caller,
        uint40 time
    ) public {
        IKeyRegistryTypes.Delegation memory before = registry.delegation(partyId, custodian);
        uint256 ended = registry.endedDelegationCount(partyId, custodian);
        vm.assume(ended < type(uint64).max);
        _anyCall(verb, caller, time);
        IKeyRegistryTypes.Delegation memory later = registry.delegation(partyId, custodian);
        if (before.from == 0) return;
        if (registry.endedDelegationCount(partyId, custodian) == ended) {
            assert(later.from == before.from);
            assert(later.until == before.until || (before.until == 0 && later.until == time));
            return;
        }
        IKeyRegistryTypes.Delegation memory kept = registry.endedDelegationAt(partyId, custodian, ended);
        assert(kept.from == before.from && kept.until == before.until && before.until != 0);
        assert(later.from == time && later.until == 0);
    }

    function check_a_used_nonce_stays_used(bytes32 signerId, uint256 nonce, uint8 verb, address caller, uint40 time)
        public
    {
        bool before = registry.isNonceUsed(signerId, nonce);
        _anyCall(verb, caller, time);
        assert(!before || registry.isNonceUsed(signerId, nonce));
    }

    function check_admins_change_by_an_admin_or_a_recovery_alone(
        bytes32 partyId,
        bytes32 adminId,
        uint8 verb,
        address caller,
        uint40 time
    ) public {
        bool before = registry.isAdmin(partyId, adminId);
        bool wasAdmin = registry.isAdmin(partyId, keccak256(abi.encodePacked(caller)));
        uint40 readyAt = registry.recovery(partyId).readyAt;
        uint32 epoch = registry.party(partyId).epoch;
        _anyCall(verb, caller, time);
        if (registry.isAdmin(partyId, adminId) == before || epoch == 0) return;
        assert(wasAdmin || (readyAt != 0 && time >= readyAt && registry.party(partyId).epoch == epoch + 1));
    }

    /// @dev One of the verbs with free arguments; keys of 20 and 32 bytes.
    function _anyCall(uint8 verb, address caller, uint40 time) private {
        vm.assume(caller != address(0)); // nobody holds the key of the zero address
        bytes32 partyId = bytes32(svm.createUint256("partyId"));
        bytes32 other = bytes32(svm.createUint256("other"));
        bytes memory call = verb % 2 == 0 ? _keyCall(verb, partyId, other) : _adminCall(verb, partyId, other);
        vm.warp(time);
        vm.prank(caller);
        (bool done,) = address(registry).call(call);
        vm.assume(done);
    }

    function _keyCall(uint8 verb, bytes32 partyId, bytes32 other) private view returns (bytes memory) {
        IKeyRegistryTypes.Authorization memory by;
        uint40 number = uint40(svm.createUint256("number"));
        if (verb == 0) {
            return abi.encodeCall(registry.addKey, (partyId, svm.createBytes(20, "signer"), 1, 0, number, by));
        }
        if (verb == 2) {
            return abi.encodeCall(registry.addKey, (partyId, svm.createBytes(32, "signer"), 5, 0, number, by));
        }
        if (verb == 4) return abi.encodeCall(registry.revokeKey, (partyId, other, number, by));
        if (verb == 6) return abi.encodeCall(registry.declareSuspect, (partyId, other, number, by));
        if (verb == 8) return abi.encodeCall(registry.delegate, (partyId, other, by));
        if (verb == 10) return abi.encodeCall(registry.undelegate, (partyId, other, by));
        return abi.encodeCall(registry.setRoles, (partyId, uint16(number), by));
    }

    function _adminCall(uint8 verb, bytes32 partyId, bytes32 other) private view returns (bytes memory) {
        IKeyRegistryTypes.Authorization memory by;
        bytes memory admin = svm.createBytes(20, "admin");
        if (verb == 1) return abi.encodeCall(registry.registerParty, (partyId, admin, 1, by));
        if (verb == 3) return abi.encodeCall(registry.proposeRecovery, (partyId, admin, by));
        if (verb == 5) return abi.encodeCall(registry.cancelRecovery, (partyId, by));
        if (verb == 7) return abi.encodeCall(registry.completeRecovery, (partyId, admin));
        if (verb == 9) return abi.encodeCall(registry.cancelNonce, (uint256(other), by));
        if (verb == 11) return abi.encodeCall(registry.acceptRegistrar, ());
        IKeyRegistryTypes.Authorization[] memory quorum = new IKeyRegistryTypes.Authorization[](1);
        return abi.encodeCall(registry.changeAdmins, (partyId, admin, other, uint16(verb), quorum));
    }
}
