"""tierlight case from-survey."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.case.desk import By, clock_document
from auditor_cli.operator.survey.custody import Custody, Why, custodian, holds
from auditor_cli.operator.survey.open import Wave
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

_Responder = Annotated[str, typer.Option("--responder", metavar="NAME", help="Who takes the cases.")]
_Second = Annotated[str, typer.Option("--second", metavar="NAME", help="Who takes over if the first falls silent.")]
_Child = Annotated[str | None, typer.Option("--child-responder", metavar="NAME", help="Who takes a young person's.")]
_ChildSecond = Annotated[str | None, typer.Option("--child-second", metavar="NAME", help="Who stands behind them.")]


@holds
def case_from_survey(
    place: Place,
    wave: Wave,
    by: By,
    responder: _Responder,
    second: _Second,
    custody: Custody,
    child_responder: _Child = None,
    child_second: _ChildSecond = None,
    why: Why = "",
) -> int:
    """\b
    Example:
      tierlight case from-survey TOKEN --by "Ana Invented" --responder "Ana Invented" \\
        --second "Bo Invented" --home custodian

    Open a case for everybody who asked in a wave to be called and agreed to referral; each once. Run it every day while
    the wave is open: these workers wait. Takes both people's passphrases.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.cases.from_survey import Hands, cases_from_wave

    with custodian(place, custody, people=2, reaches_host=True) as desk:
        hands = Hands(by, responder, second, child_responder, child_second)
        found = cases_from_wave(desk.place, wave, desk.door.sealed(wave), hands=hands, why=why)
        cases = [clock_document(case, now=desk.place.clock.now()) for case in found.cases]
    document = {"opened": cases, "without_a_number": found.without_contact, "not_readable": found.unopened}
    facts = {"cases": ", ".join(str(each["code_word"]) for each in cases) or "none new"} | document
    facts.pop("opened")
    if found.unopened:
        told = f"{found.unopened} rows could not be opened: ask the operator what it changed"
        tell(f"{told} ({', '.join(found.named[:10])})")
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "OPENED", facts))
    return ExitCode.OK
