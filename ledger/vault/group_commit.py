"""Many threads that each want one small thing durable share one commit: one waits for the disk, for all of them."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ledger.errors import LedgerError, StoreFailed

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")


@dataclass(slots=True, eq=False)
class _Ticket(Generic[_Item, _Answer]):
    item: _Item
    answers: list[_Answer | LedgerError] = field(default_factory=list)  # one, once it is settled


class GroupCommit(Generic[_Item, _Answer]):
    """Gives each caller the answer of its own item once the whole group is durable.

    `commit` takes a group and gives one answer, or error, for each of its items; where it raises a LedgerError nothing
    was kept and every caller of the group gets that error.
    """

    __slots__ = ("_commit", "_turn", "_waiting", "_waiting_lock")

    def __init__(self, commit: Callable[[Sequence[_Item]], Sequence[_Answer | LedgerError]]) -> None:
        self._commit = commit
        self._turn, self._waiting_lock = threading.Lock(), threading.Lock()
        self._waiting: list[_Ticket[_Item, _Answer]] = []

    def __call__(self, item: _Item) -> _Answer:
        """Return when the item is durable. Raises what `commit` raised or gave for it."""
        ticket: _Ticket[_Item, _Answer] = _Ticket(item)
        with self._waiting_lock:
            self._waiting.append(ticket)
        with self._turn:  # while one group is being written, the next one gathers
            if not ticket.answers:
                self._settle()
        (answer,) = ticket.answers
        if isinstance(answer, LedgerError):
            raise answer
        return answer

    def _settle(self) -> None:
        with self._waiting_lock:
            group, self._waiting = self._waiting, []
        answers: Sequence[_Answer | LedgerError] = [
            StoreFailed(doing="write", reason="it was broken off; nothing was acknowledged") for _ in group
        ]
        try:
            answers = self._commit([ticket.item for ticket in group])
        except LedgerError as error:
            answers = [error] * len(group)
        finally:
            for ticket, answer in zip(group, answers, strict=True):
                ticket.answers.append(answer)
