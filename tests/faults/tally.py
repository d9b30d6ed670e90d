"""What a campaign planned, what fired, and what was wrong afterwards; red where too little fired."""

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

LEAST_FIRED = 0.8  # a fault that did not fire proves nothing
MOST_COMPLAINTS_KEPT = 40

LOST, TWICE, STATUS, UNNAMED = "lost", "twice", "status", "unnamed"
STUCK, FSCK, VERDICT, UNDURABLE, CRASH = "stuck", "fsck", "verdict", "undurable", "crash"


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that must never be. `what` is one of the words above; `detail` says where."""

    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One planned fault of this kind: whether it fired, and what was found once all faults were over."""

    kind: str
    has_fired: bool
    acknowledged: int = 0
    committed_unacknowledged: int = 0
    complaints: tuple[Complaint, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Tally:
    """The sum of the outcomes of one part, which is one campaign on one database."""

    part: str
    seed: int
    planned: int = 0
    fired: int = 0
    acknowledged: int = 0
    committed_unacknowledged: int = 0
    seconds: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)
    planned_by_kind: Counter[str] = field(default_factory=Counter)
    fired_by_kind: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.planned += 1
        self.planned_by_kind[outcome.kind] += 1
        self.fired += outcome.has_fired
        self.fired_by_kind[outcome.kind] += outcome.has_fired
        self.acknowledged += outcome.acknowledged
        self.committed_unacknowledged += outcome.committed_unacknowledged
        self.notes.update(outcome.notes)
        self.complain(outcome.complaints, at=outcome.kind)

    def complain(self, complaints: tuple[Complaint, ...], *, at: str) -> None:
        for complaint in complaints:
            self.wrong[complaint.what] += 1
            if len(self.complaints) < MOST_COMPLAINTS_KEPT:
                self.complaints.append(f"{complaint.what} at {at}: {complaint.detail}")

    @property
    def has_enough_fired(self) -> bool:
        return self.planned > 0 and self.fired >= LEAST_FIRED * self.planned

    @property
    def is_green(self) -> bool:
        return self.has_enough_fired and not self.wrong

    def line(self) -> str:
        wrong = "  ".join(f"{what} {count}" for what, count in sorted(self.wrong.items())) or "wrong 0"
        return (
            f"{self.part:<16} points {self.planned}  fired {self.fired}  acked {self.acknowledged}  "
            f"lost {self.wrong[LOST]}  committed-unacked {self.committed_unacknowledged}  {wrong}  "
            f"{self.seconds:.0f} s  {'green' if self.is_green else 'RED'}"
        )

    def document(self) -> dict[str, Any]:
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in told.items()}


def tally_of(document: dict[str, Any]) -> Tally:
    counted = ("wrong", "planned_by_kind", "fired_by_kind", "notes")
    return Tally(**{name: Counter(value) if name in counted else value for name, value in document.items()})
