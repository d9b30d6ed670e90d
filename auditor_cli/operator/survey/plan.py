"""tierlight survey plan."""

import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer, print_document
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.survey.wave import WavePlan

PlanFile = Annotated[Path | None, typer.Argument(metavar="FILE", help="The wave's plan, as TOML.")]
Template = Annotated[bool, typer.Option("--template", help="Print a plan to start from, every entry explained.")]
WithHooks = Annotated[
    bool, typer.Option("--with-hooks", help="Let SMS and voice gateways send answers; shows a secret.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check the plan; keep nothing.")]
Attest = Annotated[
    bool,
    typer.Option(
        "--attest-operators", help="You called every line: none is run by immigration authorities or tells them."
    ),
]


@holds
def survey_plan(
    place: Place,
    custody: Custody,
    file: PlanFile = None,
    template: Template = False,
    with_hooks: WithHooks = False,
    dry_run: DryRun = False,
    attest_operators: Attest = False,
) -> int:
    """\b
    Example:
      tierlight survey plan --template >wave.toml && tierlight survey plan wave.toml --dry-run --home custodian
      tierlight survey plan wave.toml --attest-operators --home custodian

    Plan a wave on this machine; nothing leaves it. Refused where labour is imposed by the state (R4), with draft
    strings, without a responder who confirmed, and where the calendar has no place. Lists of words find not every
    authority: of a real wave you attest who operates each line that it shows.
    """
    if template:
        text = (files("auditor_cli.operator.survey") / "plan_template.toml").read_text(encoding="utf-8")
        if place.as_json:
            print_document({"plan": text})
        else:
            typer.echo(text, nl=False)
        return ExitCode.OK
    if file is None:
        raise WrongUsage(field="FILE", reason="is not given", mend="see `tierlight survey plan --template`")
    _planned(place, custody, file, with_hooks=with_hooks, dry_run=dry_run, is_attested=attest_operators)
    return ExitCode.OK


def _planned(place: Place, custody: Custody, file: Path, *, with_hooks: bool, dry_run: bool, is_attested: bool) -> None:
    from dataclasses import replace

    from auditor_cli.operator.survey.plan_file import plan_in
    from ledger.jobs.cases.kept_lines import kept_lines
    from ledger.jobs.survey.drafts import drafts_told
    from ledger.jobs.survey.plan import drawn_plan, plan_wave
    from ledger.reference.snapshot import bundled_snapshot
    from ledger.surveys.channels.routes import new_hook

    asked = plan_in(file)
    secret, digest = new_hook(os.urandom) if with_hooks else (None, None)
    asked = replace(asked, hook_digest=digest, is_attested=is_attested)
    drafts = drafts_told(asked.instrument, asked.offered, asked.languages)
    with custodian(place, custody) as desk:
        asked = asked if asked.help_lines else replace(asked, help_lines=kept_lines(desk.place, asked))
        draw = drawn_plan if dry_run else plan_wave
        plan = draw(desk.place, asked, snapshot=bundled_snapshot(), drafts=drafts)
    document = plan_document(plan) | {"hook_secret": secret, "is_kept": not dry_run}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))


def plan_document(plan: "WavePlan") -> dict[str, Any]:
    """Give what a custodian is told of a plan: the links carry the tokens, which nobody else can read as sites."""
    from ledger.proof.wire import instant_text

    hosted = plan.hosted
    return {
        "wave": hosted.token,
        "slot": plan.slot,
        "opens_at": instant_text(hosted.opens_at),
        "closes_at": instant_text(hosted.closes_at),
        "is_demo": hosted.is_demo,
        "is_reviewed_by_workers": hosted.panel is not None,
        "operators": [{"line": line.name, "operated_by": line.operated_by} for line in hosted.help_lines],
        "sites": [{"site": site.site, "link": f"/w/{hosted.token}/{site.token}"} for site in plan.sites],
    }


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.output import safe
    from auditor_cli.render.facts import draw_facts

    facts = {name: value for name, value in document.items() if name not in ("sites", "operators", "is_kept")}
    draw_facts(console, "PLANNED" if document["is_kept"] else "NOT KEPT", facts)
    for each in document["operators"]:
        console.print(f"  {safe(each['line'])}: run by {safe(each['operated_by'] or 'nobody named')}", soft_wrap=True)
    for each in document["sites"]:
        console.print(f"  {safe(each['site'])}  {each['link']}", soft_wrap=True)
    if document["hook_secret"]:
        console.print("Keep the hook secret: it is not shown again.", soft_wrap=True)
