"""Every described site compared with those described before it: matched, possible match, new or error."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ledger.model.bodies import FacilityBody
from ledger.model.site_match import Candidate, MatchOutcome, SiteMatch
from ledger.provenance.matching.aliases import Decided, newest
from ledger.provenance.matching.likeness import reasons_to_match, shared_identifiers
from ledger.reference.company_names import plain_name

MOST_ALIKE = 200  # sites that share a word of their name; a commoner word ("textiles") finds nothing by itself
MOST_CANDIDATES = 20  # that are told for one site, and compared of those that share an identifier or a whole name
MOST_COMPARED = 1_000  # with one site
TOO_MANY = "Too many described sites are alike to list: a person must look."

Fault = Callable[[FacilityBody], str | None]
Described = tuple[str, bytes, FacilityBody]  # site, record id of the statement, what it says


@dataclass(slots=True)
class _Index:
    """Where to look for a like site without comparing with every one."""

    by_word: dict[tuple[str, str], list[Described]] = field(default_factory=lambda: defaultdict(list))
    by_identifier: dict[str, list[Described]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[tuple[str, str], list[Described]] = field(default_factory=lambda: defaultdict(list))

    def add(self, described: Described) -> None:
        for key in _words(described[2]):
            self.by_word[key].append(described)
        for identifier in described[2].identifiers:
            self.by_identifier[identifier].append(described)
        if described[2].name:
            self.by_name[_name(described[2])].append(described)

    def near(self, body: FacilityBody) -> tuple[dict[str, Described], bool]:
        """Give the sites to compare with, those of the same identifier and whole name first, and whether some were
        left out that may be alike: whoever makes up many must not make another one look new."""
        whole = [self.by_identifier.get(identifier, []) for identifier in body.identifiers]
        whole.extend([self.by_name.get(_name(body), [])] if body.name else [])
        words = [self.by_word.get(key, []) for key in _words(body)]
        told = [shelf for shelf in words if len(shelf) <= MOST_ALIKE]
        listed = (each for shelf in (*(shelf[:MOST_CANDIDATES] for shelf in whole), *told) for each in shelf)
        found = {described[0]: described for described in islice(listed, MOST_COMPARED)}
        is_cut = any(len(shelf) > MOST_CANDIDATES for shelf in whole) or sum(map(len, told)) > MOST_COMPARED
        return found, is_cut or (bool(words) and not told)


def match_sites(
    described: Iterable[Described], decisions: Sequence[Decided], *, fault_of: Fault
) -> tuple[SiteMatch, ...]:
    """Give what became of each site, in the order in which they were described.

    `fault_of` says what is wrong with a statement by itself (an identifier with a wrong check character, for example),
    or None. Compares within a country; near linear in the number of sites.
    """
    index, standing, matches = _Index(), newest(decisions), []
    partners = _partners(standing)
    known: dict[str, Described] = {}
    for site, record_id, body in described:
        decided = {other: known[other] for other in partners.get(site, ()) if other in known}
        near, is_cut = index.near(body)
        near = {other: each for other, each in near.items() if other != site} | decided
        found = _matched((site, record_id, body), tuple(near.values()), standing, fault_of(body))
        matches.append(_with_more(found) if is_cut else found)
        known[site] = (site, record_id, body)
        index.add(known[site])
    return tuple(matches)


def _with_more(found: SiteMatch) -> SiteMatch:
    outcome = MatchOutcome.POSSIBLE if found.outcome is MatchOutcome.NEW else found.outcome
    return replace(found, outcome=outcome, fault=" ".join(filter(None, (found.fault, TOO_MANY))))


def _name(body: FacilityBody) -> tuple[str, str]:
    return body.country, plain_name(body.name or "")


def _partners(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    partners: dict[str, list[str]] = defaultdict(list)
    for left, right in pairs:
        partners[left].append(right)
        partners[right].append(left)
    return partners


def _matched(
    own: Described, near: Sequence[Described], standing: Mapping[tuple[str, str], Decided], fault: str | None
) -> SiteMatch:
    site, record_id, body = own
    candidates, joins = [], []
    for other, other_record, other_body in near:
        decided = standing.get((min(site, other), max(site, other))) if standing else None
        reasons = () if decided is not None and not decided.is_same else tuple(reasons_to_match(body, other_body))
        if decided is not None and decided.is_same:
            joins.append((Candidate(other, other_body.name, other_record, reasons), decided))
        elif reasons:
            candidates.append(Candidate(other, other_body.name, other_record, reasons))
    fault = fault or _contradiction(own, near)
    if fault is not None:
        outcome = MatchOutcome.ERROR
    elif joins:
        outcome = MatchOutcome.MATCHED
    else:
        outcome = MatchOutcome.POSSIBLE if candidates else MatchOutcome.NEW
    best = sorted(candidates, key=lambda each: (-len(each.reasons), each.site))[:MOST_CANDIDATES]
    joined = tuple(found for found, _ in joins)
    listed = joined if outcome is MatchOutcome.MATCHED else (*joined, *best)
    return SiteMatch(site, body.name, record_id, outcome, listed, joins[-1][1].record_id if joins else None, fault)


def _contradiction(own: Described, near: Iterable[Described]) -> str | None:
    """Say where one identifier is given to places in two countries: at least one of them is wrong."""
    for other, _, body in near:
        shared = shared_identifiers(own[2], body) if body.country != own[2].country else []
        if shared:
            return f"It gives the identifier {shared[0]} in {own[2].country}; {other} gives the same in {body.country}."
    return None


def _words(body: FacilityBody) -> list[tuple[str, str]]:
    return [(body.country, word) for word in plain_name(body.name).split()] if body.name else []
