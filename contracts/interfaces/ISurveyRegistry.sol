// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ISurveyRegistry: survey waves announced before they are held, and accounted for afterwards
/// @notice Whoever surveys workers announces each wave before its time as nothing but a number, the record id of its
/// `wave` statement and a calendar slot, among decoys. Afterwards every announcement is opened as decoy, release or
/// ending, so that a wave with an unwelcome result cannot silently be dropped.
///
/// @dev What is prevented: announcing a slot that has begun, announcing far ahead, sealing before the slot is over,
/// sealing or ending twice, doing both, opening twice, opening as decoy what was not sealed or ended as one, giving a
/// reason for an ending that was not committed to, and every rewriting or deleting.
///
/// What is only DETECTED: an opening that is late or missing. `isOverdue` says so to anybody, and `openedAt` stays. A late
/// opening is taken, since a late account is better than none.
///
/// What is NOT prevented: that a surveyor holds no wave at all, or holds one without announcing it; that it decides while
/// the slot runs that a wave shall count as a decoy, and seals it as one (its workers then hold receipts that no sealed
/// root proves); that a release statement says something false, or is not a release: the contract does not know
/// statements. Anybody may announce: a reader counts only the announcers that it knows as surveyors or custodians.
///
/// What an announcement HIDES: site, time within the slot, size, and whether it is a decoy, as long as decoys are sent by
/// the same address, at the same times and sealed alike. What it does NOT hide: who announces, how many announcements there
/// are, the slot of each, and after opening which were decoys. A site that is surveyed only rarely may still guess.
///
/// Slot n is [n * 14 days, (n + 1) * 14 days) of Unix time. All times are seconds.
///
/// STORAGE LAYOUT is part of this interface:
///
///     slot 0   mapping(bytes32 waveId => Wave)   base = keccak256(abi.encode(waveId, uint256(0)))
///              base + 0   bits   0..159  address announcer
///                         bits 160..191  uint32  slot
///                         bits 192..231  uint40  announcedAt
///                         bits 232..239  uint8   sizeBucket
///                         bits 240..247  uint8   opening
///              base + 1   bytes32 recordId
///              base + 2   bytes32 commitment
///              base + 3   bits   0..39   uint40  sealedAt
///                         bits  40..79   uint40  endedAt
///                         bits  80..119  uint40  openedAt
///              base + 4   bytes32 revealed
interface ISurveyRegistry {
    /// @dev As what a wave was opened. None: not opened so far.
    enum Opening {
        None,
        Decoy,
        Release,
        Ending
    }

    /// @dev `commitment` is the sealed root or the hash of the reason for ending; `sealedAt` and `endedAt` tell which, and
    /// at most one of them is not 0. `revealed` is the release's record id or the reason's number. All zero if unknown.
    struct Wave {
        address announcer;
        uint32 slot;
        uint40 announcedAt;
        uint8 sizeBucket;
        Opening opening;
        bytes32 recordId;
        bytes32 commitment;
        uint40 sealedAt;
        uint40 endedAt;
        uint40 openedAt;
        bytes32 revealed;
    }

    /// @notice Something is announced for the slot: a wave or a decoy.
    event Announced(bytes32 indexed waveId, address indexed announcer, uint32 indexed slot, bytes32 recordId);

    /// @notice What was announced is closed and its answers, if any, are committed to by `commitmentRoot`.
    event Sealed(bytes32 indexed waveId, bytes32 commitmentRoot, uint8 sizeBucket);

    /// @notice What was announced is ended without answers, for the reason behind the hash.
    event Ended(bytes32 indexed waveId, bytes32 reasonHash);

    /// @notice The announcement is accounted for. `salt` is 0 for a release.
    event WaveOpened(bytes32 indexed waveId, Opening indexed kind, bytes32 salt, bytes32 revealed);

    error WaveExists(bytes32 waveId);
    error UnknownWave(bytes32 waveId);
    error NotAnnouncer(bytes32 waveId, address caller, address announcer);

    /// @notice The slot has begun.
    error SlotBegun(uint32 slot, uint256 beganAt, uint256 blockTime);

    /// @notice The slot lies further ahead than `last`.
    error SlotTooFar(uint32 slot, uint256 last);

