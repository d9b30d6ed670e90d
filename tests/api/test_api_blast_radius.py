"""What a cause touches, over HTTP: who is told what, now and as known on a day."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
from api_town import MAKER_SITE_ID, PRODUCT, SHIRT_LOT_ID, SURVEYOR, YARN_LOT_ID, Served
from builders import AUDITOR, BRAND, MALLORY, MILL, Party


def asked(served: Served, party: Party, **query: str) -> dict:  # type: ignore[type-arg]
    answer = served.get(f"/v1/blast-radius?{urlencode(query)}", party)
    assert answer.status_code == 200, answer.text
    found: dict = answer.json()  # type: ignore[type-arg]
    return found


@pytest.mark.parametrize("party", [BRAND, AUDITOR])
def test_a_party_touches_what_it_made_and_the_product_it_went_into(served: Served, party: Party) -> None:
    found = asked(served, party, cause="party", value=MILL.did)
    assert {lot["lot"] for lot in found["lots"]} >= {YARN_LOT_ID, SHIRT_LOT_ID}
    assert [product["id"] for product in found["products"]] == [PRODUCT]
    assert found["log_size"] >= 5


def test_a_site_touches_its_own_lots_only_forwards(served: Served) -> None:
    found = asked(served, AUDITOR, cause="site", value=MAKER_SITE_ID)
    assert SHIRT_LOT_ID in {lot["lot"] for lot in found["lots"]}
    assert YARN_LOT_ID not in {lot["lot"] for lot in found["lots"]}


def test_before_the_first_anchor_nothing_was_known(served: Served) -> None:
    found = asked(served, AUDITOR, cause="party", value=MILL.did, known_on="2020-01-01")
    then = found["known_then"]
    assert (then["log_size"], then["lots"]) == (0, [])
    assert set(then["learned_since"]) == {lot["lot"] for lot in found["lots"]}


def test_by_tomorrow_everything_anchored_is_known(served: Served) -> None:
    anchored_at = max(item.anchor.anchored_at for item in served.world.store.finished() if item.anchor)
    day: date = (datetime.fromtimestamp(anchored_at, UTC) + timedelta(days=1)).date()
    found = asked(served, AUDITOR, cause="party", value=MILL.did, known_on=day.isoformat())
    assert found["known_then"]["learned_since"] == []


def test_an_unknown_cause_touches_nothing_and_says_so_alike_for_all(served: Served) -> None:
    for party in (BRAND, AUDITOR):
        found = asked(served, party, cause="recruiter", value=MALLORY.did)
        assert (found["lots"], found["products"]) == ([], [])


@pytest.mark.parametrize("party", [MILL, SURVEYOR])
def test_who_traces_nothing_is_told_nothing(served: Served, party: Party) -> None:
    assert served.get(f"/v1/blast-radius?cause=party&value={MILL.did}", party).status_code == 403


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("cause=origin&value=Nowhere", 422, "value"),
        ("cause=list-entry&value=UZ", 422, "value"),
        ("cause=site&value=x&good=Cotton", 422, "good"),
        ("cause=weather&value=x", 422, "cause"),
        ("cause=site&value=x&known_on=soon", 422, "known_on"),
    ],
)
def test_a_question_that_is_none_is_refused_by_field(served: Served, query: str, status: int, field: str) -> None:
    refused = served.get(f"/v1/blast-radius?{query}", AUDITOR)
    assert (refused.status_code, refused.json()["field"]) == (status, field)


def test_a_list_entry_is_answered_with_the_row_it_stands_for(served: Served) -> None:
    found = asked(served, AUDITOR, cause="list-entry", value="TM:Cotton")
    assert found["list_entry"]["publisher"]
    assert served.get("/v1/blast-radius?cause=list-entry&value=CH:Watches", AUDITOR).status_code == 404
