"""Who may find, reply, contest, rule and set, asked at the ledger's door; and who reads an answer."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from audience_bed import COUNSEL, EVE, FARM, FARM_SITE, STRANGER, UNION, a_told_chain
from builders import AGENT, AUDITOR, BRAND, MAKER, MILL, MILL_SITE, TOWN, Party, a_registry, an_attestation
from rich.console import Console
from store_seals import sealed
from told_records import domain_of, tell

from api.web.product_page import product_view
from api.web.record_page import record_view
from api.web.templating import page
from auditor_cli.render.fairness import draw_fairness
from ledger.errors import LedgerError, NotAllowed, Unacceptable, WrongSummary
from ledger.jobs import answers
from ledger.jobs.access import may_read
from ledger.jobs.standing import registry_of
from ledger.model.party import Role
from ledger.model.reader import Reader
from ledger.ports import World

AUDIT = {
    "facility": MILL_SITE, "payer": BRAND.did, "is_announced": True, "has_offsite_interviews": False,
    "conducted_on": "2026-10-05", "report_hash": "0x" + "31" * 32,
    "findings": [{"finding_id": "1", "grade": "major", "topic": "fees"}],
}  # fmt: skip
RELEASE = {
    "wave": "0x" + "17" * 32, "facility": MILL_SITE, "ended_on": "2026-10-05", "instrument": "0x" + "11" * 32,
    "sample_announced": "25-49", "answers_came": "25-49", "cells": [], "counts": None, "epsilon_thousandths": 1000,
    "is_channel_attested": True, "panel_review": None,
}  # fmt: skip
FINDING = {
    "finding_id": "F-1", "facility": MILL_SITE, "indicator": "debt_bondage", "topic": "fees", "size": "audit_minor",
    "found_on": "2026-10-05", "text": "Advances were deducted.",
}  # fmt: skip
AS_OF = date(2026, 12, 1)
REPLY, FUND = "All fees were repaid in October.", "did:web:remedy-fund.example"
TOLD_TO = f"parties:{AUDITOR.did},{BRAND.did},{MILL.did}"


class Bed:
    """A chain whose mill was audited, and whose workers were asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.audit = "0x" + tell(world, by=AUDITOR, kind="audit", body=AUDIT).hex()
        self.release = "0x" + tell(world, by=UNION, kind="release", body=RELEASE, audience=TOLD_TO).hex()

    def says(self, by: Party, kind: str, **body: Any) -> str:
        envelope = {name: body.pop(name) for name in ("audience",) if name in body}
        return "0x" + tell(self.world, by=by, kind=kind, body=body, **envelope).hex()

    def refused(self, by: Party, kind: str, **body: Any) -> LedgerError:
        with pytest.raises((Unacceptable, NotAllowed)) as caught:
            self.says(by, kind, **body)
        return caught.value

    def is_read_by(self, record: str, reader: Reader) -> bool:
        found = self.world.store.record(bytes.fromhex(record[2:]))
        assert found is not None
        return may_read(self.world, reader, found)


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with a_told_chain(tmp_path_factory.mktemp("fairness")) as world:
        made = Bed(world)
        sealed(world.store)
        yield made


def field_of(refusal: LedgerError) -> object:
    assert isinstance(refusal, Unacceptable)
    return refusal.field


def test_a_reply_is_read_by_whoever_reads_its_flag_and_by_nobody_else(bed: Bed) -> None:
    reply = bed.says(MILL, "reply", flag=bed.audit, text=REPLY)
    readers = {each.did: bed.is_read_by(reply, each.reader) for each in (MILL, AUDITOR, BRAND, EVE, FARM, STRANGER)}
    flag = {each.did: bed.is_read_by(bed.audit, each.reader) for each in (MILL, AUDITOR, BRAND, EVE, FARM, STRANGER)}
    assert readers == flag
    assert readers[BRAND.did]
    assert not readers[EVE.did]


def test_what_is_kept_is_acknowledged_again_when_its_issuer_may_say_it_no_more(bed: Bed) -> None:
    body = FINDING | {"finding_id": "F-7"}
    said = an_attestation(signed_by=COUNSEL, domain=domain_of(bed.world), kind="finding", body=body)
    first = tell(bed.world, said)
    known = registry_of(bed.world)
    try:
        bed.world.store.save_registry(a_registry(*TOWN, Party(COUNSEL.did, Role.SUPPLIER)))
        assert tell(bed.world, said) == first
        assert isinstance(bed.refused(COUNSEL, "finding", **body), NotAllowed)
    finally:
        bed.world.store.save_registry(known)


