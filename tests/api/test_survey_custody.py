"""The custodian's routes: its own waves alone, ciphertext out, lists in, bodies read strictly; and their client."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from api_town import anchor_all
from builders import AUDITOR, BRAND, MILL, Party
from custodian_bed import CUSTODIAN, EPOCH, RULES, TWO_ROLES, Bed, running_bed
from fastapi.testclient import TestClient
from survey_builders import a_hosted_wave, a_visit, an_instrument

from api.app import create_app
from auditor_cli.refusals import ServerRefused
from auditor_cli.source import survey_host
from auditor_cli.source.remote import RemoteSource
from auditor_cli.source.server import Server
from auditor_cli.source.survey_host import RemoteSurveyHost
from ledger.bootstrap.survey import epoch_keys
from ledger.errors import NotFound
from ledger.jobs.sign_in import issue_api_key
from ledger.jobs.survey.announce import announce_slot
from ledger.jobs.survey.close import close_slot
from ledger.jobs.survey.open_planned import open_planned
from ledger.jobs.survey.respond import seal
from ledger.jobs.survey.visits import accepted
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave, WavePlan
from ledger.proof.frozen_form import form_of
from ledger.surveys.calendar import announcing_at, begins_at, closing_at, slot_of
from ledger.surveys.closing import is_counted, root_of
from ledger.surveys.hosted_form import hosted_document
from ledger.surveys.receipt_code import new_code
from ledger.surveys.sealing import opened

pytestmark = pytest.mark.chain
WAVES = "/v1/survey/waves"


@dataclass(frozen=True)
class Served:
    """The operator's API over both machines, with a way to it for each party."""

    bed: Bed
    app: Any
    keys: dict[str, str]

    def client(self, party: Party | None) -> TestClient:
        headers = {"Authorization": f"Bearer {self.keys[party.did]}"} if party else {}
        return TestClient(self.app, base_url="http://tierlight.test", headers=headers)

    def door(self, party: Party = CUSTODIAN) -> RemoteSurveyHost:
        return RemoteSurveyHost(Server(self.client(party), "http://tierlight.test"))

    def refusal(self, method: str, path: str, body: Any = None, party: Party | None = CUSTODIAN) -> dict[str, Any]:
        content = None if body is None else json.dumps(body).encode()
        sent = self.client(party).request(
            method, WAVES + path, content=content, headers={"Content-Type": "application/json"}
        )
        assert not sent.is_success, sent.text
        found: dict[str, Any] = sent.json()
        return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with running_bed(tmp_path_factory.mktemp("bed")) as bed:
        bed.enrolled()
        app = create_app(ledger=bed.ledger)
        app.state.survey_host = bed.host
        parties = (CUSTODIAN, TWO_ROLES, BRAND, MILL, AUDITOR)
        yield Served(bed, app, {each.did: issue_api_key(bed.world, each.reader) for each in parties})


def a_wave(served: Served, **changes: Any) -> HostedWave:
    bed = served.bed
    begins = begins_at(slot_of(bed.registry.now()) + 1)
    number = len(bed.host.vault.waves())
    made = a_hosted_wave(
        token=f"{number:022d}",
        keys=epoch_keys(bed.home, EPOCH),
        opens_at=begins,
        closes_at=begins + 86_400,
        languages=("en", "bn"),
    )
    return replace(made, **changes)


def any_token(served: Served) -> str:
    """A wave of the custodian's that is there, whichever."""
    if not served.bed.host.vault.waves():
        served.door().open_wave(a_wave(served))
    return served.bed.host.vault.waves()[0].token


def a_running_wave(served: Served) -> WavePlan:
    """Planned, announced, opened over HTTP, and its time has come."""
    bed = served.bed
    plan = bed.planned()
    bed.move_to(announcing_at(plan.slot, RULES))
    announce_slot(bed.place, bed.speaker())
    open_planned(bed.place, served.door(), plan.hosted.token)
    bed.move_to(plan.hosted.opens_at)
    return plan


