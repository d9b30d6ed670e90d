"""tierlight survey announce."""

from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place

DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be announced; send nothing.")]


@holds
def survey_announce(place: Place, custody: Custody, dry_run: DryRun = False) -> int:
    """\b
    Example:
      tierlight survey announce --home custodian

    Announce the coming slot: as many announcements as in every slot, waves and decoys alike. On the day that
    `tierlight survey calendar` names, whether a wave is planned or not. Made again it sends what is missing.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.announce import announce_slot
    from ledger.jobs.survey.custodian_state import rules_of
    from ledger.jobs.survey.standing import calendar_told

    with custodian(place, custody, speaks=True) as desk:
        due = calendar_told(desk.place)
        if dry_run:
            many = rules_of(desk.place.book).per_slot
            document: dict[str, Any] = {"slot": due.announce, "announcements": many, "is_sent": False}
            answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "NOT SENT", document))
            return ExitCode.OK
        made = announce_slot(desk.place, desk.voice)
    document = {
        "slot": made[0].entry.slot,
        "announcements": len(made),
        "waves": [each.entry.token for each in made if each.entry.token is not None],
        "is_sent": True,
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "ANNOUNCED", document))
    return ExitCode.OK
