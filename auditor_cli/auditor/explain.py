"""auditor explain."""

from auditor_cli.auditor.as_of import AsOf, day_of
from auditor_cli.auditor.log_state import AsOfLogSize, MinLogSize, state_of
from auditor_cli.auditor.scope import ProductId, SiteId, TierNumber
from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import answer
from auditor_cli.place import Place


def explain(
    place: Place,
    product: ProductId,
    site: SiteId = None,
    tier: TierNumber = None,
    as_of: AsOf = None,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
) -> int:
    """\b
    Example:
      auditor explain 09506000134352 --site https://id.gs1.org/414/9506000134376

    Say why: what drives each tier and, for a site or a tier, every term of the score in words for the supplier, with
    its records, who stands behind them and since when, and what may change it.
    """
    from auditor_cli.render.explain import draw_explanation
    from auditor_cli.source.chosen import source

    day = day_of(as_of)
    with source(place) as asked:
        state = state_of(min_log_size, as_of_log_size, None)
        document = asked.explain(product, as_of=day, site=site, tier=tier, **state)
    answer(document, as_json=place.as_json, render=lambda console: draw_explanation(console, document))
    return ExitCode.OK
