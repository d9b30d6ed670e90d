"""Who may read what: the one place that decides (DESIGN: audience). What may not be read is not found.

A reader of None is this machine's own operator at the command line, who holds the database anyway. The newest state of
the log decides, also about an answer for an older one: who lost a relation does not read on by asking for the past.

Decision: a supplier is downstream of nobody, though it was given lots; it reads its own records, and what is said of
its sites. Only a brand follows the chain, since only a brand has products to answer for; what would change our mind is
a supplier that must trace its inputs under a law, and then a role for it in the registry. A facility match is for those
to whom both sites belong: whoever operates one of them must not learn of the other.
"""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from ledger.errors import NotAllowed, NotFound
from ledger.jobs.grants import Grants, granted_to
from ledger.jobs.screening.owners import owned_by
from ledger.jobs.site_operators import confirmed_sites
from ledger.jobs.standing import reader_of
from ledger.jobs.supply import graph_of
from ledger.model.bodies import OF_A_REQUEST, is_sealed
from ledger.model.event_query import ReadableEvents
from ledger.model.graph import Product, SupplyGraph
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import Chain, canonical_product, chain_of

SEES_SUPPLY = Role.AUDITOR | Role.OPERATOR
MOST_LISTED = 5_000  # records that are named one by one to the database
_SUBJECT_FIELDS = ("facility", "subject", "lot")
_ANSWERS = (Kind.REPLY, Kind.DISPUTE, Kind.RULING)  # readable by whoever may read what they answer
_OF_A_WAVE = (Kind.FINDING, Kind.REMEDY, Kind.DECISION, Kind.REPLY)  # worker-side where they name a wave or a case


