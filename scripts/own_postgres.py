"""A Postgres for one test run or benchmark: socket only, in a folder of its own, with the durability it ships with."""

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

_UP_WITHIN_SECONDS = 30.0


class NoPostgres(Exception):
    """There is no Postgres server program on this machine."""


@dataclass
class PostgresServer:
    """A running server; `new_database` gives the URL of an empty database."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://tier@/{database}?host={self.folder}"

    def new_database(self, *, options: str = "") -> str:
        name = f"t{next(self.numbers)}"
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} {options}"))
        engine.dispose()
        return self.url(name)


@contextmanager
def own_postgres() -> Iterator[PostgresServer]:
    """Give a server for as long as the block runs. Raises NoPostgres."""
    programs = _programs()
    if programs is None:
        raise NoPostgres("no Postgres server program: apt-get install --no-install-recommends postgresql")
    folder = Path(tempfile.mkdtemp(prefix="tl-pg-"))  # not in a folder that is closed to other users
    server = None
    try:
        _initialise(programs, folder)
        server = _start(programs, folder)
        yield PostgresServer(folder)
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # no checkpoint of what is thrown away: SIGINT takes 20 s for it
            server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    folders = sorted(glob("/usr/lib/postgresql/*/bin"), key=lambda folder: int(folder.split("/")[-2]))
    return next((Path(folder) for folder in reversed(folders) if Path(folder, "initdb").exists()), None)


def _initialise(programs: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    words = ["initdb", "-D", "d", "-U", "tier", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8"]
    subprocess.run([programs / words[0], *words[1:]], check=True, capture_output=True, **_as_postgres(folder))


def _start(programs: Path, folder: Path) -> "subprocess.Popen[bytes]":
    words = [str(programs / "postgres"), "-D", str(folder / "d"), "-k", str(folder), "-c", "listen_addresses="]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(words, stdout=log, stderr=log, **_as_postgres(folder))
    until = time.monotonic() + _UP_WITHIN_SECONDS
    ready = [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", "tier"]
    while subprocess.run(ready, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"Postgres did not come up: {(folder / 'server.log').read_text()}")
        time.sleep(0.05)
    return server


def _as_postgres(folder: Path) -> dict[str, Any]:
    """initdb and postgres refuse root."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    return {"cwd": folder, "user": "postgres", "group": "postgres", "extra_groups": []}
