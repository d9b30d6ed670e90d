"""A survey that a site refused may be answered by the site (rule R9), and the answer stands beside the ending."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from audience_bed import UNION, a_told_chain
from builders import AUDITOR, BRAND, MILL, MILL_SITE
from store_seals import sealed
from told_records import tell

from api.web.record_page import record_view
from api.web.templating import page
from ledger.errors import Unacceptable
from ledger.jobs import answers
from ledger.ports import World

TOLD_TO = f"parties:{AUDITOR.did},{BRAND.did},{MILL.did}"
REPLY = "Our guards did not know of the survey. You are welcome in January."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with a_told_chain(tmp_path) as told:
        yield told


def test_what_the_site_answers_stands_on_the_page_of_the_refused_survey(world: World) -> None:
    body = {
        "wave": "0x" + "18" * 32, "facility": MILL_SITE, "ended": "site_refused", "sample_announced": "25-49",
        "account": "The gate stayed shut.",
    }  # fmt: skip
    flag = "0x" + tell(world, by=UNION, kind="release", body=body, audience=TOLD_TO).hex()
    with pytest.raises(Unacceptable, match="draft"):
        tell(world, by=MILL, kind="reply", body={"flag": flag, "text": REPLY})
    drafted = {"flag": flag, "draft_for": MILL.did, "text": REPLY}
    draft = "0x" + tell(world, by=UNION, kind="reply", body=drafted, audience=f"parties:{MILL.did}").hex()
    tell(world, by=MILL, kind="reply", body={"flag": flag, "text": REPLY, "draft": draft})
    sealed(world.store)
    document = answers.record(world, BRAND.reader, bytes.fromhex(flag[2:]))
    shown = page("record.html", is_demo=True, reader=None, record=record_view(document, is_demo=True)).body.decode()
    assert "counts as a refused survey, and the site may answer" in shown
    assert REPLY in shown
