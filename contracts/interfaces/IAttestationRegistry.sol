// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IAttestationRegistry: signed statements recorded directly on this chain, and withdrawn by their signer
/// @notice Most statements reach a chain only through a head of AnchorLog. One that must be provable at once, or whose
/// signer is a contract wallet, can be recorded here by itself: the contract checks the signature and keeps the record id,
/// the signer and the time. It never stores the statement.
///
/// @dev A record id is the EIP-712 digest of the statement under the HOME domain of the ledger: name "Tierlight",
/// version "1", chain id, AnchorLog address and log id as they were when the ledger was founded. They are immutables, so
/// that the same statement has the same id here and in the log, also after the ledger has moved to another chain. The id
/// never depends on the signature, nor on who sends it.
///
/// What is prevented: recording without a good signature, recording twice, changing a record, withdrawing by anyone but
/// the signer, withdrawing twice, un-withdrawing, deleting.
///
/// What is NOT checked here, and is for the reader's procedure: that the signer is a registered key of the issuer, valid,
/// not revoked, not suspected; roles and delegations; a passkey's rpIdHash and web origin; that `v`, `kind`, `lang` and
/// the other members make sense; that `issuedAt` is true; that `bodyHash` is the hash of anything; and above all that what
/// is stated is true. A signature proves who said it and when, not that it is so.
///
/// Signatures are checked by OpenZeppelin's SignatureChecker: a 20-byte signer without code by ECDSA (65 bytes, v 27 or
/// 28, low s), with code by ERC-1271, a longer one by the ERC-7913 verifier which its first 20 bytes name. These are the
/// only calls, all static. A signer that names a verifier of its own choice convinces nobody: it is no registered key.
/// A contract's answer can change with time; what counts is its answer at recording. An address that has delegated its
/// code (EIP-7702) is judged as a contract.
///
/// STORAGE LAYOUT is part of this interface: `eth_getProof` of these slots shows that a contract wallet's signature was
/// good at recording, which nobody can check offline.
///
///     slot 0   mapping(bytes32 recordId => Attestation)   base = keccak256(abi.encode(recordId, uint256(0)))
///              base + 0   bytes32 signerId = keccak256(signer)
///              base + 1   bits   0..39   uint40  recordedAt
///                         bits  40..79   uint40  revokedAt
interface IAttestationRegistry {
    /// @dev The statement as it is signed: `Statement(uint16 v,string kind,string issuer,bytes signer,string audience,
    /// string lang,string summary,bytes32 bodyHash,uint64 issuedAt,bytes32 nonce)`.
    struct Statement {
        uint16 v;
        string kind;
        string issuer;
        bytes signer;
        string audience;
        string lang;
        string summary;
        bytes32 bodyHash;
        uint64 issuedAt;
        bytes32 nonce;
    }

    /// @dev Times in seconds; 0 in `revokedAt` means not withdrawn. All zero if never recorded.
    struct Attestation {
        bytes32 signerId;
        uint40 recordedAt;
        uint40 revokedAt;
    }

    /// @notice The statement stands recorded from this block on. `partyId` is keccak256 of the issuer's DID.
    event Recorded(bytes32 indexed recordId, bytes32 indexed partyId, bytes32 indexed signerId);

    /// @notice Its signer has withdrawn the statement from this block on.
    event Revoked(bytes32 indexed recordId, bytes32 indexed signerId, uint40 revokedAt);

    error ZeroAddress();
    error AlreadyRecorded(bytes32 recordId, uint40 recordedAt);
    error NotRecorded(bytes32 recordId);
    error AlreadyRevoked(bytes32 recordId, uint40 revokedAt);

    /// @notice `signature` is not one by `signer` over `digest`.
    error BadSignature(bytes signer, bytes32 digest);

    /// @notice The statement was signed by `recorded`, not by the signer with the id `given`.
    error NotTheSigner(bytes32 recordId, bytes32 given, bytes32 recorded);

    /// @notice Without a signature the caller must be the signer itself.
    error NotTheCaller(bytes signer, address caller);

    /// @notice Without a signature there is nothing that a deadline could end: it must be 0.
    error DeadlineWithoutSignature(uint40 deadline);

    error DeadlinePassed(uint40 deadline, uint256 blockTime);

    /// @notice SHA-256 of the given body is not the statement's body hash.
    error BodyMismatch(bytes32 given, bytes32 stated);

    /// @notice Record a signed statement. Anybody may send it and pays; once per record id.
    function record(Statement calldata statement, bytes calldata signature) external returns (bytes32 recordId);

    /// @notice Withdraw a recorded statement. Its signer only, once, for good.
    /// @dev With an empty signature the caller must be the signer and `deadline` 0. Otherwise `signature` is the signer's
    /// over EIP-712 `Revocation(bytes32 recordId,bytes signer,uint40 deadline)` under THIS contract's domain (name
    /// "Tierlight AttestationRegistry", version "1", chainId, verifyingContract), good while `block.timestamp <= deadline`,
    /// and anybody may send it. A lost key cannot withdraw here: its party withdraws in the log.
    function revoke(bytes32 recordId, bytes calldata signer, uint40 deadline, bytes calldata signature) external;

    /// @notice True if the statement was recorded, whatever became of it since.
    function isRecorded(bytes32 recordId) external view returns (bool);

    /// @notice True if its signer has withdrawn it here. False says nothing about a withdrawal in the log.
    function isRevoked(bytes32 recordId) external view returns (bool);

    /// @notice True if the statement's own last day is over: the member "valid_until" of its body, to the end of that day
    /// in UTC. False if the body names no such day. Says nothing about withdrawal.
    /// @dev Reverts unless the statement is recorded and `body` is the text that it was signed over. The body is read as
    /// RFC 8785 text: members of the outermost object only, escapes honoured. Text that cannot be canonical, or a day that
    /// is not written YYYY-MM-DD, reverts rather than answers. The grammar inside nested values is not checked.
    function isExpired(Statement calldata statement, bytes calldata body) external view returns (bool);

    /// @notice What is stored of the record; all zero if it was never recorded.
    function attestation(bytes32 recordId) external view returns (Attestation memory);

    /// @notice The record id of a statement in this ledger, recorded or not.
    function recordIdOf(Statement calldata statement) external view returns (bytes32);

    /// @notice The EIP-712 domain separator under which statements are signed, for the ledger's whole life.
    function homeDomainSeparator() external view returns (bytes32);

    /// @notice The EIP-712 domain separator under which revocations are signed: this contract, this chain.
    function domainSeparator() external view returns (bytes32);
}
