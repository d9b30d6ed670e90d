"""A refusal as a document and as lines: a verdict word, the check or field, the facts, and the mend."""

from pathlib import Path
from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.output import safe
from auditor_cli.refusals import ServerRefused, WrongUsage, exit_code_of
from ledger.errors import LedgerError, RefusedRow

Problem = dict[str, Any]

_WORDS: dict[ExitCode, str] = {
    ExitCode.INTERNAL: "FAILED",
    ExitCode.USAGE: "REFUSED",
    ExitCode.DOES_NOT_HOLD: "REFUSED",
    ExitCode.NOT_AUTHORISED: "NOT ALLOWED",
    ExitCode.NOT_COMPLETE: "NOT YET",
    ExitCode.SERVICE_DOWN: "AWAY",
    ExitCode.CANNOT_VERIFY: "CANNOT TELL",
}


def of_ledger_error(error: LedgerError) -> Problem:
    """Give the problem that tells this refusal."""
    code = exit_code_of(error)
    if isinstance(error, ServerRefused):
        facts: dict[str, Any] = {"status": error.status, "field": error.field, **(error.told_facts or {})}
        told, check, stable, mend = error.told, error.problem_check, error.problem_code or error.code, error.mend
    else:
        facts = {name: _fact(value) for name, value in error.facts().items()}
        told, check, stable, mend = _sentence(error, facts), error.check, error.code, facts.pop("mend", None)
    facts.pop("exit_code", None)  # the shell has it, and so has the JSON
    if stable == "not-found" and mend is None:
        mend = _where_to_look(str(facts.get("what", "")))
    return {
        "verdict": "NOT FOUND" if stable == "not-found" else _WORDS.get(code, "FAILED"),
        "code": stable,
        "check": check,
        "sentence": told,
        "facts": {name: value for name, value in facts.items() if value is not None},
        "mend": mend,
    }


def _where_to_look(what: str) -> str | None:
    """Give the verb that lists what was not found; None where none does."""
    listed = {
        "product": "`auditor products` lists the products that you may read",
        "tier of this product": "`auditor tiers PRODUCT` lists its tiers",
        "site of this product": "`auditor tiers PRODUCT` names its sites",
        "lot": "name it as its records do; `auditor find NUMBER` gives the lots behind an order, invoice or container",
    }
    return listed.get(what)


def of_usage(message: str, *, name: str) -> Problem:
    """Give the problem of options or arguments that the parser did not take."""
    return {
        "verdict": "REFUSED",
        "code": WrongUsage.code,
        "check": None,
        "sentence": message,
        "facts": {},
        "mend": f"see `{name} --help`",
    }


def of_crash(error: Exception, *, log: Path) -> Problem:
    """Give the problem of a fault of ours; its details are in the log alone."""
    return {
        "verdict": "FAILED",
        "code": "internal",
        "check": None,
        "sentence": f"Something went wrong that this program did not expect ({type(error).__name__}).",
        "facts": {"log": str(log)},
        "mend": "send that file to the operator, or run again with TIERLIGHT_DEBUG=1 to see it here",
    }


def problem_lines(problem: Problem) -> list[str]:
    """Give the lines for people: the verdict first, then one fact a line, the mend last."""
    check = f"check {problem['check']}: " if problem["check"] else ""
    lines = [f"{problem['verdict']}  {check}{safe(problem['sentence'])}"]
    for name, value in problem["facts"].items():
        lines += [f"  {safe(each)}" for each in value] if isinstance(value, list) else [f"  {name}: {safe(value)}"]
    if problem["mend"]:
        lines.append(f"  mend: {safe(problem['mend'])}")
    return lines


def _sentence(error: LedgerError, facts: dict[str, Any]) -> str:
    """What went wrong in one sentence; a named field with its reason says it better than the class does."""
    field, reason = facts.get("field"), facts.get("reason")
    if isinstance(reason, str) and isinstance(field, str):
        del facts["field"], facts["reason"]
        return f"{field}: {reason}" if field else reason
    return (type(error).__doc__ or error.code).splitlines()[0]


def _fact(value: object) -> Any:
    if value == ():
        return None  # an empty list tells nothing
    if isinstance(value, tuple) and any(isinstance(each, RefusedRow) for each in value):
        return [str(each) for each in value]
    if isinstance(value, bytes):
        return "0x" + value.hex()
    return value if value is None or isinstance(value, bool | int | str) else str(value)
