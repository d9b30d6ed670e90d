"""`tierlight case from-survey` from a real host's rows, on a real chain."""

import contextlib
import io
import json
from pathlib import Path

import pytest
from custodian_bed import CUSTODIAN, FIRST, SECOND, Bed, running_bed
from survey_builders import a_consent, a_consent_text
from surveys.case_builders import ANA, BO, BOOK

from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.survey.custody import Desk, Known, keep_known
from ledger.bootstrap import new_key
from ledger.jobs.cases.case_book import cases_in, keep_help_book
from ledger.model.survey.consent import Purpose
from ledger.model.survey.responders import HelpBook
from ledger.surveys.channels.visiting import CALL_BACK

pytestmark = pytest.mark.chain


def from_survey(bed: Bed, folder: Path, token: str) -> "tuple[int, str]":
    for name, words in (("first", FIRST), ("second", SECOND)):
        (folder / name).write_text(words + "\n")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = tierlight(
            [
                *("case", "from-survey", token, "--by", ANA.name, "--responder", ANA.name, "--second", BO.name),
                *("--home", str(bed.home), "--first-password-file", str(folder / "first"), "--json"),
                *("--second-password-file", str(folder / "second")),
                *("--password-file", str(bed.ledger.settings.home / "keys" / ".password")),
            ]
        )
    return code, out.getvalue()


def test_who_asked_to_be_called_is_a_case_after_one_command_and_once(tmp_path: Path) -> None:
    with running_bed(tmp_path) as bed:
        settings = bed.ledger.settings
        new_key(settings, name="workers.example", secret=CUSTODIAN.secret)
        known = Known(
            CUSTODIAN.did,
            str(settings.home / "keys" / "workers.example.json"),
            str(settings.home / "chain" / "deployments" / "31337.json"),
            str(settings.chain_url),
            None,
            str(settings.home),
        )
        keep_known(Desk(bed.place), known)
        keep_help_book(bed.place.book, HelpBook(BOOK.lines, BOOK.responders, BOOK.routes, is_demo=True))
        bed.enrolled()
        plan = bed.planned()
        bed.host.vault.add_wave(plan.hosted)
        bed.move_to(plan.hosted.opens_at + 60)
        consent = a_consent(a_consent_text(), purposes=frozenset({Purpose.AGGREGATE, Purpose.REFERRAL}))
        bed.came(plan.hosted.token, plan, consent=consent, free_texts={CALL_BACK: "0000000042"})
        bed.came(plan.hosted.token, plan)
        code, told = from_survey(bed, tmp_path, plan.hosted.token)
        assert code == 0, told
        assert len(json.loads(told)["opened"]) == 1
        assert "0000000042" not in told
        assert json.loads(from_survey(bed, tmp_path, plan.hosted.token)[1])["opened"] == []
        (case,) = cases_in(bed.place.book)
        assert case.contact.way == "call 0000000042"
