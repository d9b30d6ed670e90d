"""Stage 4: records become a supply graph, and a lot or product is traced to raw material. Pure: values in, values out.

A graph is what issuers say. Contradictions become findings that name records; what nobody says becomes a gap, and so
does a hand-over that only its receiver tells of.
"""

from ledger.provenance.building import build_graph
from ledger.provenance.chains import Chain, chain_of
from ledger.provenance.nodes import canonical_product
from ledger.provenance.statements import GRAPH_KINDS
from ledger.provenance.supply_events import read_event
from ledger.provenance.tiers import provenance_of
from ledger.provenance.tracing import trace

__all__ = [
    "GRAPH_KINDS",
    "Chain",
    "build_graph",
    "canonical_product",
    "chain_of",
    "provenance_of",
    "read_event",
    "trace",
]
