"""What was written of a report, and whether it can be cited."""

from typing import Any

from rich.console import Console

from auditor_cli.output import safe
from auditor_cli.render.tables import indented, line, pairs


def draw_written(console: Console, told: dict[str, Any]) -> None:
    """Draw the files, the hash and the record."""
    word = "DRAFT   cannot be cited" if told["is_draft"] else "RECORDED"
    line(console, f"{word}  {', '.join(safe(file) for file in told['files'])}")
    facts = [("product", told["product"]), ("as of", f"{told['as_of']}, log size {told['log_size']}")]
    facts += [("hash", told["report_hash"])]
    record = told["record"]
    if record is not None:
        facts += [("record", record["record_id"]), ("read by", record["read_by"])]
    indented(console, pairs((label, safe(fact)) for label, fact in facts))
    if record is not None:
        line(
            console, "  It is anchored with the next head. Then: auditor verify RECORD_ID --save DIR keeps its receipt."
        )
    line(console, "  Anybody with this ledger makes it again: auditor verify report.json --home DIR")
