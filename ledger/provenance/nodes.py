"""The nodes of the graph: lots with their makers, sites with their operators, products with their finished lots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain

from ledger.model.event import EventType, LotQuantity
from ledger.model.finding import Finding
from ledger.model.graph import Holding, Lot, LotEdge, Material, PlacedMaking, Product, Site
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import DecidedOperators, place_of
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order
from ledger.provenance.units import total

_GTIN_LENGTHS = (8, 12, 13, 14)
_DAY_MS = 86_400_000


def canonical_product(name: str) -> str:
    """Give a product's identifier in its one spelling; a bare GTIN becomes its Digital Link."""
    if name.isascii() and name.isdigit() and len(name) in _GTIN_LENGTHS:
        return f"https://id.gs1.org/01/{name.zfill(14)}"
    return canonical_uri(name)


def lots_of(
    story: Story,
    said: Statements,
    edges: Iterable[LotEdge],
    keepers: Mapping[str, str],
    undecided: Mapping[str, PlacedMaking],
) -> dict[str, Lot]:
    """Give every lot that anyone names, with the site that made it.

    The maker is the site of the first making event of the accepted maker; without one, the facility of the first lot
    statement that comes from whoever speaks for that facility. Nobody else says what is made there. Where there
    is no such statement, the one counts that would if nobody had decided anything (`undecided`): who spoke for a place
    said what it made there, and no decision or later description takes that back.
    """
    named = dict.fromkeys((*story.made, *story.used, *story.lots, *said.lots))
    named.update((canonical_uri(lot), None) for _, _, body in said.purchases for lot in body.lots)
    named.update((lot, None) for edge in edges for lot in (edge.input_lot, edge.output_lot))
    lots = {}
    for name in sorted(named):
        makings = sorted(story.made.get(name, ()), key=lambda deed: log_order(deed.event))
        lots[name] = _made(name, makings, said) if makings else _stated(name, said, keepers, undecided.get(name))
    return lots


def disputed_makers(
    lots: Iterable[str], story: Story, said: Statements, foreign: Mapping[str, list[Deed]]
) -> Iterator[Finding]:
    """Give the lots of which two parties or places are named as the maker.

    `said` are the statements that count; `foreign` the making events of others that may dispute it: named here, they
    make no edge and no maker.
    """
    for name in lots:
        makings = sorted(story.made.get(name, ()), key=lambda deed: log_order(deed.event))
        if (found := _disputed(name, makings, foreign.get(name, ()), said)) is not None:
            yield found


def inherit_sites(
    order: Iterable[str],
    lots: dict[str, Lot],
    edges: Mapping[str, tuple[LotEdge, ...]],
    repacked: set[str],
    holders: Mapping[str, Mapping[str, Holding]],
) -> None:
    """Give each repacked lot the site of the goods in it, or mark it where they come from several sites.

    Goods that nobody confirms handing to the packer give it no site: it would be a site that the packer chose.
    """
    for name in order:
        if name not in repacked or not edges.get(name):
            continue
        inputs = [lots[edge.input_lot] for edge in edges[name]]
        sites = {lot.site for lot in inputs}
        is_one = len(sites) == 1 and None not in sites and not any(lot.is_repacked for lot in inputs)
        is_one = is_one and all(edge.used_by in holders.get(edge.input_lot, {}) for edge in edges[name])
        lots[name] = replace(lots[name], site=sites.pop()) if is_one else replace(lots[name], is_repacked=True)


def sites_of(story: Story, said: Statements, decided: DecidedOperators) -> dict[str, Site]:
    """Give every site that a facility statement or an event names.

    The operator is whom a decision confirms, else who the first facility statement names and no decision refuses;
    later statements update it only from the same issuer. A site known from events alone has no operator, unless one was
    decided, and no country: nobody has said.
    """
    return {
        name: _run_by(decided, _site(name, said, story.sites.get(name)))
        for name in sorted({*said.facilities, *story.sites, *_stated_makers(said)})
    }


def products_of(said: Statements) -> dict[str, Product]:
    """Give the products by their finished lots. Only the brand that first named a product may add lots to it."""
    products: dict[str, Product] = {}
    for lot, statements in said.lots.items():
        for issuer, _, body in statements:
            if not body.is_finished:
                continue
            name = canonical_product(body.product)
            known = products.setdefault(name, Product(name, body.product_name, body.good, issuer, ()))
            if known.brand == issuer:
                lots = known.lots if lot in known.lots else (*known.lots, lot)
                bill = known.materials or tuple(Material(m.good, m.quantity, m.unit) for m in body.bill_of_materials)
                products[name] = replace(known, lots=lots, materials=bill)
    return products


