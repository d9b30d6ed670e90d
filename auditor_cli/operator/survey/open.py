"""tierlight survey open."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place

Wave = Annotated[
    str, typer.Argument(metavar="WAVE", help="The wave's token, as `survey plan` and `survey status` show.")
]


@holds
def survey_open(place: Place, wave: Wave, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey open d2F2ZS1vbmUtdG9rZW4h --home custodian --api-key tl_…

    Let the operator's host take a wave's answers in its time. It was announced before its slot; the host checks that
    its custodian is enrolled, every string reviewed and the panel's signature there, and never learns which site it is.
    """
    from auditor_cli.operator.survey.plan import plan_document
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.open_planned import open_planned

    with custodian(place, custody, speaks=True, reaches_host=True) as desk:
        plan = open_planned(desk.place, desk.door, wave)
    document = plan_document(plan)
    facts = {name: value for name, value in document.items() if name != "sites"}
    links = [f"{each['site']}  {each['link']}" for each in document["sites"]]
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "OPEN", facts, *links))
    return ExitCode.OK
