"""What a brand takes back of its own statements erases nobody whom it left (rule S11), on a real chain."""

from datetime import date
from typing import Any

import pytest
from builders import BRAND, MAKER, MILL, Party
from told_records import tell, tell_and_anchor, verdict_on

from ledger.assessment.replies import known_on
from ledger.bootstrap import Ledger
from ledger.jobs.brand_document import brand_document
from ledger.model.verdict import VerdictKind
from ledger.ports import World

pytestmark = pytest.mark.chain


def an_order(seller: Party, on: str) -> dict[str, Any]:
    lots = {"lots": ["urn:example:lot:brand"], "quantity": "1", "unit": "KGM"}
    return lots | {"order": "PO-BRAND", "buyer": BRAND.did, "seller": seller.did, "ordered_on": on}


def left(world: World, *, as_of: date) -> dict[str, str]:
    told: Any = brand_document(world, None, BRAND.did, as_of=as_of)
    return {each["supplier"]: each["left_on"] for each in told["left"]}


def test_attack_orders_and_exits_that_the_brand_takes_back_erase_nobody(town: Ledger) -> None:
    world = town.world
    for seller in (MAKER, MILL):
        tell(world, by=seller, kind="purchase", body=an_order(seller, "2026-01-02"))
    own = [tell(world, by=BRAND, kind="purchase", body=an_order(each, "2026-01-02")) for each in (MAKER, MILL)]
    body = {"brand": BRAND.did, "supplier": MAKER.did, "left_on": "2026-03-01", "notice_days": 0, "text": "Ended."}
    own.append(tell(world, by=BRAND, kind="attestation", body=body))
    day = known_on(tell_and_anchor(world, by=BRAND, kind="attestation", body=body | {"supplier": MILL.did}))
    before = left(world, as_of=day)
    assert before == {MAKER.did: "2026-03-01", MILL.did: "2026-03-01"}

    for record_id in own:
        tell(world, by=BRAND, kind="revocation", body={"record": "0x" + record_id.hex(), "reason": "A typing error."})
    tell_and_anchor(world, by=MILL, kind="attestation", body={"subject": MILL.did, "claim": "origin", "text": "Here."})
    assert {verdict_on(world, record_id).kind for record_id in own} == {VerdictKind.REVOKED}
    assert left(world, as_of=day) == before
