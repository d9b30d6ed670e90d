// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IKeyRegistry: which key speaks for which party, from when until when
/// @notice A party is known by `partyId = keccak256(did)`; no name is on the chain. A registrar admits parties and sets
/// their roles. Each party's admin adds and revokes its keys and says who may sign in its name.
///
/// @dev What is never possible: moving a key to another party or using it for two, un-revoking a key, revoking it in
/// the past, moving `suspectFrom` later, making a key valid in the past, taking back a delegation retroactively,
/// deleting anything. The registrar cannot add, revoke or suspect a key, nor replace a party's admin.
///
/// What is NOT checked: that the admin holds the key which it adds (a key may be registered by someone else first; the
/// signed statement names issuer and signer, so this blocks but never forges), that a passkey's point lies on P-256,
/// that an ERC-1271 address has code.
///
/// HOW A READER JUDGES A KEY at anchor time `t` (seconds, inclusive at the left end):
/// `t < validFrom` not yet valid; `revokedAt != 0 && t >= revokedAt` revoked;
/// `suspectFrom != 0 && t >= suspectFrom` disputed; otherwise good. Read the key at the anchor block for its existence
/// and at the newest final block for what was declared since.
///
/// HOW A READER JUDGES A DELEGATION: at the anchor block, and only there: good if `from != 0 && until == 0`. One pair of
/// times is stored per (party, custodian). Delegating again after an end stores the new pair over the old one, so that
/// the newest state proves only the newest interval. The earlier intervals stay provable by the state at a block inside
/// them, and are named in full by the events `Delegated` and `Undelegated`. The same holds for roles and admins.
///
/// STORAGE LAYOUT is part of this interface: receipts carry `eth_getProof` of these slots.
///
///     slot 0   mapping(bytes32 partyId => Party)        base = keccak256(abi.encode(partyId, uint256(0)))
///              base + 0   bits   0..159  address admin
///                         bits 160..175  uint16  roles
///                         bits 176..215  uint40  registeredAt
///     slot 1   mapping(bytes32 keyId => Key)            base = keccak256(abi.encode(keyId, uint256(1)))
///              base + 0   bytes32 partyId
///              base + 1   bits   0..39   uint40  validFrom
///                         bits  40..79   uint40  revokedAt
///                         bits  80..119  uint40  suspectFrom
///                         bits 120..127  uint8   keyType
///              base + 2   bytes32 rpIdHash
///     slot 2   mapping(bytes32 partyId => mapping(bytes32 custodianPartyId => Delegation))
///              base = keccak256(abi.encode(custodianPartyId, keccak256(abi.encode(partyId, uint256(2)))))
///              base + 0   bits   0..39   uint40  from
///                         bits  40..79   uint40  until
///     slot 3   address registrar
///     slot 4   address nominated registrar
///
/// Bit 0 is the lowest bit of the word; all bits not named are zero.
interface IKeyRegistry {
    /// @dev `roles` is a bit set: 1 supplier, 2 recruiter, 4 auditor, 8 surveyor, 16 brand, 32 custodian, 64 operator.
    struct Party {
        address admin;
        uint16 roles;
        uint40 registeredAt;
    }

    /// @dev `keyType` is 1 eoa, 2 passkey, 3 erc1271. 0 in `revokedAt` or `suspectFrom` means never.
    struct Key {
        bytes32 partyId;
        uint40 validFrom;
        uint40 revokedAt;
        uint40 suspectFrom;
        uint8 keyType;
        bytes32 rpIdHash;
    }

    /// @dev The custodian may sign for the party in [from, until); 0 in `until` means no end so far.
    struct Delegation {
        uint40 from;
        uint40 until;
    }

    /// @notice The party exists from now on.
    event PartyRegistered(bytes32 indexed partyId, address admin, uint16 roles);

    /// @notice The party has these roles from now on and no others.
    event RolesSet(bytes32 indexed partyId, uint16 roles);

    /// @notice `admin` alone speaks for the party in this registry from now on.
    event AdminSet(bytes32 indexed partyId, address admin);

    /// @notice The key speaks for the party from `validFrom` on.
    event KeyAdded(
        bytes32 indexed partyId, bytes32 indexed keyId, bytes signer, uint8 keyType, bytes32 rpIdHash, uint40 validFrom
    );

    /// @notice The key speaks for nobody from `revokedAt` on. `suspectFrom` is the value now stored, 0 for none.
    event KeyRevoked(bytes32 indexed partyId, bytes32 indexed keyId, uint40 revokedAt, uint40 suspectFrom);

    /// @notice What the key signed from `suspectFrom` on is disputed. `previous` is the value before, 0 for none.
    event KeySuspected(bytes32 indexed partyId, bytes32 indexed keyId, uint40 suspectFrom, uint40 previous);

    /// @notice The custodian may sign in the party's name from `from` on.
    event Delegated(bytes32 indexed partyId, bytes32 indexed custodian, uint40 from);

