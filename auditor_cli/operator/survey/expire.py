"""tierlight survey expire."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def survey_expire(place: Place) -> int:
    """\b
    Example:
      tierlight survey expire

    On the operator's host, every day: destroy free texts 90 days after their wave, and answers 24 months after it. The
    published lists stay. Nothing makes them live longer, an order to preserve evidence neither. Again does no harm.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap.survey import open_survey_host
    from ledger.jobs.survey.expire import expire

    gone = expire(open_survey_host(place.settings()))
    document: dict[str, Any] = {
        "expired": [{"wave": each.wave, "responses": each.responses, "free_texts": each.free_texts} for each in gone]
    }
    facts = {each.wave: f"{each.responses} responses, {each.free_texts} free texts" for each in gone}
    title = "DESTROYED" if gone else "NOTHING IS OVER ITS TIME"
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, title, facts))
    return ExitCode.OK
