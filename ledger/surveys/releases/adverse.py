"""Whether a release needs a remedy, and whether a later one would look better without any: by the step that it tells.

What adverse means is the assessment's: any step above none. Bands are not asked: they would say something else.
"""

from collections.abc import Collection, Sequence

from ledger.model.risk import EvidenceStep
from ledger.risk.worker_evidence import is_adverse_step


def warnings_of(
    site: str, step: EvidenceStep | None, earlier: Sequence[EvidenceStep | None], *, remedied: Collection[str]
) -> tuple[str, ...]:
    """Give what the custodian should know of a site before its release goes out. `remedied` are identifiers.

    `step` is what this release tells, `earlier` what those of its waves before told.
    """
    if site in remedied:
        return ()
    if is_adverse_step(step):
        return (f"{site}: adverse, and no remedy is recorded: tie a remedy record to it",)
    if any(map(is_adverse_step, earlier)):
        return (f"{site}: a release before was adverse and no remedy is recorded: this one improves no score",)
    return ()
