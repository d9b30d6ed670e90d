// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistryTypes} from "../../../contracts/interfaces/IKeyRegistryTypes.sol";
import {Actor, Campaign} from "./Campaign.sol";
import {KeyRegistryMemory} from "./KeyRegistryMemory.sol";

/// @dev The admins of three parties, a relayer and strangers.
contract PartiesActor is KeyRegistryMemory {
    constructor() {
        for (uint256 i = 0; i < PARTIES; i++) {
            adminSecret[party(i)] = 0xAD00 + i;
            registry.registerParty(party(i), _signerOf(0xAD00 + i), 1, _nobody());
        }
    }

    function wait(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 1, 30 days));
    }

    function addKey(uint256 whose, uint32 delay, bool relayed) external {
        _tried();
        _addKey(party(whose), delay % 2 == 0 ? 0 : uint40(block.timestamp + _bound(delay, 0, 10 days)), relayed);
        _took();
    }

    function revokeKey(uint256 whose, uint256 which, uint32 ago, bool relayed) external {
        _tried();
        (bytes32 partyId, bytes32 keyId) = _unrevokedKey(whose, which);
        IKeyRegistryTypes.Key storage key = rememberedKeys[keyId];
        uint40 suspectFrom = ago % 2 == 0 ? 0 : _earlier(key, ago);
        bytes32 order = keccak256(abi.encodePacked("RevokeKey(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,", TAIL));
        IKeyRegistryTypes.Authorization memory by =
            _byAdmin(partyId, abi.encode(order, partyId, keyId, suspectFrom), relayed);
        _mustSucceed(abi.encodeCall(registry.revokeKey, (partyId, keyId, suspectFrom, by)), relayed);
        _took();
        key.revokedAt = uint40(block.timestamp);
        if (suspectFrom != 0) key.suspectFrom = suspectFrom;
    }

    function declareSuspect(uint256 whose, uint256 which, uint32 ago, bool relayed) external {
        _tried();
        (bytes32 partyId, bytes32 keyId) = _unrevokedKey(whose, which);
        if (rememberedKeys[keyId].suspectFrom == 0 && ago % 4 == 0) (partyId, keyId) = _anyKey(whose, which);
        uint40 suspectFrom = _earlier(rememberedKeys[keyId], ago);
        bytes32 order =
            keccak256(abi.encodePacked("DeclareSuspect(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,", TAIL));
        IKeyRegistryTypes.Authorization memory by =
            _byAdmin(partyId, abi.encode(order, partyId, keyId, suspectFrom), relayed);
        _mustSucceed(abi.encodeCall(registry.declareSuspect, (partyId, keyId, suspectFrom, by)), relayed);
        _took();
        rememberedKeys[keyId].suspectFrom = suspectFrom;
    }

    /// @dev Starts a delegation, or ends the one that runs.
    function delegateOrEnd(uint256 whose, uint256 toWhom, bool relayed) external {
        _tried();
        (bytes32 partyId, bytes32 custodian) = (party(whose), party(whose % PARTIES + 1 + toWhom % 2));
        IKeyRegistryTypes.Delegation[] storage all = intervals[partyId][custodian];
        bool runs = all.length != 0 && all[all.length - 1].until == 0;
        string memory head = runs ? "Undelegate(" : "Delegate(";
        bytes32 order = keccak256(abi.encodePacked(head, "bytes32 partyId,bytes32 custodianPartyId,", TAIL));
        IKeyRegistryTypes.Authorization memory by = _byAdmin(partyId, abi.encode(order, partyId, custodian), relayed);
        bytes memory call = runs
            ? abi.encodeCall(registry.undelegate, (partyId, custodian, by))
            : abi.encodeCall(registry.delegate, (partyId, custodian, by));
        _mustSucceed(call, relayed);
        _took();
        if (runs) all[all.length - 1].until = uint40(block.timestamp);
        else all.push(IKeyRegistryTypes.Delegation(uint40(block.timestamp), 0));
    }

    /// @dev A good key of the party names a new admin, nobody objects for seven days, and the old admin is locked out.
    function recover(uint256 whose, uint256 which, bool inTime) external {
        _tried();
        bytes32 partyId = party(whose);
        uint256 secret = _goodSecret(partyId, which);
        uint256 next = adminSecret[partyId] + PARTIES;
        bytes memory newAdmin = _signerOf(next);
        bytes32 order = keccak256(abi.encodePacked("ProposeRecovery(bytes32 partyId,bytes newAdmin,", TAIL));
        IKeyRegistryTypes.Authorization memory by =
            _signed(secret, abi.encode(order, partyId, keccak256(newAdmin)), nextNonce++, uint40(block.timestamp));
        _mustSucceed(abi.encodeCall(registry.proposeRecovery, (partyId, newAdmin, by)), true);
        vm.warp(block.timestamp + 7 days - 1);
        _mustFail(abi.encodeCall(registry.completeRecovery, (partyId, newAdmin)), "a recovery waits for seven days");
        _took();
        if (!inTime) return;
        vm.warp(block.timestamp + 1);
        registry.completeRecovery(partyId, newAdmin);
        adminSecret[partyId] = next;
    }

    /// @dev Remember that a key is good at this time, at the end of its block.
    function judge(uint256 whose, uint256 which) external {
        (, bytes32 keyId) = _anyKey(whose, which);
        if (isGood(keyId, uint40(block.timestamp))) {
            judgements.push(Judgement(keyId, uint40(block.timestamp)));
            vm.warp(block.timestamp + 1);
        }
    }

    /// @dev The relayed call that was last accepted is sent once more, by anybody.
    function replay(address caller) external {
        if (lastRelayed.length == 0) return;
        vm.prank(caller);
        _mustFail(lastRelayed, "a nonce is used once");
    }

    /// @dev An order that must fail, although its signature is good: its nonce stays unused.
    function failWithNonce(uint256 whose, uint256 nonce) external {
        bytes32 partyId = party(whose);
        bytes32 order = keccak256(abi.encodePacked("RevokeKey(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,", TAIL));
        bytes32 keyId = keccak256("no key");
        nonce = _bound(nonce, type(uint128).max, type(uint256).max - 1);
        bytes memory encoded = abi.encode(order, partyId, keyId, 0);
        IKeyRegistryTypes.Authorization memory by =
            _signed(adminSecret[partyId], encoded, nonce, uint40(block.timestamp));
        _mustFail(abi.encodeCall(registry.revokeKey, (partyId, keyId, 0, by)), "an unknown key is not revoked");
        (unusedSigner, unusedNonce) = (keccak256(by.signer), nonce);
    }

    /// @dev By a stranger, by another party's admin, after the deadline, or over another contract's key.
    function orderWrongly(uint256 whose, uint256 which, uint256 way, address caller) external {
        if (caller == address(0)) return;
        (bytes32 partyId, bytes32 keyId) = _unrevokedKey(whose, which);
        bytes32 order = keccak256(abi.encodePacked("RevokeKey(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,", TAIL));
        bytes memory encoded = abi.encode(order, partyId, keyId, 0);
        IKeyRegistryTypes.Authorization memory by = _nobody();
        uint256 secret = adminSecret[partyId];
        bytes32 admin = keccak256(abi.encodePacked(caller));
        if (way % 4 == 0 && registry.isAdmin(partyId, admin)) return;
        if (way % 4 == 1) by = _signed(adminSecret[_another(partyId)], encoded, nextNonce++, uint40(block.timestamp));
        if (way % 4 == 2) by = _signed(secret, encoded, nextNonce++, uint40(block.timestamp - 1));
        if (way % 4 == 3) {
            by = _signed(secret, abi.encode(order, partyId, keyId, 1), nextNonce++, uint40(block.timestamp));
        }
        vm.prank(caller);
        _mustFail(abi.encodeCall(registry.revokeKey, (partyId, keyId, 0, by)), "only an admin's own order counts");
    }

    /// @dev What is said of a key is said again, otherwise, by its own admin.
    function rewrite(uint256 whose, uint256 which, uint256 way, uint40 number) external {
        (bytes32 partyId, bytes32 keyId) = _anyKey(whose, which);
        IKeyRegistryTypes.Key storage key = rememberedKeys[keyId];
        bytes memory call = abi.encodeCall(registry.revokeKey, (partyId, keyId, 0, _nobody()));
        if (way % 3 == 0 && key.revokedAt == 0) return;
        if (way % 3 == 1) {
            uint40 later = key.suspectFrom != 0 ? key.suspectFrom : uint40(block.timestamp) + 1;
            later += uint40(_bound(number, 0, 400 days));
            call = abi.encodeCall(registry.declareSuspect, (partyId, keyId, later, _nobody()));
        }
        if (way % 3 == 2) {
            bytes memory signer = _signerOf(secretOf[keyId]);
            call = abi.encodeCall(registry.addKey, (partyId, signer, uint8(1 + number % 3), 0, 0, _nobody()));
        }
        vm.prank(address(bytes20(_signerOf(adminSecret[partyId]))));
        _mustFail(call, "what is said of a key is not said again");
    }

    function _another(bytes32 partyId) private pure returns (bytes32) {
        return party(0) == partyId ? party(1) : party(0);
    }

    /// @dev A key that nobody had before.
    function _addKey(bytes32 partyId, uint40 validFrom, bool relayed) private returns (bytes32 keyId) {
        uint256 secret = ++keys;
        bytes memory signer = _signerOf(secret);
        keyId = keccak256(signer);
        bytes32 order = keccak256(
            abi.encodePacked(
                "AddKey(bytes32 partyId,bytes signer,uint8 keyType,bytes32 rpIdHash,uint40 validFrom,", TAIL
            )
        );
        IKeyRegistryTypes.Authorization memory by =
            _byAdmin(partyId, abi.encode(order, partyId, keyId, 1, 0, validFrom), relayed);
        _mustSucceed(abi.encodeCall(registry.addKey, (partyId, signer, 1, 0, validFrom, by)), relayed);
        if (validFrom == 0) validFrom = uint40(block.timestamp);
        rememberedKeys[keyId] = IKeyRegistryTypes.Key(partyId, validFrom, 0, 0, 1, 0);
        keysOf[partyId].push(keyId);
        secretOf[keyId] = secret;
    }

    /// @dev A key of the party; one is added if it has none.
    function _anyKey(uint256 whose, uint256 which) private returns (bytes32 partyId, bytes32 keyId) {
        partyId = party(whose);
        uint256 count = keysOf[partyId].length;
        keyId = count == 0 ? _addKey(partyId, 0, false) : keysOf[partyId][which % count];
    }

    /// @dev A key of the party that can be revoked; one is added if there is none.
    function _unrevokedKey(uint256 whose, uint256 which) private returns (bytes32 partyId, bytes32 keyId) {
        (partyId, keyId) = _anyKey(whose, which);
        if (rememberedKeys[keyId].revokedAt != 0) keyId = _addKey(partyId, 0, false);
    }

    /// @dev The secret of a key of the party that may recover it; one is added if there is none.
    function _goodSecret(bytes32 partyId, uint256 which) private returns (uint256) {
        for (uint256 i = 0; i < keysOf[partyId].length; i++) {
            bytes32 keyId = keysOf[partyId][(which % keysOf[partyId].length + i) % keysOf[partyId].length];
            IKeyRegistryTypes.Key storage key = rememberedKeys[keyId];
            if (key.validFrom <= block.timestamp && key.revokedAt == 0 && key.suspectFrom == 0) return secretOf[keyId];
        }
        return secretOf[_addKey(partyId, 0, false)];
    }

    /// @dev A time to which the suspicion of the key may move.
    function _earlier(IKeyRegistryTypes.Key storage key, uint32 ago) private view returns (uint40 latest) {
        latest = key.revokedAt == 0 ? uint40(block.timestamp) : key.revokedAt;
        if (key.suspectFrom != 0) latest = key.suspectFrom - 1;
        latest -= uint40(_bound(ago, 0, 20 days));
    }
}

