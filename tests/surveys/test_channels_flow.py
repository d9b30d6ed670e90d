"""RapidPro and TextIt: two body shapes, each read, repeated, reordered and broken."""

import json
from pathlib import Path
from typing import Any

import pytest
from phone_line import CANARIES, FLOW, PHONE, Line, a_flow_run, a_legacy_run, a_line, said, some_results
from survey_builders import CLOSES, OTHER_SITE, SITE

import ledger.jobs.survey.webhook as webhook
from ledger.errors import LedgerError, Malformed, NotFound, TooLarge, Unacceptable, WaveClosed
from ledger.jobs.survey.webhook import Shape
from ledger.model.survey.consent import AgeGroup, Mode, Purpose
from ledger.model.survey.response import Channel, Standing
from ledger.surveys.channels import visiting


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path / "survey")


def _refused(line: Line, document: dict[str, Any]) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        line.flow(document)
    assert line.kept() == []
    assert not any(canary in f"{caught.value} {caught.value.facts()}" for canary in CANARIES)
    return caught.value


def test_a_flows_answers_are_kept_as_the_instrument_names_them(line: Line) -> None:
    line.flow(a_flow_run())
    (kept,) = line.kept()
    assert kept.answers == {"bus_late": "no", "fee_paid": "yes", "fee_months": "7", "threats": "deport wage_cut"}
    assert (kept.site, kept.channel, kept.language, kept.seconds) == (SITE, Channel.SMS, "bn", 200)
    assert kept.consent is not None
    assert kept.consent.purposes == {Purpose.AGGREGATE, Purpose.REFERRAL}
    assert (kept.consent.age_group, kept.consent.mode) == (AgeGroup.ADULT, Mode.SELF)


def test_the_older_form_says_the_same_as_the_json(line: Line) -> None:
    line.flow(a_flow_run())
    line.form(Shape.LEGACY, a_legacy_run())
    one, other = line.kept()
    assert one.answers == other.answers
    assert {one.language, other.language} == {"bn", "es"}


def test_the_older_form_may_say_in_its_address_that_it_is_over(line: Line) -> None:
    fields = a_legacy_run()
    del fields["status"]
    with pytest.raises(Unacceptable, match="status"):
        line.form(Shape.LEGACY, fields)
    line.form(Shape.LEGACY, fields, status="completed")
    assert len(line.answered()) == 1


def test_the_reply_has_the_code_and_help_in_the_callers_language(line: Line) -> None:
    reply = line.flow(a_flow_run())
    assert reply["status"] == "kept"
    assert reply["receipt_code"] == line.kept()[0].receipt_code
    code = reply["receipt_code"]
    assert " ".join(code[place : place + 4] for place in range(0, 16, 4)) in reply["text"]
    assert "ধন্যবাদ" in reply["text"]
    assert reply["text"].index("Invented Workers' Centre") < reply["text"].index("Invented Police")
    assert reply["ignored"] == 1  # the greeting


@pytest.mark.parametrize("shape", [Shape.FLOW, Shape.LEGACY])
def test_the_same_message_again_answers_the_same_and_counts_once(line: Line, shape: Shape) -> None:
    def send() -> object:
        return line.flow(a_flow_run()) if shape is Shape.FLOW else json.loads(line.form(shape, a_legacy_run()))

    assert send() == send() == send()
    assert len(line.kept()) == 1


