"""Certified claims on the graph: each statement that claims, against its certificate and what the lot was made of.

Decisions. Book-and-claim is paper: nothing physical is checked, and no edge is ever left out for it. Identity preserved
and segregated may take in nothing uncertified of the certificate's goods, identity preserved from one certificate only.
A lot's custody cannot be stricter than its certificate's. Mass balance is looked at in `site_balance`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.model.bodies import CertificateBody, CertifiedClaim, LotBody
from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot
from ledger.model.units import comparable_parts
from ledger.provenance.balance.claims import (
    Claiming,
    certificate_id,
    certified_part,
    claimings,
    day_of,
    in_words,
    made_of,
    measure_of,
)
from ledger.provenance.balance.site_balance import site_balance_findings
from ledger.provenance.balance.wording import amount, beyond, listed
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order

_STRICTNESS = ("book-and-claim", "mass-balance", "segregated", "identity-preserved")
_APART = frozenset(_STRICTNESS[2:])


def custody_findings(story: Story, lots: Mapping[str, Lot], said: Statements) -> Iterator[Finding]:
    """Give the findings on certified claims; none where no statement claims."""
    claiming = claimings(said)
    if not claiming:
        return
    inputs = _inputs_of(story, claiming)
    for lot, statements in claiming.items():
        for each in statements:
            yield from _above_lot(each, lots.get(lot))
            yield from _certificate_findings(each, story.made.get(lot, ()), said)
            if each.body.custody in _APART:
                yield from _mixing_findings(each, _Inputs(inputs.get(lot, ()), lots, story.used), said)
    yield from site_balance_findings(story, lots, claiming, said)


def _certificate_findings(each: Claiming, makings: Sequence[Deed], said: Statements) -> Iterator[Finding]:
    for claim in each.body.claims:
        record_id = certificate_id(claim)
        body = said.certificates.get(record_id)
        if body is None:
            sentence = (
                f"{in_words(claim)} of this lot are claimed under certificate record {claim.certificate}, which is "
                "not in this log, or no longer counts."
            )
            yield Finding("claim-without-certificate", each.lot, sentence, (each.record_id,), FindingKind.UNCHECKED)
            continue
        yield from _late(each, claim, record_id, body, makings)
        if body.custody is not None and _STRICTNESS.index(each.body.custody) > _STRICTNESS.index(body.custody):
            sentence = (
                f"This lot is claimed as {each.body.custody}; its certificate {body.certificate} is for "
                f"{body.custody}, which promises less."
            )
            yield Finding("custody-above-certificate", each.lot, sentence, (each.record_id, record_id))


def _late(
    each: Claiming, claim: CertifiedClaim, record_id: bytes, body: CertificateBody, makings: Sequence[Deed]
) -> Iterator[Finding]:
    """The claim was kept in time, and the goods were made when there was no credit any more.

    Made after the certificate itself had ended is a contradiction of its own (`contradictions`).
    """
    if body.credit is None:
        return
    until, ended = date.fromisoformat(body.credit.spend_until), date.fromisoformat(body.valid_until)
    late = [deed for deed in makings if until < day_of(deed) <= ended]
    if late:
        made = min(late, key=lambda deed: (deed.event.event_time, log_order(deed.event)))
        sentence = (
            f"{in_words(claim)} of this lot are claimed under certificate {body.certificate}, which gives credit until "
            f"{until}; the lot was made on {day_of(made)}."
        )
        yield Finding("claim-outlives-credit", each.lot, sentence, (each.record_id, record_id, made.event.record_id))


def _above_lot(each: Claiming, lot: Lot | None) -> Iterator[Finding]:
    found = comparable_parts((measure_of(each.body), *(measure_of(claim) for claim in each.body.claims)))
    if found is None:
        return
    dimension, (stated, *claimed), made = found[0], found[1], made_of(lot)
    records = {each.record_id: None}
    if sum(claimed) > stated:
        limit = f"by the same statement the lot is {amount(stated, dimension)}"
    elif lot is not None and made and made.dimension == dimension and beyond(sum(claimed), made.parts):
        limit = f"{amount(made.parts, dimension)} were made of it, and weighing explains no such difference"
        records.update(dict.fromkeys(lot.records))
    else:
        return
    sentence = f"{amount(sum(claimed), dimension)} of this lot are claimed as certified; {limit}."
    yield Finding("claim-above-lot", each.lot, sentence, tuple(records))


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What one lot was made of, and what is known of these lots."""

    deeds: Sequence[Deed]
    lots: Mapping[str, Lot]
    used: Mapping[str, Sequence[Deed]]

    def is_whole(self, lot: str, body: LotBody) -> bool:
        """Say whether a statement claims all of an input, whatever was made or used of it."""
        return certified_part((body,), self.lots.get(lot), self.used.get(lot, ())) == 1


def _mixing_findings(each: Claiming, inputs: _Inputs, said: Statements) -> Iterator[Finding]:
    """Say what uncertified goods, or goods of another certificate, went into a lot that is to be kept apart."""
    scope = {good.casefold() for claim in each.body.claims for good in _goods(said, claim)}
    sources: dict[str, bytes] = {}
    for deed in {deed.lot: deed for deed in inputs.deeds}.values():
        told = said.lots.get(deed.lot, ())
        if not told:
            sentence = f"Nobody says whether {deed.lot}, which went into this {each.body.custody} lot, is certified."
            records = (each.record_id, deed.event.record_id)
            yield Finding("custody-unknown", each.lot, sentence, records, FindingKind.UNCHECKED)
            continue
        of_scope = [(record, body) for _, record, body in told if not scope or body.good.casefold() in scope]
        apart = [(rec, body) for rec, body in of_scope if body.custody in _APART and inputs.is_whole(deed.lot, body)]
        if of_scope and not apart:
            sentence = (
                f"This lot is claimed as {each.body.custody}; {deed.lot}, of which it was made, is not certified as a "
                "whole and kept apart."
            )
            yield Finding("custody-mixed", each.lot, sentence, (each.record_id, of_scope[0][0], deed.event.record_id))
        sources.update((claim.certificate, record) for record, body in apart for claim in body.claims)
    if each.body.custody == "identity-preserved" and len(sources) > 1:
        sentence = (
            f"This lot is claimed as identity-preserved, and was made of goods of {len(sources)} certificates: "
            f"{listed(sorted(sources))}."
        )
        others = dict.fromkeys(sources[name] for name in sorted(sources))
        yield Finding("custody-mixed", each.lot, sentence, (each.record_id, *others))


def _goods(said: Statements, claim: CertifiedClaim) -> tuple[str, ...]:
    body = said.certificates.get(certificate_id(claim))
    return body.goods if body is not None else ()


def _inputs_of(story: Story, claiming: Mapping[str, object]) -> dict[str, list[Deed]]:
    found: dict[str, list[Deed]] = {}
    for batch in story.batches.values():
        for lot in {deed.lot for deed in batch.outputs} & claiming.keys():
            found.setdefault(lot, []).extend(batch.inputs)
    return found
