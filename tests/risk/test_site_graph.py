"""The site graph that exposure reads: first producers end a path, silence about inputs does not."""

from risk_builders import SHOWN, a_site

from ledger.assessment.site_graph import is_unknown, site_graph, weakest
from ledger.model.graph import SiteFlow
from ledger.model.risk import UNKNOWN_SITE, MassBalance, OpacityInputs, SiteInputs
from ledger.risk.exposure import kept

FLOWS = (
    SiteFlow(None, "mill", 1.0),
    SiteFlow("mill", "farm", 0.6),
    SiteFlow("mill", "gin", 0.4, is_elsewhere=True),
    SiteFlow("farm", UNKNOWN_SITE, 1.0, is_bare=True),
)
FARM = a_site(site="farm", opacity=SHOWN)  # by its nature without inputs
MILL = a_site(site="mill", opacity=OpacityInputs(missing_link=0.0, mass_balance=MassBalance(100, 100, 1)))
BALANCED = ("mill",)


def edges(
    sites: dict[str, SiteInputs], custody: dict[str, str] | None = None, balanced: tuple[str, ...] = ()
) -> set[tuple[str, str]]:
    graph = site_graph(FLOWS, sites, custody or {}, balanced=balanced)
    return {(each.site, each.supplier) for each in kept(graph).inputs}


def test_a_first_producer_ends_its_path() -> None:
    assert edges({"farm": FARM}) == {("mill", "farm"), ("mill", "gin")}


def test_a_site_that_only_left_out_its_inputs_leads_to_the_unknown() -> None:
    silent = a_site(site="farm", opacity=OpacityInputs())
    assert ("farm", UNKNOWN_SITE) in edges({"farm": silent})
    assert ("farm", UNKNOWN_SITE) in edges({})


def test_p30_a_segregated_lot_of_a_balanced_site_drops_what_went_elsewhere() -> None:
    assert edges({"farm": FARM, "mill": MILL}, {"mill": "segregated"}, BALANCED) == {("mill", "farm")}


def test_p30_neither_paper_nor_an_open_balance_drops_an_input() -> None:
    more = {("mill", "farm"), ("mill", "gin")}
    for model in ("book-and-claim", "mass-balance"):
        assert edges({"farm": FARM, "mill": MILL}, {"mill": model}, BALANCED) == more
    for model in ("segregated", "identity-preserved"):  # a site's own balance over all its lots closes nothing
        assert edges({"farm": FARM, "mill": MILL}, {"mill": model}) == more


def test_a_product_of_which_nothing_is_known_comes_from_the_unknown() -> None:
    graph = site_graph((), {}, {})
    assert (graph.sites, graph.finals) == ((UNKNOWN_SITE,), ((UNKNOWN_SITE, 1.0),))


def test_the_least_strict_statement_counts_and_silence_is_none() -> None:
    assert weakest(["segregated", "book-and-claim", "identity-preserved"]) == "book-and-claim"
    assert weakest(["segregated", None]) is None
    assert weakest([]) is None


def test_a_maker_that_nobody_names_is_unknown_and_a_site_is_not() -> None:
    assert [is_unknown(each) for each in ("unknown", "unknown urn:lot:1", "urn:unknown:site")] == [True, True, False]