def test_a_reply_for_fewer_readers_than_its_flag_is_refused(bed: Bed) -> None:
    assert field_of(bed.refused(MILL, "reply", flag=bed.audit, text=REPLY, audience="private")) == "audience"


@pytest.mark.parametrize("kind", ["reply", "dispute", "ruling"])
def test_a_flag_that_its_issuer_may_not_read_reads_like_none(bed: Bed, kind: str) -> None:
    more = {"reply": {}, "dispute": {"ground": "other"}, "ruling": {"outcome": "upheld", "paid_by": FUND}}[kind]
    hidden = bed.refused(STRANGER, kind, flag=bed.audit, text=REPLY, **more)
    assert str(hidden) == str(bed.refused(STRANGER, kind, flag="0x" + "99" * 32, text=REPLY, **more))


def test_a_finding_that_the_record_does_not_hold_is_refused(bed: Bed) -> None:
    assert field_of(bed.refused(MILL, "reply", flag=bed.audit, text=REPLY, finding_id="7")) == "body.finding_id"


def test_to_a_worker_side_flag_only_the_custodians_draft_is_said(bed: Bed) -> None:
    assert field_of(bed.refused(MILL, "reply", flag=bed.release, text="It was Asha who told.")) == "body.draft"
    draft = bed.says(UNION, "reply", flag=bed.release, draft_for=MILL.did, text=REPLY, audience=f"parties:{MILL.did}")
    assert (
        field_of(bed.refused(MILL, "reply", flag=bed.release, text=REPLY + " Asha lied.", draft=draft)) == "body.draft"
    )
    reply = bed.says(MILL, "reply", flag=bed.release, text=REPLY, draft=draft)
    assert bed.is_read_by(reply, BRAND.reader)
    assert not bed.is_read_by(reply, MAKER.reader)


@pytest.mark.parametrize("outcome", ["upheld", "overturned", "amended"])
def test_nobody_rules_on_what_workers_told(bed: Bed, outcome: str) -> None:
    body = {"outcome": outcome, "text": "It was the woman in room 4.", "paid_by": FUND}
    by = UNION if outcome == "overturned" else AUDITOR
    assert field_of(bed.refused(by, "ruling", flag=bed.release, **body)) == "body.flag"


def test_a_reviewer_names_somebody_else_as_its_payer(bed: Bed) -> None:
    body = {"outcome": "upheld", "text": "It is so.", "paid_by": COUNSEL.did}
    assert field_of(bed.refused(COUNSEL, "ruling", flag=bed.audit, **body)) == "body.paid_by"


def test_a_sealed_reply_is_read_by_its_custodian_alone(bed: Bed) -> None:
    own = bed.says(MILL, "reply", custodian=UNION.did, epoch="2026-11", sealed="QUJD", audience="private")
    assert bed.is_read_by(own, UNION.reader)
    assert not any(bed.is_read_by(own, each.reader) for each in (AUDITOR, BRAND, AGENT))


def test_only_an_auditor_states_a_finding_in_clear(bed: Bed) -> None:
    for by in (MILL, BRAND, UNION):
        assert isinstance(bed.refused(by, "finding", **FINDING), NotAllowed)
    assert bed.is_read_by(bed.says(AUDITOR, "finding", **FINDING), BRAND.reader)


def test_a_finding_of_a_future_day_is_refused(bed: Bed) -> None:
    assert field_of(bed.refused(AUDITOR, "finding", **FINDING | {"found_on": "2027-01-01"})) == "body.found_on"


def test_a_finding_has_no_field_for_its_source(bed: Bed) -> None:
    assert field_of(bed.refused(AUDITOR, "finding", **FINDING | {"source": "a worker of line 3"})) == "body.source"


@pytest.mark.parametrize(
    ("by", "changes", "field"),
    [
        (MILL, {}, "issuer"),
        (BRAND, {}, "issuer"),
        (AUDITOR, {"outcome": "upheld"}, "body.outcome"),
        (AUDITOR, {"outcome": "amended"}, "body.outcome"),
    ],
)
def test_a_side_rules_on_nothing(bed: Bed, by: Party, changes: dict[str, str], field: str) -> None:
    body = {"flag": bed.audit, "outcome": "overturned", "text": "No.", "paid_by": FUND} | changes
    assert field_of(bed.refused(by, "ruling", **body)) == field


