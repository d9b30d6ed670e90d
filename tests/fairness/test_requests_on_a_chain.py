"""A request from its signing to `withheld`, over the API on a real chain whose time is moved (rule R7)."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from api_town import MAKER_SITE, TOWN
from asking_bed import REQUEST, WITNESS, Bed, a_told_story
from builders import AUDITOR, BRAND, MAKER, MALLORY, MILL, MILL_SITE, Party
from rich.console import Console

from auditor_cli.exit_codes import ExitCode
from auditor_cli.operator.app import main
from auditor_cli.operator.requests import due_steps
from auditor_cli.render.explain import draw_explanation
from auditor_cli.render.requests import draw_requests
from ledger.jobs.access import audience_of
from ledger.jobs.asking_document import UNOPENED
from ledger.jobs.readable_parts import only_readable
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.vault.keyfile import save_key


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with a_told_story(tmp_path_factory.mktemp("asking")) as made:
        yield made


def workforce(document: dict[str, Any]) -> str:
    (site,) = document["tiers"][0]["sites"]
    return str(next(term["detail"] for term in site["terms"] if term["name"] == "workforce"))


def states(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["question"], each["state"]) for each in document["asked"]]


def test_until_its_site_opens_it_the_site_sees_who_asks_and_how_much_and_not_what(bed: Bed) -> None:
    (shut,) = bed.told["before"][MILL.did]
    assert (shut["state"], shut["by"], shut["number"]) == ("never_opened", BRAND.did, 2)
    assert (shut["questions"], shut["why"]) == ([], None)
    assert "Opening it starts 30 days" in bed.told["page"]
    assert REQUEST["why"] not in bed.told["page"]


def test_whoever_asks_and_auditors_see_the_request_and_other_suppliers_do_not(bed: Bed) -> None:
    before = bed.told["before"]
    assert [len(before[party.did]) for party in (BRAND, AUDITOR, MAKER)] == [1, 1, 0]
    assert [each["question"] for each in before[BRAND.did][0]["questions"]] == ["fees", "housing"]


def test_only_the_sites_own_account_opens_it(bed: Bed) -> None:
    assert bed.told["others looked"] is None
    assert [each["noted_by"] for each in bed.told["noted"].values()] == [MILL.did, MILL.did]
    assert bed.told["noted"][MILL.did]["opened_on"] is None


def test_who_opens_after_another_is_noted_too_and_is_witnessed_once_it_alone_runs_the_site(bed: Bed) -> None:
    assert bed.told["before the second opens it"]["questions"] == []
    names = ("opened by two", "opened by two, the first overturned", "opened by two, one refused")
    told = [(bed.told[name]["noted_by"], bed.told[name]["waits_for"]) for name in names]
    assert told == [(MAKER.did, "opening"), (MILL.did, "opening"), (MILL.did, "opening")]


def test_an_opening_that_is_not_anchored_starts_nothing(bed: Bed) -> None:
    assert states(bed.told["unanchored"]) == [("fees", "never_opened"), ("housing", "never_opened")]
    assert "withheld" not in workforce(bed.told["unanchored"])


def test_the_site_is_told_the_day_and_who_witnessed(bed: Bed) -> None:
    row, shown = bed.told["open"]
    due = str(bed.told["opened on"] + timedelta(days=30))
    assert (row["state"], row["due"], row["witnessed_by"]) == ("open", due, WITNESS.did)
    assert f"falls due on {due}" in shown


def test_an_open_question_counts_as_withheld_from_the_30th_day_and_not_before(bed: Bed) -> None:
    assert states(bed.told["day 29"]) == [("fees", "open"), ("housing", "open")]
    assert "withheld" not in workforce(bed.told["day 29"])
    assert states(bed.told["day 30"]) == [("fees", "withheld"), ("housing", "withheld")]
    assert "fees 1 (withheld)" in workforce(bed.told["day 30"])
    scores = [bed.told[day]["tiers"][0]["sites"][0]["score"] for day in ("day 29", "day 30")]
    assert scores[0] < scores[1]


def test_an_answer_after_that_counts(bed: Bed) -> None:
    assert bed.told["answered"]["asked"] == []
    assert "fees 0.05" in workforce(bed.told["answered"])


def test_as_known_then_nobody_had_opened_it(bed: Bed) -> None:
    assert states(bed.told["known then"]) == [("fees", "never_opened"), ("housing", "never_opened")]
    assert "withheld" not in workforce(bed.told["known then"])


def test_explain_and_the_product_page_say_what_is_open_since_when(bed: Bed) -> None:
    sheet = StringIO()
    draw_explanation(Console(file=sheet, width=80), bed.told["day 30"])
    day = str(bed.told["opened on"])
    for shown in (" ".join(sheet.getvalue().split()), bed.told["product page"]):
        assert f"opened on {day}" in shown
        assert f"withheld since {bed.told['opened on'] + timedelta(days=30)}" in shown
    listed = StringIO()
    draw_requests(Console(file=listed, width=80), {"requests": [bed.told["open"][0]], "reads": "", "log_size": 1})
    assert max(map(len, listed.getvalue().splitlines())) <= 80


@pytest.mark.parametrize(
    ("step", "status", "told"),
    [
        ("witnessed too early", 422, "was not seen to open"),
        ("opened by another", 422, "is no request here"),
        ("opened for another", 403, "somebody else"),
        ("opened twice", 422, "was stated before"),
        ("reminded early", 422, "was opened on"),
        ("reminded, overturned", 422, "was not opened by any anchored statement"),
        ("reminded by another", 422, "is no request here"),
        ("reminded twice", 422, "there is one reminder"),
        ("overturned by its site", 422, "is a side of this flag"),
        ("overturned by who asked", 422, "is a side of this flag"),
    ],
)
def test_a_step_that_is_not_its_issuers_or_not_due_is_refused_by_name(
    bed: Bed, step: str, status: int, told: str
) -> None:
    answer = bed.told[step]
    assert (answer.status_code, told in answer.text) == (status, True), answer.text


@pytest.mark.parametrize(
    ("by", "changes", "status", "field"),
    [
        (MALLORY, {}, 403, None),
        (BRAND, {"facility": "https://id.gs1.org/414/9999999000013"}, 422, "body.facility"),
        (BRAND, {"questions": ["shoe_size"]}, 422, "body.questions.0"),
        (AUDITOR, {"questions": ["fees", "fees"]}, 422, "body"),
    ],
)
def test_a_request_by_a_stranger_or_about_what_is_not_there_is_refused(
    bed: Bed, by: Party, changes: dict[str, Any], status: int, field: str | None
) -> None:
    answer = bed.say(by, REQUEST | changes)
    assert (answer.status_code, answer.json().get("field")) == (status, field), answer.text


def test_a_request_for_fewer_readers_is_refused(bed: Bed) -> None:
    answer = bed.say(BRAND, REQUEST, audience=f"parties:{MILL.did}")
    assert (answer.status_code, answer.json()["field"]) == (422, "audience")


def test_the_operators_command_states_what_is_due_and_nothing_else(bed: Bed) -> None:
    noted = bed.told["noted"][WITNESS.did]
    opening = {"facility": MILL_SITE, "opens": bed.told["request"], "opened_by": MILL.did}
    assert list(due_steps({"requests": [noted]})) == [opening]
    assert list(due_steps({"requests": bed.told["before"][AUDITOR.did]})) == []
    assert bed.told["steps due"] == [{"facility": MILL_SITE, "reminds": bed.told["request"]}]


def test_no_witness_is_asked_for_what_would_be_refused(bed: Bed) -> None:
    """Nor stated twice: one step that is refused each day would let the clocks of other sites stand still."""
    assert bed.told["noted"][WITNESS.did]["waits_for"] == "opening"
    assert bed.told["noted, and refused since"]["waits_for"] is None
    assert bed.told["witnessed, not sealed"]["waits_for"] is None
    assert bed.told["overturned by a reviewer"].status_code == 201
    overturned = bed.told["at the end"][bed.told["request"]]
    assert (overturned["opened_on"], overturned["noted_by"], overturned["waits_for"]) == (None, MILL.did, None)


def test_a_step_that_is_refused_stops_no_other_and_the_exit_code_says_so(
    bed: Bed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever is not the ledger's operator witnesses nothing: each step is tried, refused and told."""
    waiting = [each for each in bed.told["at the end"].values() if each["waits_for"] == "opening"]
    key, password = tmp_path / "key.json", tmp_path / "password"
    save_key(key, AUDITOR.secret, password="pass", is_generated_password=False)
    password.write_text("pass")
    signing = ["--issuer", AUDITOR.did, "--key", str(key), "--password-file", str(password), "--yes"]
    home = str(bed.served.ledger.settings.home)
    assert main(["requests", "witness", *signing, "--home", home]) == ExitCode.NOT_AUTHORISED
    shown = capsys.readouterr().out
    assert len(waiting) == 2
    assert f"Not stated: {len(waiting)}" in shown
    assert shown.count("opening of") == shown.count("needs: operator") == len(waiting)