def test_a_wave_goes_its_way_over_http(served: Served) -> None:
    bed, plan = served.bed, a_running_wave(served)
    token = plan.hosted.token
    codes = [bed.came(token, plan) for _ in range(7)]
    assert list(served.door().sealed(token)) == list(bed.host.vault.sealed(token))
    bed.move_to(closing_at(plan.slot, RULES))
    close_slot(bed.place, bed.speaker(), served.door(), plan.slot)
    published = bed.host.vault.published(token)
    assert published is not None
    assert all(is_counted(published[1], token, code) for code in codes)
    other = published[1][1:] + published[1][:1]
    with pytest.raises(ServerRefused) as told:
        served.door().publish(token, other, root=root_of(other))
    assert told.value.problem_code == "wave-refused"


def test_pages_of_rows_hold_each_row_once_in_the_order_of_random_ids(served: Served) -> None:
    plan = a_running_wave(served)
    for _ in range(7):
        served.bed.came(plan.hosted.token, plan)
    seen: list[str] = []
    page: dict[str, Any] = {"following": ""}
    while page["following"] is not None:
        after = {"after": page["following"]} if page["following"] else {}
        page = served.client(CUSTODIAN).get(f"{WAVES}/{plan.hosted.token}/rows", params={"limit": 3, **after}).json()
        assert len(page["rows"]) <= 3
        seen += [each["response_id"] for each in page["rows"]]
    assert seen == sorted(set(seen))
    assert len(seen) == 7


def test_rows_sealed_at_the_custodian_come_in_and_count_once(served: Served) -> None:
    bed, plan = served.bed, a_running_wave(served)
    wave, code = plan.hosted, new_code(bed.place.entropy)
    (tag,) = served.door().receipt_tags(wave.token, [code])
    row = a_sealed_row(bed, plan, code=code, tag=tag)
    assert served.door().add_sealed(wave.token, [row], message=b"\x05" * 32) is True
    assert served.door().add_sealed(wave.token, [row], message=b"\x05" * 32) is False
    (kept,) = served.door().sealed(wave.token)
    assert bed.place.opener is not None
    assert opened(kept, wave, bed.place.opener).response.receipt_code == code
    assert served.refusal("POST", f"/{wave.token}/rows", rows_body(replace(row, wave="x" * 22)))["status"] == 422


def a_sealed_row(bed: Bed, plan: WavePlan, *, code: str, tag: bytes) -> SealedResponse:
    visit = a_visit(site=plan.sites[0].token)
    response = accepted(visit, plan.hosted, receipt_code=code, sequence=1, arrived_at=bed.registry.now())
    return seal(response, plan.hosted, entropy=bed.place.entropy, sealer=bed.place.sealer, receipt_tag=tag)


def rows_body(row: SealedResponse) -> dict[str, Any]:
    return {"rows": [form_of(row)], "message": None}


def test_a_wave_that_is_shut_takes_no_more_rows(served: Served) -> None:
    plan = a_running_wave(served)
    row = a_sealed_row(served.bed, plan, code=new_code(served.bed.place.entropy), tag=b"\x01" * 32)
    served.door().shut_wave(plan.hosted.token)
    assert served.refusal("POST", f"/{plan.hosted.token}/rows", rows_body(row))["code"] == "wave-closed"


@pytest.mark.parametrize("party", [None, BRAND, MILL, AUDITOR], ids=["nobody", "brand", "supplier", "auditor"])
def test_only_a_custodian_reaches_these_routes(served: Served, party: Party | None) -> None:
    token = any_token(served)
    status = 401 if party is None else 403
    for method, path in (
        ("POST", ""), ("GET", f"/{token}/rows"), ("POST", f"/{token}/rows"), ("POST", f"/{token}/shut"),
        ("POST", f"/{token}/receipt-tags"), ("PUT", f"/{token}/list"), ("POST", f"/{token}/keys"),
    ):  # fmt: skip
        assert served.refusal(method, path, {}, party)["status"] == status, (method, path)


def test_another_custodians_wave_is_not_there(served: Served) -> None:
    wave = a_wave(served)
    served.door().open_wave(wave)
    other = served.door(TWO_ROLES)
    with pytest.raises(NotFound):
        list(other.sealed(wave.token))
    with pytest.raises(NotFound):
        other.shut_wave(wave.token)
    mine, nobodys = (served.refusal("GET", f"/{each}/rows", party=TWO_ROLES) for each in (wave.token, "y" * 22))
    assert {**mine, "trace_id": "", "instance": "", "facts": "", "detail": "", "errors": ""} == {
        **nobodys, "trace_id": "", "instance": "", "facts": "", "detail": "", "errors": "",
    }  # fmt: skip


