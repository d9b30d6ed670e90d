"""A contradiction or gap that was found, never an accusation: it names the records and leaves judgement to people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is stable, for example lot-claimed-twice; `sentence` is for people; `records` are the ids it rests on."""

    code: str
    subject: str  # a lot, site or record
    sentence: str
    records: tuple[bytes, ...]
