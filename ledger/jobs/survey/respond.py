"""A visit to the worker line ends: it is sealed, kept durably, and its visitor has a code.

Whoever comes to an end gets a code of one form, and a row of one form is kept: with answers where they were given with
consent, else as a cover. The steps are the same for both.
"""

from ledger.errors import NotFound, WaveClosed
from ledger.jobs.survey.visits import accepted
from ledger.model.survey.response import Response, SealedResponse, Standing, Visit
from ledger.model.survey.wave import HostedWave
from ledger.ports.survey import Entropy, Sealer, SurveyHost
from ledger.surveys.receipt_code import code_of, new_code, read_code
from ledger.surveys.sealing import sealed_response

_ID_BYTES, _SEED_BYTES = 16, 32


def respond(host: SurveyHost, token: str, visit: Visit, *, message: str | None = None) -> str:
    """Keep what came of a visit, durable when this returns, and give the visitor's 16-digit code.

    `message` is the provider's own id of the message: the same one again is kept once and gives the same code. With the
    code of an earlier visit its answers are replaced. Raises NotFound for a wave that is not here, WaveClosed before
    and after its time, Unacceptable naming a field (and never what it held).
    """
    wave = open_wave(host, token)
    now = host.clock.now()
    code = _code(host, token, visit, message)
    tag = host.vault.receipt_tag(token, code)
    response = accepted(visit, wave, receipt_code=code, sequence=host.vault.rows_under(token, tag) + 1, arrived_at=now)
    sealed = seal(response, wave, entropy=host.entropy, sealer=host.sealer, receipt_tag=tag)
    host.vault.keep(
        (sealed,),
        message=None if message is None else _message_tag(host, token, message),
        replaces=response.standing is Standing.ANSWERED,  # leaving replaces nothing
    )
    return code


def seal(
    response: Response, wave: HostedWave, *, entropy: Entropy, sealer: Sealer, receipt_tag: bytes
) -> SealedResponse:
    """Give a response sealed under fresh randomness."""
    return sealed_response(
        response,
        wave,
        seed=entropy(_SEED_BYTES),
        text_salt=entropy(_SEED_BYTES),
        response_id=entropy(_ID_BYTES),
        sealer=sealer,
        receipt_tag=receipt_tag,
    )


def open_wave(host: SurveyHost, token: str) -> HostedWave:
    """Give the wave if it takes answers now. Raises NotFound, WaveClosed."""
    wave = host.vault.wave(token)
    if wave is None:
        raise NotFound(what="survey", identifier="that was asked for")  # a token in an error page would lie on a phone
    if not wave.opens_at <= host.clock.now() < wave.closes_at:
        raise WaveClosed(wave=token)
    return wave


def _code(host: SurveyHost, token: str, visit: Visit, message: str | None) -> str:
    """The visitor's own code, else a new one; for a message one that the same message gives again."""
    if visit.receipt_code is not None:
        return read_code(visit.receipt_code)
    if message is None:
        return new_code(host.entropy)
    return code_of(int.from_bytes(host.vault.receipt_tag(token, f"code of message {message}"), "big"))


def _message_tag(host: SurveyHost, token: str, message: str) -> bytes:
    return host.vault.receipt_tag(token, f"message {message}")
