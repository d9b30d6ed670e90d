"""The worker's loop: what passes does not end it and is said once; it asks less and less often; the rest ends it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from auditor_cli.operator.anchoring import Anchoring, longer
from ledger.errors import (
    ChainAway,
    ChainRefused,
    EndpointsDisagree,
    LeaseLost,
    LedgerError,
    LogDisagrees,
    NoGasMoney,
    SignerAway,
    StoreFailed,
    WrongChain,
)
from ledger.jobs.anchor import AnchorProgress
from ledger.settings import read_settings

SETTLED = AnchorProgress(True, 3, 3, None)
PASSING: list[LedgerError] = [
    ChainAway(doing="send", reason="no connection"),
    ChainRefused(doing="anchor a head", reason="NotWriter(…)"),
    EndpointsDisagree(what="block 7", first="0x01", second="0x02"),
    NoGasMoney(account=b"\x0a" * 20, needs_wei=2, has_wei=1),
    SignerAway(signer="http://127.0.0.1:9", reason="locked"),
    StoreFailed(doing="seal a head", reason="disk full"),
    LeaseLost(holder="another"),
]


@dataclass(slots=True)
class ToldLoop(Anchoring):
    """The loop over steps that are told beforehand; it is stopped after the last."""

    steps: list[LedgerError | AnchorProgress] = field(default_factory=list)

    def step(self) -> AnchorProgress:
        found = self.steps.pop(0)
        if not self.steps:
            self.stop.set()
        if isinstance(found, LedgerError):
            raise found
        return found


def run(*steps: LedgerError | AnchorProgress) -> list[str]:
    said: list[str] = []
    say: Callable[[str], None] = said.append
    settings = read_settings(anchor_every_seconds=0.001)
    ToldLoop(settings, say, threading.Event(), steps=list(steps)).run()
    return said


@pytest.mark.parametrize("error", PASSING, ids=lambda error: str(error.code))
def test_what_passes_is_said_once_and_anchoring_goes_on(error: LedgerError) -> None:
    said = run(error, error, error, SETTLED)
    assert len(said) == 2
    assert said[0].startswith(f"{error.code}: ")
    assert said[1].startswith("settled")


def test_an_account_without_money_is_named_with_the_amount() -> None:
    (said, _) = run(PASSING[3], SETTLED)
    assert "0x" + "0a" * 20 + " has 1 wei and needs 2" in said


def test_a_repaired_nonce_is_said() -> None:
    assert "signed again" in run(AnchorProgress(False, 3, 0, None, is_nonce_repaired=True), SETTLED)[0]


@pytest.mark.parametrize(
    "error", [LogDisagrees(size=3, reason="…"), WrongChain(field="chain id", expected="1", found="2")]
)
def test_what_a_person_must_look_at_ends_it(error: LedgerError) -> None:
    with pytest.raises(type(error)):
        run(error, SETTLED)


def test_pauses_grow_to_a_minute_and_never_above_a_longer_usual_pause() -> None:
    pauses = [2.0]
    for _ in range(8):
        pauses.append(longer(pauses[-1], usual=2.0))
    assert pauses == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 60.0]
    assert longer(300.0, usual=300.0) == 300.0
