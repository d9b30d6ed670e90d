// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IKeyRegistryTypes} from "./IKeyRegistryTypes.sol";

/// @title IKeyRegistry: which key speaks for which party, from when until when
/// @notice A party is known by `partyId = keccak256(did)`; no name is on the chain. A registrar admits parties and sets
/// their roles. Each party's admins add and revoke its keys and say who may sign in its name. Structs, events, errors and
/// the storage layout are in IKeyRegistryTypes.
///
/// @dev What is never possible: moving a key to another party or using it for two, un-revoking a key, revoking it in
/// the past, moving `suspectFrom` later, making a key valid in the past, taking back or overwriting a delegation
/// interval, using a nonce twice, deleting a key or a party. The registrar cannot add, revoke or suspect a key, nor
/// touch a party's admins.
///
/// What is NOT prevented or checked: that an admin holds the key which it adds (a key may be registered by someone else
/// first; the signed statement names issuer and signer, so this blocks but never forges); that an eoa has no code and an
/// erc1271 has; that an Ed25519 key is a point of its curve; that a log key's party has the operator role. One stolen
/// admin key of a party adds and revokes its keys, whatever the quorum: the quorum guards the admins only. Whoever holds
/// a good signing key of a party may start a recovery, and no admin stops it if all of them are lost: that is its
/// purpose. A thief with an admin key can cancel it. For a passkey the chain checks user presence and user verification
/// but neither the web origin nor rpIdHash: readers of statements check rpIdHash, and for orders to this registry the
/// authenticator's own binding to one site is what there is.
///
/// WHO ORDERS A CHANGE. Every verb takes an `Authorization`. Without a signature the caller orders it, and its signer is
/// `abi.encodePacked(msg.sender)`. With one, anybody may send it and pay. The signature is checked by OpenZeppelin's
/// SignatureChecker: an address without code by ECDSA (65 bytes, v 27 or 28, low s), an address with code by ERC-1271,
/// and a passkey (`passkeyVerifier || qx || qy`) by the one fixed verifier. No other contract is ever called. It signs
/// EIP-712 data under the domain (name "Tierlight KeyRegistry", version "1", chainId, verifyingContract = this). Each
/// verb has its struct, whose members are the verb's arguments in order and then `bytes authority,uint256 nonce,uint40
/// deadline`, the Authorization's signer, nonce and deadline; so a signature serves one verb, one contract, one chain,
/// one signer, once:
///
///     RegisterParty(bytes32 partyId,bytes admin,uint16 roles,…)    SetRoles(bytes32 partyId,uint16 roles,…)
///     NominateRegistrar(address nominee,…)                         CancelNonce(uint256 cancelled,…)
///     AddKey(bytes32 partyId,bytes signer,uint8 keyType,bytes32 rpIdHash,uint40 validFrom,…)
///     RevokeKey(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,…)
///     DeclareSuspect(bytes32 partyId,bytes32 keyId,uint40 suspectFrom,…)
///     Delegate(bytes32 partyId,bytes32 custodianPartyId,…)         Undelegate(bytes32 partyId,bytes32 custodianPartyId,…)
///     ChangeAdmins(bytes32 partyId,bytes added,bytes32 removed,uint16 quorum,…)
///     ProposeRecovery(bytes32 partyId,bytes newAdmin,…)            CancelRecovery(bytes32 partyId,…)
///
/// Nonces are any numbers, in any order, each once per signer (`signerId = keccak256(signer)`). The deadline is
/// inclusive: good while `block.timestamp <= deadline`. A call that fails uses no nonce.
///
/// HOW A READER JUDGES A KEY at anchor time `t` (seconds, inclusive at the left end):
/// `t < validFrom` not yet valid; `revokedAt != 0 && t >= revokedAt` revoked;
/// `suspectFrom != 0 && t >= suspectFrom` disputed; otherwise good. Read the key at the anchor block for its existence
/// and at the newest final block for what was declared since. The list of a party's keys, and each key's times, are in
/// storage for good, so that the newest state proves the whole key history. A key revoked without `suspectFrom` was
/// rotated: nothing that it signed before is touched.
///
/// HOW A READER JUDGES A DELEGATION: at the anchor block, good if `from != 0 && until == 0`; or at a later state, good
/// if `t` lies in [from, until) of the newest interval or of an ended one. Roles and admins have no history in storage:
/// their earlier values are proven by the state at an earlier block and told by the events.
interface IKeyRegistry is IKeyRegistryTypes {
    /// @notice Admit a party with its first admin, quorum 1. Registrar only, once per party.
    /// @dev `admin` is 20 bytes of address or a passkey of `passkeyVerifier`. Whether it is the key that the party's
    /// did.json lists is checked by the registrar, not here.
    function registerParty(bytes32 partyId, bytes calldata admin, uint16 roles, Authorization calldata by) external;

    /// @notice Replace the party's roles by `roles`. Registrar only; 0 takes every role away.
    function setRoles(bytes32 partyId, uint16 roles, Authorization calldata by) external;

    /// @notice Offer the registrar's place to `nominee`; zero withdraws the offer. Registrar only.
    function nominateRegistrar(address nominee, Authorization calldata by) external;

    /// @notice Take the registrar's place. The nominee calls by itself, which shows that it can.
    function acceptRegistrar() external;

