"""A month ends: what is still kept is sealed to the keys of the next one, and the old private keys are destroyed.

From then on a copy of the operator's databases from before opens nothing: whoever was erased stays erased. Only the
custodian can do this, with both people's keys; the operator's host hands out wrapped keys and takes new ones.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ledger.errors import NotFound
from ledger.model.survey.response import EpochKeys, SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import Host, Opener
from ledger.surveys.sealing import ANSWERS_PART, TEXTS_PART, bound_to

_AT_ONCE = 2_000
NewKeys = tuple[bytes, WrappedKey, WrappedKey]


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What was sealed anew, which months' private keys are gone, and which a wave still seals to."""

    responses: int
    destroyed: tuple[str, ...]
    kept: tuple[str, ...]


def rewrap(
    host: Host,
    waves: Sequence[HostedWave],
    *,
    keys: EpochKeys,
    opener: Opener,
    held: Collection[str],
    now: int,
    forget: Callable[[str], object],
) -> Rewrapped:
    """Seal every response of these waves to `keys`, then destroy the private keys of all `held` months before it.

    `waves` are all that this custodian ever had hosted: the responses of one that is left out are lost for good. The
    key of a wave that still takes answers is kept until the wave has ended and this is run again. `forget(epoch)`
    destroys both people's keys of a month. Broken off, it is run again. Raises NotEnrolled, ProofMismatch; then no key
    was destroyed. What was sealed to a month in any other way (bodies of `wave` statements) cannot be opened after it.
    """
    sealing = {wave.keys.epoch for wave in waves if now < wave.closes_at}
    count = sum(_rewrap_wave(host, wave, keys, opener) for wave in waves if wave.keys.epoch not in sealing)
    old = sorted(epoch for epoch in held if epoch < keys.epoch)
    kept = tuple(epoch for epoch in old if epoch in sealing)
    destroyed = tuple(epoch for epoch in old if epoch not in sealing)
    for epoch in destroyed:
        forget(epoch)
    return Rewrapped(count, destroyed, kept)


def _rewrap_wave(host: Host, wave: HostedWave, keys: EpochKeys, opener: Opener) -> int:
    count, rows = 0, (row for row in _rows(host, wave.token) if row.epoch != keys.epoch)
    while group := list(islice(rows, _AT_ONCE)):
        host.replace_keys(wave.token, keys.epoch, [_anew(row, wave, keys, opener) for row in group])
        count += len(group)
    return count


def _rows(host: Host, token: str) -> Iterator[SealedResponse]:
    try:
        yield from host.sealed(token)
    except NotFound:  # it expired: nothing of it is left to seal
        return


def _anew(row: SealedResponse, wave: HostedWave, keys: EpochKeys, opener: Opener) -> NewKeys:
    answers = bound_to(row.response_id, wave, ANSWERS_PART)
    texts = bound_to(row.response_id, wave, TEXTS_PART)
    return (
        row.response_id,
        opener.rewrap(row.key, bound_to=answers, epoch=row.epoch, keys=keys),
        # a free text that was destroyed has no key
        opener.rewrap(row.free_text_key, bound_to=texts, epoch=row.epoch, keys=keys)
        if row.free_text_key.first
        else row.free_text_key,
    )
