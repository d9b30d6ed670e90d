"""tierlight sites."""

from enum import StrEnum
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.attest import Audience, DryRun, Issuer, KeyFile, Language, Signer, sign_and_send
from auditor_cli.operator.deploy import Yes
from auditor_cli.operator.passphrase import PasswordFile
from auditor_cli.output import answer
from auditor_cli.place import Place


class Outcome(StrEnum):
    """What a decision about two sites may be."""

    SAME = "same"
    DIFFERENT = "different"


Left = Annotated[str, typer.Argument(metavar="LEFT", help="A site's identifier, as `tierlight sites list` shows it.")]
Right = Annotated[str, typer.Argument(metavar="RIGHT", help="The other site's identifier.")]
Decided = Annotated[Outcome, typer.Argument(metavar="OUTCOME", help="same or different.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="What you looked at. All downstream read it.")]
All = Annotated[bool, typer.Option("--all", help="Show every described site, not only what waits for a person.")]


def sites_list(place: Place, show_all: All = False) -> int:
    """\b
    Example:
      tierlight sites list

    List the described sites that may be another one described before, and those whose statements are at fault.
    """
    from auditor_cli.render.sites import draw_sites
    from auditor_cli.source.chosen import source

    outcomes = () if show_all else ("possible match", "error")
    with source(place) as asked:
        document = asked.sites(outcomes, after=0)
        while document["following"] is not None:
            more = asked.sites(outcomes, after=document["following"])
            document = more | {"matches": [*document["matches"], *more["matches"]]}
    answer(document, as_json=place.as_json, render=lambda console: draw_sites(console, document))
    return ExitCode.OK


def sites_decide(
    place: Place,
    left: Left,
    right: Right,
    outcome: Decided,
    reason: Reason,
    issuer: Issuer,
    key: KeyFile = None,
    signer: Signer = None,
    audience: Audience = "downstream",
    lang: Language = "en",
    dry_run: DryRun = False,
    yes: Yes = False,
    password_file: PasswordFile = None,
) -> int:
    """\b
    Example:
      tierlight sites decide SITE OTHER same --reason "Visited both." --issuer did:web:auditor.example --key KEY.json

    Sign a decision whether two sites are one place, and hand it in. The newest decision about a pair counts, and only
    one of an auditor or the operator. Joined sites go by the name that was described first.
    """
    from json import dumps

    told = {"left": left, "right": right, "outcome": outcome.value, "reason": reason}
    return sign_and_send(
        place,
        dumps({"subject": "facility-match"} | told).encode(),
        kind="decision",
        issuer=issuer,
        key=key,
        signer=signer,
        audience=audience,
        lang=lang,
        dry_run=dry_run,
        yes=yes,
        password_file=password_file,
    )