def test_without_the_message_id_a_repeat_counts_twice(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug of the test above."""
    known = webhook.respond
    monkeypatch.setattr(webhook, "respond", lambda host, token, visit, **_: known(host, token, visit))
    first, second = line.flow(a_flow_run()), line.flow(a_flow_run())
    assert len(line.kept()) == 2
    assert first["receipt_code"] != second["receipt_code"]


def test_a_repeat_with_other_content_counts_once_and_says_so(line: Line) -> None:
    first = line.flow(a_flow_run())
    other = line.flow(a_flow_run(results=some_results(bus_late=said("Yes", "1"))))
    assert first["note"] is None
    assert "counted before" in other["note"]
    assert other["receipt_code"] == first["receipt_code"]
    assert [kept.answers["bus_late"] for kept in line.kept()] == ["no"]
    assert line.flow(a_flow_run()) == first


@pytest.mark.parametrize("status", ["active", "waiting", "interrupted", "failed"])
def test_a_run_that_goes_on_keeps_nothing_in_whatever_order_it_comes(line: Line, status: str) -> None:
    assert line.flow(a_flow_run(status=status))["status"] == "waiting"
    assert line.kept() == []
    line.flow(a_flow_run())
    assert line.flow(a_flow_run(status=status))["receipt_code"] is None  # late and out of order
    assert len(line.kept()) == 1


def test_an_expired_run_counts_as_far_as_it_was_answered(line: Line) -> None:
    few = some_results(fee_paid=None, fee_months=None, threats=None)
    line.flow(a_flow_run(status="expired", results=few))
    assert [kept.answers for kept in line.answered()] == [{"bus_late": "no"}]


def test_a_keyword_finds_another_site_and_is_no_answer(line: Line) -> None:
    results = some_results(keyword=said("All Responses", " RICE "))
    line.flow(a_flow_run(flow={"uuid": "unknown"}, results=results))
    assert line.kept()[0].site == OTHER_SITE
    refused = _refused_again(line, a_flow_run("run-2", flow={"uuid": FLOW}, results=results))
    assert "several sites" in str(refused)


def _refused_again(line: Line, document: dict[str, Any]) -> LedgerError:
    with pytest.raises(Unacceptable) as caught:
        line.flow(document)
    return caught.value


@pytest.mark.parametrize(
    "results",
    [
        some_results(consent=said("No", "2")),
        some_results(age_group=said("under", "3")),
        some_results(purpose_aggregate_report=None, purpose_referral=None),
        {"greeting": said("All Responses", "stop")},
    ],
    ids=["declined", "under age", "agreed to no use", "left"],
)
def test_who_declines_is_under_age_or_leaves_is_a_cover_with_a_code(line: Line, results: dict[str, Any]) -> None:
    reply = line.flow(a_flow_run(results=results))
    (kept,) = line.kept()
    assert (kept.standing, kept.answers, kept.free_texts) == (Standing.COVER, {}, {})
    assert set(reply) == set(line.flow(a_flow_run("run-2")))
    assert len(reply["receipt_code"]) == 16


def test_answers_without_a_consent_are_refused_and_not_made_covers(line: Line) -> None:
    error = _refused(line, a_flow_run(results=some_results(consent=None)))
    assert error.facts()["field"] == "consent"


@pytest.mark.parametrize("digits", ["७", "৭", "٧", "7"])
def test_a_number_may_come_in_the_digits_of_any_script(line: Line, digits: str) -> None:
    line.flow(a_flow_run(results=some_results(fee_months=said("Has Number", digits))))
    assert line.kept()[0].answers["fee_months"] == "7"


@pytest.mark.parametrize("skip", ["0", "Skipped", "No Response", "timeout"])
def test_every_question_may_be_skipped(line: Line, skip: str) -> None:
    line.flow(a_flow_run(results=some_results(bus_late=said(skip))))
    assert "bus_late" not in line.kept()[0].answers


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"run": {"status": "completed"}}, "run.uuid"),
        ({"run": {"uuid": "r"}}, "run.status"),
        ({"run": {"uuid": "r", "status": "Rahima-Canary"}}, "run.status"),
        ({"run": ["Rahima-Canary"]}, "run"),
        ({"run": {"uuid": True, "status": "completed"}}, "run.uuid"),
        ({"flow": {"uuid": "Rahima-Canary"}}, "flow.uuid"),
        ({"contact": "Rahima-Canary"}, "contact"),
        ({"contact": {"urn": ["15550142987"]}}, "contact.urn"),
        ({"results": [PHONE]}, "results"),
        ({"results": {"15550142987": 1}}, "results"),
        ({"results": some_results(bus_late="Rahima-Canary")}, "results.bus_late"),
        ({"results": some_results(bus_late=said("Rahima-Canary"))}, "bus_late"),
        ({"results": some_results(threats=said("Rahima-Canary"))}, "threats"),
        ({"results": some_results(fee_months=said("Has Number", PHONE))}, "fee_months"),
        ({"results": some_results(fee_months=said("Has Number", "15550142987"))}, "fee_months"),
        ({"results": some_results(fee_paid=said("No", "2"))}, "fee_months"),
        ({"results": some_results(age_group=None)}, "age_group"),
        ({"results": some_results(receipt_code=said("15550142987"))}, "receipt_code"),
    ],
)
def test_what_does_not_fit_names_the_field_and_never_what_it_held(
    line: Line, changes: dict[str, Any], field: str
) -> None:
    error = _refused(line, a_flow_run(**changes))
    assert isinstance(error, Unacceptable)
    assert error.mend
    assert error.field == field


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        json.dumps(a_flow_run()).encode()[:-40],
        b'{"15550142987": 1, "15550142987": 2}',
        b'"Rahima-Canary"',
        b'{"run": NaN}',
        b"\xff\xfe15550142987",
        b"[" * 5_000,
    ],
)
def test_truncated_or_hostile_json_is_refused_without_any_of_it(line: Line, raw: bytes) -> None:
    with pytest.raises((Malformed, Unacceptable, TooLarge)) as caught:
        line.take(Shape.FLOW, raw)
    assert not any(canary in str(caught.value.facts()) for canary in CANARIES)
    assert line.kept() == []


@pytest.mark.parametrize(
    "raw",
    [
        b"run=1&run=2&status=completed",
        b"run=1&status=completed&values=[{",
        b"run=1&status=completed&values={}&flow=" + FLOW.encode(),
        b"run=1&status=completed&values=[1]&flow=" + FLOW.encode(),
        b"run=%ff&status=completed",
        b"15550142987",
        b"&".join(b"f%d=1" % place for place in range(500)),
    ],
)
def test_a_broken_form_is_refused_without_any_of_it(line: Line, raw: bytes) -> None:
    with pytest.raises((Malformed, Unacceptable)) as caught:
        line.take(Shape.LEGACY, raw)
    assert not any(canary in str(caught.value.facts()) for canary in CANARIES)
    assert line.kept() == []


def test_a_wrong_secret_is_answered_like_a_wave_that_is_not_here(line: Line) -> None:
    raw = json.dumps(a_flow_run()).encode()
    with pytest.raises(NotFound) as caught:
        line.take(Shape.FLOW, raw, secret="no-secret-of-any-wave-here")
    assert "no-secret" not in str(caught.value)
    assert line.kept() == []


def test_a_wave_without_a_hook_is_found_by_no_secret_at_all(tmp_path: Path) -> None:
    line = a_line(tmp_path / "survey", hook_digest=None)
    for secret in ("", "\0" * 32, "0" * 64):
        with pytest.raises(NotFound):
            line.take(Shape.FLOW, b"{}", secret=secret)


def test_outside_the_waves_time_nothing_is_kept(tmp_path: Path) -> None:
    line = a_line(tmp_path / "survey", now=CLOSES)
    with pytest.raises(WaveClosed):
        line.flow(a_flow_run())
    assert line.kept() == []


def test_a_number_is_sealed_only_for_a_call_back_with_consent_to_referral(line: Line) -> None:
    yes = said("Yes", "1")
    line.flow(a_flow_run("asked", results=some_results(call_back=yes)))
    line.flow(a_flow_run("not-agreed", results=some_results(call_back=yes, purpose_referral=said("No", "2"))))
    line.flow(a_flow_run("not-asked"))
    assert sorted(kept.free_texts.get("call_back", "") for kept in line.kept()) == ["", "", PHONE]


def test_a_name_of_another_network_is_no_number_to_call(line: Line) -> None:
    contact = {"urn": "telegram:15550142987", "language": "eng"}
    line.flow(a_flow_run(contact=contact, results=some_results(call_back=said("Yes", "1"))))
    assert line.kept()[0].free_texts == {}


def test_neither_numbers_nor_names_are_in_any_file_answer_or_reply(
    line: Line, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = line.flow(a_flow_run(results=some_results(call_back=said("Yes", "1"))))
    older = line.form(Shape.LEGACY, a_legacy_run())
    told = "".join(capfd.readouterr()) + repr(reply) + older + repr([kept.answers for kept in line.kept()])
    files = b"".join(path.read_bytes() for path in line.folder.rglob("*") if path.is_file())
    assert len(files) > 10_000
    assert not [canary for canary in CANARIES if canary in told or canary.encode() in files]


def test_a_reader_that_keeps_the_urn_is_found_out_by_that_scan(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug of the test above: the reply tells who sent it."""
    monkeypatch.setattr(webhook, "last_text", lambda *_: PHONE)
    assert any(canary in repr(line.flow(a_flow_run())) for canary in CANARIES)


def test_a_number_given_without_the_referral_check_would_be_kept(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: without the check at the door anybody's number goes on, and the next door refuses it."""
    monkeypatch.setattr(visiting, "_call_back", lambda *_: {"call_back": PHONE})
    refusing = some_results(purpose_referral=said("No", "2"))
    with pytest.raises(Unacceptable, match="call_back"):
        line.flow(a_flow_run(results=refusing))
