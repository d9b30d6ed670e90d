"""The Host port on the operator's own machine: what the API does for a custodian, and a demo without an API."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.errors import NotFound, Unacceptable, WaveClosed, WaveRefused
from ledger.jobs.survey.hosting import open_wave
from ledger.model.survey.response import SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.ports import World
from ledger.ports.survey import SurveyHost
from ledger.surveys.closing import LEAST_BUCKET, root_of


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
        """Keep rows that the custodian sealed. Raises NotFound, WaveClosed, Unacceptable for rows of another wave."""
        wave = self.wave(token)
        if not wave.opens_at <= self.host.clock.now() < wave.closes_at:
            raise WaveClosed(wave=token)
        for place, row in enumerate(rows):
            if row.wave != token or row.epoch != wave.keys.epoch:
                mend = "seal it for this wave, with its keys"
                raise Unacceptable(field=f"rows[{place}]", reason="is of another wave or epoch", mend=mend)
        return self.host.vault.keep(rows, message=message)

    def publish(self, token: str, rows: Sequence[tuple[bytes, bytes]], *, root: bytes) -> None:
        """Publish the list of a wave that is over. Raises NotFound, WaveRefused."""
        if self.host.clock.now() < self.wave(token).closes_at:
            raise WaveRefused(rule="calendar", reason="the wave still takes answers", mend="publish it once it is over")
        known = self.host.vault.published(token)
        if known is not None and known == (root, tuple(rows)):
            return
        if len(rows) < 2**LEAST_BUCKET or len(rows) & (len(rows) - 1) or root_of(rows) != root:
            mend = "publish the list as `tierlight survey close` made it"
            raise WaveRefused(rule="list", reason="the root is not that of a padded list", mend=mend)
        self.host.vault.publish(token, rows, root=root)

    def replace_keys(self, token: str, epoch: str, keys: Sequence[tuple[bytes, WrappedKey, WrappedKey]]) -> None:
        """Put later keys in the place of the present ones. Raises NotFound."""
        self.wave(token)
        self.host.vault.replace_keys(token, epoch, keys)

    def wave(self, token: str) -> HostedWave:
        """Give the custodian's own wave. Raises NotFound, for another's too."""
        found = self.host.vault.wave(token)
        if found is None or found.custodian != self.custodian:
            raise NotFound(what="wave", identifier=token)
        return found
