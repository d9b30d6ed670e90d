"""tierlight survey rewrap."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, custodian_home, holds
from auditor_cli.output import answer, tell
from auditor_cli.place import Place


@holds
def survey_rewrap(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey rewrap --home custodian

    Once a month, after `people` for both and `enrol`: seal all answers that are kept to the enrolled month's keys, then
    destroy both people's keys of the months before. From then on an older copy of the operator's databases opens
    nothing. A month that a running or planned wave seals to is kept: run this again after that wave.
    """
    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap.survey import forget_epoch_of_both, held_epochs
    from ledger.jobs.survey.audit_log import note_act
    from ledger.jobs.survey.custodian_state import enrolment_of, opener_of, plans_of
    from ledger.jobs.survey.rewrap import rewrap
    from ledger.model.survey.audit_entry import Act

    home = custodian_home(place)
    with custodian(place, custody, people=2, reaches_host=True) as desk:
        note_act(desk.place, Act.SEALED_ANEW, "every wave")
        told = rewrap(
            desk.door,
            [plan.hosted for plan in plans_of(desk.place.book)],
            keys=enrolment_of(desk.place.book).keys,
            opener=opener_of(desk.place),
            held=held_epochs(home),
            now=desk.place.clock.now(),
            forget=lambda old: forget_epoch_of_both(home, passphrases=desk.words, epoch=old),
        )
    if told.kept:
        tell(f"kept, since a wave still seals to it: {', '.join(told.kept)}; run this again after that wave")
    if told.named:
        some = ", ".join(told.named[:10])
        tell(f"{len(told.named)} rows were altered and open no more: ask the operator what it changed ({some})")
    tell("destroy every copy of the two key files from before: a copy still opens what was destroyed here")
    document: dict[str, Any] = {
        "responses": told.responses,
        "destroyed_epochs": list(told.destroyed),
        "kept_epochs": list(told.kept),
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "SEALED ANEW", document))
    return ExitCode.OK
