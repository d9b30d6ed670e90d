"""A served worker line without a chain: the real application, vault and sealing, and what a visitor does with pages."""

import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import uvicorn
from api_town import eventually
from fastapi.testclient import TestClient
from survey_builders import SITE, WAVE, People, a_hosted_wave, two_people

from api.app import create_app
from ledger.bootstrap.survey import open_survey_host
from ledger.model.survey.response import Opened
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import SurveyHost
from ledger.settings import read_settings
from ledger.surveys.closing import ClosingRow, bucket_for, close_wave
from ledger.surveys.sealing import opened
from ledger.vault.envelope import TwoPersonOpener
from ledger.vault.person_keys import PersonKeys

BEGIN = 1_790_600_000


@dataclass
class Hands:
    """A clock that a test sets."""

    at: int = BEGIN

    def now(self) -> int:
        return self.at


@dataclass(frozen=True)
class Line:
    """A host that takes answers, its clock, and the two people who can read them."""

    host: SurveyHost
    clock: Hands
    people: People
    home: Path

    def opened(self, token: str = WAVE) -> list[Opened]:
        wave = self.host.vault.wave(token)
        assert wave is not None
        first, second = self.people.first, self.people.second
        opener = TwoPersonOpener(PersonKeys(1, {self.people.epoch: first}), PersonKeys(2, {self.people.epoch: second}))
        return [opened(each, wave, opener) for each in self.host.vault.sealed(token)]

    def close(self, token: str = WAVE) -> None:
        """Publish the list, as the custodian does after closing."""
        rows = [
            ClosingRow(each.commitment, each.response.receipt_code, each.response.sequence)
            for each in self.opened(token)
        ]
        closed = close_wave(token, rows, bucket=bucket_for(len(rows)), entropy=self.host.entropy)
        self.host.vault.publish(token, closed.list_rows, root=closed.root)


def a_line(home: Path, *waves: HostedWave) -> Line:
    """A worker line in a folder of its own; its clock stands within the builders' wave."""
    clock = Hands()
    host = replace(open_survey_host(read_settings(home=home)), clock=clock)
    for wave in waves or (a_hosted_wave(),):
        host.vault.add_wave(wave)
    return Line(host, clock, two_people(), home)


@contextmanager
def client_of(line: Line, **given: Any) -> Iterator[TestClient]:
    """The application over it, without a network."""
    app = create_app(read_settings(home=line.home))
    app.state.survey_host = line.host
    with TestClient(app, base_url="http://survey.test", follow_redirects=False, **given) as client:
        yield client


@contextmanager
def server_of(line: Line) -> Iterator[str]:
    """The application on a free port of this machine; gives its address."""
    app = create_app(read_settings(home=line.home))
    app.state.survey_host = line.host
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, access_log=False, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        eventually(lambda: server.started, what="the server listens")
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@dataclass
class Visitor:
    """Somebody with a browser that knows forms and no scripts. `page` is what is on the screen."""

    client: TestClient
    path: str = f"/w/{WAVE}/{SITE}"
    language: str = "en"
    page: Any = None

    def come(self) -> "Visitor":
        self.page = self.client.get(self.path, headers={"Accept-Language": self.language})
        return self

    def press(self, button: str, *choices: int, text: str | None = None, code: str | None = None) -> "Visitor":
        """Tick choices by their place on the screen, write, and press a button that is there."""
        assert f'value="{button}"' in self.text, f"there is no button {button}"
        tokens = re.findall(r'name="a" value="([^"]+)"', self.text)
        fields: dict[str, Any] = {"s": self.field, "do": button, "a": [tokens[each] for each in choices]}
        self.page = self.send(
            fields | ({} if text is None else {"text": text}) | ({} if code is None else {"code": code})
        )
        return self

    def send(self, fields: dict[str, Any]) -> Any:
        return self.client.post(self.path, data=fields, headers={"Accept-Language": self.language})

    @property
    def text(self) -> str:
        return str(self.page.text)

    @property
    def field(self) -> str:
        found = re.search(r'name="s" value="([^"]*)"', self.text)
        assert found is not None, "there is no hidden field"
        return found[1]

    @property
    def heading(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.text, re.DOTALL)
        return re.sub(r"<[^>]+>", "", found[1]) if found else ""

    @property
    def code(self) -> str:
        found = re.search(r'class="code"><bdi dir="ltr">([0-9 ]+)<', self.text)
        assert found is not None, "there is no code"
        return found[1].replace(" ", "")

    def agree(self, *purposes: int) -> "Visitor":
        """An adult agrees to these purposes and holds the phone."""
        return self.come().press("begin").press("next", 0).press("agree", *(purposes or (0,)))

    def answer(self, *choices: Sequence[int] | str | None) -> "Visitor":
        """Answer what comes, one after the other: places, words, or None to skip. Notes are passed by."""
        for said in choices:
            self._past_notes()
            if said is None:
                self.press("skip")
            elif isinstance(said, str):
                self.press("next", text=said)
            else:
                self.press("next", *said)
        self._past_notes()
        return self

    def _past_notes(self) -> None:
        while 'value="skip"' in self.text and 'name="a"' not in self.text and 'id="text"' not in self.text:
            self.press("next")


ALL = ((0,), (1,), (1,), (0,), (0,), "7", (0,), (0,), (1,), (1,), (0, 2), "they said so")  # to the builders' items
