"""What the answers of one person say about forced labour, by ILO Convention 29 and the 20th ICLS guidelines.

It is a reading of answers, never of a person: what it says of one respondent leaves the custodian only in a count.
"""

from collections.abc import Mapping

from ledger.model.survey.instrument import Dimension, Indicator, Instrument, Item, Strength


def shows(item: Item, answer: str) -> bool:
    """Say whether one of the chosen answers shows what the item looks for. A number or text never shows anything."""
    chosen = answer.split()
    return any(choice.shows and choice.name in chosen for choice in item.choices)


def is_forced_labour(instrument: Instrument, answers: Mapping[str, str]) -> bool | None:
    """Say whether an item of each dimension shows, at least one of them strong.

    None where not at least one item of each dimension was answered: that person is not counted at all, since what was
    not answered is unknown, not absent.
    """
    answered = [item for item in instrument.asked if item.dimension and item.name in answers]
    if {item.dimension for item in answered} != set(Dimension):
        return None
    showing = [item for item in answered if shows(item, answers[item.name])]
    is_each = {item.dimension for item in showing} == set(Dimension)
    return is_each and any(item.strength is Strength.STRONG for item in showing)


def indicators_of(instrument: Instrument, answers: Mapping[str, str]) -> Mapping[Indicator, bool]:
    """Give for each indicator with at least one answered item whether one of these shows it; the others are missing."""
    found: dict[Indicator, bool] = {}
    for item in instrument.asked:
        if item.indicator and item.name in answers:
            found[item.indicator] = found.get(item.indicator, False) or shows(item, answers[item.name])
    return found
