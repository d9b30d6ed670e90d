"""tierlight sites."""

from enum import StrEnum
from typing import Annotated

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.signing import Signing, sign_and_send, signs
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
SiteName = Annotated[
    str, typer.Argument(metavar="SITE", help="The site's identifier, as `tierlight sites list --all` shows it.")
]
TheOperator = Annotated[str, typer.Argument(metavar="DID", help="The party.")]
All = Annotated[bool, typer.Option("--all", help="Show every described site, not only what waits for a person.")]


def sites_list(place: Place, show_all: All = False) -> int:
    """\b
    Example:
      tierlight sites list

    List the described sites that may be another one described before, and those whose statements are at fault; of each,
    who operates it and whether that was confirmed.
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


@signs
def sites_decide(place: Place, left: Left, right: Right, outcome: Decided, reason: Reason, signing: Signing) -> int:
    """\b
    Example:
      tierlight sites decide SITE OTHER same --reason "Visited both." --issuer did:web:auditor.example --key KEY.json

    Sign a decision whether two sites are one place, and hand it in. The newest decision about a pair counts, and only
    one of an auditor or the operator. Joined sites go by the name that was described first.
    """
    return _decided(place, signing, "facility-match", left=left, right=right, outcome=outcome.value, reason=reason)


@signs
def sites_confirm(place: Place, site: SiteName, did: TheOperator, reason: Reason, signing: Signing) -> int:
    """\b
    Example:
      tierlight sites confirm SITE did:web:mill.example --reason "Saw the lease." --issuer DID --key KEY.json

    Sign a decision that this party operates the site, and hand it in. It then speaks for the site whoever described
    it first, and reads what is said of it. The newest decision about a site and party counts, and only one of an
    auditor or the operator.
    """
    return _decided(place, signing, "site-operator", left=site, right=did, outcome="confirmed", reason=reason)


@signs
def sites_refuse(place: Place, site: SiteName, did: TheOperator, reason: Reason, signing: Signing) -> int:
    """\b
    Example:
      tierlight sites refuse SITE did:web:stranger.example --reason "Nobody there knows it." --issuer DID --key KEY.json

    Sign a decision that this party does not operate the site, and hand it in. What it said of the site stays a record
    about it and describes it no more. The newest decision about a site and party counts, and only one of an auditor or
    the operator.
    """
    return _decided(place, signing, "site-operator", left=site, right=did, outcome="refused", reason=reason)


def _decided(place: Place, signing: Signing, subject: str, **told: str) -> int:
    from json import dumps

    return sign_and_send(place, dumps({"subject": subject} | told).encode(), kind="decision", signing=signing)
