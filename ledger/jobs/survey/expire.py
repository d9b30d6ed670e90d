"""What workers said is kept for a set time and then destroyed, whoever would like to keep it.

Free text lives 90 days from the end of its wave, answers 24 months; the published list is kept. There is no parameter
by which an order to preserve evidence could extend this: such an order has to be answered by people, before a court,
and never by a switch.
"""

from dataclasses import dataclass

from ledger.ports.survey import SurveyHost

FREE_TEXT_SECONDS = 90 * 86_400
RESPONSE_SECONDS = 730 * 86_400


@dataclass(frozen=True, slots=True)
class Expired:
    """What was destroyed of one wave: rows, or the free texts of so many rows."""

    wave: str
    responses: int = 0
    free_texts: int = 0


def expire(host: SurveyHost) -> tuple[Expired, ...]:
    """Destroy all that is over its time, and give what that was. Run it every day; again does no harm."""
    found = []
    now = host.clock.now()
    for wave in host.vault.waves():
        if now >= wave.closes_at + RESPONSE_SECONDS:
            found.append(Expired(wave.token, responses=host.vault.expire(wave.token)))
        elif now >= wave.closes_at + FREE_TEXT_SECONDS and (gone := host.vault.expire_free_text(wave.token)):
            found.append(Expired(wave.token, free_texts=gone))
    return tuple(found)
