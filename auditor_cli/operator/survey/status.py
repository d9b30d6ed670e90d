"""tierlight survey status."""

from typing import Any

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.survey.custody import Custody, custodian, holds
from auditor_cli.output import answer
from auditor_cli.place import Place


@holds
def survey_status(place: Place, custody: Custody) -> int:
    """\b
    Example:
      tierlight survey status --home custodian

    List every wave that was ever planned here and what became of it. Exit 6 where one is overdue.
    """
    from ledger.jobs.survey.standing import waves_told
    from ledger.proof.wire import hex_text, instant_text

    with custodian(place, custody, speaks=custody.key is not None or custody.chain_url is not None) as desk:
        told = waves_told(desk.place)
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
        ]
    }
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))
    return ExitCode.NOT_COMPLETE if any(each.is_overdue for each in told) else ExitCode.OK


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
