"""tierlight survey status."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.operator.survey.watch import look_document, look_told
from auditor_cli.output import answer
from auditor_cli.place import Place


@holds
def survey_status(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey status --home custodian

    List every wave that was ever planned here and what became of it, and where a look for retaliation falls due
    (`tierlight survey watch SITE --wave WAVE` with what you learnt), after a release and after giving up. Exit 6 where
    a wave is overdue, or a look due. A look that nobody made in its time stays listed as missed, and changes no exit.
    """
    from ledger.jobs.survey.standing import waves_told
    from ledger.jobs.survey.watches_due import watches_due
    from ledger.proof.wire import hex_text, instant_text

    with custodian(place, custody, speaks=custody.key is not None or custody.chain_url is not None) as desk:
        told, looks = waves_told(desk.place), watches_due(desk.place)
    document: dict[str, Any] = {
        "waves": [
            {
                "wave": each.token,
                "wave_id": hex_text(each.wave_id) if each.wave_id else None,
                "slot": each.slot,
                "state": each.state,
                "opens_at": instant_text(each.opens_at),
                "closes_at": instant_text(each.closes_at),
                "sites": [{"site": site, "given_up": why} for site, why in each.sites],
                "release": hex_text(each.release_id) if each.release_id else None,
                "is_overdue": each.is_overdue,
                "is_demo": each.is_demo,
                "words_read": [{"day": read.day, "texts": read.texts} for read in each.readings],
            }
            for each in told
        ],
        "looks": [look_document(each) for each in looks],
    }
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    is_waiting = any(each.is_overdue for each in told) or any(each.state in ("due", "overdue") for each in looks)
    return ExitCode.NOT_COMPLETE if is_waiting else ExitCode.OK


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.output import safe

    console.print(f"{len(document['waves'])} waves", soft_wrap=True)
    for each in document["waves"]:
        late = "  OVERDUE" if each["is_overdue"] else ""
        console.print(
            f"  {each['wave']}  {each['state']}{late}  {each['opens_at']} to {each['closes_at']}", soft_wrap=True
        )
        for site in each["sites"]:
            given_up = f"  given up: {site['given_up']}" if site["given_up"] else ""
            console.print(f"    {safe(site['site'])}{given_up}", soft_wrap=True)
        for read in each["words_read"]:
            console.print(f"    workers' words were read on {read['day']}: {read['texts']} texts", soft_wrap=True)
    if document["looks"]:
        console.print("Looks for retaliation:", soft_wrap=True)
    for look in document["looks"]:
        console.print(f"  {look_told(look)}", soft_wrap=True)
