"""Only where a product's own lots add up, by the yield that their site declares, may an input be dropped (P30)."""

from decimal import Decimal

import pytest
from builders import MILL, MILL_SITE, a_record, an_attestation

from ledger.assessment.dossier import gather
from ledger.assessment.own_balance import balanced_sites
from ledger.model.graph import Lot, LotEdge, Site, SupplyGraph, Tier, TierSite
from ledger.model.verdict import VerdictKind
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.packing import Network, pack

SITE = canonical_uri(MILL_SITE)
SPINNING = {
    "process": "ring spinning", "input_good": "Cotton", "output_good": "Yarn", "yield_low": "0.8", "yield_high": "0.95",
}  # fmt: skip


def balanced(
    *lots: tuple[str, int | None, int | None],
    own: tuple[str, ...] = ("own",),
    process: dict[str, str] | None = SPINNING,
    verdict: VerdictKind = VerdictKind.VALID,
    good: str | None = "Yarn",
    unit: str = "KGM",
) -> bool:
    """Whether the mill balances; of each lot its name, what went in and what came out."""
    body = {"facility": MILL_SITE, "operator": MILL.did, "country": "IN", "processes": [process] if process else []}
    record = a_record(an_attestation(signed_by=MILL, kind="facility", body=body))
    dossiers, _ = gather([record], {record.record_id: verdict}, {SITE: MILL.did}, {})
    made = {
        name: Lot(name, SITE, Decimal(out) if out is not None else None, unit, True, (), good=good)
        for name, _, out in lots
    }
    cotton = {f"cotton {name}": Lot(f"cotton {name}", "a gin", Decimal(999), "KGM", True, ()) for name, _, _ in lots}
    edges = [LotEdge(f"cotton {name}", name, Decimal(taken), "KGM", 1.0, bytes(32)) for name, taken, _ in lots if taken]
    sites = {name: Site(name, name, MILL.did, "IN", (), ()) for name in (SITE, "a gin")}
    graph = SupplyGraph(pack(Network(0, sites, made | cotton, edges)))
    tier = Tier(1, (TierSite(SITE, 1.0, own, ()),), 0.0)
    return balanced_sites([tier], graph, dossiers) == {SITE}


def test_a_lot_within_the_yield_that_its_site_declares_is_balanced() -> None:
    assert balanced(("own", 100, 90))


def test_what_other_lots_of_the_site_took_makes_up_for_nothing() -> None:
    assert not balanced(("own", 10, 90), ("other", 90, 10))
    assert not balanced(("own", 100, 90), ("second", 10, 90), own=("own", "second"))


@pytest.mark.parametrize("out", [100, 60, 0, None])
def test_more_or_less_than_declared_or_no_output_is_not_balanced(out: int | None) -> None:
    assert not balanced(("own", 100, out))


def test_what_nobody_knows_is_not_balanced() -> None:
    assert not balanced(("own", 100, 90), process=None)
    assert not balanced(("own", 100, 90), process=SPINNING | {"output_good": "Felt"})
    assert not balanced(("own", 100, 90), good=None)
    assert not balanced(("own", 100, 90), unit="NAR")
    assert not balanced(("own", None, 90))
    assert not balanced(("own", 100, 90), verdict=VerdictKind.UNANCHORED)


def test_no_declared_yield_makes_more_come_out_than_went_in() -> None:
    assert not balanced(("own", 100, 150), process=SPINNING | {"yield_high": "1.6"})
