"""Which identifiers people decided to be one place.

Decision: two sites are joined by a signed `decision` record alone, never by likeness or a shared identifier. Every
identifier in a facility statement is its issuer's word, so whoever wrote another's OS ID into its own statement would
otherwise take over that site's name, operator and evidence. The caller hands over only decisions of people who may
decide (operator and auditors). The newest decision about a pair counts, so a join can be taken back. A pair decided
to be different never ends up as one place: of the joins that would lead there, the one later in the log is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.model.bodies import DecisionBody
from ledger.proof.event_hash import canonical_uri


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a pair of sites, in the order of the log."""

    left: str
    right: str
    is_same: bool
    record_id: bytes

    @classmethod
    def of(cls, body: DecisionBody, record_id: bytes) -> "Decided":
        left, right = sorted((canonical_uri(body.left), canonical_uri(body.right)))
        return cls(left, right, body.outcome == "same", record_id)


def newest(decisions: Iterable[Decided]) -> dict[tuple[str, str], Decided]:
    """Give the decision that counts for each pair. `decisions` come in the order of the log."""
    standing: dict[tuple[str, str], Decided] = {}
    for decided in decisions:
        standing.pop((decided.left, decided.right), None)  # a newer one takes the newer place in the order as well
        standing[decided.left, decided.right] = decided
    return standing


def aliases_of(decisions: Iterable[Decided], order: Iterable[str]) -> dict[str, str]:
    """Give for each joined site the one name it goes by: the first in `order`, in which the sites were described."""
    standing = newest(decisions)
    apart = {pair for pair, decided in standing.items() if not decided.is_same}
    rank = {site: place for place, site in enumerate(order)}
    groups: dict[str, set[str]] = {}
    for decided in standing.values():
        one, other = groups.get(decided.left, {decided.left}), groups.get(decided.right, {decided.right})
        if decided.is_same and one is not other and not _are_apart(one, other, apart):
            joined = one | other
            groups.update(dict.fromkeys(joined, joined))
    return {
        site: first
        for site, group in groups.items()
        if (first := min(group, key=lambda each: (rank.get(each, len(rank)), each))) != site
    }


def _are_apart(one: set[str], other: set[str], apart: set[tuple[str, str]]) -> bool:
    return any((min(a, b), max(a, b)) in apart for a in one for b in other)
