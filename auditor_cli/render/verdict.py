"""A verdict: the word first, then the numbered checks, then what it is relative to and what it does not prove."""

from typing import Any

from rich.console import Console
from rich.text import Text

from auditor_cli.output import safe
from auditor_cli.render.tables import indented, line, pairs

_STYLES = {"VALID": "bold green", "CONFIRMED": "bold green", "INVALID": "bold red", "DIFFERS": "bold red"}
_SCHEMES = {
    "eoa": "by the issuer's own account key",
    "passkey": "by the issuer's own passkey, its user verified",
    "erc1271": "by the issuer's contract wallet, whose owners may change",
    "custodial": "by a custodian for the issuer, who delegated this on chain: the weakest",
}
_MARKS = {True: "✓ pass", False: "✗ FAIL", None: "– not run"}
NOT_PROVEN = (
    "that the content is true: a signature proves who said it and when",
    "anything later than the state that it names: later revocations are unknown to it",
    "that this block belongs to a chain that anyone but its operator keeps",
)


def draw_verdicts(console: Console, results: list[dict[str, Any]]) -> None:
    """Draw each result in the order in which it was asked."""
    for place, result in enumerate(results):
        if place:
            console.print()
        _draw(console, result)


def _draw(console: Console, result: dict[str, Any]) -> None:
    verdict, code = safe(result["verdict"]), result["code"]
    word = Text(f"{verdict}({safe(code)})" if code else verdict, style=_STYLES.get(result["verdict"], "bold yellow"))
    console.print(word + Text(f"  {safe(result['source'])}", style="default not bold"), soft_wrap=True)
    line(console, f"  {safe(result['reads'])}")
    facts = [
        ("record", result["record_id"]),
        ("issuer", result["issuer"]),
        ("scheme", _scheme(result["scheme"])),
        ("anchored", result["anchored_at"]),
        ("receipt", result.get("receipt")),
    ]
    if any(fact for _, fact in facts):
        console.print()
        indented(console, pairs((label, safe(fact)) for label, fact in facts if fact))
    if not result["checks"]:
        return  # nothing was judged: there is nothing to be relative to, and nothing that it could prove
    console.print()
    indented(console, pairs((_check_label(check), safe(check["detail"])) for check in result["checks"]))
    console.print()
    _relative_to(console, result)
    line(console, "  What it does not prove:")
    for not_proven in NOT_PROVEN:
        line(console, f"  - {not_proven}")


def _scheme(name: str | None) -> str | None:
    return f"{name}: {_SCHEMES[name]}" if name in _SCHEMES else name


def _check_label(check: dict[str, Any]) -> str:
    return f"{check['number']:>2} {safe(check['name']):<10} {_MARKS[check['passed']]:<9}"


def _relative_to(console: Console, result: dict[str, Any]) -> None:
    if not result["blocks"]:
        line(console, "  Block hash: none was shown, so the verdict is relative to no chain.")
        return
    line(console, f"  As of log size {result['as_of']['log_size']}. Shown in these blocks:")
    for block in result["blocks"]:
        line(console, f"  {block['shows']}: block {block['number']}")
        line(console, f"    {safe(block['hash'])}")
    line(console, f"  {_compared(result)}")


def _compared(result: dict[str, Any]) -> str:
    if result.get("is_block_hash_given"):
        return "The verdict is relative to these block hashes, which you gave."
    return (
        "The verdict is relative to these block hashes: compare them with those of a node that you trust "
        "(--block-hash does it for you)."
    )
