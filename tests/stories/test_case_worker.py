"""A case worker's path from the call to the closure, through the commands alone, on a clock that is moved."""

from case_office import AID, ANA, BO, CALL, CY, DAY, HOUR, KIM, LEE, Office

from auditor_cli.exit_codes import ExitCode


def test_from_a_call_to_the_closure_with_a_silent_first_responder(office: Office) -> None:
    opened = office.opened()
    assert opened.document["code_word"] == "blue kite"
    assert "Delete" in opened.err
    office.later(72 * HOUR)
    assert office.overdue() == []
    office.case("hand-over", "blue kite", "--to", BO, "--second", CY, "--by", BO, code=ExitCode.USAGE)
    office.later(1)
    assert office.overdue() == ["blue kite"]
    office.case("hand-over", "blue kite", "--to", BO, "--second", CY, "--by", BO, person=2)
    assert office.overdue() == []
    office.case("contact", "blue kite", "--by", BO, "--not-reached", person=2)
    office.case("contact", "blue kite", "--by", BO, words="she can talk at night", person=2)
    office.case("refer", "blue kite", "--to", AID, "--by", BO)
    office.case("consent", "blue kite", "--to", AID, "--by", BO, words="that they keep my passport")
    office.case("disclose", "blue kite", "--to", AID, "--by", BO, words="the passport")
    office.case("remedy", "blue kite", "--by", BO, words="the site says that it gave it back")
    refused = office.case("close", "blue kite", "--by", BO, code=ExitCode.USAGE)
    assert "workers' side" in refused.err
    office.case("confirm", "blue kite", "--from", "worker", "--by", BO, words="I hold my passport")
    closed = office.case("close", "blue kite", "--by", BO, "--json").document
    assert closed["state"] == "confirmed_by_worker"
    steps = [
        (each["step"], each["by"])
        for each in office.case("show", "blue kite", "--yes", "--json", words=None).document["steps"]
    ]
    assert steps == [
        ("opened", ANA), ("handed_over", BO), ("tried", BO), ("contacted", BO), ("referred", BO), ("consented", BO),
        ("disclosed", BO), ("remedied", BO), ("confirmed", BO), ("closed", BO),
    ]  # fmt: skip


def test_without_consent_nobody_is_told_and_a_refusal_is_kept(office: Office) -> None:
    office.opened()
    first = office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    assert "no standing consent" in first.err
    office.case("consent", "blue kite", "--to", AID, "--by", ANA, "--refused", words="I am afraid")
    office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    office.case("consent", "blue kite", "--to", AID, "--by", ANA)
    office.case("consent", "blue kite", "--to", AID, "--by", ANA, "--withdrawn")
    office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    office.case("disclose", "blue kite", "--to", "The Brand", "--by", ANA, code=ExitCode.USAGE)
    shown = office.case("show", "blue kite", "--yes", "--json", words=None).document
    assert shown["consents"] == []
    assert "disclosed" not in [each["step"] for each in shown["steps"]]


def test_danger_has_24_hours_and_prints_what_was_agreed_and_sends_nothing(office: Office) -> None:
    opened = office.opened(CALL + "danger = true\n").document
    assert opened["in_danger"][:2] == [
        "ask whether she can leave now", "two people fetch her, never in a car of the firm",
    ]  # fmt: skip
    assert "nothing was sent" in opened["in_danger"][2]
    office.later(24 * HOUR + 1)
    assert office.overdue() == ["blue kite"]
    office.case("contact", "blue kite", "--by", ANA)
    assert office.overdue() == []
    office.later(72 * HOUR + 1)
    assert office.overdue() == ["blue kite"]


def test_where_nothing_was_agreed_for_danger_that_is_said_aloud(office: Office) -> None:
    opened = office.opened(CALL.replace('"BD"', '"NP"') + "danger = true\n").document
    assert opened["in_danger"] == [
        "NOTHING WAS AGREED for danger in NP: decide now with the worker and a second person"
    ]


def test_a_child_goes_to_child_protection_whatever_was_agreed_before(office: Office) -> None:
    (office.folder / "call.toml").write_text(CALL + "child = true\n")
    adult = ("open", "--by", ANA, "--responder", ANA, "--second", BO, "--file", office.folder / "call.toml")
    assert "child" in office.case(*adult, words=None, code=ExitCode.USAGE).err
    office.opened()
    office.case("consent", "blue kite", "--to", AID, "--by", ANA)
    office.case("hand-over", "blue kite", "--child", "--to", KIM, "--second", LEE, "--by", ANA, words="fifteen")
    office.case("disclose", "blue kite", "--to", AID, "--by", ANA, code=ExitCode.USAGE)
    office.case("disclose", "blue kite", "--to", AID, "--by", KIM, code=ExitCode.USAGE)
    office.case("contact", "blue kite", "--by", KIM)
    assert office.case("list", "--json", words=None).document["cases"][0]["is_child"]


def test_who_cannot_be_reached_is_let_go_by_two_people_after_180_days(office: Office) -> None:
    office.opened()
    office.case("contact", "blue kite", "--by", ANA, "--not-reached")
    end = ("close", "blue kite", "--by", ANA, "--unreachable", "--second", BO)
    office.case(*end, person=3, code=ExitCode.USAGE)
    office.later(180 * DAY)
    office.case(*end, person=1, code=ExitCode.USAGE)
    assert office.case(*end, "--json", person=3, words="moved away").document["state"] == "unreachable"


def test_90_days_after_the_closure_only_counts_are_left(office: Office) -> None:
    office.opened()
    office.case("confirm", "blue kite", "--from", "worker", "--by", ANA)
    office.case("close", "blue kite", "--by", ANA)
    office.later(90 * DAY)
    listed = office.case("list", "--json", words=None).document
    assert (listed["cases"], listed["erased"]) == ([], {"closed": 1, "confirmed_by_worker": 1})
    assert "NOT FOUND" in office.case("show", "blue kite", "--yes", words=None, code=ExitCode.USAGE).err
