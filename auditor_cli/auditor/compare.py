"""auditor compare."""

from typing import Annotated

import typer

from auditor_cli.auditor.as_of import day_of
from auditor_cli.auditor.scope import ProductId
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

Other = Annotated[str | None, typer.Argument(metavar="[PRODUCT]", help="Another product to compare with.")]
Days = Annotated[
    list[str] | None, typer.Option("--as-of", metavar="DATE", help="A day; give it twice, the earlier first.")
]
Sizes = Annotated[
    list[int] | None,
    typer.Option("--as-of-log-size", min=0, metavar="N", help="The first N entries of the log; give it twice."),
]


def compare(
    place: Place, product: ProductId, other: Other = None, as_of: Days = None, as_of_log_size: Sizes = None
) -> int:
    """\b
    Example:
      auditor compare 09506000134352 --as-of 2026-10-01 --as-of 2026-11-21

    Say what changed between two days, two log sizes or two products, term by term, and which records did it. What is
    named once is compared with today, or with the whole log.
    """
    from auditor_cli.render.compare import draw_comparison
    from auditor_cli.source.chosen import source

    days = [day_of(day) for day in as_of or ()]
    if other is None and not days and not as_of_log_size:
        mend = "give --as-of DATE or --as-of-log-size N, once or twice, or a second product"
        raise WrongUsage(field="--as-of", reason="is not there, so there is nothing to compare", mend=mend)
    with source(place) as asked:
        document = asked.compare(product, other=other, days=days, sizes=as_of_log_size or ())
    answer(document, as_json=place.as_json, render=lambda console: draw_comparison(console, document))
    return ExitCode.OK
