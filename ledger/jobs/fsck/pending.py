"""Records without an index: each against its own signature. That one is missing cannot be seen until the anchor."""

from collections.abc import Iterator

from ledger.jobs.fsck.rows_of_log import row_findings
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.statements import Told, read_told
from ledger.jobs.fsck.told import disagrees, hold, shown
from ledger.model.finding import Finding

_PAGE = 2_000


def pending_findings(scene: Scene) -> Iterator[Finding]:
    """Check every pending row against itself: its id is its statement's digest, its signature the registered key's."""
    after = -1 << 62
    while page := scene.rows.pending(after=after, limit=_PAGE):
        for stored in page:
            yield from _one(scene, read_told(scene, stored, None))
        last = page[-1].get("arrival")
        if not isinstance(last, int) or len(page) < _PAGE:
            return
        after = last


def _one(scene: Scene, told: Told) -> Iterator[Finding]:
    names = told.record_id
    known = (names,) if names else ()
    if told.is_gone:
        sentence = "a pending record has no statement: only what is anchored is ever shredded"
        yield disagrees("statement-lost", told.subject, sentence, *known)
    elif told.digest is None or told.signature is None:
        sentence = f"{hold(told.odd or ('the statement',))} what was never written"
        yield disagrees("statement-differs", told.subject, sentence, *known)
    elif told.digest != names:
        sentence = (
            f"record_id is {shown(told.row.get('record_id'))}, the statement's digest {shown(told.digest)}: it is not "
            "anchored, so only the acknowledgement that its sender holds can tell which of the two was changed"
        )
        yield disagrees("statement-differs", told.subject, sentence, *known)
    else:
        yield from row_findings(scene, told, names=told.digest, head=None, anchored_in=None)
