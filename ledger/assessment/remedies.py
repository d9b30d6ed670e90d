"""What was put right at a site, by whose word. Only the workers' side verifies a remedy; that alone changes a weight.

A site's own answer or claim is shown, and a recorded response ends the pause of its credit (risk method, section 4);
the finding weighs as before. A remedy verifies findings of its own kind: wages paid mend no confiscated passports.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from ledger.model.bodies import RemedyBody
from ledger.model.risk import RemedyState

_TOPICS = {
    "fees_repaid": {"fees"},
    "documents_returned": {"documents"},
    "wages_paid": {"wages"},
    "movement_freed": {"movement"},
    "housing_mended": {"housing"},
    "other": {"hours", "other"},
}
_RANK = tuple(RemedyState)


@dataclass(frozen=True, slots=True)
class RemedyTold:
    """One remedy record that holds, on the day it was signed; `by_workers` says that a custodian signed it."""

    body: RemedyBody
    record_id: str
    told_on: date
    by_workers: bool

    def fits(self, topics: Collection[str]) -> bool:
        """Say whether it is of the kind that these topics ask for."""
        return not _TOPICS[self.body.measure].isdisjoint(topics)

    @property
    def state(self) -> RemedyState:
        """A site does not verify itself, and nothing is verified before it is done."""
        stated = RemedyState(self.body.state)
        is_verified = self.by_workers and date.fromisoformat(self.body.done_on) <= self.told_on
        return RemedyState.CLAIMED if stated is RemedyState.VERIFIED and not is_verified else stated


def finding_state(
    remedies: Iterable[RemedyTold], *, record_id: str, topics: Collection[str], said: RemedyState, found_on: date
) -> tuple[RemedyState, date | None]:
    """Give how a finding of a record stands and, where verified, since when. `said` is what its own record says."""
    fitting = [each for each in remedies if each.fits(topics)]
    return _state(fitting, record_id=record_id, said=said, since=found_on)


def release_state(remedies: Iterable[RemedyTold], *, record_id: str, released_on: date) -> RemedyState:
    """Give how an adverse release stands: a remedy of any kind answers to it as a whole."""
    return _state(remedies, record_id=record_id, said=RemedyState.OPEN, since=released_on)[0]


def _state(
    remedies: Iterable[RemedyTold], *, record_id: str, said: RemedyState, since: date
) -> tuple[RemedyState, date | None]:
    told = [each for each in remedies if record_id in each.body.addresses and each.told_on >= since]
    verified = [each.told_on for each in told if each.state is RemedyState.VERIFIED]
    if verified:
        return RemedyState.VERIFIED, min(verified)
    return max([said, *(each.state for each in told)], key=_RANK.index), None
