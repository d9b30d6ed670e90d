"""A bill of materials that the chain behind the lot does not bear out."""

from collections.abc import Iterator

from ledger.model.bodies import LotBody
from ledger.model.finding import Finding, FindingKind
from ledger.provenance.contradictions.told import MOST_LOTS_WALKED, Told
from ledger.provenance.nodes import products_of


def not_traced(told: Told) -> Iterator[Finding]:
    """Give the finished lots with a good on their bill of materials of which no lot stands behind, without any gap.

    A lot is of the goods that its statements call it, else of those that its site makes. Goods are compared by their
    names alone: what another language or a wider word means is for people to see, so the finding is UNCHECKED. A lot
    whose trace has a gap is passed over, since what is missing may be behind the gap.
    """
    for product in products_of(told.said).values():
        for lot in product.lots:
            for issuer, record_id, body in told.said.lots.get(lot, ()):
                if issuer == product.brand and body.is_finished and body.bill_of_materials:
                    yield from _compared(told, lot, record_id, body)


def _compared(told: Told, lot: str, record_id: bytes, body: LotBody) -> Iterator[Finding]:
    behind = _behind(told, lot)
    if behind is None:
        return
    goods = {good.casefold() for each in behind for good in _goods(told, each)}
    missing = [line.good for line in body.bill_of_materials if line.good.casefold() not in goods]
    if missing:
        named = ", ".join(dict.fromkeys(missing))
        sentence = f"By its brand's word this lot is made of {named}; no lot behind it is known to be of that good."
        yield Finding("material-not-traced", lot, sentence, (record_id,), FindingKind.UNCHECKED)


def _behind(told: Told, lot: str) -> set[str] | None:
    """Give all lots that this one is made of, None where a trace of it would have a gap or is too long to walk."""
    waiting, seen = [lot], {lot}
    while waiting:
        name = waiting.pop()
        if name not in told.lots or not told.lots[name].is_disclosed or len(seen) > MOST_LOTS_WALKED:
            return None
        for edge in told.inputs.get(name, ()):
            if edge.used_by not in told.holders.get(edge.input_lot, {}):
                return None
            if edge.input_lot not in seen:
                seen.add(edge.input_lot)
                waiting.append(edge.input_lot)
    return seen - {lot}


def _goods(told: Told, lot: str) -> tuple[str, ...]:
    stated = tuple(body.good for _, _, body in told.said.lots.get(lot, ()))
    described = told.facility(told.lots[lot].site)
    return stated or (described[1].goods if described is not None else ())
