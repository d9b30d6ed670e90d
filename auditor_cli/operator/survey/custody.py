"""What a `tierlight survey` command opens: the custodian's book and keys, its chain, its voice, its way to the host.

--home is the custodian's own data folder, never the operator's. What enrolment was told (party, key file, deployment,
chain, server) is kept in the encrypted book, so that later commands need passphrases alone.
"""

import inspect
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.operator.deploy import ChainUrl
from auditor_cli.operator.passphrase import PasswordFile, passphrase, person_passphrase
from auditor_cli.output import safe
from auditor_cli.place import Place
from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from ledger.jobs.survey.speaking import Speaker
    from ledger.ports import World
    from ledger.ports.survey import CustodianPlace, Host

_PLACE, _OWN = "place", "own"
_First = Annotated[
    Path | None, typer.Option("--first-password-file", metavar="FILE", help="The first person's passphrase; or typed.")
]
_Second = Annotated[
    Path | None,
    typer.Option("--second-password-file", metavar="FILE", help="The second person's passphrase; or typed."),
]
_Key = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The custodian's key file: it signs, announces and pays.")
]
_Deployment = Annotated[
    Path | None, typer.Option("--deployment", metavar="FILE", help="The ledger's deployments/<chainId>.json.")
]
_OperatorHome = Annotated[
    Path | None,
    typer.Option("--operator-home", metavar="DIR", help="The operator's data folder, if it is on this machine."),
]
Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="Why you open answers now, for the audit log; name no worker.")
]


@dataclass(frozen=True, slots=True)
class Custody:
    """How a command reaches keys, chain and host. Its fields are options of the command."""

    first_password_file: _First = None
    second_password_file: _Second = None
    key: _Key = None
    password_file: PasswordFile = None
    deployment: _Deployment = None
    chain_url: ChainUrl = None
    operator_home: _OperatorHome = None


@dataclass(frozen=True, slots=True)
class Known:
    """What enrolment was told, as the book keeps it."""

    did: str
    key: str
    deployment: str
    chain_url: str
    server: str | None
    operator_home: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """An open custodian's place; `speaker` and `host` are None where the command does not need them."""

    place: "CustodianPlace"
    speaker: "Speaker | None" = None
    host: "Host | None" = None
    world: "World | None" = None  # the ledger, where it is on this machine
    words: tuple[str, ...] = field(default=(), repr=False)  # the passphrases: a month's keys are destroyed with both

    @property
    def voice(self) -> "Speaker":
        """The speaker of a command that asked for one."""
        assert self.speaker is not None  # noqa: S101 - `custodian(…, speaks=True)`
        return self.speaker

    @property
    def door(self) -> "Host":
        """The host of a command that asked for one."""
        assert self.host is not None  # noqa: S101 - `custodian(…, reaches_host=True)`
        return self.host


def with_options(
    command: Callable[..., int], parameter: str, of: type, *, only: Collection[str] | None = None
) -> Callable[..., int]:
    """Give the command with the fields of a dataclass as options, in the place of its parameter that takes one.

    `only`: the names of those that this command needs, all of them if not given.
    """
    known = inspect.signature(of, eval_str=True).parameters
    options = {name: each for name, each in known.items() if only is None or name in only}
    own = inspect.signature(command, eval_str=True).parameters
    offered = [each for name, each in own.items() if name != parameter] + list(options.values())

    @wraps(command)
    def run(place: Place, **given: Any) -> int:
        made = of(**{name: given.pop(name) for name in options})
        return command(place, **{parameter: made}, **given)

    by_name = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in offered]
    run.__signature__ = inspect.Signature(by_name, return_annotation=int)  # type: ignore[attr-defined]
    return run


def holds(command: Callable[..., int], *, only: Collection[str] | None = None) -> Callable[..., int]:
    """Give `command(place, …, custody)` with the options of `Custody`, or `only` these."""
    return with_options(command, "custody", Custody, only=only)


def custodian_home(place: Place) -> Path:
    """Give the custodian's data folder. Raises WrongUsage: it must be named, or a default could be the operator's."""
    home = place.settings().home
    if place.home is None or (home / "ledger.db").exists():
        reason = "must name the custodian's own folder" if place.home is None else f"{home} is an operator's folder"
        raise WrongUsage(field="--home", reason=reason, mend="name a folder on the custodian's own machine")
    return home