    /// @notice The custodian may not sign in the party's name from `until` on.
    event Undelegated(bytes32 indexed partyId, bytes32 indexed custodian, uint40 until);

    /// @notice `nominee` may take over as registrar.
    event RegistrarNominated(address indexed registrar, address indexed nominee);

    /// @notice `registrar` admits parties from now on. `previous` is zero at deployment.
    event RegistrarSet(address indexed previous, address indexed registrar);

    error NotRegistrar(address caller, address registrar);
    error NotNominee(address caller, address nominee);
    error NotPartyAdmin(bytes32 partyId, address caller, address admin);
    error ZeroAddress();
    error ZeroPartyId();
    error PartyExists(bytes32 partyId);
    error UnknownParty(bytes32 partyId);

    /// @notice `roles` has a bit that no role stands for.
    error UnknownRoles(uint16 roles);

    /// @notice The key is, or once was, registered for `partyId`: one key serves one party only, ever.
    error KeyExists(bytes32 keyId, bytes32 partyId);

    /// @notice The party has no such key.
    error KeyNotOfParty(bytes32 keyId, bytes32 partyId);

    error UnknownKeyType(uint8 keyType);
    error BadSignerLength(uint8 keyType, uint256 length);

    /// @notice A passkey needs an rpIdHash, any other key must have none.
    error BadRpIdHash(uint8 keyType, bytes32 rpIdHash);

    /// @notice A key cannot become valid before the present block.
    error ValidFromPast(uint40 validFrom, uint40 blockTime);

    error AlreadyRevoked(bytes32 keyId, uint40 revokedAt);

    /// @notice `suspectFrom` must not be later than `latest`: now, the revocation, or just before the value stored.
    error SuspectFromTooLate(bytes32 keyId, uint40 suspectFrom, uint40 latest);

    /// @notice 0 stands for "not suspected" and cannot be declared.
    error ZeroSuspectFrom(bytes32 keyId);

    error AlreadyDelegated(bytes32 partyId, bytes32 custodian, uint40 from);
    error NotDelegated(bytes32 partyId, bytes32 custodian);
    error SelfDelegation(bytes32 partyId);

    /// @notice Admit a party. Registrar only, once per party.
    /// @dev Whether `admin` is the key that the party's did.json lists is checked by the registrar, not here.
    function registerParty(bytes32 partyId, address admin, uint16 roles) external;

    /// @notice Replace the party's roles by `roles`. Registrar only; 0 takes every role away.
    function setRoles(bytes32 partyId, uint16 roles) external;

    /// @notice Hand the party's administration to `admin`. Present admin only.
    function setAdmin(bytes32 partyId, address admin) external;

    /// @notice Add a key of the party. Party admin only.
    /// @dev `signer` is ERC-7913 bytes: 20 bytes of address for eoa and erc1271; verifier (20) || qx (32) || qy (32) for
    /// a passkey. Its first 20 bytes must not all be zero. The key's id is keccak256(signer), so a passkey's point under
    /// another verifier is another key. `validFrom` 0 means now, otherwise it must not lie in the past.
    function addKey(bytes32 partyId, bytes calldata signer, uint8 keyType, bytes32 rpIdHash, uint40 validFrom) external;

    /// @notice Revoke a key from this block on. Party admin only, once per key.
    /// @dev `suspectFrom` 0 leaves the stored value as it is; otherwise it must not lie in the future and must be earlier
    /// than a value already stored.
    function revokeKey(bytes32 partyId, bytes32 keyId, uint40 suspectFrom) external;

    /// @notice Say from when on the key may have been in wrong hands. Party admin only; the time only moves earlier.
    /// @dev Allowed before and after revocation; not later than now or than the revocation.
    function declareSuspect(bytes32 partyId, bytes32 keyId, uint40 suspectFrom) external;

    /// @notice Let the custodian's keys sign in the party's name from this block on. Party admin only.
    /// @dev Refused while such a delegation runs. Whether the custodian has the custodian role is for the reader to ask.
    function delegate(bytes32 partyId, bytes32 custodianPartyId) external;

    /// @notice End a running delegation with this block. Party admin only.
    function undelegate(bytes32 partyId, bytes32 custodianPartyId) external;

    /// @notice Offer the registrar's place to `nominee`; zero withdraws the offer. Registrar only.
    function nominateRegistrar(address nominee) external;

    /// @notice Take the registrar's place. Nominee only.
    function acceptRegistrar() external;

    /// @notice The party; all zero if unknown.
    function party(bytes32 partyId) external view returns (Party memory);

    /// @notice The key; all zero if unknown.
    function key(bytes32 keyId) external view returns (Key memory);

    /// @notice The newest delegation from the party to the custodian; all zero if there never was one.
    function delegation(bytes32 partyId, bytes32 custodianPartyId) external view returns (Delegation memory);

    /// @notice Who admits parties.
    function registrar() external view returns (address);

    /// @notice Who may become registrar; zero if nobody.
    function nominatedRegistrar() external view returns (address);
}
