"""The verbs of `tierlight case`."""

from collections.abc import Callable

import typer

from auditor_cli.operator.case.close import case_close
from auditor_cli.operator.case.consent import case_consent, case_disclose
from auditor_cli.operator.case.evidence import case_evidence
from auditor_cli.operator.case.from_survey import case_from_survey
from auditor_cli.operator.case.hand_over import case_hand_over
from auditor_cli.operator.case.help_files import help_check, help_import, help_keep, help_show
from auditor_cli.operator.case.listing import case_due, case_list
from auditor_cli.operator.case.open import case_open
from auditor_cli.operator.case.show import case_print, case_show
from auditor_cli.operator.case.steps import case_confirm, case_contact, case_note, case_refer, case_remedy
from auditor_cli.place import verb

PURPOSE = "Help for one worker at a time, from the call to closure, on the custodian's own machine."
HELP = "Whom workers are told to call, who takes cases, and what is done in danger."
_HERE = "works on the custodian's own machine alone"
_VERBS: tuple[tuple[str, Callable[..., int]], ...] = (
    ("open", case_open),
    ("list", case_list),
    ("due", case_due),
    ("show", case_show),
    ("note", case_note),
    ("contact", case_contact),
    ("refer", case_refer),
    ("consent", case_consent),
    ("disclose", case_disclose),
    ("hand-over", case_hand_over),
    ("remedy", case_remedy),
    ("confirm", case_confirm),
    ("close", case_close),
    ("print", case_print),
    ("evidence", case_evidence),
)
_HELP_VERBS: tuple[tuple[str, Callable[..., int]], ...] = (
    ("import", help_import),
    ("check", help_check),
    ("keep", help_keep),
    ("show", help_show),
)


def add_verbs(group: typer.Typer) -> None:
    """Give the group its verbs."""
    for name, command in _VERBS:
        verb(group, name, only_here=_HERE)(command)
    verb(group, "from-survey", only_here=None)(case_from_survey)
    lines = typer.Typer(help=HELP, rich_markup_mode=None, add_completion=False)
    for name, command in _HELP_VERBS:
        verb(lines, name, only_here=_HERE)(command)
    group.add_typer(lines, name="help")
