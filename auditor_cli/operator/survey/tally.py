"""tierlight survey tally."""

from functools import partial
from typing import TYPE_CHECKING, Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.operator.survey.open import Wave
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.survey.tally import SiteTally

_WARNING = (
    "EXACT COUNTS: for case handlers on this screen. They can point at a person. Do not copy, print or send them."
)


@holds
def survey_tally(place: Place, wave: Wave, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey tally d2F2ZS1vbmUtdG9rZW4h --home custodian

    Open a closed wave in memory, count it by site, and show the exact counts and what the quality tests say, on this
    screen alone. Takes both people. Run it before `tierlight survey release`, and again after withdrawals.
    """
    from ledger.jobs.survey.quality_limits import limits_of
    from ledger.jobs.survey.tallies import tally_wave

    if place.as_json:
        mend = "read them on the screen; what may leave is in `tierlight survey release --json`"
        raise WrongUsage(field="--json", reason="exact counts go into no file", mend=mend)
    with custodian(place, custody, people=2, speaks=True, reaches_host=True) as desk:
        found = tally_wave(desk.place, wave, desk.door.sealed(wave), thresholds=limits_of(desk.place.book))
    tell(_WARNING)
    if found.unopened:
        told = f"{found.unopened} rows could not be opened and are not counted: ask the operator what it changed"
        tell(f"{told} ({', '.join(found.named[:10])})")
    if found.strangers:
        told = f"{found.strangers} answers came under no site of this wave and are not counted"
        tell(f"{told}: compare the links and codes that were handed out with those that planning showed")
    for tally in found.tallies:
        answer({}, as_json=False, render=partial(_draw, tally))
    return ExitCode.OK


def _draw(tally: "SiteTally", console: Any) -> None:
    from auditor_cli.render.facts import draw_facts

    facts: dict[str, object] = {
        "answered": f"{tally.answered} of {tally.workers}",
        "forced labour": f"{tally.forced_labour.affected} of {tally.forced_labour.respondents}",
    }
    facts |= {row.value: f"{each.affected} of {each.respondents}" for row, each in tally.by_indicator.items()}
    facts |= {"integrity": f"{tally.tau:.2f}", "coverage": f"{tally.coverage:.2f}"}
    notes = (f"{each.test}: {each.statistic}. It may be innocent: {each.innocent}" for each in tally.flags)
    draw_facts(console, tally.site, facts, *notes)
