"""The Host port on the operator's own machine: what the API does for a custodian, and a demo without an API."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.errors import NotEnrolled, NotFound, Unacceptable, WaveClosed, WaveRefused
from ledger.jobs.survey.hosting import enrolled_keys, open_wave
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.ports import World
from ledger.ports.survey import SurveyHost
from ledger.surveys.closing import LEAST_BUCKET, root_of

_MOST_BUCKET = 20  # as the calendar's
_HALF_BYTES = 80  # HPKE: encapsulated key, half, tag


@dataclass(frozen=True, slots=True)
class LocalHost:
    """ports.survey.Host for one custodian (a DID). A wave of another custodian is not there for it."""

    host: SurveyHost
    world: World
    custodian: str

    def open_wave(self, wave: HostedWave) -> None:
        """Let the wave take answers; the same wave again changes nothing. Raises WaveRefused, NotEnrolled."""
        if self.host.vault.wave(wave.token) != wave:
            open_wave(self.host, self.world, wave, by=self.custodian)

    def shut_wave(self, token: str) -> None:
        """Let the wave take no more answers. Raises NotFound."""
        self.wave(token)
        self.host.vault.shut(token, at=self.host.clock.now())

    def sealed(self, token: str, *, after: bytes = b"") -> Iterator[SealedResponse]:
        """Give every row, from after an id on. Raises NotFound."""
        self.wave(token)
        return self.host.vault.sealed(token, after=after)

    def receipt_tags(self, token: str, codes: Sequence[str]) -> tuple[bytes, ...]:
        """Give the tag of each code. Raises NotFound."""
        self.wave(token)
        return tuple(self.host.vault.receipt_tag(token, code) for code in codes)

    def add_sealed(self, token: str, rows: Sequence[SealedResponse], *, message: bytes | None = None) -> bool:
        """Keep rows that the custodian sealed. Raises NotFound, WaveClosed, WaveRefused for more than half of a
        wave, Unacceptable for rows of another."""
        wave = self.wave(token)
        if not wave.opens_at <= self.host.clock.now() < wave.closes_at:
            raise WaveClosed(wave=token)
        for place, row in enumerate(rows):
            if row.wave != token or row.epoch != wave.keys.epoch:
                mend = "seal it for this wave, with its keys"
                raise Unacceptable(field=f"rows[{place}]", reason="is of another wave or epoch", mend=mend)
        return self.host.vault.keep(rows, message=message, is_handed_over=True)

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Publish the list of a wave that is over. It must hold whatever is kept. Raises NotFound, WaveRefused."""
        self._require_over(token, "publish it once it is over")
        known = self.host.vault.published(token)
        if known is not None and known == (root, tuple(rows)):
            return
        mend = "publish the list as `tierlight survey close` made it"
        if len(rows) < 2**LEAST_BUCKET or len(rows) & (len(rows) - 1) or root_of(rows) != root:
            raise WaveRefused(rule="list", reason="the root is not that of a padded list", mend=mend)
        listed = {commitment for _, commitment in rows}
        if known is None and not all(row.commitment in listed for row in self.host.vault.sealed(token)):
            raise WaveRefused(rule="list", reason="it leaves out answers that are kept here", mend=mend)
        self.host.vault.publish(token, rows, root=root)

    def publish_page(
        self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes, start: int, of: int
    ) -> bool:
        """Take rows of a list from `start` on; with its last page publish it. Say whether it is published now.

        The same list again does nothing. Raises NotFound, WaveRefused, Unacceptable for pages that are no list.
        """
        self._require_over(token, "publish it once it is over")
        if not 0 <= start < start + len(rows) <= of <= 2**_MOST_BUCKET:
            raise Unacceptable(field="start", reason="is no place in the list", mend="send its pages in their order")
        known = self.host.vault.published(token)
        if known is not None:
            if (known[0], len(known[1]), known[1][start : start + len(rows)]) == (root, of, tuple(rows)):
                return True
            mend = "a published list is never replaced"
            raise WaveRefused(rule="list", reason="this wave has its list", mend=mend)
        self.host.vault.stage(token, rows, start=start)
        if start + len(rows) < of:
            return False
        self.publish(token, self.host.vault.staged(token), root=root)
        return True

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put the keys of the enrolled month in the place of earlier ones, once the wave is over.

        Raises NotFound, WaveRefused, NotEnrolled for another month, Unacceptable for what is no wrapped key. Whether
        they open is not seen here: without the keys of two people nobody can.
        """
        self._require_over(token, "seal anew once it is over")
        enrolled = enrolled_keys(self.world, self.custodian)
        if enrolled is None or epoch != enrolled.epoch:
            mend = "enrol for the month first: `tierlight survey enrol`; it counts once it stands in the log"
            raise NotEnrolled(reason=f"the newest enrolment in the log is not for {epoch}", mend=mend)
        for place, (_, key, text_key) in enumerate(keys):
            sizes = [len(half) for each in (key, text_key) for half in (each.first, each.second)]
            if sizes not in ([_HALF_BYTES] * 4, [_HALF_BYTES, _HALF_BYTES, 0, 0]):
                mend = f"send halves of {_HALF_BYTES} bytes, as `tierlight survey rewrap` makes them"
                raise Unacceptable(field=f"keys[{place}]", reason="is no key of two people", mend=mend)
        self.host.vault.replace_keys(token, epoch, keys)

    def _require_over(self, token: str, mend: str) -> None:
        if self.host.clock.now() < self.wave(token).closes_at:
            raise WaveRefused(rule="calendar", reason="the wave still takes answers", mend=mend)

    def wave(self, token: str) -> HostedWave:
        """Give the custodian's own wave. Raises NotFound, for another's too."""
        found = self.host.vault.wave(token)
        if found is None or found.custodian != self.custodian:
            raise NotFound(what="wave", identifier=token)
        return found
