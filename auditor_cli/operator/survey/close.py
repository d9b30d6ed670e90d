"""tierlight survey close."""

from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

Slot = Annotated[int | None, typer.Option("--slot", metavar="N", help="This slot; else each whose day has come.")]


@holds
def survey_close(place: Place, custody: Custody, slot: Slot = None) -> int:
    """\b
    Example:
      tierlight survey close --home custodian

    Close every slot whose day has come: make each wave's tree, publish its list, seal all announcements alike. Takes
    both people. Answers are opened in memory for their receipt codes alone. Made again it goes on where it was.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.close import close_slot
    from ledger.jobs.survey.standing import calendar_told

    with custodian(place, custody, people=2, speaks=True, reaches_host=True) as desk:
        slots = (slot,) if slot is not None else calendar_told(desk.place).close
        closed = []
        for each in slots:
            tell(f"closing slot {each}; a list takes about a minute for 4,096 rows")
            closed.append(close_slot(desk.place, desk.voice, desk.door, each))
    document: dict[str, Any] = {
        "closed": [
            {"slot": each.slot, "waves": list(each.waves), "bucket": each.bucket, "unopened_rows": each.unopened}
            for each in closed
        ]
    }
    notes = [
        f"slot {each.slot}: {each.unopened} rows could not be opened: ask the operator what it changed "
        f"({', '.join(each.named[:10])})"
        for each in closed
        if each.unopened
    ]
    facts = {f"slot {each['slot']}": f"{len(each['waves'])} waves" for each in document["closed"]}
    title = "CLOSED" if closed else "NOTHING TO CLOSE"
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, facts, *notes))
    return ExitCode.OK
