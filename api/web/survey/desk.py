"""What the survey's pages share in one process: who keeps answers, the keys of hidden fields, ends, and the pace.

All of it but the host is in memory alone. A second process would not know the pages of the first.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import TheSurveyHost
from api.web.survey.busy import Buckets
from api.web.survey.ended import EndedVisits
from api.web.survey.progress import Progress, decoded, encoded
from api.web.survey.sealed_field import SealedField
from api.web.survey.spent import SpentPages
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import SurveyHost
from ledger.surveys.closing import Rows

_NAME_BYTES = 12
_MOST_LISTS = 4
_MOST_WAITING = 200
_EXIT = b"tierlight survey exit 1"
_MAKING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Desk:
    """One process's side of every visit."""

    host: SurveyHost
    fields: SealedField
    ended: EndedVisits = field(default_factory=EndedVisits)
    spent: SpentPages = field(default_factory=SpentPages)
    buckets: Buckets = field(default_factory=Buckets)
    lists: dict[str, Rows] = field(default_factory=dict)  # of closed waves, which never change
    withdrawing: ThreadPoolExecutor = field(  # who waits there for the files holds up nobody's answers
        default_factory=lambda: ThreadPoolExecutor(_MOST_WAITING, "withdrawing")
    )

    def now(self) -> int:
        """Give epoch seconds."""
        return self.host.clock.now()

    def is_open(self, wave: HostedWave) -> bool:
        """Say whether the wave takes answers now."""
        return wave.opens_at <= self.now() < wave.closes_at

    def list_of(self, token: str) -> Rows | None:
        """Give the list of a closed wave, as anybody may have it; None before it is published."""
        if token not in self.lists:
            published = self.host.vault.published(token)
            if published is None:
                return None
            if len(self.lists) >= _MOST_LISTS:
                self.lists.clear()
            self.lists[token] = published[1]
        return self.lists[token]

    def begun(self, language: str) -> Progress:
        """Give a visit that begins now, under a random name."""
        return Progress(session=self._name(), nonce=self._name(), language=language, started_at=self.now())

    def sealed(self, wave: HostedWave, site: str, progress: Progress) -> tuple[Progress, str]:
        """Give the visit with new names for what can be chosen, and the hidden field that holds it."""
        renamed = replace(progress, nonce=self._name())
        raw = encoded(renamed, wave.instrument)
        return renamed, self.fields.seal(raw, bound_to=_bound_to(wave.token, site), now=self.now())

    def opened(self, wave: HostedWave, site: str, sealed: str) -> Progress | None:
        """Give the visit of a hidden field of this wave and site; None where nothing can be read any more."""
        raw = self.fields.open(sealed, bound_to=_bound_to(wave.token, site), now=self.now())
        return None if raw is None else decoded(raw, wave.instrument)

    def leaving(self, progress: Progress) -> str:
        """Give what quick exit sends along, so that the visit ends with it."""
        return self.fields.seal(progress.session.encode(), bound_to=_EXIT, now=self.now())

    def left(self, leaving: str) -> None:
        """From here on no page of the visit opens. Where the text is not ours, nothing happens."""
        session = self.fields.open(leaving, bound_to=_EXIT, now=self.now())
        if session is not None:
            self.ended.forget_code(session.decode(), now=self.now())

    def _name(self) -> str:
        return self.host.entropy(_NAME_BYTES).hex()


def desk_of(request: Request, host: TheSurveyHost) -> Desk:
    """Give this application's desk."""
    state = request.app.state
    with _MAKING:
        if getattr(state, "survey_desk", None) is None or state.survey_desk.host is not host:
            state.survey_desk = Desk(host, SealedField(host.entropy))
    desk: Desk = state.survey_desk
    return desk


def _bound_to(wave: str, site: str) -> bytes:
    return f"tierlight survey page 1 {len(wave)} {wave} {len(site)} {site}".encode()


TheDesk = Annotated[Desk, Depends(desk_of)]
