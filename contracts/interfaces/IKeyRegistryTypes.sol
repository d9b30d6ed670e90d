// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IKeyRegistryTypes: what KeyRegistry stores, tells and refuses
/// @notice The functions, and what they do not prevent, are in IKeyRegistry.
///
/// @dev STORAGE LAYOUT is part of this interface: receipts carry `eth_getProof` of these slots. `a[i]` of a dynamic array
/// at slot `s` lies at `keccak256(abi.encode(s)) + i`, its length at `s`. Bit 0 is the lowest bit of a word; all bits not
/// named are zero; an address lies in the low 160 bits.
///
///     slot 0   mapping(bytes32 partyId => Party)        base = keccak256(abi.encode(partyId, uint256(0)))
///              base + 0   bits   0..15   uint16  roles
///                         bits  16..55   uint40  registeredAt
///                         bits  56..71   uint16  adminCount
///                         bits  72..87   uint16  quorum
///                         bits  88..119  uint32  epoch
///     slot 1   mapping(bytes32 keyId => Key)            base = keccak256(abi.encode(keyId, uint256(1)))
///              base + 0   bytes32 partyId
///              base + 1   bits   0..39   uint40  validFrom
///                         bits  40..79   uint40  revokedAt
///                         bits  80..119  uint40  suspectFrom
///                         bits 120..127  uint8   keyType
///              base + 2   bytes32 rpIdHash
///     slot 2   mapping(bytes32 partyId => mapping(bytes32 custodianPartyId => Delegation)), the newest interval
///              base = keccak256(abi.encode(custodianPartyId, keccak256(abi.encode(partyId, uint256(2)))))
///              base + 0   bits   0..39   uint40  from
///                         bits  40..79   uint40  until
///     slot 3   address registrar
///     slot 4   address nominated registrar
///     slot 5   mapping(bytes32 partyId => mapping(bytes32 custodianPartyId => Delegation[])), the intervals before the
///              newest, oldest first; array at keccak256(abi.encode(custodianPartyId, keccak256(abi.encode(partyId, 5))))
///     slot 6   mapping(bytes32 partyId => bytes32[] keyIds), in the order in which they were added; never shorter
///     slot 7   mapping(bytes32 partyId => mapping(bytes32 adminId => uint32 epoch)): an admin iff equal to Party.epoch
///     slot 8   mapping(bytes32 signerId => mapping(uint256 nonce => bool used))
///     slot 9   mapping(bytes32 partyId => Recovery)     base = keccak256(abi.encode(partyId, uint256(9)))
///              base + 0   bytes32 adminId
///              base + 1   bytes32 keyId
///              base + 2   bits   0..39   uint40  readyAt
interface IKeyRegistryTypes {
    /// @dev `roles` is a bit set: 1 supplier, 2 recruiter, 4 auditor, 8 surveyor, 16 brand, 32 custodian, 64 operator.
    /// `quorum` of `adminCount` admins change the admins. `epoch` starts at 1 and grows with each completed recovery,
    /// which ends every admin of the epoch before.
    struct Party {
        uint16 roles;
        uint40 registeredAt;
        uint16 adminCount;
        uint16 quorum;
        uint32 epoch;
    }

    /// @dev `keyType` is 1 eoa, 2 passkey, 3 erc1271, 4 log-es256, 5 log-ed25519. The last two are the operator's log
    /// keys: they sign promises and checkpoints, never statements. 0 in `revokedAt` or `suspectFrom` means never.
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

    /// @dev A running recovery; all zero if none runs. `keyId` is the party's key that proposed it.
    struct Recovery {
        bytes32 adminId;
        bytes32 keyId;
        uint40 readyAt;
    }

    /// @dev Who orders a change. `signature` empty: the caller itself, and the other three members must be empty or zero.
    /// Otherwise `signer` (ERC-7913 bytes) ordered it by `signature`, and whoever calls only pays. See IKeyRegistry.
    struct Authorization {
        bytes signer;
        uint256 nonce;
        uint40 deadline;
        bytes signature;
    }

    /// @notice The party exists from now on, and `admin` is its only admin.
    event PartyRegistered(bytes32 indexed partyId, bytes admin, uint16 roles);