def test_numbers_that_may_not_be_set_are_refused_by_name(bed: Bed) -> None:
    body = {"setting": "risk-settings", "method": "1.0", "reason": "Ours."}
    assert isinstance(bed.refused(MILL, "settings", **body, weights=[]), NotAllowed)


def test_nobody_states_how_two_others_trade(bed: Bed) -> None:
    body = {
        "practice": "payment", "brand": BRAND.did, "supplier": MILL.did, "order": "PO-1", "due": "30", "happened": "90",
        "period_from": "2026-01-01", "period_until": "2026-06-30",
    }  # fmt: skip
    assert field_of(bed.refused(FARM, "attestation", **body)) == "issuer"
    told = bed.says(MILL, "attestation", **body)
    readers = (MILL, BRAND, AUDITOR, EVE, FARM)
    assert [bed.is_read_by(told, each.reader) for each in readers] == [True, True, True, False, False]


def test_what_is_signed_is_what_is_read(bed: Bed) -> None:
    with pytest.raises(WrongSummary):
        tell(bed.world, by=MILL, kind="reply", body={"flag": bed.audit, "text": REPLY}, summary="We admit it.")


def test_a_reply_shows_in_the_score_of_the_product_with_its_flag(bed: Bed) -> None:
    reply = bed.says(MILL, "reply", flag=bed.audit, finding_id="1", text="Repaid, and the agency is dismissed.")
    sealed(bed.world.store)
    product = answers.products(bed.world, BRAND.reader)["products"][0]["id"]  # type: ignore[index,call-overload]
    document: Any = answers.score(bed.world, BRAND.reader, str(product), as_of=AS_OF)
    (shown,) = (each for each in document["replies"] if each["record_id"] == reply)
    assert (shown["flag"], shown["finding"], shown["by"], shown["outcome"]) == (bed.audit, "1", MILL.did, None)
    (standing,) = (each for each in document["auditors"] if each["auditor"] == AUDITOR.did)
    assert standing["independence"] == "independence not declared"
    assert FARM_SITE not in str(document["replies"])


def test_a_records_own_answer_and_page_show_what_was_answered_to_it(bed: Bed) -> None:
    dispute = bed.says(MILL, "dispute", flag=bed.audit, ground="wrong-fact", text="Nobody paid <b>us</b>.")
    sealed(bed.world.store)
    document = answers.record(bed.world, BRAND.reader, bytes.fromhex(bed.audit[2:]))
    shown: Any = document["replies"]
    (told,) = (each for each in shown if each["record_id"] == dispute)
    assert (told["kind"], told["outcome"]) == ("dispute", "open")
    html = page("record.html", is_demo=True, reader=None, record=record_view(document, is_demo=True)).body.decode()
    assert "Nobody paid &lt;b&gt;us&lt;/b&gt;." in html
    assert f"due by {told['due']}" in html


def test_the_product_page_and_the_terminal_show_replies_with_their_flag(bed: Bed) -> None:
    reply = bed.says(MILL, "reply", flag=bed.audit, text="The recruiter was dismissed.")
    bed.says(AUDITOR, "finding", **FINDING | {"size": "documented_report", "finding_id": "F-9"})
    sealed(bed.world.store)
    product: Any = answers.products(bed.world, BRAND.reader)["products"][0]["id"]  # type: ignore[index,call-overload]
    view = product_view(bed.world, BRAND.reader, product, as_of=AS_OF)
    html = page("product.html", is_demo=True, reader=None, product=view).body.decode()
    assert f"/records/{reply}" in html
    assert "<bdi>did:web:auditor.example</bdi>. Not anchored, so no notice has begun; upheld by 0 of 2" in " ".join(
        html.split()
    )
    console = Console(width=80, record=True, file=StringIO())
    draw_fairness(console, answers.score(bed.world, BRAND.reader, product, as_of=AS_OF))
    drawn = console.export_text()
    assert "The recruiter was dismissed." in drawn
    assert "independence not declared" in drawn
    assert "upheld by 0 of 2 reviewers" in drawn
    assert max(map(len, drawn.splitlines())) <= 80
