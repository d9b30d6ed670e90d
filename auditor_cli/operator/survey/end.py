"""tierlight survey end."""

from enum import StrEnum
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.operator.survey.open import Wave
from auditor_cli.output import answer, tell
from auditor_cli.place import Place


class Reason(StrEnum):
    """Why a wave is given up (rule R9)."""

    SITE_REFUSED = "site_refused"
    SURVEYOR = "surveyor"
    WORKER_SAFETY = "worker_safety"
    TECHNICAL = "technical"


Why = Annotated[Reason, typer.Option("--reason", metavar="REASON", help=", ".join(Reason))]
Account = Annotated[
    str | None, typer.Option("--account", metavar="TEXT", help="What the surveyor saw; a refusal by the site needs it.")
]
Site = Annotated[
    str | None, typer.Option("--site", metavar="ID", help="At this site alone; else at all of the wave's.")
]


@holds
def survey_end(
    place: Place,
    wave: Wave,
    reason: Why,
    custody: Custody,
    account: Account = None,
    site: Site = None,
    yes: Yes = False,
) -> int:
    """\b
    Example:
      tierlight survey end d2F2ZS1vbmUtdG9rZW4h --reason worker_safety --home custodian

    Give a wave up, at one site or at all: then it takes no more answers from now on. Why is stated with everything else
    of its slot, and stays visible in later reports. Only site_refused counts against a site, which may answer it.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.end import end_wave
    from ledger.model.survey.wave import EndingReason

    if not ask_consent("Give the wave up? Its answers stay sealed, and none is released.", is_given=yes):
        tell("nothing was changed")
        return ExitCode.INTERRUPTED
    number = EndingReason[reason.name]
    with custodian(place, custody, speaks=True, reaches_host=True) as desk:
        ended = end_wave(desk.place, desk.door, wave, reason=number, account=account, site=site)
    document = {"wave": wave, "reason": reason.value, "sites_given_up": len(ended)}
    note = "The statement goes out when the slot is closed: `tierlight survey close`."
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "GIVEN UP", document, note))
    return ExitCode.OK
