"""One measured step of the worker line's benchmark, in a process of its own: keep or open. Prints JSON.

Usage: python -m scripts.bench.survey_intake_driver intake|open FOLDER COUNT
"""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ledger.jobs.survey.respond import respond
from ledger.model.survey.consent import AgeGroup, Consent, Mode, Purpose
from ledger.model.survey.instrument import Instrument, ItemType
from ledger.model.survey.response import Channel, EpochKeys, Opened, Visit
from ledger.model.survey.wave import HostedWave, PlannedSite, Roster, SampleBucket
from ledger.ports.survey import SurveyHost
from ledger.reference.survey_words import bundled_consents
from ledger.surveys.instrument.bundled import bundled_instrument
from ledger.surveys.instrument.routing import shown
from ledger.surveys.sealing import opened
from ledger.surveys.tallying import by_site, tally_site
from ledger.vault.envelope import TwoPersonOpener, TwoPersonSealer
from ledger.vault.person_keys import PersonKeys
from ledger.vault.survey_vault import SqliteSurveyVault

THREADS = 8
CHUNKS = 10
SITES = 50
DISTINCT = 4_000  # sealed rows; each is opened as often as it takes
_TOKEN, _EPOCH, _NOW = "YmVuY2gtd2F2ZS10b2tlbg", "2026-06", 1_780_000_000


class _Clock:
    def now(self) -> int:
        return _NOW


def main(arguments: list[str]) -> int:
    """Take the step and print what it measured. Returns the exit code."""
    what, folder, count = arguments[0], Path(arguments[1]), int(arguments[2])
    measured = {"intake": intake, "open": open_and_tally}[what](folder, count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(measured | {"peak_mb": peak}))
    return 0


def intake(folder: Path, count: int) -> dict[str, float]:
    """Keep `count` responses, each durable before its visitor has a code; requests come on several threads."""
    host, wave, _ = _place(folder)
    visits = list(islice(_visits(wave), count))
    rates, cpu_before = [], time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        for chunk in range(CHUNKS):
            part = visits[chunk::CHUNKS]
            started = time.perf_counter()
            list(pool.map(lambda visit: respond(host, wave.token, visit), part))
            rates.append(len(part) / (time.perf_counter() - started))
    return {"rate": median(rates), "cpu_ms": (time.process_time() - cpu_before) / count * 1000}


def open_and_tally(folder: Path, count: int) -> dict[str, float]:
    """Open `count` responses, all of them held, and count them by site. CPU seconds of this process."""
    host, wave, opener = _place(folder)
    for visit in islice(_visits(wave), DISTINCT):
        respond(host, wave.token, visit)
    found: list[Opened] = []
    open_seconds = 0.0
    while len(found) < count:
        started = time.process_time()
        again = [opened(row, wave, opener) for row in host.vault.sealed(wave.token)]
        open_seconds += time.process_time() - started
        found += (_of_somebody_else(each, len(found) + at) for at, each in enumerate(again))
    started = time.process_time()
    for site, rows in by_site(found).items():
        tally_site(
            rows, wave.instrument, _planned(site), wave="", ended_on="2026-06-14", quality=(1.0, ()), coverage=1.0
        )
    return {"open_seconds": open_seconds, "tally_seconds": time.process_time() - started, "opened": len(found)}


def _of_somebody_else(each: Opened, number: int) -> Opened:
    """The same answers under another code: all of them count."""
    return replace(each, response=replace(each.response, receipt_code=f"{number:016d}"))


def _planned(site: str) -> PlannedSite:
    return PlannedSite(site, f"https://id.gs1.org/414/{site}", "BD", Roster(4_000), SampleBucket.FROM_250)


def _place(folder: Path) -> tuple[SurveyHost, HostedWave, TwoPersonOpener]:
    first, second = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    publics = (each.public_key().public_bytes_raw() for each in (first, second))
    instrument = bundled_instrument()
    wave = HostedWave(
        token=_TOKEN,
        custodian="did:web:bench.example.org",
        custodian_name="Bench",
        instrument=instrument,
        consents=bundled_consents(),
        languages=instrument.languages,
        help_lines=(),
        keys=EpochKeys(_EPOCH, *publics),
        opens_at=_NOW - 1,
        closes_at=_NOW + 1,
        least_age=15,
        is_demo=True,
        panel=None,
    )
    vault = SqliteSurveyVault(folder)
    vault.add_wave(wave)
    opener = TwoPersonOpener(PersonKeys(1, {_EPOCH: first}), PersonKeys(2, {_EPOCH: second}))
    return SurveyHost(vault, TwoPersonSealer(), _Clock(), os.urandom), wave, opener


def _visits(wave: HostedWave) -> Iterator[Visit]:
    """Visits without end, the same in every run: each item that is shown is answered, one in twelve leaves."""
    chance = random.Random(1)
    text = next(each for each in wave.consents if each.age_group is AgeGroup.ADULT)
    consent = Consent(text.version, "en", AgeGroup.ADULT, text.digest, frozenset({Purpose.AGGREGATE}), Mode.SELF)
    while True:
        site = f"site-{chance.randrange(SITES):03d}"
        if chance.random() < 1 / 12:
            yield Visit(site, Channel.WEB, "en")
            continue
        answers = _answers(wave.instrument, chance)
        yield Visit(
            site, Channel.WEB, "en", consent, answers, {"anything_else": "The canteen is closed at night."}, seconds=400
        )


def _answers(instrument: Instrument, chance: random.Random) -> dict[str, str]:
    answers: dict[str, str] = {}
    for item in instrument.asked:
        if item in shown(instrument, answers) and item.type in (ItemType.ONE, ItemType.MANY):
            answers[item.name] = chance.choice(item.choices).name
    return answers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
