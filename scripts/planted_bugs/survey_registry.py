"""Bugs of SurveyRegistry: nothing that is said of a wave can be said again."""

from scripts.planted_bugs.bug import Bug, Forge, Halmos

_SOURCE = "contracts/SurveyRegistry.sol"
_CAMPAIGN = Forge("invariants/SurveyRegistry.t.sol", "invariant_a_wave_is_what_its_announcer_made_it_once")
_OVERDUE = Forge("invariants/SurveyRegistry.t.sol", "invariant_a_wave_that_is_not_opened_in_time_is_overdue")
_EXISTS = "        if (announced.announcer != address(0)) revert WaveExists(waveId);\n"
_BEGUN = "        if (block.timestamp >= beganAt) revert SlotBegun(slot, beganAt, block.timestamp);\n"
_SEALED = "        if (found.sealedAt != 0) revert AlreadySealed(waveId, found.sealedAt);\n"
_ENDED = "        if (found.endedAt != 0) revert AlreadyEnded(waveId, found.endedAt);\n"
_OPENED = "        if (opened.openedAt != 0) revert AlreadyOpened(waveId, opened.openedAt);\n"
_ANNOUNCER = "        if (found.announcer != msg.sender) revert NotAnnouncer(waveId, msg.sender, found.announcer);\n"
_SEAL_TIME = "        _requireSlotOver(waveId, closed);\n"
_OPEN_TIME = "        _requireSlotOver(waveId, opened);\n"


def _proof(test: str) -> Halmos:
    return Halmos("halmos/SurveyRegistry.t.sol", test)


SURVEY_REGISTRY = (
    Bug("waves", "an announcement is not rewritten", _SOURCE, _EXISTS, "", _CAMPAIGN),
    Bug(
        "waves",
        "an announcement is not rewritten",
        _SOURCE,
        _EXISTS,
        "",
        _proof("check_an_announcement_is_never_rewritten"),
    ),
    Bug(
        "waves",
        "a wave is announced before its slot begins",
        _SOURCE,
        _BEGUN,
        "",
        _proof("check_a_wave_is_announced_before_its_slot_begins"),
    ),
    Bug("waves", "a wave is announced before its slot begins", _SOURCE, _BEGUN, "", _CAMPAIGN),
    Bug("waves", "a wave is sealed once", _SOURCE, _SEALED, "", _CAMPAIGN),
    Bug("waves", "a wave is sealed once", _SOURCE, _SEALED, "", _proof("check_a_wave_is_closed_once_by_its_announcer")),
    Bug("waves", "an ended wave is not sealed", _SOURCE, _ENDED, "", _CAMPAIGN),
    Bug("waves", "a wave is opened once", _SOURCE, _OPENED, "", _CAMPAIGN),
    Bug("waves", "a wave is opened once", _SOURCE, _OPENED, "", _proof("check_a_wave_is_opened_once_by_its_announcer")),
    Bug("I5", "nobody but the announcer touches a wave", _SOURCE, _ANNOUNCER, "", _CAMPAIGN),
    Bug(
        "I5",
        "nobody but the announcer touches a wave",
        _SOURCE,
        _ANNOUNCER,
        "",
        _proof("check_a_wave_is_closed_once_by_its_announcer"),
    ),
    Bug(
        "waves",
        "nothing is sealed before its slot is over",
        _SOURCE,
        _SEAL_TIME,
        "",
        _proof("check_nothing_is_sealed_before_its_slot_is_over"),
    ),
    Bug(
        "waves",
        "nothing is opened before its slot is over",
        _SOURCE,
        _OPEN_TIME,
        "",
        _proof("check_nothing_is_opened_before_its_slot_is_over"),
    ),
    Bug(
        "waves",
        "an unopened wave is overdue after 90 days",
        _SOURCE,
        "asked.openedAt == 0 && block.timestamp > _openBy(asked)",
        "asked.openedAt == 0 && asked.sealedAt != 0 && block.timestamp > _openBy(asked)",
        _OVERDUE,
    ),
    Bug(
        "waves",
        "a late opening stays visible",
        _SOURCE,
        "return asked.openedAt > _openBy(asked);",
        "return block.timestamp > _openBy(asked) && asked.openedAt == 0;",
        _OVERDUE,
    ),
)
