// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistryTypes} from "../../../contracts/interfaces/IKeyRegistryTypes.sol";
import {KeyRegistryActor} from "./KeyRegistryActor.sol";

/// @dev The keys, intervals and judgements of three parties as the accepted calls made them, and whether the registry
/// agrees.
abstract contract KeyRegistryMemory is KeyRegistryActor {
    uint256 internal constant PARTIES = 3;

    /// @dev That the key was good at `time`, as a reader would have judged at that time.
    struct Judgement {
        bytes32 keyId;
        uint40 time;
    }

    mapping(bytes32 keyId => IKeyRegistryTypes.Key) internal rememberedKeys;
    mapping(bytes32 partyId => bytes32[]) internal keysOf;
    mapping(bytes32 keyId => uint256) internal secretOf;
    uint256 internal keys;
    mapping(bytes32 partyId => mapping(bytes32 custodian => IKeyRegistryTypes.Delegation[])) internal intervals;
    Judgement[] internal judgements;
    bytes32 internal unusedSigner;
    uint256 internal unusedNonce;

    function isHistoryAsRemembered(uint256 whose) external view returns (bool) {
        bytes32 partyId = party(whose);
        if (registry.keyCount(partyId) != keysOf[partyId].length) return false;
        for (uint256 i = 0; i < keysOf[partyId].length; i++) {
            bytes32 keyId = keysOf[partyId][i];
            bool isSame = keccak256(abi.encode(registry.key(keyId))) == keccak256(abi.encode(rememberedKeys[keyId]));
            if (!isSame || registry.keyAt(partyId, i) != keyId) return false;
        }
        return true;
    }

    function areIntervalsAsRemembered(uint256 whose, uint256 toWhom) external view returns (bool) {
        (bytes32 partyId, bytes32 custodian) = (party(whose), party(whose % PARTIES + 1 + toWhom % 2));
        IKeyRegistryTypes.Delegation[] storage all = intervals[partyId][custodian];
        if (all.length == 0) return registry.delegation(partyId, custodian).from == 0;
        if (registry.endedDelegationCount(partyId, custodian) != all.length - 1) return false;
        for (uint256 i = 0; i < all.length; i++) {
            IKeyRegistryTypes.Delegation memory stored = i + 1 < all.length
                ? registry.endedDelegationAt(partyId, custodian, i)
                : registry.delegation(partyId, custodian);
            if (stored.from != all[i].from || stored.until != all[i].until) return false;
        }
        return true;
    }

    /// @dev Every key that was good at its time is so still, unless a suspicion declared since covers that time.
    function areJudgementsKept() external view returns (bool) {
        for (uint256 i = 0; i < judgements.length; i++) {
            Judgement memory made = judgements[i];
            IKeyRegistryTypes.Key memory key = registry.key(made.keyId);
            bool isCovered = key.suspectFrom != 0 && key.suspectFrom <= made.time;
            if (!isCovered && !isGood(made.keyId, made.time)) return false;
        }
        return true;
    }

    function isFailedNonceUnused() external view returns (bool) {
        return unusedSigner == bytes32(0) || !registry.isNonceUsed(unusedSigner, unusedNonce);
    }

    function isAdministeredByItsAdminAlone(uint256 whose) external view returns (bool) {
        bytes32 partyId = party(whose);
        for (uint256 i = 0; i < PARTIES; i++) {
            bool isAdmin = registry.isAdmin(partyId, keccak256(_signerOf(adminSecret[party(i)])));
            if (isAdmin != (party(i) == partyId)) return false;
        }
        return registry.party(partyId).adminCount == 1;
    }

    /// @dev As IKeyRegistry says that a reader judges. A key revoked at `time` or before is not good.
    function isGood(bytes32 keyId, uint40 time) public view returns (bool) {
        IKeyRegistryTypes.Key memory key = registry.key(keyId);
        bool isRevoked = key.revokedAt != 0 && time >= key.revokedAt;
        bool isSuspected = key.suspectFrom != 0 && time >= key.suspectFrom;
        return key.validFrom <= time && !isRevoked && !isSuspected;
    }

    function party(uint256 which) public pure returns (bytes32) {
        return keccak256(abi.encode("party", which % PARTIES));
    }
}
