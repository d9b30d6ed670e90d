"""One lot: what was made of it, against what was used, destroyed and handed over.

Decisions. Used at two sites beyond what was made is a lot claimed twice, however little beyond; at one site it is an
imbalance, with a tolerance. Goods that came back may be sold again where the one who had them tells of the return; a
return, or a voided shipment, that only the seller tells of covers nothing, but turns the finding into a question. A lot
of unknown size (opening stock, or a maker who gives no quantity) that is used or sold more than once is a question too.
"""

from collections.abc import Iterable, Iterator, Sequence

from ledger.model.event import EventType, LotQuantity
from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Lot
from ledger.model.units import Measure
from ledger.provenance.balance.claims import made_of
from ledger.provenance.balance.sales import Sale
from ledger.provenance.balance.wording import amount, beyond, listed, records_of, unknown
from ledger.provenance.replay import Deed, Story
from ledger.provenance.tellings import log_order
from ledger.provenance.units import measured


def use_findings(lot: Lot, story: Story) -> Iterator[Finding]:
    """Say where more of a lot was used or destroyed than was made: at two sites a double claim, at one an imbalance.

    What is told in units that do not compare never weakens what the others prove.
    """
    uses, made = _gone(lot, story), made_of(lot)
    if not uses:
        return
    told = [
        (deed, found.parts) for deed, found in _measured(uses) if made and found and found.dimension == made.dimension
    ]
    if made is not None and told and sum(parts for _, parts in told) > made.parts:
        found = made.dimension, made.parts, tuple(parts for _, parts in told)
        yield from _overused(lot, [deed for deed, _ in told], found)
    elif len(uses) > 1 and (made is None or len(told) < len(_telling(uses, made.dimension))):
        yield _of_unknown_size(lot, "used", records_of(uses), is_sized=lot.produced is not None)
    elif len(told) > 1 and made is not None:
        yield from _cured_late(lot, story, told, made.dimension)


def _measured(deeds: Iterable[Deed]) -> list[tuple[Deed, Measure | None]]:
    return [(deed, measured(deed.quantity)) for deed in deeds]


def _telling(deeds: Iterable[Deed], dimension: str) -> list[Deed]:
    """Leave out what is none of another dimension."""
    return [deed for deed, found in _measured(deeds) if found is None or found.parts or found.dimension == dimension]


def _cured_late(lot: Lot, story: Story, uses: Sequence[tuple[Deed, int]], dimension: str) -> Iterator[Finding]:
    """Say where a making suffices only since its maker told of more, after uses that were beyond it by then."""
    makings = story.made.get(lot.lot, ())
    processed = [deed for deed in makings if deed.event.event_type is EventType.TRANSFORMATION] or makings
    in_order = sorted(processed, key=lambda deed: log_order(deed.event))
    for place, late in enumerate(in_order[1:], start=1):
        before = [found for _, found in _measured(in_order[:place])]
        known = sum(found.parts for found in before if found is not None and found.dimension == dimension)
        told = [(deed, parts) for deed, parts in uses if log_order(deed.event) < log_order(late.event)]
        used = sum(parts for _, parts in told)
        if known and beyond(used, known):
            sentence = (
                f"{amount(used, dimension)} of this lot were used while {amount(known, dimension)} were told as made "
                f"of it; {late.event.issuer} told of more only afterwards."
            )
            records = (late.event.record_id, *records_of(deed for deed, _ in told))
            yield Finding("making-told-late", lot.lot, sentence, tuple(dict.fromkeys(records)), FindingKind.UNCHECKED)
            return


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
    limits = _sums((*whole, *(sale.quantity for sale in into)))
    dimension, available = next(iter(limits.items()), ("", 0))
    is_limited = len(limits) == 1 and (not is_origin or lot.produced is not None)
    sizes = [measured(sale.quantity) for sale in out]
    shares = [each.parts if each is not None and each.dimension == dimension else 0 for each in sizes]
    is_told = all(each is not None and (each.dimension == dimension or not each.parts) for each in sizes)
    gone = sum(shares)
    if is_limited and is_told and gone <= available:
        return
    if not is_limited or len(into) < len(receipts) or gone <= available:
        yield _of_unknown_size(lot, "handed over", (sale.record_id for sale in given_away), is_sized=not is_origin)
        return
    returned = _sums(sale.quantity for sale in back).get(dimension, 0)
    by_receiver = {sale.receiver: 0 for sale in out}
    for sale, part in zip(out, shares, strict=True):
        by_receiver[sale.receiver] += part
    whom = [f"{receiver} ({amount(part, dimension)})" for receiver, part in sorted(by_receiver.items())]
    records = tuple(dict.fromkeys(sale.record_id for sale in out))
    if gone <= available + returned:
        yield _unconfirmed_return(lot, giver, whom, (*records, *(sale.record_id for sale in back)))
    else:
        yield _twice(lot, f"given by {giver} to {listed(whom)}", (dimension, available, (gone,)), records)


def _as_sales(deeds: Iterable[Deed]) -> list[Sale]:
    return [Sale(deed.quantity, deed.giver or "", deed.receiver or "", deed.event.record_id) for deed in deeds]


def _own_uses(uses: Iterable[Deed], giver: str) -> list[Sale]:
    """Give what the giver used or destroyed itself, as if it had handed that to itself."""
    mine = (deed for deed in uses if giver in (deed.event.site, deed.event.issuer))
    return [Sale(deed.quantity, giver, f"{giver} itself", deed.event.record_id) for deed in mine]


def _sums(quantities: Iterable[LotQuantity]) -> dict[str, int]:
    """Give how much is told, by dimension; nothing of another dimension, or of none that is told, adds nothing."""
    sums: dict[str, int] = {}
    zeros: dict[str, int] = {}
    for found in map(measured, quantities):
        if found is not None:
            told = sums if found.parts else zeros
            told[found.dimension] = told.get(found.dimension, 0) + found.parts
    return sums or dict(list(zeros.items())[:1])


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
