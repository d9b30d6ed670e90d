"""An assessment that was recorded and anchored: its report and each site's part are held against its receipt."""

from datetime import date
from pathlib import Path

import pytest
from api_town import MAKER_SITE, a_document, a_shipping, an_event, anchor_all, signed_capture
from builders import AUDITOR, BRAND, MAKER
from told_records import domain_of, receipt_file, tell

from auditor_cli.auditor.report_check import part_verdict, report_verdict
from auditor_cli.place import Place
from ledger.bootstrap import Ledger
from ledger.errors import Unacceptable
from ledger.jobs.capture import capture
from ledger.jobs.report import assessment_body, report, site_part
from ledger.ports import World
from ledger.proof.canonical import canonicalise
from ledger.report.model import recorded, report_bytes

pytestmark = pytest.mark.chain
DAY = date(2026, 11, 21)  # that of the builders
PRODUCT, LOT = "09506000120706", "urn:epc:class:lgtin:9506000.012070.R1"
NOWHERE = Place(home=Path("/nowhere"), as_json=None, server=None, api_key=None)


@pytest.fixture(scope="module")
def world(town: Ledger) -> World:
    tell(town.world, by=MAKER, kind="facility", body={"facility": MAKER_SITE, "operator": MAKER.did, "country": "IN"})
    lot = {"lot": LOT, "product": PRODUCT, "product_name": "Shirt", "good": "Garments", "quantity": "9"}
    tell(town.world, by=BRAND, kind="lot", body=lot | {"unit": "KGM", "facility": MAKER_SITE, "is_finished": True})
    made = an_event(bizLocation={"id": MAKER_SITE}, quantityList=[{"epcClass": LOT, "quantity": 9, "uom": "KGM"}])
    for event in (made, a_shipping(LOT, giver=MAKER_SITE, to=BRAND, eventTime="2026-03-04T08:00:00.000Z")):
        raw = signed_capture(domain_of(town.world), a_document(event), by=MAKER)
        capture(town.world, raw, reader=None, custodian=None)
    anchor_all(town.world)
    return town.world


def test_a_report_and_a_part_are_held_against_the_anchored_record(world: World, tmp_path: Path) -> None:
    document = recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32)))
    audience = f"parties:{AUDITOR.did},{BRAND.did}"
    record_id = tell(world, by=AUDITOR, kind="assessment", body=assessment_body(document), audience=audience)
    anchor_all(world)
    receipt = receipt_file(world, record_id)
    path = tmp_path / "report.json"
    path.with_name("report.receipt.json").write_bytes(receipt)
    told = report_verdict(NOWHERE, path, report_bytes(document), dict(document), is_offline=True)
    assert {check["name"]: check["passed"] for check in told["checks"]}["recorded"] is True
    assert told["verdict"] == "CANNOT-VERIFY"  # nobody made it again

    part = site_part(document, document["assessment"]["tiers"][0]["sites"][0]["site"])  # type: ignore[index,call-overload]
    path = tmp_path / "part.json"
    path.with_name("part.receipt.json").write_bytes(receipt)
    assert part_verdict(path, dict(part))["verdict"] == "CONFIRMED"
    altered = dict(part) | {"part": {"site": "elsewhere"}}
    assert part_verdict(path, altered)["verdict"] == "DIFFERS"

    following = report(world, None, PRODUCT, as_of=DAY)
    assert following["assessment"]["earlier_assessments"] == 1  # type: ignore[index,call-overload]


@pytest.mark.parametrize("audience", ["downstream", "public"])
def test_an_assessment_for_everybody_is_refused(world: World, audience: str) -> None:
    document = recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32)))
    with pytest.raises(Unacceptable, match="brand and auditors alone"):
        tell(world, by=AUDITOR, kind="assessment", body=assessment_body(document), audience=audience)


def test_a_body_that_names_a_site_is_refused(world: World) -> None:
    body = assessment_body(recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32))))
    with pytest.raises(Unacceptable):
        tell(world, by=AUDITOR, kind="assessment", body=body | {"site": MAKER_SITE}, audience=f"parties:{BRAND.did}")


def test_a_part_in_canonical_form_is_all_that_its_site_needs(world: World) -> None:
    document = recorded(report(world, None, PRODUCT, as_of=DAY), bytes(range(32)))
    part = site_part(document, document["assessment"]["tiers"][0]["sites"][0]["site"])  # type: ignore[index,call-overload]
    assert document["disclosure"]["seed"] not in canonicalise(part).decode()  # type: ignore[index,call-overload]
