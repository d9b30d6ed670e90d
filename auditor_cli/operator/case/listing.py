"""tierlight case list, and due."""

from typing import TYPE_CHECKING, Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import case_desk, clock_document, with_people
from auditor_cli.operator.survey.custody import Custody
from auditor_cli.output import answer, safe
from auditor_cli.place import Place

if TYPE_CHECKING:
    from rich.console import Console


@with_people
def case_list(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight case list --home custodian

    List the cases by their clocks: code words, and no contact, words or place, so that others may see the screen. What
    was erased is counted.
    """
    from ledger.jobs.cases.case_book import counts_in
    from ledger.jobs.cases.due import listed_cases

    with case_desk(place, custody) as opened:
        now = opened.clock.now()
        cases = [clock_document(each.case, now=now) for each in listed_cases(opened)]
        document = {"cases": cases, "erased": dict(counts_in(opened.book))}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


@with_people
def case_due(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight case due --home custodian

    List what is past its clock, danger first: 24 hours in danger and 72 otherwise to the first contact. The second
    responder of such a case may take it over: `tierlight case hand-over`.
    """
    from ledger.jobs.cases.due import overdue_cases

    with case_desk(place, custody) as opened:
        now = opened.clock.now()
        overdue = [clock_document(each.case, now=now) | _second(each.case) for each in overdue_cases(opened)]
    document = {"overdue": overdue}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, {"cases": overdue}))
    return ExitCode.OK


def _second(case: Any) -> dict[str, object]:
    return {"second_responder": case.second_responder}


def _draw(console: "Console", document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts
    from auditor_cli.render.tables import line, table

    if not document["cases"]:
        line(console, "NO CASES")
    else:
        drawn = table("code word", "id", "due by (UTC)", "waits for", "responder", "")
        drawn.columns[2].no_wrap = True  # half a time is read as another
        for each in document["cases"]:
            marks = [name for name, is_so in _marks(each) if is_so]
            row = (each["code_word"], each["case_id"], each["due_by"] or each["state"], each["waits_for"] or "")
            drawn.add_row(*(safe(cell) for cell in (*row, each["responder"], ", ".join(marks))))
        console.print(drawn)
    if document.get("erased"):
        draw_facts(console, "ERASED, counted", document["erased"])


def _marks(each: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    return ("OVERDUE", each["is_overdue"]), ("danger", each["is_danger"]), ("child", each["is_child"])
