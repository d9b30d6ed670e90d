"""All findings on quantities."""

from collections.abc import Mapping, Sequence

from ledger.model.finding import Finding
from ledger.model.graph import Lot
from ledger.provenance.balance.batches import batch_findings
from ledger.provenance.balance.custody import custody_findings
from ledger.provenance.balance.sales import Sale
from ledger.provenance.balance.uses import hand_over_findings, use_findings
from ledger.provenance.balance.yields import yield_findings
from ledger.provenance.replay import Story
from ledger.provenance.statements import Statements


def balance_findings(
    story: Story, lots: Mapping[str, Lot], sales: Mapping[str, Sequence[Sale]], said: Statements
) -> list[Finding]:
    """Give the findings on quantities. What is unknown, or in units that do not compare, is never an overdraft."""
    findings = [found for batch in story.batches.values() for found in batch_findings(batch, said)]
    for lot in lots.values():
        findings.extend(use_findings(lot, story))
        findings.extend(hand_over_findings(lot, story, sales.get(lot.lot, ())))
    findings.extend(yield_findings(said))
    findings.extend(custody_findings(story, lots, said))
    return findings
