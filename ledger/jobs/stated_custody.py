"""Which custody model each site states for the lots of a product, as far as its statements verify."""

from collections.abc import Mapping, Sequence

from ledger.assessment.dossier import STILL_SAID
from ledger.assessment.site_graph import weakest
from ledger.jobs.supply import is_shared
from ledger.jobs.verdicts import verdicts_of
from ledger.model.bodies import LotBody
from ledger.model.graph import ProductProvenance, SupplyGraph
from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.model.verdict import VerdictKind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.provenance import typed_body


def stated_custody(world: World, graph: SupplyGraph, provenance: ProductProvenance) -> dict[str, str]:
    """Give by site the model that its operator states for the product's lots, the least strict of all statements.

    A site is left out where any of these lots has no VALID statement: silence keeps nothing apart. Beside one, what is
    said and not VALID yet counts as well, since it can only be the less strict. NOT read: what the site says to some
    alone, for a shared score must not tell it, and the custody that certificates name.
    """
    lots = {lot: site.site for tier in provenance.tiers for site in tier.sites for lot in site.lots}
    said = [record for record in world.store.records((Kind.LOT,), size=graph.log_size) if is_shared(record)]
    told = [(record, lot, body) for record in said for lot, body in _body(record) if lot in lots]
    own = [(record, lot, body) for record, lot, body in told if _is_of_maker(graph, lots[lot], record)]
    verdicts = verdicts_of(world, [record for record, _, _ in own])
    stated: dict[str, list[tuple[VerdictKind, str]]] = {}
    for record, lot, body in own:
        stated.setdefault(lot, []).append((verdicts[record.record_id], body.custody))
    return least_by_site(lots, {lot: that_count(models) for lot, models in stated.items()})


def that_count(told: Sequence[tuple[VerdictKind, str]]) -> list[str]:
    """Give the models that count of a lot, with nothing VALID none; what is withdrawn or does not verify never does."""
    has_valid = any(verdict is VerdictKind.VALID for verdict, _ in told)
    return [model for verdict, model in told if has_valid and verdict in STILL_SAID]


def least_by_site(lots: Mapping[str, str], stated: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Give by site the least strict model of all its lots; `lots` gives each lot's site, `stated` its models."""
    by_site: dict[str, list[str | None]] = {}
    for lot, site in lots.items():
        by_site.setdefault(site, []).extend(stated.get(lot) or [None])
    return {site: model for site, models in by_site.items() if (model := weakest(models)) is not None}


def _body(record: Record) -> list[tuple[str, LotBody]]:
    body = typed_body(record) if record.shredded_by is None else None
    return [(canonical_uri(body.lot), body)] if isinstance(body, LotBody) else []


def _is_of_maker(graph: SupplyGraph, site: str, record: Record) -> bool:
    known = graph.sites.get(site)
    return known is not None and known.operator == record.signed.statement.issuer
