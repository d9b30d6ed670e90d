"""tierlight serve."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.deploy import ChainUrl
from auditor_cli.output import answer, tell
from auditor_cli.place import Place
from ledger.errors import HomeInUse, LedgerError

if TYPE_CHECKING:
    from ledger.settings import Settings

_APPLICATION = "api.app:create_app"  # by name: this layer does not import the other edge


def serve(
    place: Place,
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Listen here; 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Listen here; 8600, and 0 picks a free one.")] = None,
    with_chain: Annotated[bool, typer.Option("--with-chain", help="Run the folder's local chain as well.")] = False,
    with_worker: Annotated[bool, typer.Option("--with-worker", help="Anchor in this process as well.")] = False,
    sign_in: Annotated[
        list[str] | None,
        typer.Option("--sign-in", metavar="DID:ROLE", help="Print a one-time link for this party too."),
    ] = None,
    chain_url: ChainUrl = None,
) -> int:
    """\b
    Example:
      tierlight serve --home var/demo --with-chain --with-worker

    Serve API and pages until Ctrl-C, and print a one-time sign-in link for each person in the folder's people.json.
    """
    settings = place.settings(host=host, port=port, chain_url=chain_url)
    with ExitStack() as running:
        listening = running.enter_context(listening_socket(settings))
        if with_chain:
            running.enter_context(_chain(settings))
        _print_links(place, settings, served_address(settings, listening), sign_in or [])
        if with_worker:
            running.enter_context(_worker(settings))
        run_server(settings, listening)
    return ExitCode.OK


@contextmanager
def listening_socket(settings: "Settings") -> Iterator[socket.socket]:
    """Take the port before anything is started. Raises HomeInUse."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((settings.host, settings.port))
        except OSError as error:
            what = f"{settings.host}:{settings.port} ({error.strerror or error})"
            raise HomeInUse(what=what, mend="stop what listens there, or choose another --port") from error
        yield taken


def served_address(settings: "Settings", listening: socket.socket) -> str:
    """Give the address under which people reach what listens."""
    host, port = listening.getsockname()[:2]
    return settings.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def _chain(settings: "Settings") -> Iterator[None]:
    from ledger.bootstrap import local_chain

    with local_chain(settings) as url:
        tell(f"local chain at {url}")
        yield


def _print_links(place: Place, settings: "Settings", base: str, asked: list[str]) -> None:
    from auditor_cli.operator.links import links, people
    from ledger.bootstrap import open_ledger

    persons = people(settings.home, asked)
    ledger = open_ledger(settings)
    try:
        found = links(ledger.world, persons, base=base.rstrip("/"))
    finally:
        ledger.close()
    document = {"url": base, "sign_in": found}
    answer(document, as_json=place.as_json, render=lambda console: _draw(console, document))


def _draw(console: Any, document: dict[str, Any]) -> None:
    from auditor_cli.output import safe

    console.print(f"SERVING  {document['url']}  (API: {document['url']}/docs)", soft_wrap=True)
    for each in document["sign_in"]:
        console.print(f"  {each['role']:<10} {safe(each['name'])}: good once, for one hour", soft_wrap=True)
        console.print(f"    {each['link']}", soft_wrap=True)


@contextmanager
def _worker(settings: "Settings") -> Iterator[None]:
    """Anchor in a thread for as long as the block runs; then raise what ended it early."""
    from auditor_cli.operator.anchoring import Anchoring
    from auditor_cli.problem import of_ledger_error, problem_lines

    anchoring = Anchoring(settings, tell)
    ended_by: list[LedgerError] = []

    def work() -> None:
        try:
            anchoring.run()
        except LedgerError as error:
            ended_by.append(error)
            for line in [
                "anchoring has stopped; what is sent is kept, unanchored",
                *problem_lines(of_ledger_error(error)),
            ]:
                tell(line)

    thread = threading.Thread(target=work, name="anchoring")
    thread.start()
    try:
        yield
    finally:
        anchoring.stop.set()
        thread.join()
        if ended_by:
            raise ended_by[0]


def run_server(
    settings: "Settings", listening: socket.socket, *, when_listening: Callable[[], None] = lambda: None
) -> None:
    """Serve the application until Ctrl-C; `when_listening` is called once whoever asks is answered."""
    import uvicorn

    os.environ["TIERLIGHT_HOME"] = str(settings.home)  # the application's factory reads the environment
    if settings.chain_url is not None:
        os.environ["TIERLIGHT_CHAIN_URL"] = settings.chain_url
    config = uvicorn.Config(_APPLICATION, factory=True, access_log=False, log_level="warning", server_header=False)

    class Told(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                when_listening()

    Told(config).run(sockets=[listening])
