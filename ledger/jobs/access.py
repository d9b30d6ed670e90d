"""Who may read what: the one place that decides (DESIGN: audience). What may not be read is not found.

A reader of None is this machine's own operator at the command line, who holds the database anyway.
"""

import json

from ledger.errors import NotAllowed, NotFound
from ledger.jobs.supply import graph_of
from ledger.model.graph import Product
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import canonical_product, provenance_of

_SEES_SUPPLY = Role.AUDITOR | Role.OPERATOR
_SUBJECT_FIELDS = ("facility", "subject", "lot")


def may_read(world: World, reader: Reader | None, record: Record) -> bool:
    """Say whether this reader is in the audience of this record."""
    statement = record.signed.statement
    if reader is None or reader.did == statement.issuer:
        return True
    match statement.audience.partition(":"):
        case ("public", _, _):
            return True
        case ("parties", _, dids):
            return reader.did in dids.split(",")
        case ("downstream", _, _):
            return bool(reader.role & _SEES_SUPPLY) or _is_downstream(world, reader, record)
        case _:
            return False


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
    graph = graph_of(world)
    if reader is not None and not reader.role & (_SEES_SUPPLY | Role.BRAND):
        raise NotAllowed(what="trace lots", needs="brand, auditor or operator")
    seen = reader is None or bool(reader.role & _SEES_SUPPLY)
    lot = canonical_uri(lot)
    if lot not in graph.lots or not (seen or any(lot in _lots(world, p) for p in visible_products(world, reader))):
        raise NotFound(what="lot", identifier=lot)


def _sees(reader: Reader | None, product: Product) -> bool:
    return reader is None or bool(reader.role & _SEES_SUPPLY) or reader.did == product.brand


def _lots(world: World, product: Product) -> set[str]:
    provenance = provenance_of(graph_of(world), product.product)
    return {*product.lots, *(lot for tier in provenance.tiers for site in tier.sites for lot in site.lots)}


def _is_downstream(world: World, reader: Reader, record: Record) -> bool:
    """A brand is downstream of who operates a site in its products' tiers, and of what is said about such a site."""
    if not reader.role & Role.BRAND:
        return False
    graph = graph_of(world)
    body = json.loads(record.signed.statement.body)
    subjects = {canonical_uri(str(body[name])) for name in _SUBJECT_FIELDS if name in body}
    for product in visible_products(world, reader):
        tiers = provenance_of(graph, product.product).tiers
        sites = {site.site for tier in tiers for site in tier.sites}
        operators = {graph.sites[site].operator for site in sites if site in graph.sites}
        if record.signed.statement.issuer in operators or subjects & (sites | _lots(world, product)):
            return True
    return record.signed.statement.kind == Kind.PARTY
