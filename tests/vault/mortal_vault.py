"""Run as a program: keep responses in a vault until SIGKILL, at a stage that is named.

Usage: mortal_vault.py FOLDER STAGE ACKNOWLEDGED. Keeps five rows, each told in ACKNOWLEDGED once it was acknowledged,
then one more in which the process ends: before the first commit, between the two, or after both.
"""

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from survey_builders import a_visit
from survey_place import Place

STAGES = ("before", "between", "after")


class Mortal:
    """A connection that ends its process before or after it commits."""

    def __init__(self, connection: sqlite3.Connection, *, moment: str) -> None:
        self._connection, self._moment = connection, moment

    def execute(self, query: str, *given: Any) -> sqlite3.Cursor:
        if query == "COMMIT" and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        cursor = self._connection.execute(query, *given)
        if query == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)
        return cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def main(folder: Path, stage: str, acknowledged: Path) -> None:
    """Keep, tell, and die."""
    place = Place(folder)
    for _ in range(5):
        code = place.respond(a_visit())
        with acknowledged.open("a") as told:
            told.write(code + "\n")
    database: Any = place.vault._database
    if stage == "after":
        database._answers = Mortal(database._answers, moment="after")
    else:
        database._keys = Mortal(database._keys, moment="before" if stage == "before" else "after")
    place.respond(a_visit(), message="the last")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
