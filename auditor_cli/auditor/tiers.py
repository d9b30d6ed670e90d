"""auditor tiers."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from auditor_cli.auditor.log_state import AsOf, AsOfLogSize, MinLogSize, state_of
from auditor_cli.auditor.scope import ProductId, TierNumber
from auditor_cli.csv_rows import TIER_COLUMNS, Csv, csv_text, require_one_form, tier_rows
from auditor_cli.exit_codes import ExitCode, of_verdict, worst
from auditor_cli.output import answer, print_text
from auditor_cli.place import Place
from auditor_cli.source.asked import Document, Source
from ledger.jobs.assessment_scope import cut_to

Complete = Annotated[bool, typer.Option("--require-complete", help="Exit with 6 where any part is not disclosed.")]


def tiers(
    place: Place,
    product: ProductId,
    tier: TierNumber = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Verify every record behind the tiers; may take long.")
    ] = False,
    require_complete: Complete = False,
    as_csv: Csv = False,
    min_log_size: MinLogSize = None,
    as_of_log_size: AsOfLogSize = None,
    as_of: AsOf = None,
) -> int:
    """\b
    Example:
      auditor tiers 09506000134352

    Show who stands in each tier of a product, what nobody discloses, and how far the records are proven.
    """
    from auditor_cli.render.product_risk import site_names
    from auditor_cli.render.tiers import draw_tiers
    from auditor_cli.source.chosen import source

    require_one_form(place, as_csv=as_csv)
    with source(place, with_keys=False) as asked:
        document = asked.provenance(product, **state_of(min_log_size, as_of_log_size, as_of))
        _add_proof(document, asked.head())
        _add_assessed(document, asked)
        names = site_names(document)
        document = cut_to(document, site=None, tier=tier)
        if verify:
            _add_verdicts(document, asked)
    if as_csv:
        print_text(csv_text(TIER_COLUMNS, tier_rows(document)))
    else:
        answer(document, as_json=place.as_json, render=lambda console: draw_tiers(console, document, names=names))
    return worst(_codes(document, require_complete=require_complete))


def _add_proof(document: Document, head: dict[str, Any]) -> None:
    """Say whether a final head covers everything that the answer was computed from."""
    is_final = head["size"] >= document["log_size"]
    told = (
        f"All {document['log_size']} log entries behind this are in head {head['count']}, final in block "
        f"{head['block_number']}."
        if is_final
        else f"Of {document['log_size']} log entries behind this, only the first {head['size']} are in a final head: "
        "the rest is so far only the operator's word."
    )
    document["proof"] = {
        "is_final": is_final,
        "final_size": head["size"],
        "block_number": head["block_number"],
        "block_hash": head["block_hash"],
        "reads": told,
    }
    for tier in document["tiers"]:
        tier["is_final"] = is_final


def _add_assessed(document: Document, asked: Source) -> None:
    """Add worst path and exposure, each site's step of confidential evidence in words, and the waves.

    As of today and the same log size.
    """
    today = datetime.now(UTC).date()
    scored = asked.score(document["product"]["id"], as_of=today, as_of_log_size=str(document["log_size"]))
    steps = {site["site"]: site["confidential_evidence"] for tier in scored["tiers"] for site in tier["sites"]}
    document |= {"waves": scored["waves"], "product_risk": scored["product_risk"]}
    for tier in document["tiers"]:
        for site in tier["sites"]:
            site["confidential_evidence"] = steps.get(site["site"], "none")


def _add_verdicts(document: Document, asked: Source) -> None:
    from auditor_cli.render.tiers import records_of

    wanted = {record for tier in document["tiers"] for record in records_of(tier)}
    verdicts = {record: asked.record(record)["verdict"]["verdict"] for record in sorted(wanted)}
    for tier in document["tiers"]:
        counted = Counter(verdicts[record] for record in records_of(tier))
        tier["verdicts"] = dict(counted.most_common())


def _codes(document: Document, *, require_complete: bool) -> list[ExitCode]:
    codes = [of_verdict(verdict) for tier in document["tiers"] for verdict in tier.get("verdicts", ())]
    has_unknown = any(Decimal(tier["unknown_share"]) > 0 for tier in document["tiers"])
    if require_complete and (has_unknown or document["gaps"] or not document["tiers"]):
        codes.append(ExitCode.NOT_COMPLETE)
    return codes
