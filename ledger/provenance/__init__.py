"""Stage 4: records become a supply graph, and a lot or product is traced to raw material. Pure: values in, values out.

A graph is what issuers say. Contradictions become findings that name records; what nobody says becomes a gap, and so
does a hand-over that only its receiver tells of.
"""

from ledger.provenance.blast_radius import blast_radius
from ledger.provenance.building import build_graph
from ledger.provenance.chains import Chain, chain_of
from ledger.provenance.nodes import canonical_product
from ledger.provenance.reach import ahead, behind
from ledger.provenance.site_flow import site_flow_of
from ledger.provenance.statements import GRAPH_KINDS, typed_body
from ledger.provenance.tiers import provenance_of
from ledger.provenance.tracing import trace
from ledger.provenance.tracking import narrowed, track

__all__ = [
    "GRAPH_KINDS",
    "Chain",
    "ahead",
    "behind",
    "blast_radius",
    "build_graph",
    "canonical_product",
    "chain_of",
    "narrowed",
    "provenance_of",
    "site_flow_of",
    "trace",
    "track",
    "typed_body",
]
