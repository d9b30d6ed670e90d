"""What the operator's machine does by itself once a day: what workers said is destroyed when its time is over."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.settings import Settings

_DAY_SECONDS = 86_400.0


@dataclass(slots=True)
class Daily:
    """Expires surveys at its first call and a day after each. `say` gets a line where anything was destroyed."""

    settings: "Settings"
    say: Callable[[str], None]
    _due: float = 0.0

    def step(self) -> None:
        """Do what is due. Raises StoreFailed; it is due again then."""
        if time.monotonic() < self._due or not (self.settings.home / "survey").exists():
            return
        from ledger.bootstrap.survey import open_survey_host
        from ledger.jobs.survey.expire import expire

        host = open_survey_host(self.settings)
        try:
            for gone in expire(host):
                told = f"{gone.responses} responses and {gone.free_texts} free texts"
                self.say(f"retention: a wave's {told} were destroyed")
        finally:
            host.vault.close()
        self._due = time.monotonic() + _DAY_SECONDS
