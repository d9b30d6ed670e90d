// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title IAnchorLog: the heads of append-only logs, one line per log, never taken back
/// @notice A log is an RFC 9162 SHA-256 tree kept outside the chain. This contract remembers its newest head (root and
/// number of entries) and the time at which the chain first saw it.
///
/// @dev What the contract prevents: a head smaller than or as large as the stored one (rollback, two heads of one
/// size), a head built on anything but the stored size (`prevSize`), a head by anyone but the log's writer. What it does
/// NOT prevent: a rewrite of old entries under a larger size. The contract never sees entries. Such a rewrite is
/// detected off the chain, by the consistency proof between consecutive heads.
///
/// `prevSize` also makes sending idempotent: a transaction that is broadcast twice changes the state once, because its
/// second copy finds another stored size.
///
/// No function deletes or edits a head, nobody owns the contract, it holds no ETH, calls no other contract and cannot be
/// upgraded. A new version is a new address, to which each admin points with `close(logId, successor)`.
///
/// STORAGE LAYOUT is part of this interface: receipts carry `eth_getProof` of these slots, and readers check them
/// without a node. `mapping(bytes32 logId => Log) logs` lies at slot 0, so that the base of a log is
/// `base = uint256(keccak256(abi.encode(logId, uint256(0))))`, and then:
///
///     base + 0   bytes32 root
///     base + 1   bits   0..159  address writer      20 bytes, the low end of the word
///                bits 160..199  uint40  size
///                bits 200..231  uint32  anchoredAt
///                bits 232..255  uint24  count        3 bytes, the high end of the word
///     base + 2   address admin (low 160 bits)
///     base + 3   bytes32 successor
///
/// As the 32 bytes of `eth_getProof`, slot base + 1 reads, from the left:
/// count (3 bytes) | anchoredAt (4) | size (5) | writer (20).
///
/// `anchoredAt` is seconds in a uint32, which ends on 2106-02-07: the four fields must share one word, because a second
/// written word would cost thousands of gas at every head. Past that day `anchor` reverts rather than store a wrong time;
/// a log that should live longer is closed in favour of a successor.
interface IAnchorLog {
    /// @notice A log exists from now on. `admin` is whoever opened it.
    event Opened(bytes32 indexed logId, address indexed admin, address writer);

    /// @notice `writer` alone may anchor from now on. The zero address means nobody.
    event WriterSet(bytes32 indexed logId, address writer);

    /// @notice The log takes no further head. `successor` names what follows it; zero if nothing does.
    event Closed(bytes32 indexed logId, bytes32 successor);

    /// @notice The head of `size` entries with `root` is anchored, as the `count`-th head of this log (the first is 1).
    event Anchored(bytes32 indexed logId, uint24 indexed count, uint40 size, bytes32 root);

    /// @notice This sender has opened a log with this salt before.
    error LogExists(bytes32 logId);

    /// @notice Nobody has opened this log.
    error UnknownLog(bytes32 logId);

    /// @notice The log was closed and stays closed.
    error LogClosed(bytes32 logId);

    /// @notice Only `admin` may do this.
    error NotAdmin(bytes32 logId, address caller, address admin);

    /// @notice Only `writer` may anchor.
    error NotWriter(bytes32 logId, address caller, address writer);

    /// @notice The head was built on `given` entries while the stored head has `stored`.
    error StalePrevSize(bytes32 logId, uint40 given, uint40 stored);

    /// @notice A head must have more entries than the one before it.
    error SizeNotLarger(bytes32 logId, uint40 size, uint40 stored);

    /// @notice A root of 32 zero bytes is no tree's root.
    error ZeroRoot(bytes32 logId);

    /// @notice `timestamp` does not fit the 32 bits in which the time of a head is stored.
    error TimeExhausted(uint256 timestamp);

    /// @notice A log must have a writer when it is opened or when its writer is replaced.
    error ZeroWriter();

    /// @notice Open a log that the caller administers and that `writer` fills.
    /// @dev The admin is meant to be a cold key, the writer a hot one. `salt` lets one admin open several logs, and lets a
    /// log id say more: a ledger's salt is `keccak256(abi.encode(keyRegistry, attestationRegistry, surveyRegistry))`, so
    /// that its log id names the contracts that stand beside it. This contract does not know them.
    /// @return logId `keccak256(abi.encode(block.chainid, address(this), msg.sender, salt))`
    function open(bytes32 salt, address writer) external returns (bytes32 logId);

    /// @notice Replace the writer, for instance because its key was stolen. Admin only, and only while the log is open.
    /// @dev Heads which the old writer has anchored stay.
    function setWriter(bytes32 logId, address writer) external;

    /// @notice End the log: nobody can write to it any more. Admin only, once.
    /// @dev Zeroes the writer; head, size and time stay readable and provable. `successor` is the id of the log that
    /// goes on, possibly on another chain, and is stored as given. A closed log is known by its zero writer.
    function close(bytes32 logId, bytes32 successor) external;

    /// @notice Store the head of `size` entries with `root`, which extends the stored head of `prevSize` entries.
    /// @dev Writer only. `prevSize` must equal the stored size (0 for the first head), `size` must be larger, `root`
    /// must not be zero. `count` grows by one and `anchoredAt` becomes the time of the block. A log takes at most
    /// 2^24 - 1 heads; the next one reverts.
    function anchor(bytes32 logId, uint40 prevSize, bytes32 root, uint40 size) external;

    /// @notice The newest head; four zeros for an unknown log or one without a head.
    function head(bytes32 logId) external view returns (bytes32 root, uint40 size, uint32 anchoredAt, uint24 count);

    /// @notice Who may anchor; zero for an unknown or a closed log.
    function writerOf(bytes32 logId) external view returns (address);

    /// @notice Who administers the log; zero for an unknown one.
    function adminOf(bytes32 logId) external view returns (address);

    /// @notice What follows the log; zero while it is open, or if nothing follows.
    function successorOf(bytes32 logId) external view returns (bytes32);
}
