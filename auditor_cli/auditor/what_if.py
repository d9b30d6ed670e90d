"""auditor what-if."""

from auditor_cli.auditor.as_of import AsOf, day_of
from auditor_cli.auditor.log_state import AsOfLogSize, MinLogSize, state_of
from auditor_cli.auditor.scope import ProductId, SiteId, TierNumber
from auditor_cli.csv_rows import WHAT_IF_COLUMNS, Csv, csv_text, require_one_form, what_if_rows
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer, print_text
from auditor_cli.place import Place


def what_if(
    place: Place,
    product: ProductId,
    site: SiteId = None,
    tier: TierNumber = None,
    as_of: AsOf = None,
    as_csv: Csv = False,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
) -> int:
    """\b
    Example:
      auditor what-if 09506000134352 --tier 2

    Rank what to do next: which document, visit or survey may narrow the range most, which remedy may lower the score,
    and who must act. No line is a promise.
    """
    from auditor_cli.render.what_if import draw_what_if
    from auditor_cli.source.chosen import source

    require_one_form(place, as_csv=as_csv)
    day = day_of(as_of)
    with source(place) as asked:
        state = state_of(min_log_size, as_of_log_size, None)
        document = asked.what_if(product, as_of=day, site=site, tier=tier, **state)
    if as_csv:
        print_text(csv_text(WHAT_IF_COLUMNS, what_if_rows(document)))
    else:
        answer(document, as_json=place.as_json, render=lambda console: draw_what_if(console, document))
    return ExitCode.OK
