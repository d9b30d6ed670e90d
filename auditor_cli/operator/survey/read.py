"""tierlight survey read."""

from functools import partial
from typing import TYPE_CHECKING, Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, Why, custodian, holds
from auditor_cli.operator.survey.open import Wave
from auditor_cli.output import answer, safe, tell
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.jobs.survey.read_words import Said, WordsRead

_WARNING = (
    "WORKERS' OWN WORDS: for the two of you on this screen. They can point at a person. Do not copy, print or send "
    "them, and quote none without `may be quoted`."
)
# Purpose: what is told of it where it was ticked, and where it was not.
_TOLD = {
    "aggregate_report": ("counted in reports", "counted in NO report"),
    "quotation": ("may be quoted", "NOT to be quoted"),
    "referral": ("referral agreed", "NO referral"),
    "auditor_access": ("auditors may see it", "NOT for auditors"),
}


@holds
def survey_read(place: Place, wave: Wave, custody: Custody, why: Why = "") -> int:
    """\b
    Example:
      tierlight survey read d2F2ZS1vbmUtdG9rZW4h --home custodian

    Show what workers wrote in a wave, by site, on this screen alone: the newest under each code, with its language and
    what was agreed to, nothing of who or when. Takes both people; `tierlight survey status` shows every opening.
    """
    from ledger.jobs.survey.read_words import read_words

    if place.as_json:
        mend = "read them on the screen, both of you; they are destroyed 90 days after the wave closed"
        raise WrongUsage(field="--json", reason="workers' own words go into no file", mend=mend)
    with custodian(place, custody, people=2, reaches_host=True) as desk:
        found = read_words(desk.place, wave, desk.door.sealed(wave), why=why)
    tell(_WARNING)
    if found.unopened:
        tell(f"{found.unopened} rows could not be opened: ask the operator what it changed")
    answer({}, as_json=None, render=partial(_draw, found))
    return ExitCode.OK


def _draw(found: "WordsRead", console: Any) -> None:
    for each in found.sites:
        _draw_site(each.site, each.said, console)
    if found.strangers:
        _draw_site("UNDER NO SITE OF THIS WAVE (a mangled link)", found.strangers, console)


def _draw_site(title: str, said: "Sequence[Said]", console: Any) -> None:
    console.print(f"{safe(title)}: {len(said)} wrote" if said else f"{safe(title)}: nobody wrote", soft_wrap=True)
    for each in said:
        told = "; ".join(_TOLD[name][name not in each.purposes] for name in _TOLD)
        console.print(f"\n  [{safe(each.language)}] {told}", soft_wrap=True)
        for item, text in each.texts.items():
            console.print(f"    {safe(item)}:", soft_wrap=True)
            for line in text.splitlines():
                console.print(f"      {safe(line)}", soft_wrap=True)