    /// @notice The party has these roles from now on and no others.
    event RolesSet(bytes32 indexed partyId, uint16 roles);

    /// @notice `added` (if not empty) is an admin from now on, `removed` (if not zero) no longer, and `quorum` admins
    /// change the admins.
    event AdminsChanged(bytes32 indexed partyId, bytes added, bytes32 removed, uint16 quorum);

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

    /// @notice The party's key `keyId` asks that `newAdmin` become the only admin, from `readyAt` on.
    event RecoveryProposed(bytes32 indexed partyId, bytes32 indexed keyId, bytes newAdmin, uint40 readyAt);

    /// @notice An admin has stopped the recovery.
    event RecoveryCancelled(bytes32 indexed partyId);

    /// @notice `newAdmin` is the party's only admin from now on.
    event RecoveryCompleted(bytes32 indexed partyId, bytes newAdmin);

    /// @notice No signature of this signer with this nonce counts any more.
    event NonceUsed(bytes32 indexed signerId, uint256 nonce);

    /// @notice `nominee` may take over as registrar.
    event RegistrarNominated(address indexed registrar, address indexed nominee);

    /// @notice `registrar` admits parties from now on. `previous` is zero at deployment.
    event RegistrarSet(address indexed previous, address indexed registrar);

    /// @notice The signature is empty, so the caller orders the change, but a signer, nonce or deadline is given too.
    error AuthorizationNotEmpty(bytes signer, uint256 nonce, uint40 deadline);

    /// @notice The order was good until `deadline` and no longer.
    error DeadlinePassed(uint40 deadline, uint256 blockTime);

    /// @notice The signer has used or cancelled this nonce.
    error NonceSpent(bytes32 signerId, uint256 nonce);

    /// @notice `signature` is not one by `signer` over this order, in this contract, on this chain.
    error BadSignature(bytes signer, bytes32 digest);

    error NotRegistrar(bytes signer, address registrar);
    error NotNominee(address caller, address nominee);
    error NotPartyAdmin(bytes32 partyId, bytes signer);
    error ZeroAddress();
    error ZeroPartyId();
    error PartyExists(bytes32 partyId);
    error UnknownParty(bytes32 partyId);

    /// @notice `roles` has a bit that no role stands for.
    error UnknownRoles(uint16 roles);

    /// @notice This change takes `needed` authorizations, no more and no fewer.
    error WrongQuorum(bytes32 partyId, uint256 given, uint16 needed);

    /// @notice One admin counts once.
    error SameAdminTwice(bytes32 partyId, bytes32 adminId);

    error AlreadyAdmin(bytes32 partyId, bytes32 adminId);
    error NotAnAdmin(bytes32 partyId, bytes32 adminId);

    /// @notice There must be 1 to 16 admins, and a quorum from 1 to their number.
    error ImpossibleQuorum(uint16 quorum, uint16 adminCount);

    /// @notice The key is, or once was, registered for `partyId`: one key serves one party only, ever.
    error KeyExists(bytes32 keyId, bytes32 partyId);

    /// @notice The party has no such key.
    error KeyNotOfParty(bytes32 keyId, bytes32 partyId);

    error UnknownKeyType(uint8 keyType);
    error BadSignerLength(uint8 keyType, uint256 length);

    /// @notice An admin is 20 bytes of address or 84 bytes of passkey.
    error BadAdminLength(uint256 length);

    /// @notice A passkey must name the one verifier that this registry calls.
    error ForeignVerifier(address given, address passkeyVerifier);

    /// @notice No key has this point: it does not lie on P-256.
    error NotOnCurve(bytes32 qx, bytes32 qy);

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

    /// @notice A recovery needs a signing key of the party that is valid now, not revoked and not suspected.
    error KeyCannotRecover(bytes32 partyId, bytes32 keyId);

    error NoRecovery(bytes32 partyId);
    error RecoveryNotReady(bytes32 partyId, uint40 readyAt, uint256 blockTime);

    /// @notice The recovery names another admin than this one.
    error OtherAdminProposed(bytes32 partyId, bytes32 given, bytes32 proposed);
}
