"""Rule S8 at every channel: who says to be under 18 is not heard in a wave for adults, whatever texts it holds."""

from pathlib import Path

import pytest
from phone_line import a_flow_run, a_legacy_run, a_line, said, some_results
from survey_builders import SITE

from ledger.errors import Unacceptable
from ledger.jobs.survey.webhook import Shape
from ledger.model.survey.response import Channel
from ledger.surveys.channels.rows import Placing, Row, visit_of_row


def test_a_flow_sends_no_minor_into_a_wave_for_adults(tmp_path: Path) -> None:
    adults = a_line(tmp_path, least_age=18)
    with pytest.raises(Unacceptable, match="age_group"):
        adults.flow(a_flow_run(results=some_results(age_group=said("young", "2"))))
    assert adults.kept() == []
    adults.flow(a_flow_run())
    assert len(adults.answered()) == 1


def test_the_older_form_sends_none_either(tmp_path: Path) -> None:
    adults = a_line(tmp_path, least_age=18)
    adult = a_legacy_run()
    young = {**adult, "values": adult["values"].replace('"Adult"', '"Young"').replace('"adult"', '"young"')}
    assert young != adult
    with pytest.raises(Unacceptable, match="age_group"):
        adults.form(Shape.LEGACY, young)
    assert adults.kept() == []


def test_a_row_of_paper_or_kobo_brings_no_minor_into_a_wave_for_adults(tmp_path: Path) -> None:
    row = Row("1", "1", {"consent": "yes", "age_group": "young", "purpose_aggregate_report": "yes", "fee_paid": "yes"})
    placing = Placing(Channel.PAPER, {SITE: SITE}, site=SITE)
    assert visit_of_row(row, a_line(tmp_path / "15", least_age=15).wave, placing).consent
    with pytest.raises(Unacceptable, match="age_group"):
        visit_of_row(row, a_line(tmp_path / "18", least_age=18).wave, placing)
