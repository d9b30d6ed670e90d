"""Where the demo's wave is held: twenty invented sites in four languages, and what the story has happen at each.

No site lies where labour is imposed by the state: there the custodian's own software refuses a wave (rule R4).
"""

from dataclasses import dataclass
from enum import StrEnum

from ledger.model.survey.wave import Roster, SampleBucket
from scripts.demo.world.people import Site


class Pattern(StrEnum):
    """How the answers of a site came about. The custodian's tests must notice all but `plain` and `severe`."""

    PLAIN = "plain"
    COACHED = "coached"  # everybody gives the same spotless answers, to the control questions too
    COPIED = "copied"  # one form filled in again and again, free text and all
    RUSHED = "rushed"  # entered at one go, faster than anybody reads
    SEVERE = "severe"  # one person among many: papers kept, locked in, threatened, and asking for somebody to call


@dataclass(frozen=True, slots=True)
class Asked:
    """One site of the wave: how many answer, in which languages, and which share is in forced labour in the story."""

    key: str
    answers: int
    languages: tuple[str, ...]
    pattern: Pattern = Pattern.PLAIN
    share: float = 0.0
    left: int = 3  # visitors who look and leave: they get a code all the same

    @property
    def workers(self) -> int:
        """How many work there: two thirds of them answer, rounded."""
        return self.answers * 3 // 2

    @property
    def roster(self) -> Roster:
        """What the custodian knows of the workforce beforehand."""
        return Roster(workers=self.workers, migrant=0.35, night_shift=0.25, agency_hired=0.3, women=0.55)

    @property
    def sample(self) -> SampleBucket:
        """How many answers were looked for."""
        return SampleBucket.FROM_100 if self.answers >= 100 else SampleBucket.FROM_50


ASKED = (
    Asked("sew-bd-1", 120, ("bn",), share=0.01),
    Asked("sew-vn-1", 100, ("en",), Pattern.RUSHED),
    Asked("cell-kh-1", 90, ("en",)),
    Asked("sew-tr-1", 80, ("ar", "en")),
    Asked("spin-in-1", 110, ("en", "bn"), share=0.12),
    Asked("spin-bd-1", 90, ("bn",), Pattern.COACHED),
    Asked("spin-tr-1", 70, ("ar", "en")),
    Asked("knit-bd-1", 80, ("bn",)),
    Asked("dye-in-1", 70, ("en", "bn")),
    Asked("peel-th-1", 150, ("en", "bn", "ar"), share=0.34),
    Asked("peel-in-1", 90, ("bn", "en")),
    Asked("peel-vn-1", 80, ("en",), Pattern.COPIED),
    Asked("peel-ec-1", 80, ("es",)),
    Asked("pack-th-1", 120, ("en", "bn")),
    Asked("pack-ec-1", 80, ("es",)),
    Asked("pack-in-1", 80, ("en", "bn")),
    Asked("cell-my-1", 100, ("bn", "ar", "en"), share=0.02),
    Asked("module-vn-1", 70, ("en",)),
    Asked("module-us-1", 70, ("es", "en")),
    Asked("pond-ec-1", 70, ("es",), Pattern.SEVERE),
)


def placed(sites: dict[str, Site]) -> tuple[tuple[Asked, Site], ...]:
    """Give each site that is asked with its place in the demo's world. Raises KeyError for one that is not there."""
    return tuple((asked, sites[asked.key]) for asked in ASKED)
