"""The command `tierlight`."""

import sys
from collections.abc import Callable, Sequence

import typer

from auditor_cli.entry import run
from auditor_cli.frame import new_app, new_group
from auditor_cli.operator.answering import dispute, reply
from auditor_cli.operator.attest import attest
from auditor_cli.operator.backup import backup, restore
from auditor_cli.operator.capture import capture
from auditor_cli.operator.case.app import PURPOSE as CASE
from auditor_cli.operator.case.app import add_verbs as add_case_verbs
from auditor_cli.operator.chain import chain_migrate, chain_record, chain_up, chain_writer
from auditor_cli.operator.deploy import deploy
from auditor_cli.operator.doctor import doctor
from auditor_cli.operator.export import export, import_export
from auditor_cli.operator.fsck import fsck
from auditor_cli.operator.hand_in import hand_in
from auditor_cli.operator.init import init
from auditor_cli.operator.keys_app import PURPOSE as KEYS
from auditor_cli.operator.keys_app import add_verbs as add_keys_verbs
from auditor_cli.operator.papers import papers_import, papers_template
from auditor_cli.operator.requests import (
    requests_ask,
    requests_list,
    requests_open,
    requests_remind,
    requests_witness,
)
from auditor_cli.operator.screening import screening_confirm, screening_refuse
from auditor_cli.operator.serve import serve
from auditor_cli.operator.sites import sites_confirm, sites_decide, sites_list, sites_refuse
from auditor_cli.operator.survey.app import PURPOSE as SURVEY
from auditor_cli.operator.survey.app import add_verbs as add_survey_verbs
from auditor_cli.operator.worker import worker
from auditor_cli.place import verb

_HERE = "works on this machine's data folder"
_SENDS = "sends with the registrar key of this data folder"
_ONLY_HERE: dict[Callable[..., int], str] = {
    init: "makes this machine's data folder",
    deploy: "signs with the keys of this machine's data folder",
    serve: "is what a server is made of",
    worker: "anchors this machine's data folder",
    fsck: _HERE,
    backup: _HERE,
    restore: _HERE,
    export: _HERE,
    import_export: _HERE,
}
_PLAIN = (
    *(init, deploy, serve, worker, attest, reply),
    *(dispute, capture, fsck, doctor, backup, restore, export),
)


def build() -> typer.Typer:
    """Give the application with its verbs."""
    app = new_app(
        "tierlight",
        example="tierlight init && tierlight chain up",
        purpose="Run a ledger on this machine, and speak to one: attest, capture.",
    )
    for command in _PLAIN:
        verb(app, command.__name__, only_here=_ONLY_HERE.get(command))(command)
    verb(app, "import", only_here=_ONLY_HERE[import_export])(import_export)
    verb(app, "hand-in", only_here=None)(hand_in)
    chain = new_group(app, "chain", "The data folder's chain.")
    verb(chain, "up", only_here="runs a chain on this machine")(chain_up)
    verb(chain, "migrate", only_here="moves the ledger of this data folder")(chain_migrate)
    verb(chain, "writer", only_here="signs with the admin key of this data folder")(chain_writer)
    verb(chain, "record", only_here=_SENDS)(chain_record)
    add_keys_verbs(new_group(app, "keys", KEYS))
    papers = new_group(app, "papers", "Trade documents: orders, invoices, transport and production records as a sheet.")
    verb(papers, "import", only_here=None)(papers_import)
    verb(papers, "template", only_here="prints a file that is part of this program")(papers_template)
    sites = new_group(app, "sites", "Which described sites are one place, who operates them, and decisions about both.")
    verb(sites, "list", only_here=None)(sites_list)
    for name, decision in (("decide", sites_decide), ("confirm", sites_confirm), ("refuse", sites_refuse)):
        verb(sites, name, only_here=None)(decision)
    requests = new_group(app, "requests", "What sites are asked about their workforce, and the clock that runs on it.")
    verb(requests, "list", only_here=None)(requests_list)
    verb(requests, "ask", only_here=None)(requests_ask)
    for name, step in (("open", requests_open), ("remind", requests_remind), ("witness", requests_witness)):
        verb(requests, name, only_here=None)(step)
    screening = new_group(
        app, "screening", "Decisions about matches with official lists; `auditor screen --queue` has them."
    )
    for name, decision in (("confirm", screening_confirm), ("refuse", screening_refuse)):
        verb(screening, name, only_here=None)(decision)
    add_survey_verbs(new_group(app, "survey", SURVEY))
    add_case_verbs(new_group(app, "case", CASE))
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code."""
    return run(build(), sys.argv[1:] if argv is None else argv, name="tierlight")
