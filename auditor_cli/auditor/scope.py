"""The options that say which product, which of its sites and which of its tiers a question about risk is for."""

from typing import Annotated

import typer

ProductId = Annotated[str, typer.Argument(metavar="PRODUCT", help="An id from `auditor products`.")]
SiteId = Annotated[str | None, typer.Option("--site", metavar="SITE", help="One site, as `auditor score` names it.")]
TierNumber = Annotated[
    int | None, typer.Option("--tier", min=1, metavar="N", help="One tier; 1 is the final producer.")
]
