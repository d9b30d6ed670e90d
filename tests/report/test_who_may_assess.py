"""Who may record an assessment, asked at the ledger's door; and what of them counts as score shopping (rule R11)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from api_town import PRODUCT
from audience_bed import EVE, STRANGER, a_told_chain
from builders import AUDITOR, BRAND, MAKER, MILL, Party, a_record, an_attestation
from report_builders import SEED
from store_seals import sealed
from told_records import domain_of, tell

from ledger.errors import NotAllowed, Unacceptable
from ledger.jobs.recorded_assessments import earlier_assessments
from ledger.jobs.report import assessment_body, report
from ledger.ports import World
from ledger.report.model import recorded

DAY = date(2026, 11, 21)  # that of the builders


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_told_chain(tmp_path_factory.mktemp("assessors")) as told:
        yield told


@pytest.fixture(scope="module")
def body(world: World) -> dict[str, Any]:
    return assessment_body(recorded(report(world, None, PRODUCT, as_of=DAY), SEED))


def an_assessment(world: World, by: Party, body: dict[str, Any]) -> Any:
    return an_attestation(
        signed_by=by, domain=domain_of(world), kind="assessment", body=body, audience=f"parties:{by.did}"
    )


@pytest.mark.parametrize("party", [MAKER, MILL, STRANGER], ids=["the scored site", "its supplier", "a stranger"])
def test_who_is_no_auditor_and_not_the_brand_records_no_assessment(
    world: World, body: dict[str, Any], party: Party
) -> None:
    with pytest.raises(NotAllowed, match="auditor"):
        tell(world, an_assessment(world, party, body))


def test_a_brand_records_none_of_another_brands_product(world: World, body: dict[str, Any]) -> None:
    with pytest.raises(Unacceptable) as caught:
        tell(world, an_assessment(world, EVE, body))
    assert caught.value.field == "body.product"


@pytest.mark.parametrize("product", ["https://[bad", "09506000000000", "urn:example:elsewhere"])
def test_an_assessment_of_a_product_that_is_not_here_is_refused(
    world: World, body: dict[str, Any], product: str
) -> None:
    with pytest.raises(Unacceptable) as caught:
        tell(world, an_assessment(world, AUDITOR, body | {"product": product}))
    assert caught.value.field == "body.product"


def test_only_assessments_by_who_may_assess_count_as_earlier_ones(world: World, body: dict[str, Any]) -> None:
    planted = [a_record(an_assessment(world, party, body)) for party in (MAKER, STRANGER, EVE)]
    world.store.add(planted, [None] * len(planted))
    kept = [tell(world, an_assessment(world, party, body)) for party in (AUDITOR, BRAND)]
    sealed(world.store)  # type: ignore[arg-type]
    found = earlier_assessments(world, PRODUCT, size=world.store.counts().sealed_size)
    assert [each.record_id for each in found] == kept
    told: Any = report(world, None, PRODUCT, as_of=DAY)
    assert told["assessment"]["earlier_assessments"] == 2