def _made(name: str, makings: list[Deed], said: Statements) -> Lot:
    site = next((deed.event.site for deed in makings if deed.event.site is not None), None)
    processed = [deed for deed in makings if deed.event.event_type is EventType.TRANSFORMATION]
    quantity = total(name, (deed.quantity for deed in processed or makings))  # commissioning may tell it again
    told = tuple(deed.event.record_id for deed in makings)
    times = [deed.event.event_time for deed in makings]
    return Lot(
        lot=name,
        site=site,
        produced=quantity.amount,
        unit=quantity.unit,
        is_disclosed=site is not None,
        records=_records(name, told, said),
        origin=next((deed.event.origin for deed in makings if deed.event.origin is not None), None),
        good=_good(name, said, makings[0].event.issuer),
        made_from=_day(min(times) // _DAY_MS),
        made_until=_day(max(times) // _DAY_MS),
    )


def _stated(name: str, said: Statements, keepers: Mapping[str, str], undecided: PlacedMaking | None) -> Lot:
    told = [(canonical_uri(body.facility), *each) for each in said.lots.get(name, ()) if (body := each[2]).facility]
    own = (each for each in told if keepers.get(place_of(each[0])) == each[1])
    before = (each for each in told if undecided is not None and each[2] == undecided.record_id)
    for site, _, record_id, body in chain(own, before):
        quantity = LotQuantity(name, Decimal(body.quantity), body.unit)
        records, good = _records(name, (record_id,), said), _good(name, said, None)
        return Lot(name, site, quantity.amount, quantity.unit, True, records, good=good)
    return Lot(name, None, None, None, False, _records(name, (), said))


def _good(name: str, said: Statements, maker: str | None) -> str | None:
    """Give the good that all statements call the lot, None unless its maker, where one is known, is among them."""
    told = said.lots.get(name, [])
    goods = {body.good.casefold() for _, _, body in told}
    is_own = maker is None or any(issuer == maker for issuer, _, _ in told)
    return told[0][2].good if len(goods) == 1 and is_own else None


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    return datetime.fromtimestamp(number * _DAY_MS // 1000, UTC).date().isoformat()


def _records(name: str, told: Iterable[bytes], said: Statements) -> tuple[bytes, ...]:
    stated = (record_id for _, record_id, _ in said.lots.get(name, ()))
    return tuple(dict.fromkeys((*told, *stated, *said.about.get(name, ()))))


def _disputed(name: str, makings: Iterable[Deed], foreign: Iterable[Deed], said: Statements) -> Finding | None:
    told = (*makings, *foreign)
    claims = [(deed.event.site, deed.event.record_id) for deed in told]
    claims.extend(
        (canonical_uri(body.facility), record) for _, record, body in said.lots.get(name, ()) if body.facility
    )
    places = {place_of(site): record for site, record in reversed(claims) if site is not None}
    parties = {deed.event.issuer: deed.event.record_id for deed in reversed(told)}
    if len(places) > 1:
        kind, makers = "places are named as the maker of this lot", places
    elif len(parties) > 1:
        kind, makers = "parties say that they made this lot", parties
    else:
        return None
    count = "Two" if len(makers) == 2 else str(len(makers))
    return Finding(
        code="maker-disputed",
        subject=name,
        sentence=f"{count} {kind}: {' and '.join(sorted(makers))}.",
        records=tuple(dict.fromkeys(makers.values()))[::-1],
    )


def _stated_makers(said: Statements) -> Iterable[str]:
    return (canonical_uri(body.facility) for told in said.lots.values() for _, _, body in told if body.facility)


def _site(name: str, said: Statements, first_record: bytes | None) -> Site:
    statements = said.facilities.get(name, [])
    about = said.about.get(name, {})
    if not statements:
        return Site(
            name, None, None, None, (), tuple(dict.fromkeys((*about, *((first_record,) if first_record else ()))))
        )
    first_issuer = statements[0][0]
    body = [body for issuer, _, body in statements if issuer == first_issuer][-1]
    label = body.name or said.names.get(body.operator)
    records = tuple(dict.fromkeys((*(record_id for _, record_id, _ in statements), *about)))
    return Site(name, label, body.operator, body.country, body.goods, records)


def _run_by(decided: DecidedOperators, site: Site) -> Site:
    confirmed = decided.confirmed.get(place_of(site.site))
    if confirmed is not None:
        return replace(site, operator=confirmed, is_confirmed=True)
    is_refused = site.operator is not None and decided.refuses(site.site, site.operator)
    return replace(site, operator=None) if is_refused else site
