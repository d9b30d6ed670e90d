"""tierlight survey calendar."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place

_AHEAD = 4  # slots shown


@holds
def survey_calendar(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey calendar --home custodian

    Say what is to be announced, closed and accounted for today, how many looks for retaliation are due at sites
    (`tierlight survey status` names them), and the days of the next slots. Keep to it whether a wave is planned or not:
    what changes with a wave would announce it. Exit 6 where an announcement is overdue, or a look due.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.custodian_state import rules_of
    from ledger.jobs.survey.standing import calendar_told, now_of
    from ledger.jobs.survey.watches_due import watches_due
    from ledger.proof.wire import instant_text
    from ledger.surveys.calendar import announcing_at, begins_at, closing_at, ends_at, opening_at, slot_of

    with custodian(place, custody, speaks=True) as desk:
        now, rules, due = now_of(desk.place), rules_of(desk.place.book), calendar_told(desk.place)
        looks = sum(each.state in ("due", "overdue") for each in watches_due(desk.place))
    first = slot_of(now)
    document: dict[str, Any] = {
        "now": instant_text(now),
        "due": {
            "announce": due.announce,
            "close": list(due.close),
            "account": list(due.open),
            "overdue": list(due.overdue),
            "looks": looks,
        },
        "slots": [
            {
                "slot": slot,
                "announced_on": instant_text(announcing_at(slot, rules)),
                "begins_at": instant_text(begins_at(slot)),
                "ends_at": instant_text(ends_at(slot)),
                "closed_on": instant_text(closing_at(slot, rules)),
                "accounted_on": instant_text(opening_at(slot, rules)),
            }
            for slot in range(first, first + _AHEAD)
        ],
    }
    facts = {"now": document["now"], **{name: value or "nothing" for name, value in document["due"].items()}}
    notes = [
        f"slot {each['slot']}: {each['begins_at'][:10]} to {each['ends_at'][:10]}; announced on "
        f"{each['announced_on'][:10]}, closed on {each['closed_on'][:10]}, accounted on {each['accounted_on'][:10]}"
        for each in document["slots"]
    ]
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "CALENDAR", facts, *notes))
    return ExitCode.NOT_COMPLETE if due.overdue or looks else ExitCode.OK
