"""Facility matching proposes, a signed decision joins; nobody's own word makes its place another's."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.model.bodies import DecisionBody, FacilityBody, Location
from ledger.model.site_match import MatchOutcome, SiteMatch
from ledger.provenance.matching import Decided, aliases_of, match_sites
from ledger.provenance.matching.sites import TOO_MANY
from ledger.reference.company_names import plain_name

SITES = [f"urn:example:site:{letter}" for letter in "abcdef"]
HERE, NEXT_DOOR, ELSEWHERE = Location("18.95", "72.83"), Location("18.951", "72.83"), Location("28.61", "77.20")


def described(site: str, name: str = "Blue River Textiles Ltd", **changes: Any) -> tuple[str, bytes, FacilityBody]:
    body = FacilityBody(
        **{"facility": site, "operator": "did:web:mill.example", "country": "IN", "name": name, **changes}
    )
    return site, site.encode(), body


def decided(left: str, right: str, outcome: str = "same", *, number: int = 1) -> Decided:
    body = DecisionBody(subject="facility-match", left=left, right=right, outcome=outcome, reason="Visited.")  # type: ignore[arg-type]
    return Decided.of(body, bytes([number]))


def matched(*sites: tuple[str, bytes, FacilityBody], decisions: Iterable[Decided] = ()) -> list[SiteMatch]:
    return list(match_sites(sites, tuple(decisions), fault_of=lambda _: None))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"name": "BLUE RIVER TEXTILES PRIVATE LIMITED"}),
        ({"location": HERE}, {"location": NEXT_DOOR}),
        ({"address": "12 Dock Road, Mumbai"}, {"address": "12, Dock Rd, Mumbai"}),
        ({"identifiers": ("IN2019067X1K87G",)}, {"identifiers": ("IN2019067X1K87G",), "name": "Quite Another"}),
    ],
)
def test_a_like_site_is_a_possible_match_with_its_reason(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = matched(described(SITES[0], **one), described(SITES[1], **other))
    assert (first.outcome, second.outcome) == (MatchOutcome.NEW, MatchOutcome.POSSIBLE)
    assert [found.site for found in second.candidates] == [SITES[0]]
    assert second.candidates[0].reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"name": "Green Hill Spinning"}),
        ({}, {"country": "BD"}),
        ({"location": HERE}, {"location": ELSEWHERE}),
        ({"address": "12 Dock Road, Mumbai"}, {"address": "77 Hill Street, Pune"}),
        ({"name": None}, {"name": None}),
    ],
)
def test_an_unlike_site_is_new(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert matched(described(SITES[0], **one), described(SITES[1], **other))[1].outcome is MatchOutcome.NEW


def test_a_shared_identifier_alone_joins_nothing() -> None:
    sites = [described(site, identifiers=("IN2019067X1K87G",)) for site in SITES[:2]]
    assert matched(*sites)[1].outcome is MatchOutcome.POSSIBLE
    assert aliases_of((), SITES) == {}


def test_one_identifier_in_two_countries_is_an_error_that_names_both() -> None:
    sites = [described(SITES[0], identifiers=("X",)), described(SITES[1], identifiers=("X",), country="BD")]
    found = matched(*sites)[1]
    assert found.outcome is MatchOutcome.ERROR
    assert SITES[0] in (found.fault or "")


def test_a_statement_that_contradicts_itself_is_an_error() -> None:
    [found] = match_sites([described(SITES[0])], (), fault_of=lambda _: "its OS ID has a wrong check character")
    assert (found.outcome, found.fault) == (MatchOutcome.ERROR, "its OS ID has a wrong check character")


def test_a_decision_matches_two_sites_that_look_nothing_alike() -> None:
    sites = [described(SITES[0]), described(SITES[1], "Green Hill Spinning")]
    found = matched(*sites, decisions=[decided(SITES[1], SITES[0])])[1]
    assert (found.outcome, found.decided_by) == (MatchOutcome.MATCHED, b"\x01")


def test_a_pair_decided_to_be_different_leaves_the_queue() -> None:
    apart = decided(SITES[0], SITES[1], "different")
    found = matched(described(SITES[0]), described(SITES[1]), decisions=[apart])[1]
    assert found.outcome is MatchOutcome.NEW


def test_a_joined_site_goes_by_the_name_described_first() -> None:
    joins = [decided(SITES[2], SITES[1]), decided(SITES[0], SITES[2], number=2)]
    assert aliases_of(joins, SITES) == {SITES[1]: SITES[0], SITES[2]: SITES[0]}


def test_the_newest_decision_takes_a_join_back() -> None:
    joins = [decided(SITES[0], SITES[1]), decided(SITES[0], SITES[1], "different", number=2)]
    assert aliases_of(joins, SITES) == {}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_pair_decided_different_is_never_joined_by_a_detour(order: tuple[int, ...]) -> None:
    said = [decided(SITES[0], SITES[1], "different"), decided(SITES[0], SITES[2]), decided(SITES[1], SITES[2])]
    aliases = aliases_of([said[at] for at in order], SITES)
    assert aliases.get(SITES[1], SITES[1]) != aliases.get(SITES[0], SITES[0])


@given(st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(SITES), st.booleans()), max_size=12))
def test_aliases_lead_to_one_name_in_one_step(pairs: list[tuple[str, str, bool]]) -> None:
    said = [decided(a, b, "same" if is_same else "different") for a, b, is_same in pairs if a != b]
    aliases = aliases_of(said, SITES)
    assert all(first not in aliases for first in aliases.values())
    assert all(SITES.index(first) < SITES.index(site) for site, first in aliases.items())


def test_a_name_of_nothing_but_a_legal_form_stays_itself() -> None:
    assert plain_name("Co. Ltd.") == "co ltd"
    assert plain_name("Société Générale d'Étoffes S.A.") == "societe generale d etoffes"


def test_ten_thousand_sites_are_compared_without_comparing_all_pairs() -> None:
    names = [f"Mill{number // 10} of {number % 10} Weavers" for number in range(10_000)]
    found = matched(*(described(f"urn:example:site:{at}", name) for at, name in enumerate(names)))
    assert len(found) == 10_000


@pytest.mark.parametrize("flood", ["Blue x{n} zz{n}", "River y{n} qq{n}", "Blue River Textiles Ltd", "Textiles {n}"])
def test_made_up_sites_never_make_a_like_site_look_new(flood: str) -> None:
    made_up = [described(f"urn:example:fake:{n}", flood.format(n=n)) for n in range(300)]
    textiles = [described(f"urn:example:also:{n}", f"Textiles a{n}") for n in range(300)]
    found = matched(described(SITES[0]), *made_up, *textiles, described(SITES[1], "Blue River Textiles"))[-1]
    assert found.outcome is MatchOutcome.POSSIBLE


def test_a_name_of_nothing_but_flooded_words_has_too_many_alike_to_list() -> None:
    made_up = [described(f"urn:example:fake:{n}", f"Kaveri Spinning x{n} zz{n} qq{n}") for n in range(300)]
    found = matched(*made_up, described(SITES[1], "Spinning Kaveri"))[-1]
    assert (found.outcome, found.fault) == (MatchOutcome.POSSIBLE, TOO_MANY)


def test_one_identifier_of_many_sites_lists_the_first_and_says_that_there_are_more() -> None:
    sites = [described(f"urn:example:site:{n}", f"N{n}", identifiers=("X",)) for n in range(300)]
    found = matched(*sites)[-1]
    assert (found.outcome, len(found.candidates), found.fault) == (MatchOutcome.POSSIBLE, 20, TOO_MANY)


def test_a_facility_gives_no_more_than_twenty_identifiers() -> None:
    with pytest.raises(ValidationError):
        described(SITES[0], identifiers=tuple(f"id:{n}" for n in range(21)))
