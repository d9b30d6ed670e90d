"""A contradiction or gap that was found, never an accusation: it names the records and leaves judgement to people."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """How much a finding says. Only the first is a disagreement."""

    DISAGREES = "disagrees"  # two things that must fit do not
    UNCHECKED = "unchecked"  # what would decide was not there to ask: nothing is known, which is not the same as good
    TOLD = "told"  # as it should be, and still to be known: a statement that was shredded on a ground


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable, for example lot-claimed-twice; `sentence` is for people; `records` are the ids it rests on."""

    code: str
    subject: str  # a lot, site or record; of a stored log its row and head
    sentence: str
    records: tuple[bytes, ...]
    kind: FindingKind = FindingKind.DISAGREES
    mend: str = ""  # what to do about it, where the finding is about this ledger's own keeping
