"""What bringing in rows from paper and from tablets has in common: where they go, and what is told of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds, with_options
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.model.survey.response import Channel
    from ledger.model.survey.wave import WavePlan
    from ledger.surveys.channels.paper import Difference
    from ledger.surveys.channels.rows import Row, Unread

WaveOption = Annotated[str, typer.Option("--wave", metavar="TOKEN", help="The wave: `tierlight survey status`.")]
_Site = Annotated[
    str | None, typer.Option("--site", metavar="SITE", help="The site of rows that name none: identifier or keyword.")
]
_Language = Annotated[
    str | None, typer.Option("--language", metavar="LANG", help="The language of rows that name none.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only judge the rows; nothing is sealed or sent.")]


@dataclass(frozen=True, slots=True)
class Found:
    """What files hold: rows to bring in, and what is told of the rest."""

    rows: "Sequence[Row]"
    unread: "Sequence[Unread]" = ()
    differences: "Sequence[Difference]" = ()
    personal: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Where:
    """Where rows go. Its fields are options of the command."""

    wave: WaveOption
    site: _Site = None
    language: _Language = None
    dry_run: _DryRun = False


def brings(command: Callable[..., int]) -> Callable[..., int]:
    """Give `command(place, …, where, custody)` with the options of both."""
    return holds(with_options(command, "where", Where))


def whole_file(path: Path, field: str, *, most: int) -> bytes:
    """Give a file's content, one byte more than `most` at the most. Raises WrongUsage."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise WrongUsage(field=field, reason="cannot be read", mend="name a file that you can read") from error


def bring(place: Place, custody: Custody, where: Where, channel: "Channel", read: "Callable[[WavePlan], Found]") -> int:
    """Read, seal and hand over the rows of a wave, and tell what became of them. Not zero where any was left out."""
    from auditor_cli.render.survey_rows import draw_rows
    from ledger.jobs.survey.bring_in import bring_in, site_names
    from ledger.jobs.survey.custodian_state import plan_of
    from ledger.surveys.channels.rows import Placing

    with custodian(place, custody, reaches_host=not where.dry_run) as desk:
        plan = plan_of(desk.place.book, where.wave)
        found = read(plan)
        placing = Placing(channel, site_names(plan), where.site, where.language)
        done = bring_in(desk.place, desk.host, plan, found.rows, placing)
    document = {
        "wave": where.wave,
        "is_dry_run": where.dry_run,
        "kept": done.kept,
        "repeated": done.repeated,
        "refused": [_refused(each) for each in (*found.unread, *done.refused)],
        "differences": [asdict(each) for each in found.differences],
        "dropped": {"personal": sorted(found.personal), "unknown": sorted(found.unknown)},
    }
    answer(document, as_json=place.as_json, render=lambda console: draw_rows(console, document))
    return ExitCode.USAGE if document["refused"] or document["differences"] else ExitCode.OK


def _refused(unread: "Unread") -> dict[str, Any]:
    facts = unread.reason.facts()
    told = {name: str(facts.get(name) or "") for name in ("field", "reason", "mend")}
    return {"place": unread.place, "code": unread.reason.code} | told
