"""What may leave the worker line: sealed bodies that only a custodian reads, aggregates, remedies and endings.

Nothing here names a worker, and nothing that names a wave or a case is in clear but a release and the ending of a wave.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from ledger.model.bodies.fields import STRICT, Amount, Day, Did, Hash32, Identifier, Text
from ledger.model.survey.instrument import FeeFact, Indicator
from ledger.model.survey.release import Band, Why
from ledger.model.survey.wave import SampleBucket

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Epoch = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Sealed = Annotated[str, Field(min_length=1, max_length=400_000, pattern=r"^[A-Za-z0-9_-]+$")]  # base64url, no padding
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


@dataclass(frozen=True, slots=True, config=STRICT)
class SealedBody:
    """A statement of the worker line, encrypted to its custodian: outsiders learn neither kind, tier nor time of it."""

    custodian: Did
    epoch: Epoch
    sealed: Sealed


@dataclass(frozen=True, slots=True, config=STRICT)
class ReleasedCell:
    """One cell of the fixed grid: a band, or why there is none. No indicator: forced labour of a respondent.

    A fact about recruitment fees may stand in the place of an indicator.
    """

    indicator: Indicator | FeeFact | None
    gender: Word | None
    band: Band | None
    why: Why | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.band is None) is (self.why is None):
            raise ValueError("a cell tells a band, or why there is none")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class ReleasedCounts:
    """Counts with noise that was drawn once; from 25 respondents on only (rule S5)."""

    respondents: Annotated[int, Field(ge=25, le=10_000_000)]
    affected: Annotated[int, Field(ge=0, le=10_000_000)]

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.affected > self.respondents:
            raise ValueError("affected is more than respondents")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class ReleaseBody:
    """Aggregates of one wave at one site. `wave` is the wave's id on chain, by which anyone finds its announcement."""

    wave: Hash32
    facility: Identifier
    ended_on: Day
    instrument: Hash32
    sample_announced: SampleBucket
    answers_came: SampleBucket
    cells: Annotated[tuple[ReleasedCell, ...], Field(max_length=200)]
    counts: ReleasedCounts | None
    epsilon_thousandths: Annotated[int, Field(ge=0, le=3_000)]
    is_channel_attested: bool
    panel_review: Hash32 | None  # the record by which a panel of workers signed for it; None: not reviewed by workers
    # Small sites of one country that the cells describe together.
    merged_sites: Annotated[int, Field(ge=1, le=10_000)] = 1
    # In the place of counts (rule R1): beside bands what the survey alone says, else all confidential evidence.
    step: Literal["none", "low", "medium", "high"] | None = None

    @model_validator(mode="after")
    def _counts_or_a_step(self) -> Self:
        if self.counts is not None and self.step is not None:
            raise ValueError("tell counts or a step: both together tell where a change comes from")
        return self

    @model_validator(mode="after")
    def _counts_are_of_one_site(self) -> Self:
        if self.counts is not None and self.merged_sites > 1:
            raise ValueError("counts are of one site; cells of several sites together have none")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class WaveEndedBody:
    """A wave that was given up at a site, and why (rule R9). `site_refused` needs what the surveyor states of it."""

    wave: Hash32
    facility: Identifier
    ended: Literal["site_refused", "surveyor", "worker_safety", "technical"]
    sample_announced: SampleBucket
    account: Text | None = None

    @model_validator(mode="after")
    def _refusal_is_told(self) -> Self:
        if self.ended == "site_refused" and self.account is None:
            raise ValueError("a refusal by the site needs an account of it")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class ReleaseIndexBody:
    """The releases of one wave that covers several sites: what the chain's opening names. It names no site.

    `consents_at_least`: about so many workers or more agreed to be counted, with noise; it follows from the buckets of
    those releases that were drawn with noise.
    """

    wave: Hash32
    releases: Annotated[tuple[Hash32, ...], Field(min_length=1, max_length=10_000)]
    consents_at_least: Literal[0, 25, 50, 100, 250] | None = None


@dataclass(frozen=True, slots=True, config=STRICT)
class RemedyBody:
    """What was put right at a site. Only what workers or their organisation state to be verified changes a weight."""

    facility: Identifier
    addresses: Annotated[tuple[Hash32, ...], Field(min_length=1, max_length=100)]  # releases, audits, findings
    measure: Literal["fees_repaid", "documents_returned", "wages_paid", "movement_freed", "housing_mended", "other"]
    state: Literal["answered", "claimed", "verified"]
    done_on: Day
    text: Text
    workers: Annotated[int, Field(ge=10, le=10_000_000)] | None = None  # fewer would tell of single people
    amount: Amount | None = None
    currency: Currency | None = None

    @model_validator(mode="after")
    def _amount_has_a_currency(self) -> Self:
        if (self.amount is None) is not (self.currency is None):
            raise ValueError("amount and currency go together")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class CustodianEnrolmentBody:
    """A custodian's public keys for one month: X25519, two people, both needed to open. Its newest statement counts."""

    setting: Literal["custodian-enrolment"]
    name: Text
    epoch: Epoch
    first_key: Hash32
    second_key: Hash32

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        if self.first_key == self.second_key:
            raise ValueError("the two keys are one: two people open together")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class PanelReviewBody:
    """A named panel of workers or survivors read instrument, consent and rules, and signs for them."""

    setting: Literal["panel-review"]
    panel: Text
    instrument: Hash32
    consents: Annotated[tuple[Hash32, ...], Field(min_length=1, max_length=20)]
    rules: Hash32


@dataclass(frozen=True, slots=True, config=STRICT)
class DemandCountBody:
    """How many demands for worker data authorities made in a period, and how many were followed in any part."""

    setting: Literal["demand-count"]
    first_day: Day
    last_day: Day
    demands: Annotated[int, Field(ge=0, le=1_000_000)]
    followed: Annotated[int, Field(ge=0, le=1_000_000)]

    @model_validator(mode="after")
    def _counted(self) -> Self:
        if self.followed > self.demands or self.last_day < self.first_day:
            raise ValueError("followed is within demands, and last_day not before first_day")
        return self
