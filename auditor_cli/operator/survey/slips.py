"""tierlight survey slips."""

from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.operator.survey.rows import WaveOption
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

_Site = Annotated[str, typer.Option("--site", metavar="SITE", help="The site that the slips are for.")]
_Count = Annotated[int, typer.Option("--count", metavar="N", min=1, max=5_000, help="One for each worker.")]


@holds
def survey_slips(place: Place, wave: WaveOption, site: _Site, count: _Count, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey slips --wave TOKEN --site SITE --count 120 --home CUSTODIAN

    Make codes for slips that are torn off paper forms, one for each worker, and print them. Each is kept as a cover, so
    that a slip does not show whether its form was handed in. Keep the printed list nowhere.
    """
    from ledger.jobs.survey.bring_in import site_names
    from ledger.jobs.survey.custodian_state import plan_of
    from ledger.jobs.survey.slips import make_slips

    with custodian(place, custody, reaches_host=True) as desk:
        plan = plan_of(desk.place.book, wave)
        names = {name.casefold(): token for name, token in site_names(plan).items()}
        if site.casefold() not in names:
            raise WrongUsage(field="--site", reason="is none of this wave's sites", mend="name one as the plan does")
        codes = make_slips(desk.place, desk.door, plan, site=names[site.casefold()], count=count)
    grouped = [" ".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes]
    document = {"wave": wave, "slips": list(codes)}
    answer(document, as_json=place.as_json, render=lambda console: console.print("\n".join(grouped)))
    return ExitCode.OK