def test_what_the_host_refuses_is_told_with_its_rule(served: Served) -> None:
    wave = a_wave(served, is_demo=False, least_age=18)
    told = served.refusal("POST", "", hosted_document(wave))
    assert (told["status"], told["code"], told["facts"]["rule"]) == (422, "wave-refused", "review")
    assert told["mend"]
    keys = epoch_keys(served.bed.home, EPOCH)
    swapped = replace(keys, first=keys.second, second=keys.first)
    assert served.refusal("POST", "", hosted_document(a_wave(served, keys=swapped)))["code"] == "not-enrolled"


@pytest.mark.parametrize(
    ("path", "method", "body", "field"),
    [
        ("", "POST", {"colour": "red"}, "colour"),
        ("", "POST", [], "document"),
        ("/{}/rows", "POST", {"rows": []}, "body"),
        ("/{}/rows", "POST", {"rows": [{"wave": "x"}], "message": None}, "rows[0]"),
        ("/{}/rows", "POST", {"rows": [], "message": "0x01"}, "message"),
        ("/{}/rows", "POST", {"rows": [], "message": None, "more": 1}, "body"),
        ("/{}/receipt-tags", "POST", {"codes": [1]}, "codes[0]"),
        ("/{}/receipt-tags", "POST", {"codes": ["1"] * 1_001}, "codes"),
        ("/{}/list", "PUT", {"root": "0x00", "rows": "", "start": 0, "of": 64}, "root"),
        ("/{}/list", "PUT", {"root": "0x" + "00" * 32, "rows": "AAAA", "start": 0, "of": 64}, "rows"),
        ("/{}/list", "PUT", {"root": "0x" + "00" * 32, "rows": "ä", "start": 0, "of": 64}, "rows"),
        ("/{}/keys", "POST", {"epoch": 5, "keys": []}, "epoch"),
        ("/{}/keys", "POST", {"epoch": "2026-12", "keys": [["0x00"]]}, "keys[0]"),
    ],
)
def test_bad_bodies_name_the_field_and_change_nothing(
    served: Served, path: str, method: str, body: Any, field: str
) -> None:
    token = any_token(served)
    before = list(served.bed.host.vault.sealed(token))
    told = served.refusal(method, path.format(token), body)
    assert told["status"] in (400, 422), told
    assert (told["field"] or "").startswith(field), told
    assert list(served.bed.host.vault.sealed(token)) == before


def test_the_instrument_survives_the_way_unchanged(served: Served) -> None:
    wave = a_wave(served, instrument=an_instrument(version="9.9"))
    served.door().open_wave(wave)
    assert served.bed.host.vault.wave(wave.token) == wave


def test_statements_and_waves_go_by_the_same_server(served: Served) -> None:
    source = RemoteSource(served.client(CUSTODIAN), "http://tierlight.test")
    assert source.head()["domain"]["salt"]
    anchor_all(served.bed.world)


def test_attack_a_list_larger_than_a_request_is_published_in_pages(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey_host, "_LISTED_AT_ONCE", 20)
    plan = a_running_wave(served)
    token = plan.hosted.token
    code = served.bed.came(token, plan)
    served.bed.move_to(closing_at(plan.slot, RULES))
    close_slot(served.bed.place, served.bed.speaker(), served.door(), plan.slot)
    published = served.bed.host.vault.published(token)
    assert published is not None
    assert len(published[1]) == 64
    assert is_counted(published[1], token, code)
    served.door().publish(token, published[1], root=published[0])
    with pytest.raises(ServerRefused):
        served.door().publish(token, published[1][::-1], root=published[0])


def test_keys_of_a_later_month_take_the_place_of_the_present_ones(served: Served) -> None:
    plan = a_running_wave(served)
    token = plan.hosted.token
    served.bed.came(token, plan)
    (row,) = served.door().sealed(token)
    served.door().shut_wave(token)
    served.bed.enrolled_for("2026-12")
    later = WrappedKey(b"\x01" * 80, b"\x02" * 80)
    served.door().replace_keys(token, "2026-12", [(row.response_id, later, later)])
    (found,) = served.door().sealed(token)
    assert (found.epoch, found.key, found.free_text_key) == ("2026-12", later, later)
