"""One lot: what was made of it, against what was used, destroyed and handed over.

Decisions. Used at two sites beyond what was made is a lot claimed twice, however little beyond; at one site it is an
imbalance, with a tolerance. Goods that came back may be sold again where the one who had them tells of the return; a
return, or a voided shipment, that only the seller tells of covers nothing, but turns the finding into a question. A lot
of unknown size (opening stock, or a maker who gives no quantity) that is used or sold more than once is a question too.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ledger.model.event import LotQuantity
from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot
from ledger.model.units import comparable_parts
from ledger.provenance.balance.sales import Sale
from ledger.provenance.balance.wording import amount, beyond, has_gap, listed, records_of, unknown
from ledger.provenance.replay import Deed, Story
from ledger.provenance.units import measured


def use_findings(lot: Lot, story: Story) -> Iterator[Finding]:
    """Say where more of a lot was used or destroyed than was made: at two sites a double claim, at one an imbalance."""
    uses = _gone(lot, story)
    if not uses:
        return
    told = [deed for deed in uses if deed.quantity.amount is not None]
    found = _against(lot, [deed.quantity for deed in told])
    if found is not None and sum(found[2]) > found[1]:
        yield from _overused(lot, told, found)
    elif len(uses) > 1 and (found is None or has_gap(deed.quantity for deed in uses)):
        yield _of_unknown_size(lot, "used", records_of(uses), is_sized=lot.produced is not None)


def _gone(lot: Lot, story: Story) -> list[Deed]:
    return [*story.used.get(lot.lot, ()), *story.destroyed.get(lot.lot, ())]


def _overused(lot: Lot, uses: Sequence[Deed], found: tuple[str, int, tuple[int, ...]]) -> Iterator[Finding]:
    dimension, made, parts = found
    by_place: dict[str, int] = {}
    for deed, part in zip(uses, parts, strict=True):
        place = deed.event.site or deed.event.issuer
        by_place[place] = by_place.get(place, 0) + part
    if len(by_place) > 1:
        shares = {place: f"{place} ({amount(part, dimension)})" for place, part in sorted(by_place.items())}
        yield _twice(lot, f"used at {listed(shares.values())}", found, records_of(uses))
    elif beyond(sum(parts), made):
        sentence = (
            f"{amount(sum(parts), dimension)} of this lot were used at {next(iter(by_place))}; "
            f"{amount(made, dimension)} were made of it, and weighing explains no such difference."
        )
        records = tuple(dict.fromkeys((*lot.records, *records_of(uses))))
        yield Finding("mass-balance", lot.lot, sentence, records)


def hand_over_findings(lot: Lot, story: Story, sales: Sequence[Sale]) -> Iterator[Finding]:
    """Look at shipping events and at purchases apart: the same delivery may be told in both."""
    shipped = _as_sales(story.handed_over.get(lot.lot, ()))
    back = _as_sales(story.taken_back.get(lot.lot, ()))
    gone = _gone(lot, story)
    for told in (shipped, list(sales)):
        for giver in dict.fromkeys(sale.giver for sale in told):
            own = _own_uses(gone, giver) if told is shipped else []
            yield from _oversold(
                lot,
                giver,
                told,
                own,
                [sale for sale in back if sale.receiver == giver and sale.quantity.amount is not None],
            )


def _oversold(
    lot: Lot, giver: str, told: Sequence[Sale], own: Sequence[Sale], back: Sequence[Sale]
) -> Iterator[Finding]:
    """Say where one party handed more of a lot to others, or used it itself, than it made or was given.

    `told` comes in order of time. Who gave before it was given anything is taken for the origin of the lot.
    """
    given_away = [*(sale for sale in told if sale.giver == giver), *own]
    out = [sale for sale in given_away if sale.quantity.amount is not None]
    receipts = [sale for sale in told if sale.receiver == giver]
    into = [sale for sale in receipts if sale.quantity.amount is not None]
    if len({sale.receiver for sale in given_away}) < 2:
        return
    is_origin = next(sale for sale in told if giver in (sale.giver, sale.receiver)).giver == giver
    whole = [LotQuantity(lot.lot, lot.produced, lot.unit)] if is_origin else []  # else only what it was given counts
    found = comparable_parts(measured(each) for each in (*whole, *(sale.quantity for sale in (*out, *into, *back))))
    dimension, parts = (found[0], iter(found[1])) if found is not None else ("", iter(()))
    available = sum(islice(parts, len(whole)))
    shares = list(islice(parts, len(out)))
    available += sum(islice(parts, len(into)))
    if found is not None and sum(shares) <= available:
        return
    if found is None or len(into) < len(receipts):
        yield _of_unknown_size(lot, "handed over", (sale.record_id for sale in given_away), is_sized=not is_origin)
        return
    gone = sum(shares)
    by_receiver = {sale.receiver: 0 for sale in out}
    for sale, part in zip(out, shares, strict=True):
        by_receiver[sale.receiver] += part
    whom = [f"{receiver} ({amount(part, dimension)})" for receiver, part in sorted(by_receiver.items())]
    records = tuple(dict.fromkeys(sale.record_id for sale in out))
    if gone <= available + sum(parts):
        yield _unconfirmed_return(lot, giver, whom, (*records, *(sale.record_id for sale in back)))
    else:
        yield _twice(lot, f"given by {giver} to {listed(whom)}", (dimension, available, (gone,)), records)


def _as_sales(deeds: Iterable[Deed]) -> list[Sale]:
    return [Sale(deed.quantity, deed.giver or "", deed.receiver or "", deed.event.record_id) for deed in deeds]


def _own_uses(uses: Iterable[Deed], giver: str) -> list[Sale]:
    """Give what the giver used or destroyed itself, as if it had handed that to itself."""
    mine = (deed for deed in uses if giver in (deed.event.site, deed.event.issuer))
    return [Sale(deed.quantity, giver, f"{giver} itself", deed.event.record_id) for deed in mine]


def _against(lot: Lot, quantities: Sequence[LotQuantity]) -> tuple[str, int, tuple[int, ...]] | None:
    """Give (dimension, made, each quantity), or None where one is unknown, none is told, or they do not compare."""
    found = comparable_parts(measured(each) for each in (LotQuantity(lot.lot, lot.produced, lot.unit), *quantities))
    if found is None or not quantities or lot.produced is None:
        return None
    return found[0], found[1][0], found[1][1:]


def _twice(lot: Lot, how: str, found: tuple[str, int, tuple[int, ...]], records: Sequence[bytes]) -> Finding:
    dimension, available, parts = found
    sentence = (
        f"This lot was {how}: {amount(sum(parts), dimension)} in all, while there were {amount(available, dimension)} "
        "of it. The same goods are claimed twice."
    )
    return Finding("lot-claimed-twice", lot.lot, sentence, tuple(records))


def _unconfirmed_return(lot: Lot, giver: str, shares: Sequence[str], records: Sequence[bytes]) -> Finding:
    sentence = (
        f"{giver} gave this lot to {listed(shares)}, more than there was of it, and says that part of it came back; "
        "who is said to have given it back does not say so."
    )
    return Finding("return-unconfirmed", lot.lot, sentence, tuple(dict.fromkeys(records)), FindingKind.UNCHECKED)


def _of_unknown_size(lot: Lot, how: str, records: Iterable[bytes], *, is_sized: bool) -> Finding:
    why = "not every record says how much, or in a unit that compares" if is_sized else "nobody says how much there was"
    sentence = f"This lot was {how} more than once, and {why}: whether it suffices cannot be said."
    return unknown(lot.lot, sentence, tuple(records))
