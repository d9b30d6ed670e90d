"""tierlight survey confirm."""

from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.assess import Site
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage
from ledger.model.survey.worker_side import Confirmed

Kind = Annotated[Confirmed, typer.Argument(metavar="KIND", help="substantiated_grievance or retaliation.")]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="When it happened, or was remedied, as 2026-11-21.")]
Remedied = Annotated[
    str | None, typer.Option("--remedied", metavar="ID", help="The workers' side verified the remedy of this finding.")
]


@holds
def survey_confirm(place: Place, site: Site, kind: Kind, on: On, custody: Custody, remedied: Remedied = None) -> int:
    """\b
    Example:
      tierlight survey confirm urn:epc:id:sgln:9506000.00101.0 retaliation --on 2026-11-02 --home custodian

    Keep, in the encrypted book alone, that a case handler or worker organisation confirmed a grievance or retaliation
    at a site; or with --remedied ID that its remedy was verified. No statement is made of it: others learn of it
    through the step of the site's next release, and no other way. Write no names anywhere.
    """
    from ledger.bootstrap.opening import SystemClock
    from ledger.jobs.survey.worker_side import confirm, findings_of
    from ledger.jobs.survey.worker_side import remedied as verified
    from ledger.surveys.releases.schedule import day_of
    from ledger.surveys.site_name import site_name

    today, day, named = day_of(SystemClock().now()), read_day(on), site_name(site)
    with custodian(place, custody) as desk:
        book = desk.place.book
        if remedied is not None:
            verified(book, remedied, on=day, today=today)
        else:
            confirm(book, kind, named, happened_on=day, today=today, entropy=desk.place.entropy)
        found = findings_of(book, named)
    document: dict[str, Any] = {
        "site": named,
        "confirmed": [
            {
                "id": each.finding_id,
                "kind": each.kind.value,
                "happened_on": each.happened_on,
                "remedied_on": each.remedied_on,
            }
            for each in found
        ],
    }
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


def read_day(text: str) -> Any:
    """Give the day. Raises WrongUsage for a text that is none."""
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(field="--on", reason=f"{text!r} is no day", mend="write it as 2026-11-21") from error


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts

    facts = {
        each["id"]: f"{each['kind']} of {each['happened_on']}"
        + (f", remedied on {each['remedied_on']}" if each["remedied_on"] else "")
        for each in document["confirmed"]
    }
    draw_facts(console, document["site"], facts, "It stays on this machine; the next release tells a step, no more.")