    /// @notice Add a key of the party. Any one admin.
    /// @dev `signer` is 20 bytes of address for eoa and erc1271, `passkeyVerifier || qx || qy` (84) for a passkey,
    /// `qx || qy` (64) for log-es256, the 32-byte key for log-ed25519. Points must lie on P-256. The key's id is
    /// keccak256(signer). `validFrom` 0 means now, otherwise it must not lie in the past.
    function addKey(
        bytes32 partyId,
        bytes calldata signer,
        uint8 keyType,
        bytes32 rpIdHash,
        uint40 validFrom,
        Authorization calldata by
    ) external;

    /// @notice Revoke a key from this block on. Any one admin, once per key.
    /// @dev `suspectFrom` 0 leaves the stored value as it is; otherwise it must not lie in the future and must be earlier
    /// than a value already stored.
    function revokeKey(bytes32 partyId, bytes32 keyId, uint40 suspectFrom, Authorization calldata by) external;

    /// @notice Say from when on the key may have been in wrong hands. Any one admin; the time only moves earlier.
    /// @dev Allowed before and after revocation; not later than now or than the revocation.
    function declareSuspect(bytes32 partyId, bytes32 keyId, uint40 suspectFrom, Authorization calldata by) external;

    /// @notice Let the custodian's keys sign in the party's name from this block on. Any one admin.
    /// @dev Refused while such a delegation runs. An ended interval moves to the list of ended ones. Whether the custodian
    /// has the custodian role is for the reader to ask.
    function delegate(bytes32 partyId, bytes32 custodianPartyId, Authorization calldata by) external;

    /// @notice End a running delegation with this block. Any one admin.
    function undelegate(bytes32 partyId, bytes32 custodianPartyId, Authorization calldata by) external;

    /// @notice Add the admin `added` (empty: none), remove the admin `removed` (an adminId; zero: none), and set the
    /// quorum. Ordered by exactly the present quorum of different admins.
    /// @dev `adminId = keccak256(admin)`. Afterwards 1 <= quorum <= adminCount <= 16. Among `by`, at most one may be
    /// without a signature: the caller. A removed admin may be added again later.
    function changeAdmins(
        bytes32 partyId,
        bytes calldata added,
        bytes32 removed,
        uint16 quorum,
        Authorization[] calldata by
    ) external;

    /// @notice Ask that `newAdmin` become the party's only admin in seven days. By a key of the party of type 1 to 3 that
    /// is valid now, not revoked and not suspected.
    /// @dev A later proposal replaces a running one and starts the seven days anew: two keys that disagree block each
    /// other, and neither wins.
    function proposeRecovery(bytes32 partyId, bytes calldata newAdmin, Authorization calldata by) external;

    /// @notice Stop the running recovery. Any one admin.
    function cancelRecovery(bytes32 partyId, Authorization calldata by) external;

    /// @notice Make `newAdmin` the party's only admin with quorum 1, ending all others. Anybody, from `readyAt` on.
    /// @dev Reverts if the key that proposed it was revoked or suspected meanwhile. Keys and delegations stay.
    function completeRecovery(bytes32 partyId, bytes calldata newAdmin) external;

    /// @notice Make sure that no signature of this signer with nonce `cancelled` will count. Any signer, for itself.
    /// @dev A relayed order has a nonce of its own, which must be another one.
    function cancelNonce(uint256 cancelled, Authorization calldata by) external;

    /// @notice The party; all zero if unknown.
    function party(bytes32 partyId) external view returns (Party memory);

    /// @notice The key; all zero if unknown.
    function key(bytes32 keyId) external view returns (Key memory);

    /// @notice How many keys the party ever had.
    function keyCount(bytes32 partyId) external view returns (uint256);

    /// @notice The id of the party's key `index`, counted from 0 in the order in which they were added.
    function keyAt(bytes32 partyId, uint256 index) external view returns (bytes32);

    /// @notice The newest delegation from the party to the custodian; all zero if there never was one.
    function delegation(bytes32 partyId, bytes32 custodianPartyId) external view returns (Delegation memory);

    /// @notice How many delegations from the party to the custodian came before the newest.
    function endedDelegationCount(bytes32 partyId, bytes32 custodianPartyId) external view returns (uint256);

    /// @notice The delegation `index` before the newest, counted from 0, oldest first.
    function endedDelegationAt(bytes32 partyId, bytes32 custodianPartyId, uint256 index)
        external
        view
        returns (Delegation memory);

    /// @notice True if the signer with this id is an admin of the party now.
    function isAdmin(bytes32 partyId, bytes32 adminId) external view returns (bool);

    /// @notice True if the signer has used or cancelled the nonce.
    function isNonceUsed(bytes32 signerId, uint256 nonce) external view returns (bool);

    /// @notice The running recovery of the party; all zero if none.
    function recovery(bytes32 partyId) external view returns (Recovery memory);

    /// @notice Who admits parties.
    function registrar() external view returns (address);

    /// @notice Who may become registrar; zero if nobody.
    function nominatedRegistrar() external view returns (address);

    /// @notice The one ERC-7913 verifier that this registry calls, fixed at deployment.
    function passkeyVerifier() external view returns (address);

    /// @notice The EIP-712 domain separator of this contract on this chain.
    function domainSeparator() external view returns (bytes32);
}
