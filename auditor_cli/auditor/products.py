"""auditor products."""

from auditor_cli.auditor.log_state import AsOf, AsOfLogSize, MinLogSize, state_of
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def products(
    place: Place, min_log_size: MinLogSize = None, as_of_log_size: AsOfLogSize = None, as_of: AsOf = None
) -> int:
    """\b
    Example:
      auditor products --home var/demo

    List the products of this ledger with their ids.
    """
    from auditor_cli.render.products import draw_products
    from auditor_cli.source.chosen import source

    with source(place) as asked:
        document = asked.products(**state_of(min_log_size, as_of_log_size, as_of))
    answer(document, as_json=place.as_json, render=lambda console: draw_products(console, document))
    return ExitCode.OK
