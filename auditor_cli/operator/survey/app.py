"""The verbs of `tierlight survey`."""

from collections.abc import Callable

import typer

from auditor_cli.operator.survey.account import survey_account
from auditor_cli.operator.survey.announce import survey_announce
from auditor_cli.operator.survey.assess import survey_assess
from auditor_cli.operator.survey.audit_log import survey_audit_log
from auditor_cli.operator.survey.calendar import survey_calendar
from auditor_cli.operator.survey.close import survey_close
from auditor_cli.operator.survey.confirm import survey_confirm
from auditor_cli.operator.survey.demands import survey_demands
from auditor_cli.operator.survey.end import survey_end
from auditor_cli.operator.survey.enrol import survey_enrol
from auditor_cli.operator.survey.expire import survey_expire
from auditor_cli.operator.survey.import_kobo import survey_import_kobo
from auditor_cli.operator.survey.limits import survey_limits
from auditor_cli.operator.survey.open import survey_open
from auditor_cli.operator.survey.paper import survey_columns, survey_paper
from auditor_cli.operator.survey.people import survey_people
from auditor_cli.operator.survey.plan import survey_plan
from auditor_cli.operator.survey.practice import survey_practice
from auditor_cli.operator.survey.read import survey_read
from auditor_cli.operator.survey.release import survey_release
from auditor_cli.operator.survey.review import survey_review
from auditor_cli.operator.survey.rewrap import survey_rewrap
from auditor_cli.operator.survey.slips import survey_slips
from auditor_cli.operator.survey.status import survey_status
from auditor_cli.operator.survey.tally import survey_tally
from auditor_cli.operator.survey.watch import survey_watch
from auditor_cli.place import verb

PURPOSE = "The worker line: keys, waves, answers and releases, on the custodian's own machine."
_HERE = "works on the custodian's own machine alone"
# In the order in which a custodian comes to need them; why one takes no --server, else None.
_VERBS: tuple[tuple[str, Callable[..., int], str | None], ...] = (
    ("people", survey_people, "makes keys on this machine, where they stay"),
    ("enrol", survey_enrol, None),
    ("calendar", survey_calendar, None),
    ("plan", survey_plan, _HERE),
    ("practice", survey_practice, _HERE),
    ("announce", survey_announce, None),
    ("open", survey_open, None),
    ("columns", survey_columns, "reads the custodian's own book"),
    ("slips", survey_slips, None),
    ("paper", survey_paper, None),
    ("import-kobo", survey_import_kobo, None),
    ("status", survey_status, None),
    ("close", survey_close, None),
    ("end", survey_end, None),
    ("limits", survey_limits, _HERE),
    ("tally", survey_tally, None),
    ("read", survey_read, None),
    ("release", survey_release, None),
    ("account", survey_account, None),
    ("watch", survey_watch, _HERE),
    ("confirm", survey_confirm, _HERE),
    ("assess", survey_assess, "shows what never leaves the custodian's own machine"),
    ("rewrap", survey_rewrap, None),
    ("expire", survey_expire, "destroys what the operator's own data folder keeps"),
    ("demands", survey_demands, None),
    ("review", survey_review, None),
    ("audit-log", survey_audit_log, "reads the custodian's own book"),
)


def add_verbs(group: typer.Typer) -> None:
    """Give the group its verbs."""
    for name, command, only_here in _VERBS:
        verb(group, name, only_here=only_here)(command)