@contextmanager
def custodian(
    place: Place,
    given: Custody,
    *,
    people: int = 1,
    speaks: bool = False,
    reaches_host: bool = False,
    did: str | None = None,
) -> Iterator[Desk]:
    """Give the open place for as long as the block runs. `people`: how many must type their passphrase.

    With `speaks` there is a chain and a speaker too, with `reaches_host` the way to the host as well. `did` is who
    speaks, where enrolment has not kept it yet.
    """
    from ledger.bootstrap.survey import open_custodian

    home = custodian_home(place)
    files = (given.first_password_file, given.second_password_file)
    # For one person's work either will do: whose file is given, else the first person types.
    asked = [each for each in (1, 2) if files[each - 1] is not None][:people] or [1]
    asked += [each for each in (1, 2) if each not in asked][: people - len(asked)]
    words = tuple(person_passphrase(each, files[each - 1], is_new=False) for each in sorted(asked))
    desk = Desk(open_custodian(home, passphrases=words), words=words)
    if not speaks and not reaches_host:
        yield desk
        return
    with _outside(place, given, desk, known_of(place, given, desk, did=did), reaches_host=reaches_host) as opened:
        yield opened


def keep_known(desk: Desk, known: Known) -> None:
    """Keep what later commands need not be told again."""
    from ledger.proof.frozen_form import form_of

    desk.place.book.put(_PLACE, _OWN, form_of(known))


def known_of(place: Place, given: Custody, desk: Desk, *, did: str | None = None) -> Known:
    """Give what options and book say together, options first. Raises WrongUsage naming what neither says."""
    from ledger.proof.frozen_form import read_form

    found = desk.place.book.get(_PLACE, _OWN)
    kept = None if found is None else read_form(Known, found)
    settings = place.settings(chain_url=given.chain_url)
    told = {
        "did": did,
        "key": str(given.key.resolve()) if given.key else None,
        "deployment": str(given.deployment.resolve()) if given.deployment else None,
        "chain_url": settings.chain_url,
        "server": place.server,
        "operator_home": str(given.operator_home.resolve()) if given.operator_home else None,
    }
    merged = {name: value or (getattr(kept, name) if kept else None) for name, value in told.items()}
    if told["server"] or told["operator_home"]:  # one way to the host: the one that was named last
        merged |= {name: told[name] for name in ("server", "operator_home")}
    if merged["did"] is None:  # no command but enrolment has an option for it
        raise WrongUsage(
            field="--home", reason="holds no enrolled custodian", mend="run `tierlight survey enrol` first"
        )
    for name in ("key", "deployment", "chain_url"):
        if merged[name] is None:
            option = f"--{name.replace('_', '-')}"
            raise WrongUsage(field=option, reason="is not known yet", mend=f"give {option}; enrolment remembers it")
    return Known(**{each.name: merged[each.name] for each in fields(Known)})  # type: ignore[arg-type]


@contextmanager
def _outside(place: Place, given: Custody, desk: Desk, known: Known, *, reaches_host: bool) -> Iterator[Desk]:
    from auditor_cli.operator.statements import domain_of, secret_in
    from auditor_cli.source.chosen import source
    from auditor_cli.source.local import LocalSource
    from ledger.bootstrap.survey_chain import deployment_in, with_chain
    from ledger.jobs.survey.speaking import Speaker

    secret = secret_in(Path(known.key), passphrase(place.settings(), given.password_file, is_new=False))
    deployment = deployment_in(Path(known.deployment), url=known.chain_url)
    opened = with_chain(desk.place, deployment, url=known.chain_url, secret=secret)
    there = replace(place, server=known.server, home=Path(known.operator_home) if known.operator_home else None)
    if there.server is None and there.home is None:
        mend = "give --server URL with --api-key, or --operator-home DIR"
        raise WrongUsage(field="--server", reason="is not known yet", mend=mend)
    with source(there) as asked:
        domain = domain_of(asked.head())
        if domain != deployment.domain:
            raise WrongUsage(field="--server", reason="is another ledger than --deployment", mend="name both of one")
        speaker = Speaker(known.did, secret, domain, asked.submit)
        world = asked.ledger.world if isinstance(asked, LocalSource) else None
        if not reaches_host:
            yield Desk(opened, speaker, world=world, words=desk.words)
            return
        with _host(there, speaker.did, asked) as host:
            yield Desk(opened, speaker, host, world, words=desk.words)


@contextmanager
def _host(there: Place, did: str, asked: Any) -> "Iterator[Host]":
    if there.server is not None:
        from auditor_cli.source.chosen import client_of
        from auditor_cli.source.server import Server
        from auditor_cli.source.survey_host import RemoteSurveyHost

        with client_of(there.server, there.api_key) as client:
            yield RemoteSurveyHost(Server(client, safe(there.server)))
        return
    from ledger.bootstrap.survey import open_survey_host
    from ledger.jobs.survey.local_host import LocalHost

    yield LocalHost(open_survey_host(there.settings()), asked.ledger.world, did)
