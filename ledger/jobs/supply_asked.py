"""Which state of the supply graph a question is about: the newest, one that covers a log size, or an older one."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from ledger.errors import GraphBehind, Unacceptable
from ledger.jobs.supply import graph_of
from ledger.model.graph import AsOf
from ledger.ports import World

WAIT_SECONDS = 5.0
_PAUSE_SECONDS = 0.1
_DAY_LENGTH = len("2026-11-21")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `min_log_size` is met by waiting, at most `wait_seconds`; the newest graph where all is
    left out."""

    min_log_size: int | None = None
    at: AsOf | None = None
    wait_seconds: float = WAIT_SECONDS


def asked_of(*, min_log_size: int | None = None, as_of_log_size: int | None = None, as_of: str | None = None) -> Asked:
    """Give what these parameters ask for. Raises Unacceptable for a time that is none, and for two that disagree.

    `as_of` is a day (all of it, in UTC) or an RFC 3339 time: the log as it was anchored by then.
    """
    told = {"min_log_size": min_log_size, "as_of_log_size": as_of_log_size, "as_of": as_of}
    given = [name for name, value in told.items() if value is not None]
    if len(given) > 1:
        mend = f"give one of {' and '.join(given)} alone"
        raise Unacceptable(field=given[-1], reason="only one state of the log can be asked for", mend=mend)
    at = AsOf(log_size=as_of_log_size) if as_of_log_size is not None else None
    return Asked(min_log_size, AsOf(anchored_by=_seconds(as_of)) if as_of is not None else at)


def world_at(world: World, asked: Asked, *, sleep: Callable[[float], None] = time.sleep) -> World:
    """Give the world as it is asked about: every part of one answer then reads one graph, whatever is sealed meanwhile.

    Raises GraphBehind where the graph does not cover `min_log_size` in time, ReplayBusy, Unacceptable, NotDeployed.
    """
    wanted = asked.min_log_size or 0
    graph = graph_of(world, at=asked.at)
    for _ in range(round(asked.wait_seconds / _PAUSE_SECONDS)):
        if graph.log_size >= wanted:
            break
        sleep(_PAUSE_SECONDS)
        graph = graph_of(world, at=asked.at)
    if graph.log_size < wanted:
        raise GraphBehind(min_log_size=wanted, log_size=graph.log_size)
    return replace(world, pinned=graph)


def _seconds(text: str) -> int:
    try:
        if len(text) == _DAY_LENGTH:
            following = date.fromisoformat(text) + timedelta(days=1)
            return int(datetime(following.year, following.month, following.day, tzinfo=UTC).timestamp()) - 1
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return int(moment.timestamp())
    except (ValueError, OverflowError) as error:
        raise _no_time() from error
    raise _no_time()


def _no_time() -> Unacceptable:
    mend = "give a day like 2026-11-21, or a time with its offset like 2026-11-21T09:00:00Z"
    return Unacceptable(field="as_of", reason="is no day and no time with an offset", mend=mend)
