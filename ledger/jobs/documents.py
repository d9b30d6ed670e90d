"""Values as the JSON documents that the API answers and `--json` prints. Shapes are stable; see answers."""

from collections.abc import Iterable, Mapping, Sequence

from ledger.model.deployment import Deployment
from ledger.model.finding import Finding
from ledger.model.graph import Gap, Product, ProductProvenance, Recruitment, SupplyGraph
from ledger.model.log import OutboxItem
from ledger.model.record import Acknowledgement, Record, RecordStatus
from ledger.model.verdict import SHOWS_HEAD, SHOWS_KEY, Verdict
from ledger.model.work import LogCounts
from ledger.proof.canonical import Json
from ledger.proof.promise import promise_document
from ledger.proof.wire import domain_document, hex_text, instant_text, statement_document
from ledger.risk.rounding import nine_places

_READS = {
    RecordStatus.PENDING: "durable here, not yet in the log: so far only the operator's word",
    RecordStatus.SEALED: "in the log, its head not yet known to be on chain: so far only the operator's word",
    RecordStatus.MINED: "its head is on chain, not yet final",
    RecordStatus.FINAL: "its head is on chain and final",
}
OPERATOR_CHAIN_ID = 31337
_GTIN = "https://id.gs1.org/01/"  # a product is named by its bare GTIN where it has one
_RELATIVE = "relative to block {number} with hash {hash}: compare it with one that you obtained elsewhere"
_OPERATOR_CHAIN = "the chain is run by the operator alone, so it is no more than a signed log"


def acknowledgement(given: Acknowledgement) -> dict[str, Json]:
    """Give one acknowledgement."""
    return {
        "record_id": hex_text(given.record_id),
        "status": given.status.value,
        "is_new": given.is_new,
        "received_at": instant_text(given.received_at),
        "include_by": instant_text(given.include_by),
        "reads": _READS[given.status],
        "promise": None if given.promise is None else promise_document(given.promise),
    }


def product_id(product: str) -> str:
    """Give a product's id as it is asked for: a bare GTIN where it is one."""
    return product.removeprefix(_GTIN)


def product_document(product: Product) -> dict[str, Json]:
    """Give one product."""
    return {
        "id": product_id(product.product),
        "name": product.name,
        "good": product.good,
        "brand": product.brand,
        "lots": list(product.lots),
        "materials": [{"good": line.good, "quantity": line.quantity, "unit": line.unit} for line in product.materials],
    }


def provenance_document(graph: SupplyGraph, provenance: ProductProvenance) -> dict[str, Json]:
    """Give a product's tiers and findings; its gaps, which may be sealed, are made in trace_documents."""
    return {
        "product": product_document(provenance.product),
        "log_size": provenance.log_size,
        "tiers": [
            {
                "tier": tier.tier,
                "unknown_share": nine_places(tier.unknown_share),
                "sites": [
                    _site_fields(graph, site.site)
                    | {
                        "share": nine_places(site.share),
                        "lots": list(site.lots),
                        "records": _ids(site.records),
                    }
                    for site in tier.sites
                ],
            }
            for tier in provenance.tiers
        ],
        "findings": finding_documents(graph, provenance.findings),
    }


def _site_fields(graph: SupplyGraph, site: str) -> dict[str, Json]:
    known = graph.sites.get(site)
    return {
        "site": site,
        "name": known.name if known else None,
        "country": known.country if known else None,
        "operator": known.operator if known else None,
        "is_operator_confirmed": known is not None and known.is_confirmed,
        "recruitments": [_recruitment(each) for each in graph.recruitments.get(site, ())],
    }


def _recruitment(told: Recruitment) -> dict[str, Json]:
    return {
        "recruiter": told.recruiter,
        "origin": told.origin,
        "destination": told.destination,
        "period_from": told.period_from,
        "period_until": told.period_until,
        "fee_payer": told.fee_payer,
        "workers": told.workers,
        "record_id": hex_text(told.record_id),
    }


