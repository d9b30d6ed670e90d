"""Slips for paper forms: a code each, kept as a cover at once, so that having a slip proves nothing.

Whoever takes a slip and gives no form finds the own code on the list of the closed wave like everybody else; a form
that is typed with it later counts in its place.
"""

from ledger.jobs.survey.respond import seal
from ledger.jobs.survey.visits import accepted
from ledger.model.survey.response import Channel, Visit
from ledger.model.survey.wave import WavePlan
from ledger.ports.survey import CustodianPlace, Host
from ledger.surveys.receipt_code import new_code

_AT_ONCE = 50


def make_slips(place: CustodianPlace, host: Host, plan: WavePlan, *, site: str, count: int) -> tuple[str, ...]:
    """Give so many fresh codes, each kept at the host as a sealed cover of this site (its token).

    Call it while the wave is open. Raises WaveClosed, NotFound.
    """
    wave, now = plan.hosted, place.clock.now()
    visit = Visit(site=site, channel=Channel.PAPER, language=wave.languages[0])
    codes = tuple(new_code(place.entropy) for _ in range(count))
    covers = [accepted(visit, wave, receipt_code=code, sequence=0, arrived_at=now) for code in codes]
    tags = host.receipt_tags(wave.token, codes)
    sealed = [
        seal(cover, wave, entropy=place.entropy, sealer=place.sealer, receipt_tag=tag)
        for cover, tag in zip(covers, tags, strict=True)
    ]
    for start in range(0, count, _AT_ONCE):
        host.add_sealed(wave.token, sealed[start : start + _AT_ONCE])
    return codes
