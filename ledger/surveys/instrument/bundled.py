"""The questionnaire that ships with the product: the eleven ILO indicators of forced labour, in four languages."""

from functools import cache

from ledger.model.survey.instrument import Instrument
from ledger.reference.survey_words import bundled_workbook
from ledger.surveys.instrument.xlsform import parsed_xlsform


@cache
def bundled_instrument() -> Instrument:
    """Give it. pyxform looked at the workbook when it was compiled, so that it is not needed here."""
    return parsed_xlsform(bundled_workbook())
