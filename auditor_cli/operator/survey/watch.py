"""tierlight survey watch."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.assess import Site
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer, safe
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.jobs.survey.watches_due import WatchDue

WaveId = Annotated[
    str | None,
    typer.Option("--wave", metavar="WAVE", help="The wave that the numbers below are of: its token or id."),
]
_N = "N"
Dismissals = Annotated[
    int | None,
    typer.Option("--dismissals", min=0, metavar=_N, help="Dismissals since the wave before, else since its release."),
]
Known = Annotated[int | None, typer.Option("--numbers-known", min=0, metavar=_N, help="Phone numbers tried again.")]
Changed = Annotated[
    int | None, typer.Option("--numbers-changed", min=0, metavar=_N, help="Of these, how many changed hands.")
]


@holds
def survey_watch(
    place: Place,
    site: Site,
    custody: Custody,
    wave: WaveId = None,
    dismissals: Dismissals = None,
    numbers_known: Known = None,
    numbers_changed: Changed = None,
) -> int:
    """\b
    Example:
      tierlight survey watch urn:epc:id:sgln:9506000.00101.0 --home custodian

    Compare a site's tallied waves: fewer who take part, more who are dismissed, more phone numbers that
    changed. With --wave it first keeps what you learnt around that wave, tallied or given up; what you learnt of one
    given up is kept and compared with nothing. A sign is for you to look into with the
    workers; what they confirm goes into `tierlight survey confirm`. Exit 6 where there is a sign, and where anything is
    not known: after one release alone nobody can say whether fewer take part.
    """
    from ledger.jobs.survey.standing import now_of
    from ledger.jobs.survey.watches_due import keep_look, watches_due
    from ledger.jobs.survey.worker_side import Noted, note, watched
    from ledger.surveys.releases.schedule import day_of
    from ledger.surveys.site_name import site_name

    counts = (dismissals, numbers_known, numbers_changed)
    if wave is None and any(each is not None for each in counts):
        raise WrongUsage(field="--wave", reason="numbers are of a wave", mend="give --wave with them")
    named = site_name(site)
    with custodian(place, custody) as desk:
        if wave is not None:
            kept = note(desk.place.book, Noted(named, wave, *counts))
            if any(each is not None for each in counts):
                today = day_of(now_of(desk.place))
                keep_look(desk.place.book, wave_id=kept.wave, site=kept.site, on=today)
        found = watched(desk.place.book, named)
        due = [each for each in watches_due(desk.place) if site_name(each.site) == named]
    document: dict[str, Any] = {
        "site": named,
        "signs": [
            {"sign": each.sign, "wave": each.wave, "statistic": each.statistic, "innocent": each.innocent}
            for each in found.signs
        ],
        "not_known": list(found.not_known),
        "next_looks": [look_document(each) for each in due],
    }
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK if found.is_known and not found.signs else ExitCode.NOT_COMPLETE


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts

    facts = {
        f"{each['sign']}, wave {safe(each['wave'])}": f"{each['statistic']}. It may be innocent: {each['innocent']}"
        for each in document["signs"]
    }
    quiet = "NOT KNOWN" if document["not_known"] else "NO SIGN"
    open_parts = [f"Not known: {', '.join(document['not_known'])}."] if document["not_known"] else []
    looks = [look_told(each) for each in document["next_looks"]]
    note = "No sign is not proof that nobody pays for it: ask."
    draw_facts(console, "SIGNS TO LOOK INTO" if facts else quiet, facts, *open_parts, *looks, note)


def look_document(due: "WatchDue") -> dict[str, Any]:
    """Give the next look at a site as JSON."""
    days = (due.look.due_on.isoformat(), due.look.latest_on.isoformat()) if due.look else (None, None)
    return {
        "site": due.site,
        "wave": due.wave,
        "is_given_up": due.is_given_up,
        "due_on": days[0],
        "latest_on": days[1],
        "state": due.state,
        "missed": [day.isoformat() for day in due.missed],
    }


def look_told(look: dict[str, Any]) -> str:
    """Give the same as a line: what is late says so first."""
    late = {"due": "DUE NOW: ", "overdue": "OVERDUE: "}.get(look["state"], "")
    site, given_up = safe(look["site"]), " was given up" if look["is_given_up"] else ""
    days = f"by {look['latest_on']}, not before {look['due_on']}"
    by = f"look at {site} {days}" if look["due_on"] else f"{site}: none left"
    missed = f"; MISSED: {', '.join(look['missed'])}" if look["missed"] else ""
    return f"{late}{by} (after wave {safe(look['wave'])}{given_up}){missed}"
