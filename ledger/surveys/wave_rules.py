"""What every wave must keep to before it may open: judged at its custodian's and, again, at the operator's host.

Rules that need the world (who is enrolled, what a panel signed, where labour is imposed) are judged by the jobs.
"""

from collections.abc import Sequence

from ledger.errors import WaveRefused
from ledger.model.survey.wave import SLOT_SECONDS, HostedWave
from ledger.surveys.help_lines import is_police, unfit

LEAST_AGE = 18  # rule S8: no minors are interviewed through the tool
LEAST_AGE_OF_A_DEMO = 15
_MOST_AGE = 25


def require_rules(wave: HostedWave, *, drafts: Sequence[str], now: int) -> None:
    """Return when the wave keeps the rules that it alone can be judged by. Raises WaveRefused naming the rule.

    `drafts` names each string that nobody reviewed (`instrument.review.drafts_of`); only a demo may have any.
    """
    _require_time(wave, now)
    _require_age(wave)
    _require_languages(wave)
    _require_reviewed(wave, drafts)
    _require_help(wave, now)


def _require_time(wave: HostedWave, now: int) -> None:
    if not wave.opens_at < wave.closes_at or wave.closes_at <= now:
        raise WaveRefused(rule="calendar", reason="it is over before it begins", mend="set days that lie ahead")
    if wave.opens_at // SLOT_SECONDS != (wave.closes_at - 1) // SLOT_SECONDS:
        reason = "it does not lie within one slot of the calendar"
        raise WaveRefused(rule="calendar", reason=reason, mend="let it open and close within one slot of 14 days")


def _require_age(wave: HostedWave) -> None:
    least = LEAST_AGE_OF_A_DEMO if wave.is_demo else LEAST_AGE
    if not least <= wave.least_age <= _MOST_AGE:
        reason = f"people of {wave.least_age} would be asked, and none under {least} may be"
        raise WaveRefused(rule="S8", reason=reason, mend=f"set least_age from {least} to {_MOST_AGE}")


def _require_languages(wave: HostedWave) -> None:
    missing = [each for each in wave.languages if each not in wave.instrument.languages]
    if not wave.languages or missing or not wave.consents:
        reason = f"the questionnaire is not in {missing[0]}" if missing else "no language or no consent is set"
        raise WaveRefused(rule="languages", reason=reason, mend=f"use {', '.join(wave.instrument.languages)}")


def _require_reviewed(wave: HostedWave, drafts: Sequence[str]) -> None:
    if drafts and not wave.is_demo:
        reason = f"{len(drafts)} strings are drafts that nobody reviewed, the first: {drafts[0]}"
        mend = "have somebody who speaks the language review each and mark it `reviewed`; a demo may run with drafts"
        raise WaveRefused(rule="review", reason=reason, mend=mend)


def _require_help(wave: HostedWave, now: int) -> None:
    """Help comes first: somebody answers, and has said so lately. A demo's numbers must not look like real ones."""
    if not wave.help_lines:
        raise WaveRefused(rule="help", reason="nobody is there to call", mend="name a responder who has confirmed")
    for line in wave.help_lines:
        found = unfit(line, is_demo=wave.is_demo, now=now)
        if found is not None:
            raise WaveRefused(rule="help", reason=found.reason, mend=found.mend)
    if all(is_police(line) for line in wave.help_lines):
        mend = "name a worker organisation, a trade union or a helpline that has confirmed as well"
        raise WaveRefused(rule="help", reason="nobody but the police is there to call", mend=mend)
