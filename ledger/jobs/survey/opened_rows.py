"""Rows of a wave are opened in memory; one that was altered is told as such and keeps no other from being read.

The operator can alter any row. So neither bytes that do not open nor an epoch of which nobody here has a key stops
closing, counting or calling back; only where no row at all opens, and a key may be what is missing, is that said.
There is no other way to open rows, and none without a line in the audit log before it.
"""

from collections.abc import Iterable, Iterator

from ledger.errors import NotEnrolled, ProofMismatch
from ledger.jobs.survey.audit_log import note_act
from ledger.jobs.survey.custodian_state import enrolment_of, opener_of
from ledger.model.survey.audit_entry import Act
from ledger.model.survey.response import Opened, SealedResponse
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import CustodianPlace
from ledger.surveys.sealing import opened

Read = tuple[SealedResponse, Opened | None]


def opened_rows(
    place: CustodianPlace, sealed: Iterable[SealedResponse], wave: HostedWave, *, act: Act, why: str = ""
) -> Iterator[Read]:
    """Give each row with what was sealed in it; None where it is other than what was sealed. `act` is kept first.

    Raises NotEnrolled without both people's keys, and behind the last row where none opened and one names the wave's
    own or the newest epoch, of which a key is missing here: then nothing that was read may be kept.
    """
    opener, own = opener_of(place), _own_epochs(place, wave)
    note_act(place, act, wave.token, why=why)
    missing: NotEnrolled | None = None
    has_opened = False
    for each in sealed:
        found: Opened | None = None
        try:
            found = opened(each, wave, opener)
            has_opened = True
        except NotEnrolled as error:
            missing = error if each.epoch in own else missing
        except ProofMismatch:  # one bad row must not keep all others from being counted
            found = None
        yield each, found
    if missing is not None and not has_opened:
        raise missing


def _own_epochs(place: CustodianPlace, wave: HostedWave) -> tuple[str, ...]:
    """Give the months to which rows of a wave are sealed here: its own, and the newest after a change of keys."""
    try:
        return (wave.keys.epoch, enrolment_of(place.book).keys.epoch)
    except NotEnrolled:  # nothing was ever sealed anew
        return (wave.keys.epoch,)


def row_name(row: SealedResponse) -> str:
    """Give the name by which operator and custodian can speak of a row: its random id, which tells nothing."""
    return row.response_id.hex()
