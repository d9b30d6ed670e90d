"""Certified quantity in and out of one site while a certificate gives credit: the mass-balance custody model.

Out is what lots of the site claim of the certificate under mass balance. In is the certified part of what the site used
from the first to the last day of its credit. More out than in, times the highest yield that the site plausibly
declares, is a finding. Where no statement tells whether an input was certified, it is a question. A site that uses
nothing in that time (a farm) has no input to compare with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ledger.model.bodies import CertificateBody
from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot
from ledger.model.units import comparable_parts
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.balance.claims import (
    Claiming,
    certificate_id,
    certified_part,
    day_of,
    measure_of,
    spend_days,
)
from ledger.provenance.balance.wording import amount, beyond
from ledger.provenance.balance.yields import highest_yield
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.units import measured


@dataclass(slots=True)
class _Inflow:
    """What a site used in a time, in one dimension."""

    certified: Fraction = Fraction(0)
    records: dict[bytes, None] = field(default_factory=dict)
    is_known: bool = True
    is_any: bool = False


def site_balance_findings(
    story: Story, lots: Mapping[str, Lot], claiming: Mapping[str, Sequence[Claiming]], said: Statements
) -> Iterator[Finding]:
    """Give a finding for each certificate and site whose certified output is more than its certified input gives."""
    by_site = _uses_by_site(story)
    for (certificate, site), statements in sorted(_outflows(claiming, lots, said).items()):
        body = said.certificates[certificate]
        claims = [claim for each in statements for claim in each.body.claims if certificate_id(claim) == certificate]
        found = comparable_parts(measure_of(claim) for claim in claims)
        uses = by_site.get(site, ())
        if found is None:
            continue
        inflow = _inflow(uses, body, _Known(lots, story.used, said), dimension=found[0])
        if not inflow.is_any or not beyond(sum(found[1]), inflow.certified * highest_yield(site, said)):
            continue
        first, last = spend_days(body)
        rest = "" if inflow.is_known else ", and of other goods that went in nobody says whether they were certified"
        sentence = (
            f"From {first} to {last}, lots of {site} claim {amount(sum(found[1]), found[0])} as certified under "
            f"{body.certificate}; {amount(inflow.certified, found[0])} of certified goods are known to have gone "
            f"in{rest}."
        )
        records = (certificate, *(each.record_id for each in statements), *inflow.records)
        kind = FindingKind.DISAGREES if inflow.is_known else FindingKind.UNCHECKED
        yield Finding("certified-balance", site, sentence, tuple(dict.fromkeys(records)), kind)


def _outflows(
    claiming: Mapping[str, Sequence[Claiming]], lots: Mapping[str, Lot], said: Statements
) -> dict[tuple[bytes, str], list[Claiming]]:
    """Give the statements under mass balance by certificate and the site that they name, or that made the lot."""
    found: dict[tuple[bytes, str], list[Claiming]] = {}
    for statements in claiming.values():
        for each in statements:
            named = each.body.facility
            site = canonical_uri(named) if named else (lots[each.lot].site if each.lot in lots else None)
            if each.body.custody != "mass-balance" or site is None:
                continue
            for certificate in dict.fromkeys(certificate_id(claim) for claim in each.body.claims):
                if certificate in said.certificates:
                    found.setdefault((certificate, site), []).append(each)
    return found


def _uses_by_site(story: Story) -> dict[str, list[Deed]]:
    found: dict[str, list[Deed]] = {}
    for batch in story.batches.values():
        for deed in batch.inputs:
            if deed.event.site is not None:
                found.setdefault(deed.event.site, []).append(deed)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the lots that went in."""

    lots: Mapping[str, Lot]
    used: Mapping[str, Sequence[Deed]]
    said: Statements


def _inflow(uses: Sequence[Deed], body: CertificateBody, known: _Known, *, dimension: str) -> _Inflow:
    first, last = spend_days(body)
    inflow = _Inflow()
    for deed in uses:
        if not first <= day_of(deed) <= last:
            continue
        inflow.is_any = True
        statements = known.said.lots.get(deed.lot, ())
        used, claiming = measured(deed.quantity), [(record, each) for _, record, each in statements if each.claims]
        bodies = [each for _, each in claiming]
        part = certified_part(bodies, known.lots.get(deed.lot), known.used.get(deed.lot, ())) if bodies else Fraction(0)
        if not statements or used is None or used.dimension != dimension or part is None:
            inflow.is_known = False
            continue
        inflow.certified += used.parts * part
        if claiming:
            inflow.records.update(dict.fromkeys((deed.event.record_id, *(record for record, _ in claiming))))
    return inflow
