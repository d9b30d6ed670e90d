"""What is answered to a flag, contested and ruled, and how each auditor of a product stands."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class FlagFacts:
    """A record that may be answered: its site (canonical), and the sides of it as DIDs, None where nobody knows.

    `is_worker_line`: it is a release, or another record of a custodian of workers (rule R10). `involved` are further
    sides: of an opening whoever asked and whoever opened, also where that is its issuer.
    """

    record_id: str
    site: str
    issuer: str
    operator: str | None
    payer: str | None = None
    is_worker_line: bool = False
    involved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagReply:
    """One reply, dispute or ruling, to be shown wherever its flag is shown.

    `due` is the last day on which a dispute is to be answered. `outcome` is that of a ruling, for a dispute `answered`,
    `open` or `overdue`, for a reply None. `finding` is one of several findings of the flag's record.
    """

    flag: str
    site: str
    kind: str
    by: str
    text: str
    on: date
    due: date | None
    outcome: str | None
    record_id: str
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A ruling that counts, from the day of its anchor; `finding` None: on all that the flag's record says."""

    flag: str
    finding: str | None
    by: str
    outcome: str
    on: date


@dataclass(frozen=True, slots=True)
class AuditorStanding:
    """How whoever audited or found something stands: what it declared of its independence, how often it was corrected.

    `independence` is a label alone: it never raises a credit. `overturned` of `ruled` flags count this whole ledger.
    """

    auditor: str
    independence: str
    ruled: int
    overturned: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A grave finding that does not count yet (rule R6): its site has notice until `ends`, and two must uphold it.

    The notice begins on the day of the finding's anchor: `ends` None: it is not anchored, and no notice has begun.
    `upheld_by` of `needed` have; `counts_from` None: not before the others do, and the notice has begun.
    """

    record_id: str
    site: str
    by: str
    size: str
    on: date
    ends: date | None
    upheld_by: int
    needed: int
    counts_from: date | None
