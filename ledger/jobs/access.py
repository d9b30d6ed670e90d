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
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import canonical_product, provenance_of

_SEES_SUPPLY = Role.AUDITOR | Role.OPERATOR
_SUBJECT_FIELDS = ("facility", "subject", "lot")


@dataclass(frozen=True, slots=True)
class Audience:
    """What one reader may read, worked out once for many records.

    `suppliers` are the operators of the sites that the reader is downstream of; `subjects` are the sites and lots that
    it may hear about: a brand's whole chain, and everybody's own sites, so that a supplier can reply to what is said.
    """

    reader: Reader | None
    suppliers: frozenset[str]
    subjects: frozenset[str]

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
                return bool(reader.role & _SEES_SUPPLY) or self._is_downstream(record)
            case _:
                return False

    def _is_downstream(self, record: Record) -> bool:
        statement = record.signed.statement
        if statement.issuer in self.suppliers or statement.kind == Kind.PARTY:
            return True
        body = json.loads(statement.body)
        return any(canonical_uri(str(body[name])) in self.subjects for name in _SUBJECT_FIELDS if name in body)


def audience_of(world: World, reader: Reader | None) -> Audience:
    """Give what this reader may read over the sealed log."""
    if reader is None or reader.role & _SEES_SUPPLY:
        return Audience(reader, frozenset(), frozenset())
    graph = graph_of(world)
    own = {name for name, site in graph.sites.items() if site.operator == reader.did}
    sites, lots = _chain_of(graph, visible_products(world, reader))
    operators = {graph.sites[site].operator for site in sites if site in graph.sites}
    return Audience(reader, frozenset(filter(None, operators)), frozenset(own | sites | lots))


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
    is_seen = reader is None or bool(reader.role & _SEES_SUPPLY)
    if name not in graph.lots or not (is_seen or name in _chain_of(graph, visible_products(world, reader))[1]):
        raise NotFound(what="lot", identifier=lot)


def _sees(reader: Reader | None, product: Product) -> bool:
    is_brands_own = reader is not None and bool(reader.role & Role.BRAND) and reader.did == product.brand
    return reader is None or bool(reader.role & _SEES_SUPPLY) or is_brands_own


def _chain_of(graph: SupplyGraph, products: tuple[Product, ...]) -> tuple[set[str], set[str]]:
    """Give the sites and the lots of these products' tiers."""
    sites: set[str] = set()
    lots = {lot for product in products for lot in product.lots}
    for product in products:
        for tier in provenance_of(graph, product.product).tiers:
            sites |= {site.site for site in tier.sites}
            lots |= {lot for site in tier.sites for lot in site.lots}
    return sites, lots
