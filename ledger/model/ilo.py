"""The eleven ILO indicators of forced labour as a grid: what was found, what was looked for, what nobody looked at."""

from dataclasses import dataclass

from ledger.model.survey.instrument import Indicator


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator at one site, or in one tier over all of its sites; `site` and `tier` are never both None.

    `found` and `looked_for` hold record ids, sorted: of what somebody found, and of visits that looked for it and
    report nothing of it. `nobody_looked` is true where both are empty and, in a tier, where any part of it (a site, or
    the share that nobody discloses) was looked at by nobody: unknown is not safe.
    """

    site: str | None
    tier: int | None
    indicator: Indicator
    found: tuple[str, ...]
    looked_for: tuple[str, ...]
    nobody_looked: bool


INDICATOR_READS: dict[Indicator, str] = {
    Indicator.ABUSE_OF_VULNERABILITY: "abuse of vulnerability",
    Indicator.DECEPTION: "deception",
    Indicator.RESTRICTION_OF_MOVEMENT: "restriction of movement",
    Indicator.ISOLATION: "isolation",
    Indicator.VIOLENCE: "physical and sexual violence",
    Indicator.INTIMIDATION: "intimidation and threats",
    Indicator.RETENTION_OF_DOCUMENTS: "retention of identity documents",
    Indicator.WITHHOLDING_OF_WAGES: "withholding of wages",
    Indicator.DEBT_BONDAGE: "debt bondage",
    Indicator.ABUSIVE_CONDITIONS: "abusive working and living conditions",
    Indicator.EXCESSIVE_OVERTIME: "excessive overtime",
}

# What the topics of audits stand for; `other` stands for none. Fees to get a job bind workers by debt; papers that an
# employer keeps are identity documents; housing is where workers live, the ILO's abusive living conditions.
INDICATOR_OF_TOPIC: dict[str, Indicator] = {
    "fees": Indicator.DEBT_BONDAGE,
    "documents": Indicator.RETENTION_OF_DOCUMENTS,
    "movement": Indicator.RESTRICTION_OF_MOVEMENT,
    "wages": Indicator.WITHHOLDING_OF_WAGES,
    "hours": Indicator.EXCESSIVE_OVERTIME,
    "housing": Indicator.ABUSIVE_CONDITIONS,
}
GRID_READS = (
    "Found: somebody independent recorded it. Not found: a visit looked for it and reports nothing of it, which is no "
    "proof that it is not there. Nobody looked: unknown, which is not safe. Confidential evidence of workers is not in "
    "this grid, so that nothing in it points to them."
)
