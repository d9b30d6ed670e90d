"""tierlight survey enrol."""

import time
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.consent import ask_consent
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.survey.custody import (
    Custody,
    custodian,
    custodian_home,
    holds,
    keep_known,
    known_of,
)
from auditor_cli.operator.survey.people import Epoch
from auditor_cli.output import answer, tell
from auditor_cli.place import Place

_QUESTION = "Say in public that {did} holds surveys with these two people's keys?"
Did = Annotated[str, typer.Option("--did", metavar="DID", help="The custodian: neither operator, brand nor supplier.")]
Name = Annotated[str, typer.Option("--name", metavar="TEXT", help="The name that workers read: who asks.")]
PerSlot = Annotated[int, typer.Option("--per-slot", metavar="N", help="Announcements a slot, decoys among them.")]
AnnounceDay = Annotated[int, typer.Option("--announce-on-day", metavar="DAY", help="Day of the slot before, from 0.")]
CloseDay = Annotated[int, typer.Option("--close-on-day", metavar="DAY", help="Day after a slot's end.")]
OpenDay = Annotated[int, typer.Option("--open-on-day", metavar="DAY", help="Day after a slot's end, before the 90th.")]
Bucket = Annotated[int, typer.Option("--bucket", metavar="N", help="2^N leaves for every wave: room for half as many.")]
Ended = Annotated[
    int, typer.Option("--decoys-ended", metavar="N", help="Of a hundred decoys so many end: as your waves do.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and show; sign and send nothing.")]


@holds
def survey_enrol(
    place: Place,
    did: Did,
    name: Name,
    custody: Custody,
    epoch: Epoch = None,
    per_slot: PerSlot = 4,
    announce_on_day: AnnounceDay = 9,
    close_on_day: CloseDay = 3,
    open_on_day: OpenDay = 75,
    bucket: Bucket = 12,
    decoys_ended: Ended = 10,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """\b
    Example:
      tierlight survey enrol --did did:web:workers.example --name "Workers' Centre" --key custodian.json \\
        --deployment 31337.json --chain-url http://127.0.0.1:8545 --server https://ledger.example --home custodian

    Say in public which two keys open what workers say, and fix the calendar. Once a month, with that month's keys.
    Without an enrolled custodian who is neither operator, brand nor supplier no wave opens.
    """
    from pathlib import Path

    from auditor_cli.render.facts import draw_facts
    from ledger.bootstrap.survey import epoch_keys
    from ledger.bootstrap.survey_chain import deployment_in, roles_on_chain
    from ledger.jobs.survey.enrol import enrol, enrolment_body
    from ledger.surveys.calendar import CalendarRules
    from ledger.surveys.custodians import require_custodian

    rules = CalendarRules(
        per_slot=per_slot,
        announce_on_day=announce_on_day,
        close_on_day=close_on_day,
        open_on_day=open_on_day,
        bucket=bucket,
        decoys_ended_in_hundred=decoys_ended,
    )
    keys = epoch_keys(custodian_home(place), epoch or time.strftime("%Y-%m", time.gmtime()))
    with custodian(place, custody, speaks=True, did=did) as desk:
        known = known_of(place, custody, desk, did=did)
        deployment = deployment_in(Path(known.deployment), url=known.chain_url)
        roles = roles_on_chain(deployment, did, url=known.chain_url)
        require_custodian(did, roles)
        document: dict[str, object] = {"did": did, **enrolment_body(name, keys)}
        if dry_run:
            answer(
                document | {"is_sent": False},
                as_json=place.as_json,
                render=lambda console: draw_facts(console, "NOT SENT", document),
            )
            return ExitCode.OK
        if not ask_consent(_QUESTION.format(did=did), is_given=yes):
            tell("nothing was signed")
            return ExitCode.INTERRUPTED
        enrolled = enrol(desk.place, desk.voice, name=name, keys=keys, roles=roles, rules=rules)
        keep_known(desk, known)
    document |= {"is_sent": True, "record_id": "0x" + enrolled.record_id.hex()}
    note = "It counts once it stands in the log: the operator's worker anchors it."
    answer(document, as_json=place.as_json, render=lambda console: draw_facts(console, "ENROLLED", document, note))
    return ExitCode.OK
