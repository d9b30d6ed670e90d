"""The eleven ILO indicators for each site and tier: found, looked for and not found, looked at by nobody.

Only visits that an independent auditor states (see evidence_items) and findings that count are read. A visit looked for
what it names; an older one that names nothing looked for nothing that we know: unknown is not safe. A finding that a
reviewer overturned is not found here, and one that was remedied stays found.

Decision: what workers told stays out. A release tells bands by indicator to its own audience; here they would say which
channel a site's step of confidential evidence comes from, which rule R1 forbids, and a suppressed cell would read as
nothing found. So "nobody looked" means: nobody whom this grid may name.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from ledger.assessment.dossier import Dossier, Said
from ledger.assessment.evidence_items import visits
from ledger.model.bodies import AuditBody, FindingBody
from ledger.model.graph import SupplyGraph, Tier
from ledger.model.ilo import INDICATOR_OF_TOPIC, IndicatorRow
from ledger.model.risk import EvidenceItem, SiteInputs
from ledger.model.survey.instrument import Indicator
from ledger.risk.evidence import is_adverse


def ilo_grid(
    tiers: Sequence[Tier],
    inputs: Mapping[str, SiteInputs],
    dossiers: Mapping[str, Dossier],
    *,
    graph: SupplyGraph,
    auditors: Collection[str],
    as_of: date,
) -> tuple[IndicatorRow, ...]:
    """Give eleven rows for each tier, then eleven for each site. `inputs` are those of the real sites of all tiers."""
    by_site: dict[str, tuple[IndicatorRow, ...]] = {}
    for site in sorted({each.site for tier in tiers for each in tier.sites}):
        read = inputs[site]
        known, dossier = graph.sites.get(site), dossiers.get(site, Dossier())
        seen = visits(dossier, operator=known.operator if known else None, auditors=auditors)
        by_site[site] = site_rows(read, dossier.findings, seen, as_of=as_of)
    of_tiers = (row for tier in tiers for row in tier_rows(tier, by_site))
    return (*of_tiers, *(row for site in by_site for row in by_site[site]))


def site_rows(
    inputs: SiteInputs, findings: Collection[Said], seen: Collection[Said], *, as_of: date
) -> tuple[IndicatorRow, ...]:
    """Give the rows of one site as known on a day; `seen` are the visits to it, `findings` those outside of audits."""
    named = {_named(said): said.body.indicator for said in findings if isinstance(said.body, FindingBody)}
    standing = [item for item in inputs.evidence if _is_found(item, as_of=as_of)]
    told = [(item.record_id or "", indicator) for item in standing for indicator in _indicators(item, named)]
    searched = [(_named(said), indicator) for said in seen for indicator in _looked_for(said, as_of=as_of)]
    return tuple(
        _row(
            indicator,
            {record for record, of in told if of is indicator},
            {record for record, of in searched if of is indicator},
            site=inputs.site,
        )
        for indicator in Indicator
    )


def tier_rows(tier: Tier, by_site: Mapping[str, tuple[IndicatorRow, ...]]) -> Iterator[IndicatorRow]:
    """Give the rows of a tier. What nobody discloses was looked at by nobody."""
    for at, indicator in enumerate(Indicator):
        rows = [by_site[site.site][at] for site in tier.sites]
        yield IndicatorRow(
            site=None,
            tier=tier.tier,
            indicator=indicator,
            found=tuple(sorted({record for row in rows for record in row.found})),
            looked_for=tuple(sorted({record for row in rows for record in row.looked_for})),
            nobody_looked=tier.unknown_share > 0 or not rows or any(row.nobody_looked for row in rows),
        )


def _row(indicator: Indicator, found: set[str], searched: set[str], *, site: str) -> IndicatorRow:
    looked_for = tuple(sorted(searched - found))  # one visit has either found it or not
    return IndicatorRow(site, None, indicator, tuple(sorted(found)), looked_for, not found and not searched)


def _is_found(item: EvidenceItem, *, as_of: date) -> bool:
    return is_adverse(item) and not item.is_overturned and item.record_id is not None and item.event_date <= as_of


def _indicators(item: EvidenceItem, named: Mapping[str, Indicator]) -> Iterator[Indicator]:
    """A finding outside of audits names its indicator; the topic of an audit's finding stands for one, `other` none."""
    said_outside = named.get(item.record_id or "")
    if said_outside is not None:
        yield said_outside
        return
    yield from (INDICATOR_OF_TOPIC[topic] for topic in item.topics if topic in INDICATOR_OF_TOPIC)


def _looked_for(said: Said, *, as_of: date) -> tuple[Indicator, ...]:
    is_known = isinstance(said.body, AuditBody) and date.fromisoformat(said.body.conducted_on) <= as_of
    return said.body.looked_for if isinstance(said.body, AuditBody) and is_known else ()


def _named(said: Said) -> str:
    return "0x" + said.record.record_id.hex()
