"""What answers say of money for getting the job (rule R14): shares of workers only, and no item is read for a sum.

How many paid is an answer, so it is never the size of a group: what was not repaid is told of all who answered whether
they paid, and not of those who paid. Else whoever sees which cells are told would see whether ten paid.
"""

from collections.abc import Mapping

from ledger.model.survey.instrument import ALL_REPAID, FEE_ITEMS, REPAID_ITEM, FeeFact, Instrument

_ASKED, _PAID = FEE_ITEMS
_YES = "yes"


def fees_asked(instrument: Instrument) -> tuple[FeeFact, ...]:
    """Give what this questionnaire asks of fees, in the order of the grid."""
    names = {item.name for item in instrument.asked}
    needed = {FeeFact.ASKED: {_ASKED}, FeeFact.PAID: {_PAID}, FeeFact.NOT_REPAID: {_PAID, REPAID_ITEM}}
    return tuple(fact for fact in FeeFact if needed[fact] <= names)


def fees_of(instrument: Instrument, answers: Mapping[str, str]) -> Mapping[FeeFact, bool]:
    """Give for each fact whose question was answered whether it is so; the others are missing.

    Whoever paid and skipped what was repaid did not say that anything is owed: false, as for who did not pay.
    """
    found = {fact: answers[item] == _YES for fact, item in _ITEMS.items() if item in answers}
    if found.get(FeeFact.NOT_REPAID):
        found[FeeFact.NOT_REPAID] = answers.get(REPAID_ITEM, ALL_REPAID) != ALL_REPAID
    return {fact: found[fact] for fact in fees_asked(instrument) if fact in found}


_ITEMS = {FeeFact.ASKED: _ASKED, FeeFact.PAID: _PAID, FeeFact.NOT_REPAID: _PAID}
