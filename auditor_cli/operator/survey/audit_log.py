"""tierlight survey audit-log."""

from typing import Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer, safe
from auditor_cli.place import Place

_Expect = Annotated[
    str | None,
    typer.Option("--head", metavar="0xHASH", help="The head that you noted: the log must still hold it."),
]


@holds
def survey_audit_log(place: Place, custody: Custody, head: _Expect = None) -> int:
    """\b
    Example:
      tierlight survey audit-log --home custodian

    List who opened answers, showed or released anything on this machine, when and why, and check that the log was not
    edited. Note the head on paper: whoever has a passphrase could make the log anew, or lay an older copy in its place,
    and --head shows that. Lines are dropped after 12 months, and a line says so; note the head anew every few
    months, as an older one is no longer in it. Exit 3 where the chain is broken or the noted head is not in it.
    """
    from ledger.jobs.survey.audit_log import audit_log
    from ledger.model.survey.audit_entry import Act
    from ledger.proof.wire import hex_text, instant_text
    from ledger.surveys.audit_chain import START, digest_of

    with custodian(place, custody) as desk:
        found = audit_log(desk.place.book)
    digests = [hex_text(each) for each in (START, *map(digest_of, found.entries))]
    digests += [each.subject for each in found.entries if each.act is Act.OLD_DROPPED]  # the last that went
    document: dict[str, Any] = {
        "entries": [
            {
                "place": each.place,
                "at": instant_text(each.at),
                "people": list(each.people),
                "act": each.act.value,
                "subject": each.subject,
                "number": each.number,
                "why": each.why or None,
            }
            for each in found.entries
        ],
        "head": hex_text(found.head),
        "broken_at": found.broken,
        "reason": found.reason,
        "holds_noted_head": None if head is None else head.lower() in digests,
    }
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    holds_it = found.broken is None and document["holds_noted_head"] is not False
    return ExitCode.OK if holds_it else ExitCode.DOES_NOT_HOLD


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.render.facts import draw_facts

    for each in document["entries"]:
        number = "" if each["number"] is None else f" ({each['number']})"
        who = " and ".join(each["people"]) or "nobody who was named"
        console.print(f"{each['place']:>5}  {each['at']}  {each['act']}{number}", soft_wrap=True)
        console.print(f"       {safe(each['subject'])}, by {safe(who)}", soft_wrap=True)
        if each["why"]:
            console.print(f"       why: {safe(each['why'])}", soft_wrap=True)
    broken, noted = document["broken_at"], document["holds_noted_head"]
    title = "THE CHAIN HOLDS" if broken is None else f"BROKEN at line {broken}: the log was edited"
    facts = {"lines": len(document["entries"]), "head": document["head"], "found": document["reason"]}
    if noted is not None:
        facts["the noted head"] = "is in the log" if noted else "is NOT in the log: it was made anew, or is an old copy"
    draw_facts(console, title, facts)
