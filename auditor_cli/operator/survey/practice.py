"""tierlight survey practice."""

import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

if TYPE_CHECKING:
    from ledger.jobs.survey.plan import WaveAsked
    from ledger.model.survey.wave import WavePlan
    from ledger.ports.survey import SurveyHost

_DAY = 86_400
PlanFile = Annotated[Path, typer.Argument(metavar="FILE", help="The wave's plan, as TOML.")]
Port = Annotated[int, typer.Option("--port", help="Listen here; 0 picks a free one.")]
Covers = Annotated[
    int, typer.Option("--covers", metavar="N", min=0, max=1_000, help="Visitors that only came and left.")
]
NoServe = Annotated[bool, typer.Option("--no-serve", help="Serve nothing: let the covers come, close, show the list.")]


def survey_practice(
    place: Place, file: PlanFile, port: Port = 0, covers: Covers = 20, no_serve: NoServe = False
) -> int:
    """\b
    Example:
      tierlight survey practice wave.toml

    Hold the wave on this machine alone, with draft words, numbers that nobody answers and visitors that only came and
    left; nothing is announced or sent. Every page says that it is a demo. All of it is destroyed at the end (Ctrl-C).
    """
    from auditor_cli.operator.serve import listening_socket, run_server, served_address

    for name in ("TIERLIGHT_DATABASE_URL", "TIERLIGHT_CHAIN_URL"):  # practice must not reach a real ledger
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="tierlight-practice-") as scratch:
        settings = Place(Path(scratch) / "host", place.as_json, None, None).settings(port=port)
        host, plan, codes = _held(settings, Path(scratch) / "custodian", file, covers)
        if no_serve:
            document = _closed(Path(scratch) / "custodian", host, plan, codes)
            answer(document, as_json=place.as_json, render=lambda console: _draw(console, "PRACTISED", document))
            return ExitCode.OK
        with listening_socket(settings) as listening:
            base = served_address(settings, listening)
            links = [f"{base}/w/{plan.hosted.token}/{site.token}" for site in plan.sites]
            document = {"wave": plan.hosted.token, "links": links, "covers": len(codes)}
            run_server(settings, listening, when_listening=lambda: _listens(place, document))
    return ExitCode.OK


def _listens(place: Place, document: dict[str, Any]) -> None:
    """Only now: who follows a link earlier is refused."""
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, "PRACTICE", document))
    tell("Ctrl-C ends the practice and destroys what was answered")


def _held(settings: Any, home: Path, file: Path, covers: int) -> "tuple[SurveyHost, WavePlan, list[str]]":
    """Two people's keys of this practice alone, the wave open now, and the covers that came."""
    from auditor_cli.operator.survey.plan_file import plan_in
    from ledger.bootstrap.survey import open_survey_host
    from ledger.jobs.survey.practice import cover_visits, practice_plan

    asked: WaveAsked = plan_in(file)
    custodian = practice_custodian(home)
    plan = practice_plan(custodian, asked, now=custodian.clock.now())
    host = open_survey_host(settings)
    host.vault.add_wave(plan.hosted)
    return host, plan, cover_visits(host, plan, covers)


def practice_custodian(home: Path) -> Any:
    """Make and open a custodian's place with two keys that are thrown away with it."""
    from ledger.bootstrap.survey import enrol_person, epoch_keys, open_custodian
    from ledger.jobs.survey.practice import keep_practice_enrolment

    words = tuple(os.urandom(24).hex() for _ in (1, 2))
    epoch = time.strftime("%Y-%m", time.gmtime())
    for person, each in enumerate(words, start=1):
        enrol_person(home, person, each, epoch, rounds=2**13)  # nobody could try these: 192 random bits
    (home / "words").write_text("\n".join(words))
    opened = open_custodian(home, passphrases=words)
    keep_practice_enrolment(opened, epoch_keys(home, epoch))
    return opened


def _closed(home: Path, host: "SurveyHost", plan: "WavePlan", codes: list[str]) -> dict[str, Any]:
    from ledger.bootstrap.survey import open_custodian
    from ledger.jobs.survey.practice import practice_list
    from ledger.surveys.closing import is_counted

    first, second = (home / "words").read_text().splitlines()
    closed = practice_list(open_custodian(home, passphrases=(first, second)), host, plan)
    return {
        "wave": plan.hosted.token,
        "codes": codes[:3],
        "counted": sum(is_counted(closed.list_rows, plan.hosted.token, code) for code in codes),
        "rows_on_the_list": len(closed.list_rows),
        "root": "0x" + closed.root.hex(),
    }


def _draw(console: Any, title: str, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts

    draw_facts(console, title, {name: value for name, value in document.items() if name != "links"})
    for link in document.get("links", ()):
        console.print(f"  {link}", soft_wrap=True)