    /// @notice The slot is not over: it ends at `closesAt`.
    error SlotNotOver(bytes32 waveId, uint256 closesAt, uint256 blockTime);

    error AlreadySealed(bytes32 waveId, uint40 sealedAt);
    error AlreadyEnded(bytes32 waveId, uint40 endedAt);
    error AlreadyOpened(bytes32 waveId, uint40 openedAt);
    error NotSealed(bytes32 waveId);
    error NotEnded(bytes32 waveId);

    /// @notice It was neither sealed nor ended, so there is nothing to open.
    error NotClosed(bytes32 waveId);

    error ZeroRecordId();
    error ZeroCommitment(bytes32 waveId);

    /// @notice No tree has 2^sizeBucket leaves with this bucket.
    error BucketTooLarge(uint8 sizeBucket, uint8 largest);

    /// @notice What was committed to is not the hash of what is opened.
    error NotCommitted(bytes32 waveId, bytes32 hashed, bytes32 commitment);

    /// @notice An opening has a kind, a decoy reveals nothing, a release has no salt and reveals a record id.
    error MalformedOpening(bytes32 waveId, Opening kind, bytes32 salt, bytes32 revealed);

    /// @notice The reasons are 1 site_refused, 2 surveyor, 3 worker_safety, 4 technical (rule R9).
    error UnknownReason(uint256 reason);

    /// @notice Announce a wave or a decoy for a slot that has not begun, at most 53 slots (two years) ahead.
    /// @dev `recordId` is that of the `wave` statement in the log, or of the statement that a decoy has in its place. It
    /// hides what it stands for, since a statement has a random nonce. The contract does not look it up. Announce at times
    /// that do not depend on when waves are planned.
    /// @return waveId `keccak256(abi.encode(block.chainid, address(this), msg.sender, salt))`
    function announce(bytes32 salt, bytes32 recordId, uint32 slot) external returns (bytes32 waveId);

    /// @notice Close the announcement with the root of its answers' tree of 2^sizeBucket leaves. Announcer only, once, not
    /// after an ending, from the end of the slot on.
    /// @dev A decoy is sealed with `keccak256(abi.encode(waveId, uint8(Opening.Decoy), salt))`, which looks like any root,
    /// and with a bucket such as a wave would have. The tree is padded, so that the bucket bounds the number of answers
    /// and does not tell it.
    function seal(bytes32 waveId, bytes32 commitmentRoot, uint8 sizeBucket) external;

    /// @notice Close the announcement without answers. Announcer only, once, instead of sealing, also before the slot ends.
    /// @dev `reasonHash` is `keccak256(abi.encode(waveId, uint8(Opening.Ending), salt, bytes32(uint256(reason))))` with a
    /// random salt, because there are only four reasons; for a decoy it is the hash that it would be sealed with. An
    /// ending shows that something ended; so let decoys end, too.
    function end(bytes32 waveId, bytes32 reasonHash) external;

    /// @notice Account for the announcement. Announcer only, once, after sealing or ending and after the slot's end.
    /// @dev Decoy: `salt` opens the hash that was sealed or ended with, `revealed` is 0. Release: sealed only, `revealed` is
    /// the record id of the release statement, `salt` is 0. Ending: ended only, `salt` and `revealed` (the reason's number)
    /// open the hash. A release may say that too few answered to publish anything.
    function open(bytes32 waveId, Opening kind, bytes32 salt, bytes32 revealed) external;

    /// @notice What is stored of the announcement; all zero if it is unknown.
    function wave(bytes32 waveId) external view returns (Wave memory);

    /// @notice The first second after its slot. Reverts for an unknown wave, as the next three do.
    function closesAt(bytes32 waveId) external view returns (uint256);

    /// @notice The last second at which opening it is in time: 90 days after its slot's end.
    function openBy(bytes32 waveId) external view returns (uint256);

    /// @notice True if it is not opened although the time for it is over. Sealed, ended or neither makes no difference.
    function isOverdue(bytes32 waveId) external view returns (bool);

    /// @notice True if it was opened, but after the time for it.
    function wasOpenedLate(bytes32 waveId) external view returns (bool);
}