def gap_documents(gaps: Iterable[Gap]) -> list[dict[str, Json]]:
    """Give the places where a trace ends without an answer."""
    return [
        {
            "lot": gap.lot,
            "tier": gap.tier,
            "share": nine_places(gap.share),
            "asked_of": gap.asked_of,
            "sentence": gap.sentence,
        }
        for gap in gaps
    ]


def finding_documents(graph: SupplyGraph, findings: Iterable[Finding]) -> list[Json]:
    """Give findings with the records that they rest on; sites are called by their names where they have one."""
    return [
        {
            "code": each.code,
            "kind": each.kind.value,
            "subject": each.subject,
            "sentence": _named(graph, each.sentence),
            "records": _ids(each.records),
        }
        for each in findings
    ]


def _named(graph: SupplyGraph, sentence: str) -> str:
    words = (word.rstrip(".,;") for word in sentence.split())
    for word in words:
        site = graph.sites.get(word)
        if site is not None and site.name:
            sentence = sentence.replace(word, site.name)
    return sentence


def record_document(record: Record, verdict: Verdict) -> dict[str, Json]:
    """Give a record with its statement, where it stands, and its verdict."""
    return {
        "record_id": hex_text(record.record_id),
        "status": record.status.value,
        "reads": _READS[record.status],
        "index": record.index,
        "received_at": instant_text(record.received_at),
        "include_by": instant_text(record.include_by),
        "anchored_at": instant_text(record.anchored_at) if record.anchored_at is not None else None,
        "scheme": record.signed.scheme.value,
        **statement_document(record.signed),
        "verdict": verdict_document(verdict),
    }


def verdict_document(verdict: Verdict) -> dict[str, Json]:
    """Give a verdict: its word first, then its sentence, then the numbered checks."""
    block, newest = verdict.block_that_shows(SHOWS_HEAD), verdict.block_that_shows(SHOWS_KEY)
    return {
        "verdict": verdict.kind.value,
        "code": verdict.code,
        "reads": verdict.reads,
        "checks": [
            {"number": check.number, "name": check.name, "passed": check.passed, "detail": check.detail}
            for check in verdict.checks
        ],
        "record_id": hex_text(verdict.record_id) if verdict.record_id else None,
        "issuer": verdict.issuer,
        "scheme": verdict.scheme.value if verdict.scheme else None,
        "anchored_at": instant_text(verdict.anchored_at) if verdict.anchored_at is not None else None,
        "block_number": block.number if block else None,
        "block_hash": hex_text(block.block_hash) if block else None,
        "blocks": [
            {"shows": shows, "number": each.number, "hash": hex_text(each.block_hash)} for shows, each in verdict.blocks
        ],
        "as_of": {"log_size": verdict.as_of_size, "block": newest.number if newest else None},
        "relative_to": _RELATIVE.format(number=block.number, hash=hex_text(block.block_hash)) if block else None,
    }


def head_document(deployment: Deployment, counts: LogCounts, finished: Sequence[OutboxItem]) -> dict[str, Json]:
    """Give the newest final head with its anchor, the domain to sign for, and how much is pending."""
    anchor = finished[-1].anchor if finished else None
    newest: Mapping[str, Json] = {
        "size": anchor.head.size if anchor else 0,
        "root": hex_text(anchor.head.root) if anchor else None,
        "count": anchor.count if anchor else 0,
        "block_number": anchor.block_number if anchor else None,
        "block_hash": hex_text(anchor.block_hash) if anchor else None,
        "anchored_at": instant_text(anchor.anchored_at) if anchor else None,
    }
    return {
        **newest,
        "sealed_size": counts.sealed_size,
        "pending": counts.pending,
        "domain": domain_document(deployment.domain),
        "key_registry": hex_text(deployment.place.key_registry),
        "log_admin": hex_text(deployment.place.admin),
        "reads": _OPERATOR_CHAIN if deployment.domain.chain_id == OPERATOR_CHAIN_ID else None,
    }


def _ids(records: Iterable[bytes]) -> list[Json]:
    return [hex_text(record) for record in records]
