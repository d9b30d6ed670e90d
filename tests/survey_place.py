"""A survey host in a folder and the two people who open what it keeps: what tests of sealed answers begin with."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from survey_builders import NOW, a_hosted_wave, two_people

from ledger.jobs.survey.respond import respond
from ledger.model.survey.response import Opened, SealedResponse, Visit
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import SurveyHost
from ledger.surveys.sealing import opened
from ledger.vault.envelope import TwoPersonOpener, TwoPersonSealer
from ledger.vault.person_keys import PersonKeys
from ledger.vault.survey_vault import SqliteSurveyVault


@dataclass
class SetClock:
    """A clock that stands where it was put."""

    at: int = NOW

    def now(self) -> int:
        return self.at


def an_opener(*epochs: str) -> TwoPersonOpener:
    """Both people's keys of these months."""
    people = [two_people(each) for each in epochs or (two_people().epoch,)]
    return TwoPersonOpener(
        PersonKeys(1, {each.epoch: each.first for each in people}),
        PersonKeys(2, {each.epoch: each.second for each in people}),
    )


@dataclass
class Place:
    """A host with one wave. `raw` is every byte of every file in its folder."""

    folder: Path
    wave: HostedWave = field(default_factory=a_hosted_wave)
    clock: SetClock = field(default_factory=SetClock)
    entropy: Callable[[int], bytes] = os.urandom

    def __post_init__(self) -> None:
        self.vault = SqliteSurveyVault(self.folder)
        if self.vault.wave(self.wave.token) is None:
            self.vault.add_wave(self.wave)
        self.host = SurveyHost(self.vault, TwoPersonSealer(), self.clock, self.entropy)

    def respond(self, visit: Visit, *, message: str | None = None) -> str:
        return respond(self.host, self.wave.token, visit, message=message)

    def rows(self) -> list[SealedResponse]:
        return list(self.vault.sealed(self.wave.token))

    def opened(self) -> list[Opened]:
        return [opened(row, self.wave, an_opener(row.epoch)) for row in self.rows()]

    def raw(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())


class HostHere:
    """The host's part of the custodian's port that moving keys needs, without HTTP between them."""

    def __init__(self, vault: SqliteSurveyVault) -> None:
        self.sealed = vault.sealed
        self.replace_keys = vault.replace_keys


def secrets_of(row: SealedResponse) -> list[bytes]:
    """What must be nowhere once a row was destroyed."""
    return [
        row.response_id,
        row.ciphertext[40:72],
        row.free_text[40:72],
        *(half[8:40] for key in (row.key, row.free_text_key) for half in (key.first, key.second)),
        row.receipt_tag,
    ]