contract KeyRegistryCampaign is Campaign {
    PartiesActor internal parties;

    function setUp() public {
        parties = new PartiesActor();
    }

    function actor() public view override returns (Actor) {
        return parties;
    }

    /// @dev I2, I5, I7, I9: keys, their order and their times are what the admins' orders made them.
    function invariant_keys_are_what_their_admins_made_them() public view {
        for (uint256 i = 0; i < 3; i++) {
            assertTrue(parties.isHistoryAsRemembered(i), "the key history is as it was left");
        }
    }

    /// @dev I9: an interval is never overwritten unseen.
    function invariant_every_interval_of_a_delegation_is_kept() public view {
        for (uint256 i = 0; i < 6; i++) {
            assertTrue(parties.areIntervalsAsRemembered(i / 2, i), "the intervals are as they were left");
        }
    }

    /// @dev I6. That a used nonce is refused, `replay` checks at each call.
    function invariant_a_failed_order_uses_no_nonce() public view {
        assertTrue(parties.isFailedNonceUnused(), "the nonce of a failed order is unused");
    }

    /// @dev I8.
    function invariant_a_key_good_at_its_time_stays_so_unless_suspected() public view {
        assertTrue(parties.areJudgementsKept(), "what was good stays good");
    }

    function invariant_a_party_has_the_admin_that_was_recovered_to() public view {
        for (uint256 i = 0; i < 3; i++) {
            assertTrue(parties.isAdministeredByItsAdminAlone(i), "one admin, the newest");
        }
    }
}