@pytest.mark.parametrize("reader", [MILL.reader, Reader("did:web:other-brand.example", Role.BRAND)])
def test_a_question_that_was_never_opened_is_told_to_whoever_asked_alone(bed: Bed, reader: Reader) -> None:
    """A brand that runs the site itself would read it there, and no clock would ever begin."""
    told = only_readable(bed.served.world, reader, deepcopy(bed.told["unanchored"]))["asked"]
    assert [(each["question"], each["question_text"], each["state"]) for each in told] == [
        (None, UNOPENED, "never_opened")
    ] * 2
    assert states(bed.told["unanchored"]) == [("fees", "never_opened"), ("housing", "never_opened")]
    opened = only_readable(bed.served.world, reader, deepcopy(bed.told["day 29"]))
    assert states(opened) == [("fees", "open"), ("housing", "open")]


def test_another_brand_of_the_chain_is_told_the_state_and_not_who_asked(bed: Bed) -> None:
    world, request = bed.served.world, bed.told["request"]
    record = world.store.record(bytes.fromhex(request[2:]))
    other = Reader("did:web:other-brand.example", Role.BRAND)
    assert record is not None
    assert audience_of(world, BRAND.reader).may_read(record)
    assert not replace(audience_of(world, BRAND.reader), reader=other).may_read(record)
    told = only_readable(world, other, deepcopy(bed.told["day 30"]))["asked"]
    assert [(each["state"], each["by"], each["request"], each["witnessed_by"]) for each in told] == [
        ("withheld", None, None, None)
    ] * 2
    auditors = [(each["by"], each["request"]) for each in bed.told["day 30, auditor"]["asked"]]
    assert auditors == [(BRAND.did, request)] * 2