@dataclass(frozen=True, slots=True)
class Audience:
    """What one reader may read, worked out once for many records.

    `chain` is what a brand is downstream of: each step of it is confirmed by who handed over. `own` are the sites that
    the reader is confirmed to operate: it may read what is said of them, so that a supplier can reply. `described` are
    those that it calls its own, which opens nothing that others said (see `site_operators`). `joined` gives the name of
    a site that was decided to be one with another. `granted` are the records that their issuers opened to the reader.
    """

    reader: Reader | None
    chain: Chain
    own: frozenset[str]
    joined: dict[str, str]
    granted: Grants
    described: frozenset[str] = frozenset()
    find: Callable[[bytes], Record | None] = lambda _: None  # the record of this id, for what answers to another

    def may_read(self, record: Record) -> bool:
        """Say whether the reader is in the audience of this record, as it was said or as its issuer widened it."""
        reader, statement = self.reader, record.signed.statement
        if reader is None or reader.did == statement.issuer:
            return True
        if _is_worker_side(record):
            return _is_sealed_to(reader, record)
        return (record.record_id, statement.issuer) in self.granted or self._is_addressed(reader, record)

    def sees_all_supply(self) -> bool:
        """Say whether the reader reads everything that is said to those downstream."""
        return self.reader is None or bool(self.reader.role & SEES_SUPPLY)

    def readable_events(self) -> ReadableEvents | None:
        """Give what the database may narrow events by, so that those hidden from the reader cost nothing.

        None where nothing is hidden, and for a brand with so long a chain that a list of it would cost more than it
        saves: the time of its answers may tell how many events it was not shown, nothing of what they say.
        """
        if self.reader is None or self.sees_all_supply():
            return None
        listed = self.chain.records | {record_id for record_id, _ in self.granted}
        return ReadableEvents(self.reader.did, frozenset(listed)) if len(listed) <= MOST_LISTED else None

    def _is_addressed(self, reader: Reader, record: Record) -> bool:
        statement_kind = record.signed.statement.kind
        match record.signed.statement.audience.partition(":"):
            case ("public", _, _):
                return True
            case ("parties", _, dids):
                return reader.did in dids.split(",")
            case ("authority", _, did):
                return reader.did == did  # its body is ciphertext for that one
            case ("downstream", _, _) if statement_kind in _ANSWERS:
                return self._reads_what_it_answers(record)
            case ("downstream", _, _):
                return self.sees_all_supply() or self._is_downstream(reader, record)
            case _:
                return False

    def _is_downstream(self, reader: Reader, record: Record) -> bool:
        """Say whether the record is about the chain. Who issued it is no reason: a supplier trades with others too."""
        kind, body = record.signed.statement.kind, json.loads(record.signed.statement.body)
        match kind:
            case Kind.PARTY:
                return record.signed.statement.issuer in self.chain.parties
            case Kind.PURCHASE:
                return self._is_our_purchase(reader, body)
            case Kind.GRANT:
                return reader.did in body["to"]
            case Kind.DECISION:
                return self._is_our_decision(reader, body)
            case Kind.ATTESTATION if "brand" in body:
                return reader.did in (body["brand"], body["supplier"])
            case Kind.ATTESTATION if not OF_A_REQUEST.isdisjoint(body):
                return self._is_our_request(reader, body)
            case _:
                return self._is_about_us(record, body)

    def _reads_what_it_answers(self, record: Record) -> bool:
        """Say whether the reader may read the flag; an answer to an answer opens nothing."""
        flag = self.find(bytes.fromhex(json.loads(record.signed.statement.body)["flag"][2:]))
        return flag is not None and flag.signed.statement.kind not in _ANSWERS and self.may_read(flag)

    def _is_our_decision(self, reader: Reader, body: dict[str, Json]) -> bool:
        if body.get("subject") == "site-operator":
            is_ours = not self._names(("left",), body).isdisjoint(self.own | self.chain.sites)
            return is_ours or reader.did == body.get("right")
        if body.get("subject") == "screening-match":
            left = set(map(owned_by, self._names(("left",), body)))
            return reader.did in left or not left.isdisjoint(self.own | self.chain.sites | self.chain.parties)
        return self._names(("left", "right"), body) <= self.own | self.chain.sites

    def _is_about_us(self, record: Record, body: dict[str, Json]) -> bool:
        about = self._names([name for name in _SUBJECT_FIELDS if name in body], body)
        is_ours = not about.isdisjoint(self.chain.lots) or record.record_id in self.chain.records
        is_lot = record.signed.statement.kind == Kind.LOT  # a site makes lots for others too
        is_of_site = not is_lot and not about.isdisjoint(self.chain.sites)
        return is_ours or is_of_site or not about.isdisjoint(self.own)

    def _is_our_request(self, reader: Reader, body: dict[str, Json]) -> bool:
        """Say whether the site that is asked is the reader's own, or the request is: who asks is no other brand's to
        know."""
        named = body.get("opens") or body.get("reminds")
        request = self.find(bytes.fromhex(str(named)[2:])) if named else None
        is_asker = request is not None and request.signed.statement.issuer == reader.did
        return is_asker or not self._names(("facility",), body).isdisjoint(self.own)

    def _names(self, fields: Collection[str], body: dict[str, Json]) -> set[str]:
        named = (canonical_uri(str(body[name])) for name in fields)
        return {self.joined.get(name, name) for name in named}

    def _is_our_purchase(self, reader: Reader, body: dict[str, Json]) -> bool:
        parties, lots = {body.get("buyer"), body.get("seller")}, body.get("lots")
        named = {canonical_uri(str(lot)) for lot in lots} if isinstance(lots, list) else set()
        return reader.did in parties or (parties <= self.chain.parties and not named.isdisjoint(self.chain.lots))


def audience_of(world: World, reader: Reader | None) -> Audience:
    """Give what this reader may read over the sealed log, as it is now."""
    if reader is None:
        return Audience(reader, Chain(), frozenset(), {}, frozenset())
    granted = granted_to(world, reader.did)
    if reader.role & SEES_SUPPLY:
        return Audience(reader, Chain(), frozenset(), {}, granted, find=world.store.record)
    graph = _graph_now(world)
    described = frozenset(name for name, site in graph.sites.items() if site.operator == reader.did)
    own = confirmed_sites(world, graph, reader.did)
    return Audience(
        reader, _chain_of(graph, reader), own, dict(graph.joined), granted, described, find=world.store.record
    )


