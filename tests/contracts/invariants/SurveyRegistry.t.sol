// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SurveyRegistry} from "../../../contracts/SurveyRegistry.sol";
import {ISurveyRegistry} from "../../../contracts/interfaces/ISurveyRegistry.sol";
import {Actor, Campaign} from "./Campaign.sol";

/// @dev Two surveyors and strangers. Remembers every wave as the accepted calls made it.
contract SurveyActor is Actor {
    uint256 private constant SLOT = 14 days;
    bytes32 private constant SALT = keccak256("salt of every hash");

    SurveyRegistry public immutable registry;
    bytes32[] public ids;
    mapping(bytes32 waveId => ISurveyRegistry.Wave) internal remembered;
    mapping(bytes32 waveId => bytes32 salt) internal saltOf;

    constructor() {
        vm.warp(1_795_000_000);
        registry = new SurveyRegistry();
    }

    function wait(uint32 seconds_) external {
        vm.warp(block.timestamp + _bound(seconds_, 0, 20 days));
    }

    function announce(uint256 who, bytes32 salt, bytes32 recordId, uint8 ahead) external {
        _tried();
        if (recordId == bytes32(0)) recordId = SALT;
        address announcer = _surveyor(who);
        if (remembered[_idOf(announcer, salt)].announcer != address(0)) return;
        _announce(announcer, salt, recordId, uint32(_bound(ahead, 1, 53)));
        _took();
    }

    function seal(uint256 which, bytes32 root, bool isDecoy, uint8 bucket) external {
        _tried();
        bytes32 waveId = _unclosed(which);
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        _passSlot(waveId);
        if (isDecoy) root = _hash(waveId, ISurveyRegistry.Opening.Decoy, bytes32(0));
        if (root == bytes32(0)) root = SALT;
        vm.prank(wave.announcer);
        registry.seal(waveId, root, uint8(_bound(bucket, 0, 40)));
        _took();
        wave.commitment = root;
        wave.sizeBucket = uint8(_bound(bucket, 0, 40));
        wave.sealedAt = uint40(block.timestamp);
    }

    function end(uint256 which, uint8 reason, bool isDecoy) external {
        _tried();
        bytes32 waveId = _unclosed(which);
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        bytes32 revealed = bytes32(_bound(reason, 1, 4));
        bytes32 hash = isDecoy
            ? _hash(waveId, ISurveyRegistry.Opening.Decoy, bytes32(0))
            : _hash(waveId, ISurveyRegistry.Opening.Ending, revealed);
        vm.prank(wave.announcer);
        registry.end(waveId, hash);
        _took();
        wave.commitment = hash;
        wave.endedAt = uint40(block.timestamp);
    }

    function open(uint256 which, bytes32 recordId) external {
        _tried();
        (bytes32 waveId, bool found) = _closed(which);
        if (!found) return;
        _passSlot(waveId);
        (ISurveyRegistry.Opening kind, bytes32 salt, bytes32 revealed) = _properOpening(waveId, recordId);
        vm.prank(remembered[waveId].announcer);
        registry.open(waveId, kind, salt, revealed);
        _took();
        remembered[waveId].opening = kind;
        remembered[waveId].openedAt = uint40(block.timestamp);
        remembered[waveId].revealed = revealed;
    }

    /// @dev Any verb on any wave by anyone, of which nothing is expected but that it changes no wave, unless it is the
    /// announcer that speaks (whose proper calls are above).
    function intrude(address caller, uint256 which, uint256 verb, bytes32 word, uint8 number) external {
        if (ids.length == 0) return;
        bytes32 waveId = ids[which % ids.length];
        if (caller == remembered[waveId].announcer) return;
        vm.prank(caller);
        (bool done,) = address(registry).call(_call(verb, waveId, word, number));
        assertTrue(!done, "nobody but the announcer touches a wave");
    }

    /// @dev The announcer itself tries to say something else about a wave of which it is already said.
    function rewrite(uint256 which, uint256 verb, bytes32 word, uint8 number) external {
        if (ids.length == 0) return;
        bytes32 waveId = ids[which % ids.length];
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        bool isOpening = verb % 3 == 2;
        if (isOpening ? wave.openedAt == 0 : wave.sealedAt == 0 && wave.endedAt == 0) return;
        vm.prank(wave.announcer);
        (bool done,) = address(registry).call(_call(verb, waveId, word, number));
        assertTrue(!done, "what is said of a wave is not said again");
    }

    /// @dev Too late to announce, too early to seal or open, announced twice, or opened as what was not committed to.
    function mistime(uint256 which, uint256 way, bytes32 word) external {
        if (ids.length == 0) return;
        bytes32 waveId = ids[which % ids.length];
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        bytes memory call = abi.encodeCall(registry.announce, (saltOf[waveId], word, wave.slot));
        if (way % 3 == 1) {
            call = abi.encodeCall(registry.announce, (word, SALT, uint32(block.timestamp / SLOT)));
        }
        if (way % 3 == 2) {
            if (block.timestamp >= (uint256(wave.slot) + 1) * SLOT) return;
            call = word == bytes32(0)
                ? abi.encodeCall(registry.open, (waveId, ISurveyRegistry.Opening.Release, 0, SALT))
                : abi.encodeCall(registry.seal, (waveId, word, 0));
        }
        vm.prank(wave.announcer);
        (bool done,) = address(registry).call(call);
        assertTrue(!done, "nothing is announced twice or too late, or closed too early");
    }

    function waves() external view returns (uint256) {
        return ids.length;
    }

    function isAsRemembered(bytes32 waveId) external view returns (bool) {
        return keccak256(abi.encode(registry.wave(waveId))) == keccak256(abi.encode(remembered[waveId]));
    }

    function isOverdueAsDue(bytes32 waveId) external view returns (bool) {
        ISurveyRegistry.Wave memory wave = remembered[waveId];
        uint256 due = (uint256(wave.slot) + 1) * SLOT + 90 days;
        bool isOverdue = wave.openedAt == 0 && block.timestamp > due;
        return registry.isOverdue(waveId) == isOverdue && registry.wasOpenedLate(waveId) == (wave.openedAt > due);
    }

    function _call(uint256 verb, bytes32 waveId, bytes32 word, uint8 number) private view returns (bytes memory) {
        if (verb % 3 == 0) return abi.encodeCall(registry.seal, (waveId, word, number % 41));
        if (verb % 3 == 1) return abi.encodeCall(registry.end, (waveId, word));
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        if (number % 2 == 0 || wave.commitment == bytes32(0)) {
            return abi.encodeCall(registry.open, (waveId, ISurveyRegistry.Opening.Release, 0, word));
        }
        (ISurveyRegistry.Opening kind, bytes32 salt, bytes32 revealed) = _properOpening(waveId, word);
        return abi.encodeCall(registry.open, (waveId, kind, salt, revealed));
    }

    function _properOpening(bytes32 waveId, bytes32 recordId)
        private
        view
        returns (ISurveyRegistry.Opening, bytes32 salt, bytes32 revealed)
    {
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        if (wave.commitment == _hash(waveId, ISurveyRegistry.Opening.Decoy, bytes32(0))) {
            return (ISurveyRegistry.Opening.Decoy, SALT, bytes32(0));
        }
        if (wave.sealedAt != 0) {
            return (ISurveyRegistry.Opening.Release, bytes32(0), recordId == bytes32(0) ? SALT : recordId);
        }
        for (uint256 reason = 1; reason < 4; reason++) {
            if (wave.commitment == _hash(waveId, ISurveyRegistry.Opening.Ending, bytes32(reason))) {
                return (ISurveyRegistry.Opening.Ending, SALT, bytes32(reason));
            }
        }
        return (ISurveyRegistry.Opening.Ending, SALT, bytes32(uint256(4)));
    }

    function _announce(address announcer, bytes32 salt, bytes32 recordId, uint32 ahead)
        private
        returns (bytes32 waveId)
    {
        uint32 slot = uint32(block.timestamp / SLOT) + ahead;
        vm.prank(announcer);
        waveId = registry.announce(salt, recordId, slot);
        assertTrue(waveId == _idOf(announcer, salt), "the wave id is what the interface says");
        ids.push(waveId);
        saltOf[waveId] = salt;
        ISurveyRegistry.Wave storage wave = remembered[waveId];
        (wave.announcer, wave.slot, wave.recordId) = (announcer, slot, recordId);
        wave.announcedAt = uint40(block.timestamp);
    }

    function _unclosed(uint256 which) private returns (bytes32) {
        for (uint256 i = 0; i < ids.length; i++) {
            bytes32 waveId = ids[(which % ids.length + i) % ids.length];
            if (remembered[waveId].sealedAt == 0 && remembered[waveId].endedAt == 0) return waveId;
        }
        return _announce(_surveyor(which), keccak256(abi.encode(ids.length, which)), SALT, 1);
    }

    function _closed(uint256 which) private view returns (bytes32 waveId, bool found) {
        for (uint256 i = 0; i < ids.length && !found; i++) {
            waveId = ids[(which % ids.length + i) % ids.length];
            bool isClosed = remembered[waveId].sealedAt != 0 || remembered[waveId].endedAt != 0;
            found = isClosed && remembered[waveId].openedAt == 0;
        }
    }

    function _passSlot(bytes32 waveId) private {
        uint256 closesAt = (uint256(remembered[waveId].slot) + 1) * SLOT;
        if (block.timestamp < closesAt) vm.warp(closesAt);
    }

    function _hash(bytes32 waveId, ISurveyRegistry.Opening kind, bytes32 revealed) private pure returns (bytes32) {
        if (kind == ISurveyRegistry.Opening.Decoy) return keccak256(abi.encode(waveId, uint8(kind), SALT));
        return keccak256(abi.encode(waveId, uint8(kind), SALT, revealed));
    }

    function _idOf(address announcer, bytes32 salt) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(registry), announcer, salt));
    }

    function _surveyor(uint256 who) private pure returns (address) {
        return address(uint160(0x5000 + who % 2));
    }
}

contract SurveyRegistryCampaign is Campaign {
    SurveyActor internal surveyor;

    function setUp() public {
        surveyor = new SurveyActor();
    }

    function actor() public view override returns (Actor) {
        return surveyor;
    }

    /// @dev I2, I5, I9 for waves: what is said of a wave stays said, by its announcer and at its time.
    function invariant_a_wave_is_what_its_announcer_made_it_once() public view {
        for (uint256 i = 0; i < surveyor.waves(); i++) {
            assertTrue(surveyor.isAsRemembered(surveyor.ids(i)), "the wave is as it was left");
        }
    }

    function invariant_a_wave_that_is_not_opened_in_time_is_overdue() public view {
        for (uint256 i = 0; i < surveyor.waves(); i++) {
            assertTrue(surveyor.isOverdueAsDue(surveyor.ids(i)), "overdue and late are as due");
        }
    }
}
