"""What the custodian confirmed about a site beyond any survey: it stays on the custodian's machine (rules R1, R2)."""

from dataclasses import dataclass
from enum import StrEnum


class Confirmed(StrEnum):
    """What a trained case handler or worker organisation may confirm; the names are those of the risk method."""

    GRIEVANCE = "substantiated_grievance"
    RETALIATION = "retaliation"


@dataclass(frozen=True, slots=True)
class WorkerSideFinding:
    """One confirmed grievance or retaliation. There is no name in it. `remedied_on`: the workers' side verified it."""

    finding_id: str
    kind: Confirmed
    site: str  # canonical identifier
    happened_on: str  # ISO day
    remedied_on: str | None = None
