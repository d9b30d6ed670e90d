"""What waits for a person: one task for each pair of subject and entry, and for each state of the entry's row.

A task leaves by a signed decision, never by itself, and comes back when the row says something else.
"""

from datetime import date

from ledger.jobs.reference import reference_of
from ledger.jobs.screening.ask import screened_for
from ledger.jobs.screening.document import READS, decision_document, holding_document, match_document
from ledger.jobs.supply import graph_of, pinned
from ledger.model.reader import Reader
from ledger.model.screening import EntryStanding, ListMatch, ScreeningVerdict, SubjectAnswer
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.wire import hex_text


def screening_queue(world: World, reader: Reader | None, *, as_of: date) -> dict[str, Json]:
    """Give the open tasks, the highest score first, each with the basis that a decision has to name. Raises NotAllowed.

    Open is a possible match, a confirmed one of a modified order as long as nobody says whether what remains of the
    order means this subject, and one that rests on what the subject said of itself before.
    """
    world = pinned(world)
    answer = screened_for(world, reader, reference_of(world, as_of=as_of), as_of=as_of)
    waiting = [(each, match) for each in answer.answers for match in each.matches if _waits(match)]
    tasks = sorted(waiting, key=lambda pair: (-pair[1].score, pair[0].subject.key, pair[1].entry.ref))
    return {
        "reads": READS,
        "as_of": as_of.isoformat(),
        "lists_hash": answer.lists_hash,
        "tasks": [_task(each, match) for each, match in tasks],
        "log_size": graph_of(world).log_size,
    }


def _waits(match: ListMatch) -> bool:
    if match.decision is not None:
        return False
    is_open = match.verdict is ScreeningVerdict.POSSIBLE or match.entry.standing is EntryStanding.MODIFIED
    return is_open or match.described_by is not None


def _task(answer: SubjectAnswer, match: ListMatch) -> dict[str, Json]:
    subject = answer.subject
    looked_at = [match.entry.row_hash, *filter(None, (subject.record_id, match.described_by))]
    return {
        "subject": subject.key,
        "kind": subject.kind.value,
        "names": list(subject.names),
        "country": subject.country,
        **holding_document(subject.holding),
        **match_document(match),
        "basis": [hex_text(each) for each in looked_at],
        "reopened": [decision_document(each) for each in answer.reopened if each.ref == match.entry.ref],
    }