def test_a_site_states_itself_that_it_opened_a_request(bed: Bed) -> None:
    (own,) = bed.told["opened by itself"]
    assert (own["state"], own["opened_on"], own["witnessed_by"]) == ("open", str(bed.told["opened on"]), None)


def test_every_party_of_the_town_is_answered(bed: Bed) -> None:
    assert all(bed.served.get("/v1/sites/requests", party).status_code == 200 for party in TOWN)


def _stated(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return list(json.loads(capsys.readouterr().out)["stated"])


def test_the_commands_list_what_is_open_and_draft_what_waits_for_a_witness(
    bed: Bed, capsys: pytest.CaptureFixture[str]
) -> None:
    home = str(bed.served.ledger.settings.home)
    assert main(["requests", "list", "--home", home, "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["requests"]
    assert {each["request"]: each["state"] for each in listed}[bed.told["request"]] == "answered"
    who = ["--issuer", WITNESS.did, "--signer", "0x" + WITNESS.signer.hex()]
    assert main(["requests", "witness", *who, "--dry-run", "--home", home, "--json"]) == 0
    drafted = next(e for e in _stated(capsys) if e["statement"]["body"]["facility"] == MAKER_SITE)
    opening = {"facility": MAKER_SITE, "opens": bed.told["not witnessed"], "opened_by": MAKER.did}
    assert (drafted["is_sent"], drafted["statement"]["body"]) == (False, opening)
    assert drafted["read_by"].startswith("the site's confirmed operator")
    asked = ["--question", "fees", "--why", "We ask every mill.", "--dry-run", "--home", home, "--json"]
    assert main(["requests", "ask", MILL_SITE, *who, *asked]) == 0
    assert json.loads(capsys.readouterr().out)["statement"]["body"]["questions"] == ["fees"]
    assert main(["requests", "remind", bed.told["request"], *who, "--dry-run", "--home", home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["statement"]["body"]["reminds"] == bed.told["request"]
