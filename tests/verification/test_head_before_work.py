"""The head before, beside a head that is not shown, may be of any of a log's places: that costs no proof a place."""

from dataclasses import replace

import pytest
import rlp
from asked import told, verdict_on
from paper_chain import PLACE, a_case

from ledger.model.deployment import Migration
from ledger.model.receipt import Receipt
from ledger.model.verdict import VerdictKind

MOST_PLACES = 16
ELSEWHERE = tuple(replace(PLACE, admin=bytes([at]) * 20) for at in range(1, MOST_PLACES + 1))
MOVE = Migration(bytes(32), bytes(32), 1, bytes(32), bytes(65))


def with_many_places(shows: str, *, at: int | None) -> Receipt:
    """The head before is shown at the place `at` of many with one contract; None: at none of them."""
    receipt = a_case(shows_head=None, shows_first=shows).receipt
    places = list(ELSEWHERE)
    if at is not None:
        places[at] = PLACE
    return replace(receipt, places=tuple(places), migrations=(MOVE,) * (MOST_PLACES - 1))


def octets_decoded(receipt: Receipt, monkeypatch: pytest.MonkeyPatch) -> int:
    seen: list[int] = []
    decode = rlp.decode

    def seeing(raw: bytes) -> object:
        seen.append(len(raw))
        return decode(raw)

    with monkeypatch.context() as patched:
        patched.setattr(rlp, "decode", seeing)
        verdict_on(receipt)
    return sum(seen)


def history(receipt: Receipt) -> bool | None:
    (check,) = (check for check in verdict_on(receipt).checks if check.number == 7)
    return check.passed


@pytest.mark.parametrize("shows", ["state", "event"])
@pytest.mark.parametrize("at", [0, 7, MOST_PLACES - 1])
def test_the_head_before_is_found_at_whichever_place_it_was_anchored(shows: str, at: int) -> None:
    assert history(with_many_places(shows, at=at)) is True


@pytest.mark.parametrize("shows", ["state", "event"])
def test_the_head_before_at_another_place_is_refused(shows: str) -> None:
    receipt = with_many_places(shows, at=None)
    assert history(receipt) is False
    assert told(verdict_on(receipt))[0] is VerdictKind.INVALID


@pytest.mark.parametrize("shows", ["state", "event"])
@pytest.mark.parametrize("at", [None, MOST_PLACES - 1])
def test_more_places_are_no_more_than_one_proof_more(
    shows: str, at: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = a_case(shows_head=None, shows_first=shows).receipt
    many = with_many_places(shows, at=at)
    assert octets_decoded(many, monkeypatch) <= 2 * octets_decoded(one, monkeypatch)
