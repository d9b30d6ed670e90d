"""tierlight survey tally."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, Desk, Why, custodian, holds
from auditor_cli.operator.survey.open import Wave
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.survey.tally import SiteTally
    from ledger.surveys.quality.audits import KnownAudits

_Audits = Annotated[
    Path | None,
    typer.Option("--audits", metavar="FILE", help="TOML of audits and remedies, if the ledger is not on this machine."),
]
_WARNING = (
    "EXACT COUNTS: for case handlers on this screen. They can point at a person. Do not copy, print or send them."
)


@holds
def survey_tally(place: Place, wave: Wave, custody: Custody, audits: _Audits = None, why: Why = "") -> int:
    """\b
    Example:
      tierlight survey tally d2F2ZS1vbmUtdG9rZW4h --home custodian

    Open a closed wave in memory, count it by site, and show the exact counts and what the quality tests say, on this
    screen alone. Takes both people. Run it before `tierlight survey release`, and again after withdrawals. What audits
    found is read from the ledger at --operator-home or from --audits, to be laid beside what workers say.
    """
    from ledger.jobs.survey.quality_limits import limits_of
    from ledger.jobs.survey.tallies import tally_wave

    if place.as_json:
        mend = "read them on the screen; what may leave is in `tierlight survey release --json`"
        raise WrongUsage(field="--json", reason="exact counts go into no file", mend=mend)
    with custodian(place, custody, people=2, speaks=True, reaches_host=True) as desk:
        known, limits = _audits(desk, wave, audits), limits_of(desk.place.book)
        found = tally_wave(desk.place, wave, desk.door.sealed(wave), thresholds=limits, audits=known, why=why)
    tell(_WARNING)
    if found.unopened:
        told = f"{found.unopened} rows could not be opened and are not counted: ask the operator what it changed"
        tell(f"{told} ({', '.join(found.named[:10])})")
    if found.strangers:
        told = f"{found.strangers} answers came under no site of this wave and are not counted"
        tell(f"{told}: compare the links and codes that were handed out with those that planning showed")
    for tally in found.tallies:
        answer({}, as_json=None, render=partial(_draw, tally))
    return ExitCode.OK


def _audits(desk: Desk, wave: str, file: Path | None) -> "KnownAudits":
    from auditor_cli.operator.survey.audits_file import audits_in_file
    from ledger.jobs.survey.custodian_state import plan_of
    from ledger.jobs.survey.known_audits import audits_in, with_own_remedies
    from ledger.surveys.quality.audits import KnownAudits
    from ledger.surveys.releases.schedule import day_of

    plan, today = plan_of(desk.place.book, wave), day_of(desk.place.clock.now())
    sites = [each.site for each in plan.sites]
    if file is not None:
        known = audits_in_file(file, as_of=today)
    elif desk.world is not None:
        known = audits_in(desk.world, sites, as_of=today)
    else:
        known = KnownAudits()
        tell("no audits are known here: G8 and G9 say nothing, and G6 knows no remedy but yours; give --audits FILE")
    return with_own_remedies(known, desk.place.book, sites)


def _draw(tally: "SiteTally", console: Any) -> None:
    from auditor_cli.render.facts import draw_facts

    facts: dict[str, object] = {
        "answered": f"{tally.answered} of {tally.workers}",
        "forced labour": f"{tally.forced_labour.affected} of {tally.forced_labour.respondents}",
    }
    facts |= {row.value: f"{each.affected} of {each.respondents}" for row, each in tally.by_indicator.items()}
    facts |= {f.value: f"{each.affected} of {each.respondents}" for (f, who), each in tally.fees.items() if who is None}
    facts |= {"integrity": f"{tally.tau:.2f}", "coverage": f"{tally.coverage:.2f}"}
    notes = (f"{each.test}: {each.statistic}. It may be innocent: {each.innocent}" for each in tally.flags)
    draw_facts(console, tally.site, facts, *notes)
