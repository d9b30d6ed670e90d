"""tierlight survey assess."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.jobs.survey.sealed_assessment import SealedAssessment
    from ledger.model.risk import SiteInputs
    from ledger.ports.survey import CustodianBook
    from ledger.reference.snapshot import ReferenceSnapshot

Site = Annotated[str, typer.Argument(metavar="SITE", help="The site's identifier, as the plan has it.")]
Good = Annotated[str, typer.Option("--good", metavar="NAME", help="What is made there, as the lists call it.")]
Country = Annotated[str | None, typer.Option("--country", metavar="XX", help="Where it is; else as the plan has it.")]
Region = Annotated[
    str | None, typer.Option("--region", metavar="XX-YY", help="Its ISO 3166-2 region; else as the plan has it.")
]
Reference = Annotated[
    str | None,
    typer.Option(
        "--reference", metavar="HASH", help="The reference hash that the shared score names (6 letters do): the same."
    ),
]
_SHORTEST_HASH = 6
_LACKING = (
    "without --operator-home the ledger's word is missing: audits, certificates, what the site declared of its "
    "workforce, findings and remedies all count as open here, so the range is wide and no audit gives credit"
)
_WARNING = (
    "SEALED: exact counts and open cases, for case handlers on this screen. They can point at a person. Do not copy, "
    "print or send them; brand, supplier and auditor never see this."
)


@holds
def survey_assess(
    place: Place,
    site: Site,
    good: Good,
    custody: Custody,
    country: Country = None,
    region: Region = None,
    reference: Reference = None,
) -> int:
    """\b
    Example:
      tierlight survey assess urn:epc:id:sgln:9506000.00101.0 --good Cotton --home custodian

    Assess a site with everything that the custodian knows: exact counts, open cases with their floor, confirmed
    grievances and retaliation. Shown on this screen alone; nothing is kept, signed or sent. With --operator-home what
    the ledger on this machine says of the site is read as well, by the public lists in force there; else every other
    question counts as open, and the lists imported into --home are read. Their hash is shown: compare it with that of
    the shared score, or give that one with --reference and other lists are refused.
    """
    from ledger.bootstrap.opening import SystemClock
    from ledger.jobs.cases.case_book import cases_in
    from ledger.jobs.survey.audit_log import note_act
    from ledger.jobs.survey.sealed_assessment import assess_sealed
    from ledger.model.survey.audit_entry import Act
    from ledger.proof.event_hash import canonical_uri
    from ledger.surveys.releases.schedule import day_of

    if place.as_json:
        mend = "read it on the screen; what others may know is in the site's releases"
        raise WrongUsage(field="--json", reason="a sealed assessment goes into no file", mend=mend)
    today = day_of(SystemClock().now())
    with custodian(place, custody) as desk:
        book = desk.place.book
        lists = _lists(place, custody, as_of=today)
        _require_same(lists.snapshot_hash, reference)
        note_act(desk.place, Act.ASSESSED, canonical_uri(site))
        where = {"country": country, "region": region}
        known = _known(custody, book, canonical_uri(site), lists, good=good, as_of=today, **where)
        found = assess_sealed(book, known, cases_in(book), as_of=today)
    tell(_WARNING)
    answer({}, as_json=None, render=partial(_draw, found, lists.snapshot_hash))
    return ExitCode.OK


def _lists(place: Place, custody: Custody, *, as_of: date) -> "ReferenceSnapshot":
    """Give the public lists in force: of the operator's folder where it is named, else of the custodian's own."""
    from ledger.bootstrap import reference_shelf
    from ledger.jobs.reference import reference_on
    from ledger.settings import read_settings

    settings = place.settings() if custody.operator_home is None else read_settings(home=custody.operator_home)
    return reference_on(reference_shelf(settings), as_of=as_of)


def _require_same(found: str, told: str | None) -> None:
    if told is None:
        return
    wanted = told.lower().removeprefix("0x")
    if len(wanted) >= _SHORTEST_HASH and found.startswith(wanted):
        return
    mend = "import the operator's editions: auditor reference import FILE --home DIR; or name --operator-home"
    raise WrongUsage(
        field="--reference", reason=f"the lists in force here are {found[:16]}…, not {told[:64]}", mend=mend
    )


def _known(
    custody: Custody,
    book: "CustodianBook",
    site: str,
    lists: "ReferenceSnapshot",
    *,
    good: str,
    country: str | None,
    region: str | None,
    as_of: date,
) -> "SiteInputs":
    from ledger.jobs.survey.custodian_state import plans_of
    from ledger.jobs.survey.sealed_assessment import Whereabouts, known_of_place
    from ledger.proof.event_hash import canonical_uri

    if custody.operator_home is not None:
        return _known_here(custody, book, site, good=good, as_of=as_of)
    planned = [each for plan in plans_of(book) for each in plan.sites if canonical_uri(each.site) == site]
    if country is None and not planned:
        raise WrongUsage(field="--country", reason="no plan names this site", mend="give --country, as BD")
    last = planned[-1] if planned else None
    where = Whereabouts(country or planned[-1].country, region)
    if last is not None and country in (None, last.country):
        where = Whereabouts(last.country, region or last.region, last.latitude, last.longitude)
    tell(_LACKING)
    return known_of_place(lists, site=site, where=where, good=good, as_of=as_of)


def _known_here(custody: Custody, book: "CustodianBook", site: str, *, good: str, as_of: date) -> "SiteInputs":
    from ledger.bootstrap import open_ledger
    from ledger.jobs.assess import known_site
    from ledger.jobs.survey.custodian_state import enrolment_of
    from ledger.settings import read_settings

    ledger = open_ledger(read_settings(home=custody.operator_home))
    try:
        return known_site(ledger.world, site, good=good, party=enrolment_of(book).did, as_of=as_of)
    finally:
        ledger.close()


def _draw(found: "SealedAssessment", lists_hash: str, console: Any) -> None:
    from auditor_cli.render.facts import draw_facts

    score, plain = found.score, found.without
    facts: dict[str, object] = {
        "band": score.band.text,
        "action": score.action.text,
        "index": f"{score.r:.2f}, range {score.r_lo:.2f} to {score.r_hi:.2f}",
        "without what workers say": f"{plain.r:.2f}, range {plain.r_lo:.2f} to {plain.r_hi:.2f}",
        "open cases": str(found.open_cases),
        "confirmed grievances and retaliation": str(found.confirmed),
        "latest survey": _survey(found),
        "public lists": f"{lists_hash[:16]}…  as the shared score names them in `reference_hash`, if they are the same",
    }
    notes = [f"{flag.test}: {flag.statistic}. It may be innocent: {flag.innocent}" for flag in found.flags]
    if found.label:
        notes.append(f"Its silence is {found.label}: the tests doubt it, and nobody is accused.")
    if found.contradicted:
        notes.append(f"Audits that found nothing on {', '.join(sorted(found.contradicted))} give no credit here.")
    draw_facts(console, safe(score.site), facts, *notes)


def _survey(found: "SealedAssessment") -> str:
    if found.latest is None or found.interval is None:
        return "none that was tallied"
    counts, (low, high) = found.latest, found.interval
    told = f"{counts.affected} of {counts.respondents}, ended on {counts.ended_on.isoformat()}"
    return f"{told}; 95 % interval {low:.2f} to {high:.2f} (Wilson); S {found.survey_term:+.3f}"
