"""An interrupt that a library swallowed is raised again at the next step of the demo."""

import contextlib
import signal

import pytest

from scripts.demo.interruption import Interruption
from scripts.demo.progress import Steps


def test_a_swallowed_interrupt_is_raised_again_at_the_next_sign_of_progress() -> None:
    before = signal.getsignal(signal.SIGINT)
    interruption = Interruption()
    try:
        interruption.listen()
        told = Steps(total=2, interruption=interruption)
        with pytest.raises(KeyboardInterrupt), told.step("first") as progress:  # noqa: PT012 (swallowed, then raised)
            with contextlib.suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            progress(1, 2)
        with pytest.raises(KeyboardInterrupt), told.step("second"):
            pytest.fail("a step began after the interrupt")
    finally:
        signal.signal(signal.SIGINT, before)


def test_nobody_asked_and_nothing_is_raised() -> None:
    with Steps(total=1, interruption=Interruption()).step("only") as progress:
        progress(1, 1)
