"""A wave of a survey: planned, announced among decoys, held, sealed or ended, and accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from ledger.model.survey.consent import AgeGroup, ConsentText
from ledger.model.survey.instrument import Instrument, Told
from ledger.model.survey.response import EpochKeys

ADULT_AGE = 18  # of age in law
SLOT_SECONDS = 14 * 86_400  # as SurveyRegistry has it
OPEN_WITHIN_SECONDS = 90 * 86_400


class EndingReason(IntEnum):
    """Why a wave was given up (rule R9), numbered as on chain. Only the first counts as "survey refused"."""

    SITE_REFUSED = 1
    SURVEYOR = 2
    WORKER_SAFETY = 3
    TECHNICAL = 4


class Opening(IntEnum):
    """As what an announcement was accounted for, numbered as on chain."""

    NONE = 0
    DECOY = 1
    RELEASE = 2
    ENDING = 3


class SampleBucket(StrEnum):
    """How many answers a wave looks for at one site: announced beforehand, compared with what came."""

    UNDER_25 = "under-25"
    FROM_25 = "25-49"
    FROM_50 = "50-99"
    FROM_100 = "100-249"
    FROM_250 = "250-or-more"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """Somewhere to turn to. Shown only once the responder itself confirmed number and conditions.

    `is_real` is false in a demo, whose numbers nobody answers; `kind` orders them: the police comes last, labelled, and
    immigration authorities never.
    """

    name: str
    number: str
    kind: str  # worker_organisation | trade_union | helpline | labour_inspection | police
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    hours: Told
    confirmed_on: str | None  # ISO day
    confirmed_by: str | None
    is_real: bool = True
    operated_by: str | None = None  # who runs the line; a real one that does not say is never shown


@dataclass(frozen=True, slots=True)
class Roster:
    """What is known of a site's workforce, from the custodian's own sources: never a list of people."""

    workers: int
    migrant: float | None = None  # shares in [0, 1]
    night_shift: float | None = None
    agency_hired: float | None = None
    women: float | None = None


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """One site of a wave. Only the custodian knows which site a token stands for."""

    token: str
    site: str  # canonical identifier
    country: str
    roster: Roster
    sample: SampleBucket
    readers: tuple[str, ...] = ()  # DIDs to whom its release goes: brands, the site's operator, its auditors
    region: str | None = None  # as the plan has it: an ISO 3166-2 code, or a name
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Who of the workers or survivors read instrument, consent and rules, and the record in which they signed."""

    name: str
    record_id: bytes


@dataclass(frozen=True, slots=True)
class ChannelRoute:
    """What a phone channel calls one site by: a keyword, a service code, a flow's id, or the number that was called."""

    code: str  # as the provider sends it; upper and lower case are one
    site: str  # the site's token


@dataclass(frozen=True, slots=True)
class HostedWave:
    """What the operator's host knows of a wave: how to ask and how to seal, not where."""

    token: str
    custodian: str  # DID
    custodian_name: str
    instrument: Instrument
    consents: tuple[ConsentText, ...]
    languages: tuple[str, ...]
    help_lines: tuple[HelpLine, ...]
    keys: EpochKeys
    opens_at: int
    closes_at: int
    least_age: int
    is_demo: bool
    panel: Panel | None  # None: every page says that it is a draft, not reviewed by workers
    routes: tuple[ChannelRoute, ...] = ()  # from SMS and voice to sites
    hook_digest: bytes | None = None  # SHA-256 of the secret in the webhooks' address; None: no webhook is taken

    @property
    def offered(self) -> tuple[ConsentText, ...]:
        """The consent texts that anybody is shown and may agree to: that of the young only where minors are asked."""
        return tuple(text for text in self.consents if is_asked(text.age_group, least_age=self.least_age))


def is_asked(age_group: AgeGroup, *, least_age: int) -> bool:
    """Say whether people of this age group are asked where nobody under `least_age` is (rule S8)."""
    return age_group is AgeGroup.ADULT or least_age < ADULT_AGE


@dataclass(frozen=True, slots=True)
class WavePlan:
    """What the custodian keeps of a wave, on its own machine."""

    hosted: HostedWave
    sites: tuple[PlannedSite, ...]
    sites_salt: bytes  # of the salted root over the sites
    slot: int
    announce_salt: bytes

    @property
    def by_token(self) -> Mapping[str, PlannedSite]:
        return {site.token: site for site in self.sites}


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the chain holds of a wave or a decoy; the custodian alone knows which it is before the opening."""

    wave_id: bytes
    slot: int
    record_id: bytes
    announcer: bytes
    announced_at: int
    size_bucket: int
    commitment: bytes
    sealed_at: int
    ended_at: int
    opening: Opening
    opened_at: int
    revealed: bytes


@dataclass(frozen=True, slots=True)
class ClosedWave:
    """A wave's own tree: its shuffled, padded leaves, and the list in which whoever came finds the own code.

    `list_rows` are (scrypt of the code, commitment), in the order of the leaves; padding rows look like all others.
    """

    token: str
    root: bytes
    size_bucket: int  # 2^size_bucket leaves
    list_rows: tuple[tuple[bytes, bytes], ...]
