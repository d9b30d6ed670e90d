"""A month ends: what is still kept is sealed to the keys of the next one, and the old private keys are destroyed.

From then on a copy of the operator's databases from before opens nothing: whoever was erased stays erased. Only the
custodian can do this, with both people's keys; the operator's host hands out wrapped keys and takes new ones.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ledger.errors import NotEnrolled, NotFound, ProofMismatch
from ledger.jobs.survey.opened_rows import row_name
from ledger.model.survey.response import EpochKeys, SealedResponse, WrappedKey
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import Host, Opener
from ledger.surveys.sealing import ANSWERS_PART, TEXTS_PART, bound_to

_AT_ONCE = 2_000
NewKeys = tuple[bytes, WrappedKey, WrappedKey]


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What was sealed anew, which months' private keys are gone, and which a wave still seals to.

    Rows `named` were altered: nobody could open them before, and nobody will.
    """

    responses: int
    destroyed: tuple[str, ...]
    kept: tuple[str, ...]
    named: tuple[str, ...] = ()


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
    destroys both people's keys of a month. Broken off, it is run again. One altered row is passed over and named: it
    must not keep old keys alive. Raises NotEnrolled where a month in `held` has no key here, and ProofMismatch where
    not one row opens; then no key was destroyed. What was sealed to a month in any other way (bodies of `wave`
    statements) cannot be opened after it.
    """
    sealing = {wave.keys.epoch for wave in waves if now < wave.closes_at}
    over = [wave for wave in waves if wave.keys.epoch not in sealing]
    done = [_rewrap_wave(host, wave, keys, opener, held) for wave in over]
    named = tuple(name for *_, passed_over in done for name in passed_over)
    if named and not any(count or before for count, before, _ in done):
        reason = "not one row opens: these are other keys than those it was sealed to"
        raise ProofMismatch(what="sealed response", reason=reason)
    old = sorted(epoch for epoch in held if epoch < keys.epoch)
    kept = tuple(epoch for epoch in old if epoch in sealing)
    destroyed = tuple(epoch for epoch in old if epoch not in sealing)
    for epoch in destroyed:
        forget(epoch)
    return Rewrapped(sum(count for count, *_ in done), destroyed, kept, named)


def _rewrap_wave(
    host: Host, wave: HostedWave, keys: EpochKeys, opener: Opener, held: Collection[str]
) -> tuple[int, int, list[str]]:
    """Give how many rows were sealed anew, how many were before, and the names of those that could not be."""
    count, before, named = 0, 0, list[str]()
    rows = _rows(host, wave.token)
    while group := list(islice(rows, _AT_ONCE)):
        old = [row for row in group if row.epoch != keys.epoch]
        tried = [(row, _tried(row, wave, keys, opener, held)) for row in old]
        new = [made for _, made in tried if made is not None]
        if new:
            host.replace_keys(wave.token, keys.epoch, new)
        count, before = count + len(new), before + len(group) - len(old)
        named += [row_name(row) for row, made in tried if made is None]
    return count, before, named


def _tried(
    row: SealedResponse, wave: HostedWave, keys: EpochKeys, opener: Opener, held: Collection[str]
) -> NewKeys | None:
    """Give the row's keys sealed anew; None for a row that was altered, also in the epoch that it names."""
    try:
        return _anew(row, wave, keys, opener)
    except ProofMismatch:
        return None
    except NotEnrolled:
        if row.epoch in held:
            raise
        return None


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
