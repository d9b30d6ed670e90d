"""Which responses the quality tests read: the very ones that are counted, in an order that tells nothing."""

from collections.abc import Iterable

from ledger.model.survey.consent import Mode
from ledger.model.survey.response import Channel, Opened, Response
from ledger.model.survey.wave import PlannedSite
from ledger.surveys.tallying import may_be_counted, newest

_TYPED_IN_LATER = (Channel.KOBO, Channel.PAPER)


def counted(opened: Iterable[Opened], site: PlannedSite) -> tuple[Response, ...]:
    """Give what is counted of this site; rows of other sites are left out, as in the tally."""
    here = (each for each in opened if each.response.site == site.token)
    told = (each.response for each in newest(here) if may_be_counted(each.response))
    return tuple(sorted(told, key=lambda response: response.receipt_code))


def self_answered(responses: Iterable[Response]) -> tuple[Response, ...]:
    """Give those that a worker answered alone as they came: an interviewer's phone and a typist's desk look alike."""
    return tuple(
        response
        for response in responses
        if response.channel not in _TYPED_IN_LATER and (response.consent is None or response.consent.mode is Mode.SELF)
    )
