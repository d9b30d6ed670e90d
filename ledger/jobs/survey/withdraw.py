"""Somebody takes back what they said: everything under their code is destroyed, at any time while it is kept."""

from ledger.errors import NotFound
from ledger.ports.survey import SurveyHost
from ledger.surveys.receipt_code import read_code


def withdraw(host: SurveyHost, token: str, code: str) -> None:
    """Destroy every row under this code: keys, seeds and ciphertext. The same is done for a code that nobody has.

    Raises NotFound for a wave that is not here, Unacceptable for what is no code (a typing error is told, whoever made
    it), StoreFailed. A commitment that was published stays, and nobody can open it any more; aggregates that were
    released cannot be recalled, and change at the next scheduled release.
    """
    if host.vault.wave(token) is None:
        raise NotFound(what="survey", identifier="that was asked for")
    host.vault.shred(token, host.vault.receipt_tag(token, read_code(code)))
