"""The lines that a custodian keeps for its cases serve its waves too: one list, confirmed once."""

from ledger.jobs.cases.case_book import help_book_of
from ledger.jobs.survey.plan import WaveAsked
from ledger.model.survey.wave import HelpLine
from ledger.ports.survey import CustodianPlace
from ledger.surveys.help_lines import fit_lines, ordered


def kept_lines(place: CustodianPlace, asked: WaveAsked) -> tuple[HelpLine, ...]:
    """Give the lines that may be shown today in any country of the wave's sites, in their order; none are made up."""
    known, now = help_book_of(place.book), place.clock.now()
    here = [
        line
        for country in sorted({site.country for site in asked.sites})
        for line in fit_lines(known.lines, is_demo=asked.is_demo, now=now, country=country)
    ]
    once = [line for at, line in enumerate(here) if line not in here[:at]]
    return ordered(once, asked.languages[0] if asked.languages else None)
