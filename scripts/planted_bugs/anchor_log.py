"""Bugs of AnchorLog."""

from scripts.planted_bugs.bug import Bug, Forge, Halmos

_SOURCE = "contracts/AnchorLog.sol"
_CAMPAIGN = Forge("invariants/AnchorLog.t.sol", "invariant_a_log_is_what_its_accepted_heads_made_it")
_STALE = "        if (log.size != prevSize) revert StalePrevSize(logId, prevSize, log.size);\n"
_SMALLER = "        if (size <= prevSize) revert SizeNotLarger(logId, size, prevSize);\n"
_STRANGER = "        if (log.writer != msg.sender) revert NotWriter(logId, msg.sender, log.writer);\n"
_NOT_ADMIN = "        if (log.admin != msg.sender) revert NotAdmin(logId, msg.sender, log.admin);\n"
_CLOSED = "        if (log.writer == address(0)) revert LogClosed(logId);\n"
_OPENED = "        if (log.admin != address(0)) revert LogExists(logId);\n"
_COUNT = "uint24 count = log.count + 1;"


def _proof(test: str) -> Halmos:
    return Halmos("halmos/AnchorLog.t.sol", test)


ANCHOR_LOG = (
    Bug("I1", "count grows by one with each head", _SOURCE, _COUNT, "uint24 count = log.count + 2;", _CAMPAIGN),
    Bug(
        "I1",
        "count grows by one with each head",
        _SOURCE,
        _COUNT,
        "uint24 count = log.count + 2;",
        _proof("check_a_head_only_gives_way_to_a_larger_one"),
    ),
    Bug(
        "I2",
        "the time of a head is that of its block",
        _SOURCE,
        "log.anchoredAt = uint32(block.timestamp);",
        "if (log.anchoredAt == 0) log.anchoredAt = uint32(block.timestamp);",
        _CAMPAIGN,
    ),
    Bug("I3", "a head on a stale size is refused", _SOURCE, _STALE, "", _CAMPAIGN),
    Bug(
        "I3", "a smaller head is refused", _SOURCE, _SMALLER, "", _proof("check_a_head_only_gives_way_to_a_larger_one")
    ),
    Bug(
        "I4",
        "there is one head a size",
        _SOURCE,
        "size <= prevSize",
        "size < prevSize",
        _proof("check_a_head_on_another_size_is_refused"),
    ),
    Bug("I4", "there is one head a size", _SOURCE, "size <= prevSize", "size < prevSize", _CAMPAIGN),
    Bug("I5", "a stranger does not anchor", _SOURCE, _STRANGER, "", _CAMPAIGN),
    Bug("I5", "a stranger does not anchor", _SOURCE, _STRANGER, "", _proof("check_only_the_writer_anchors")),
    Bug("I5", "a stranger does not administer", _SOURCE, _NOT_ADMIN, "", _CAMPAIGN),
    Bug(
        "I5",
        "a stranger does not administer",
        _SOURCE,
        _NOT_ADMIN,
        "",
        _proof("check_only_the_admin_names_a_writer_or_closes"),
    ),
    Bug("I9", "a closed log stays closed", _SOURCE, _CLOSED, "", _proof("check_a_closed_log_stays_as_it_is")),
    Bug("I9", "a closed log stays closed", _SOURCE, _CLOSED, "", _CAMPAIGN),
    Bug("I9", "a log is opened once", _SOURCE, _OPENED, "", _CAMPAIGN),
    Bug(
        "I14",
        "a steady head writes two slots",
        _SOURCE,
        "log.root = root;",
        "log.root = root;\n        log.successor = root;\n        log.successor = bytes32(0);",
        _CAMPAIGN,
    ),
)
