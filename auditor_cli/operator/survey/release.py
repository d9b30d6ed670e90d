"""tierlight survey release."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, Desk, custodian, holds
from auditor_cli.operator.survey.open import Wave
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.jobs.survey.release import Drawn

ToldOn = Annotated[
    str | None,
    typer.Option("--told-on", metavar="DAY", help="The day on which the workers had the results: then hand in."),
]
Attest = Annotated[
    list[str] | None,
    typer.Option("--attest", metavar="SITE", help="The integrity of this site's channel is attested (rule R5)."),
]
Remedied = Annotated[
    list[str] | None, typer.Option("--remedied", metavar="SITE", help="A remedy is recorded for this site.")
]
Texts = Annotated[
    Path | None, typer.Option("--texts", metavar="DIR", help="Write what the workers are told into this folder.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what stands; draw nothing and send nothing.")]


@holds
def survey_release(
    place: Place,
    wave: Wave,
    custody: Custody,
    told_on: ToldOn = None,
    attest: Attest = None,
    remedied: Remedied = None,
    texts: Texts = None,
    dry_run: DryRun = False,
) -> int:
    """\b
    Example:
      tierlight survey release d2F2ZS1vbmUtdG9rZW4h --texts results --home custodian
      tierlight survey release d2F2ZS1vbmUtdG9rZW4h --told-on 2026-12-01 --home custodian

    Draw the releases of a tallied wave, once; write what its workers are told. Give it to them first, then hand in
    with --told-on, from the fixed day on. Asked again it gives the same, byte for byte.
    """
    from ledger.jobs.survey.hand_in_releases import hand_in_releases
    from ledger.jobs.survey.release import draw_releases, mark_told
    from ledger.jobs.survey.standing import now_of
    from ledger.surveys.releases.noise import discrete_laplace
    from ledger.surveys.releases.schedule import day_of

    with custodian(place, custody, speaks=True) as desk:
        if dry_run:
            return _dry_run(place, desk, wave)
        now = now_of(desk.place)
        attested = frozenset(attest or ())
        drawn = draw_releases(
            desk.place, wave, noise=discrete_laplace, attested=attested, now=now, remedied=remedied or ()
        )
        for line in drawn.warnings:
            tell(line)
        written = _write_texts(desk, wave, drawn, texts) if texts else 0
        handed = []
        if told_on is not None:
            mark_told(desk.place, wave, _day(told_on), today=day_of(now))
            handed = [each.record_id for each in hand_in_releases(desk.place, desk.voice, wave, now=now)]
    document = _document(drawn, handed) | {"texts_written": written}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.OK


def _dry_run(place: Place, desk: Desk, wave: str) -> int:
    from auditor_cli.render.facts import draw_facts
    from ledger.jobs.survey.custodian_state import plan_of
    from ledger.jobs.survey.issued_book import drawn_on, told_on
    from ledger.jobs.survey.tallies import closed_entry
    from ledger.surveys.releases.schedule import day_of, release_at

    plan = plan_of(desk.place.book, wave)
    drawn = drawn_on(desk.place.book, plan, "0x" + closed_entry(desk.place.book, wave).wave_id.hex())
    document: dict[str, Any] = {
        "sites": len(plan.sites),
        "drawn_on": drawn,
        "workers_told_on": told_on(desk.place.book, wave, drawn=drawn) if drawn else None,
        "may_be_handed_in_from": day_of(release_at(plan.slot)).isoformat(),
        "is_sent": False,
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "NOT SENT", document))
    return ExitCode.OK


def _document(drawn: "Drawn", handed: list[bytes]) -> dict[str, Any]:
    from ledger.proof.frozen_form import form_of
    from ledger.proof.wire import hex_text

    return {
        "releases": [form_of(each) for each in drawn.releases],
        "warnings": list(drawn.warnings),
        "records": [hex_text(each) for each in handed],
        "is_sent": bool(handed),
    }


def _write_texts(desk: Desk, wave: str, drawn: "Drawn", folder: Path) -> int:
    """Write a poster, messages and a page for each site and language of the wave, and give how many files."""
    from ledger.jobs.survey.audit_log import note_act
    from ledger.jobs.survey.custodian_state import plan_of
    from ledger.model.survey.audit_entry import Act
    from ledger.reference.survey_words import direction, words
    from ledger.surveys.releases.plain import page, poster, results_in_words, sms

    hosted = plan_of(desk.place.book, wave).hosted
    note_act(desk.place, Act.TEXTS_WRITTEN, wave)
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for number, release in enumerate(drawn.releases, start=1):
        for language in hosted.languages:
            parts = results_in_words(release, words(language), help_lines=hosted.help_lines)
            told = {
                "poster.txt": f"{release.site}\n\n{poster(parts)}",
                "sms.txt": "\n---\n".join(sms(parts)) + "\n",
                "page.html": page(parts, language=language, direction=direction(language)),
            }
            for kind, text in told.items():
                (folder / f"site-{number}-{language}-{kind}").write_text(text, encoding="utf-8")
                written += 1
    return written


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts

    for each in document["releases"]:
        told = {f"{cell['indicator'] or 'forced labour'}": cell["band"] for cell in each["cells"] if not cell["gender"]}
        facts = {name: band or "not told" for name, band in told.items()} | {"answers": each["answers_came"]}
        draw_facts(console, each["site"], facts)
    title = "HANDED IN" if document["is_sent"] else "DRAWN, NOT SENT: tell the workers first, then --told-on DAY"
    draw_facts(console, title, {"releases": len(document["releases"]), "texts": document["texts_written"]})


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUsage(field="--told-on", reason="is no day", mend="write it as 2026-12-01") from error
