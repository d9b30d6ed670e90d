"""Who may read what: the one place that decides (DESIGN: audience). What may not be read is not found.

A reader of None is this machine's own operator at the command line, who holds the database anyway.
"""

import json
from dataclasses import dataclass

from ledger.errors import NotAllowed, NotFound
from ledger.jobs.supply import graph_of
from ledger.model.graph import Product, SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import Chain, canonical_product, chain_of

_SEES_SUPPLY = Role.AUDITOR | Role.OPERATOR
_SUBJECT_FIELDS = ("facility", "subject", "lot")


@dataclass(frozen=True, slots=True)
class Audience:
    """What one reader may read, worked out once for many records.

    `chain` is what a brand is downstream of: each step of it is confirmed by who handed over. `own` are the sites that
    the reader operates: it may read what is said of them, so that a supplier can reply.
    """

    reader: Reader | None
    chain: Chain
    own: frozenset[str]

    def may_read(self, record: Record) -> bool:
        """Say whether the reader is in the audience of this record."""
        reader, statement = self.reader, record.signed.statement
        if reader is None or reader.did == statement.issuer:
            return True
        match statement.audience.partition(":"):
            case ("public", _, _):
                return True
            case ("parties", _, dids):
                return reader.did in dids.split(",")
            case ("downstream", _, _):
                return bool(reader.role & _SEES_SUPPLY) or self._is_downstream(reader, record)
            case _:
                return False

    def _is_downstream(self, reader: Reader, record: Record) -> bool:
        """Say whether the record is about the chain. Who issued it is no reason: a supplier trades with others too."""
        kind, body = record.signed.statement.kind, json.loads(record.signed.statement.body)
        if kind == Kind.PARTY:
            return True
        if kind == Kind.PURCHASE:
            return self._is_our_purchase(reader, body)
        about = {canonical_uri(str(body[name])) for name in _SUBJECT_FIELDS if name in body}
        is_ours = not about.isdisjoint(self.chain.lots) or record.record_id in self.chain.records
        is_of_site = kind != Kind.LOT and not about.isdisjoint(self.chain.sites)  # a site makes lots for others too
        return is_ours or is_of_site or not about.isdisjoint(self.own)

    def _is_our_purchase(self, reader: Reader, body: dict[str, Json]) -> bool:
        parties, lots = {body.get("buyer"), body.get("seller")}, body.get("lots")
        named = {canonical_uri(str(lot)) for lot in lots} if isinstance(lots, list) else set()
        return reader.did in parties or (parties <= self.chain.parties and not named.isdisjoint(self.chain.lots))


def audience_of(world: World, reader: Reader | None) -> Audience:
    """Give what this reader may read over the sealed log."""
    if reader is None or reader.role & _SEES_SUPPLY:
        return Audience(reader, Chain(), frozenset())
    graph = graph_of(world)
    own = frozenset(name for name, site in graph.sites.items() if site.operator == reader.did)
    return Audience(reader, _chain_of(graph, reader), own)


def may_read(world: World, reader: Reader | None, record: Record) -> bool:
    """Say whether this reader is in the audience of this record."""
    return audience_of(world, reader).may_read(record)


def require_readable(world: World, reader: Reader | None, record: Record) -> None:
    """Return when the reader may read the record. Raises NotFound, as for a record that is not there."""
    if not may_read(world, reader, record):
        raise NotFound(what="record", identifier="0x" + record.record_id.hex())


def visible_products(world: World, reader: Reader | None) -> tuple[Product, ...]:
    """Give the products whose supply chain this reader may see: a brand's own, all for auditors and the operator."""
    products = graph_of(world).products
    return tuple(product for _, product in sorted(products.items()) if _sees(reader, product))


def require_product(world: World, reader: Reader | None, product: str) -> Product:
    """Give the product. Raises NotFound, also where the reader may not see it."""
    name = canonical_product(product)
    found = next((each for each in visible_products(world, reader) if each.product == name), None)
    if found is None:
        raise NotFound(what="product", identifier=product)
    return found


def require_lot(world: World, reader: Reader | None, lot: str) -> None:
    """Return when the reader may trace this lot. Raises NotFound, or NotAllowed for a role that traces nothing."""
    graph, name = graph_of(world), canonical_uri(lot)
    if reader is not None and not reader.role & (_SEES_SUPPLY | Role.BRAND):
        raise NotAllowed(what="trace lots", needs="brand, auditor or operator")
    is_seen = reader is None or bool(reader.role & _SEES_SUPPLY) or name in _chain_of(graph, reader).lots
    if name not in graph.lots or not is_seen:
        raise NotFound(what="lot", identifier=lot)


def _sees(reader: Reader | None, product: Product) -> bool:
    is_brands_own = reader is not None and bool(reader.role & Role.BRAND) and reader.did == product.brand
    return reader is None or bool(reader.role & _SEES_SUPPLY) or is_brands_own


def _chain_of(graph: SupplyGraph, reader: Reader) -> Chain:
    """Give what this brand's own products are made of, as far as each hand-over is confirmed; nothing for others."""
    if not reader.role & Role.BRAND:
        return Chain()
    own = (product for product in graph.products.values() if product.brand == reader.did)
    return chain_of(graph, (lot for product in own for lot in product.lots), receiver=reader.did)
