"""How an auditor stands is not moved by a reviewer whom the product's brand pays (rules R13, S15), on a real chain."""

from typing import Any

import pytest
from api_town import a_document, a_shipping, an_event, signed_capture
from builders import AUDITOR, BRAND, MALLORY, MILL
from told_records import domain_of, tell, tell_and_anchor

from ledger.assessment.replies import known_on
from ledger.bootstrap import Ledger
from ledger.jobs.assess import assess
from ledger.jobs.capture import capture

pytestmark = pytest.mark.chain
SITE, PRODUCT = "urn:epc:id:sgln:9506000.00177.0", "09506000120805"
LOT = "urn:epc:class:lgtin:9506000.012080.P1"


def test_attack_a_reviewer_whom_the_brand_pays_before_it_buys_counts_in_nobodys_standing(town: Ledger) -> None:
    world = town.world
    tell(world, by=MILL, kind="facility", body={"facility": SITE, "operator": MILL.did, "country": "IN"})
    audit: dict[str, Any] = {
        "facility": SITE, "payer": MILL.did, "is_announced": True, "has_offsite_interviews": False,
        "conducted_on": "2026-01-05", "report_hash": "0x" + "00" * 32,
    }  # fmt: skip
    flag = tell_and_anchor(world, by=MALLORY, kind="audit", body=audit)
    ruling = {"flag": "0x" + flag.record_id.hex(), "outcome": "overturned", "text": "Not so.", "paid_by": BRAND.did}
    tell(world, by=AUDITOR, kind="ruling", body=ruling)  # taken: no brand buys from this site yet
    made = an_event(bizLocation={"id": SITE}, quantityList=[{"epcClass": LOT, "quantity": 9, "uom": "KGM"}])
    for event in (made, a_shipping(LOT, giver=SITE, to=BRAND, eventTime="2026-03-04T08:00:00.000Z")):
        capture(world, signed_capture(domain_of(world), a_document(event), by=MILL), reader=None, custodian=None)
    lot = {"lot": LOT, "product": PRODUCT, "product_name": "Scarf", "good": "Garments", "quantity": "9", "unit": "KGM"}
    lot |= {"facility": SITE, "is_finished": True}
    day = known_on(tell_and_anchor(world, by=BRAND, kind="lot", body=lot))
    found = assess(world, PRODUCT, as_of=day)
    (standing,) = (each for each in found.auditors if each.auditor == MALLORY.did)
    assert (standing.ruled, standing.overturned) == (0, 0)
    assert [each.outcome for each in found.replies if each.kind == "ruling"] == ["not counted"]