def may_read(world: World, reader: Reader | None, record: Record) -> bool:
    """Say whether this reader is in the audience of this record."""
    return audience_of(world, reader).may_read(record)


def readable_record(world: World, reader: Reader | None, record_id: bytes) -> Record:
    """Give the record of this id. Raises NotFound where there is none, and where this reader may not read it.

    What the reader may read is worked out before the record is looked for, so that both take the same time.
    """
    audience = audience_of(world, reader)
    record = world.store.record(record_id)
    if record is None or not audience.may_read(record):
        raise NotFound(what="record", identifier="0x" + record_id.hex())
    return record


def named_reader(world: World, asker: Reader | None, did: str, role: Role) -> Reader:
    """Give the reader that a document names. Raises NotAllowed where another asks, and it is not registered as that.

    Else somebody could be called an auditor, and what was granted to it be seen in what such a one would be told.
    """
    is_own = asker is None or asker.did == did
    if not is_own and role not in reader_of(world, did).role:
        needs = "to be registered here in the roles that it was made for"
        raise NotAllowed(what=f"have it made again for {did}", needs=needs)
    return Reader(did, role)


def require_all_read(asker: Reader | None, *, named: Reader, is_all_read: bool) -> None:
    """Return when who asks for what was made for another may read all of it. Raises NotAllowed."""
    if asker is not None and not is_all_read:
        needs = f"its reader {named.did}, or who may read all that stands in it"
        raise NotAllowed(what=f"have it made again for {named.did}", needs=needs)


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
    if not visible_lots(world, reader, [canonical_uri(lot)]):
        raise NotFound(what="lot", identifier=lot)


def visible_lots(world: World, reader: Reader | None, lots: Iterable[str]) -> list[str]:
    """Give those of these lots, in canonical spelling, that are there and that the reader may trace.

    Raises NotAllowed for a role that traces nothing.
    """
    if reader is not None and not reader.role & (SEES_SUPPLY | Role.BRAND):
        raise NotAllowed(what="trace lots", needs="brand, auditor or operator")
    audience, known = audience_of(world, reader), graph_of(world).lots
    seen = known if audience.sees_all_supply() else audience.chain.lots
    return [lot for lot in lots if lot in seen and lot in known]


def _sees(reader: Reader | None, product: Product) -> bool:
    is_brands_own = reader is not None and bool(reader.role & Role.BRAND) and reader.did == product.brand
    return reader is None or bool(reader.role & SEES_SUPPLY) or is_brands_own


def _graph_now(world: World) -> SupplyGraph:
    return graph_of(world if world.pinned is None else replace(world, pinned=None))


def _chain_of(graph: SupplyGraph, reader: Reader) -> Chain:
    """Give what this brand's own products are made of, as far as each hand-over is confirmed; nothing for others."""
    if not reader.role & Role.BRAND:
        return Chain()
    own = (product for product in graph.products.values() if product.brand == reader.did)
    return chain_of(graph, (lot for product in own for lot in product.lots), receiver=reader.did)


def _is_sealed_to(reader: Reader, record: Record) -> bool:
    """Say whether it is ciphertext for this reader, who is a custodian: the operator, auditors and brands find none."""
    body = json.loads(record.signed.statement.body)
    return is_sealed(body) and body.get("custodian") == reader.did and Role.CUSTODIAN in reader.role


def _is_worker_side(record: Record) -> bool:
    """Say whether it is of the worker line: outsiders learn neither that it exists, nor its kind or time."""
    statement = record.signed.statement
    if statement.kind == Kind.WAVE:
        return True
    if statement.kind not in _OF_A_WAVE:
        return False
    body = json.loads(statement.body)
    return not isinstance(body, dict) or not {"wave", "case", "sealed"}.isdisjoint(body)
