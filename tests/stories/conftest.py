"""The office of a case worker, for the stories about it."""

from pathlib import Path

import pytest
from case_office import HELP, PEOPLE, Clock, Office

from ledger.bootstrap import survey as bootstrap
from ledger.bootstrap.survey import enrol_person


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    clock = Clock()
    monkeypatch.setattr(bootstrap, "SystemClock", lambda: clock)
    for person in (1, 2):
        (tmp_path / f"words-{person}").write_text(f"the long words of person {person}\n")
        words = f"the long words of person {person}"
        enrol_person(tmp_path / "custodian", person, words, "2026-09", rounds=2**10)
    responders = "".join(
        f'\n[[responder]]\nname = "{name}"\norganisation = "Invented"\nkind = "{kind}"\nlanguages = ["bn"]\n'
        "confirmed_on = 2026-09-01\n"
        for name, kind in PEOPLE
    )
    (tmp_path / "help.toml").write_text(HELP + responders)
    made = Office(tmp_path, clock)
    made.case("help", "keep", tmp_path / "help.toml", words=None)
    return made
