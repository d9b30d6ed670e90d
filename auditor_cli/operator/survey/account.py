"""tierlight survey account."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place


@holds
def survey_account(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey account --home custodian

    Account on chain for everything whose day has come: as decoy, release or ending. A wave without its release waits
    and is named. Exit 6 where something is overdue, which anybody can see on chain.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.account import account
    from ledger.proof.wire import hex_text

    with custodian(place, custody, speaks=True) as desk:
        done = account(desk.place)
    document: dict[str, Any] = {
        "opened": [{"wave_id": hex_text(wave_id), "as": opening.name.lower()} for wave_id, opening in done.opened],
        "waiting_for_a_release": list(done.waiting),
        "overdue": [hex_text(wave_id) for wave_id in done.overdue],
    }
    facts = {name: len(found) for name, found in document.items()}
    notes = [f"wave {each} waits: `tierlight survey release`" for each in done.waiting]
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "ACCOUNTED", facts, *notes))
    return ExitCode.NOT_COMPLETE if done.overdue else ExitCode.OK
