"""What an announcement is closed with so that it can be opened as decoy or ending later (ISurveyRegistry, `open`)."""

from ledger.errors import WaveRefused
from ledger.model.survey.wave import EndingReason, Opening
from ledger.proof.typed_data import keccak

_WORD = 32


def decoy_hash(wave_id: bytes, salt: bytes) -> bytes:
    """Give keccak256(abi.encode(wave id, Opening.Decoy, salt)): to everybody else it looks like any root."""
    return keccak(wave_id + _word(Opening.DECOY) + salt)


def ending_hash(wave_id: bytes, salt: bytes, reason: EndingReason | None) -> bytes:
    """Give keccak256(abi.encode(wave id, Opening.Ending, salt, reason)). Raises WaveRefused without a reason."""
    return keccak(wave_id + _word(Opening.ENDING) + salt + revealed_reason(reason))


def revealed_reason(reason: EndingReason | None) -> bytes:
    """Give the reason as the contract takes it. Raises WaveRefused for none."""
    if reason is None:
        raise WaveRefused(rule="R9", reason="the wave was ended without a reason", mend="say why it was ended")
    return _word(reason)


def _word(number: int) -> bytes:
    return int(number).to_bytes(_WORD, "big")
