"""Lines of immigration authorities and of the police, under the names by which they passed as helplines."""

import unicodedata
from dataclasses import replace

import pytest
from survey_builders import a_help_line, a_hosted_wave

from ledger.errors import Unacceptable
from ledger.model.survey.wave import HelpLine
from ledger.surveys.help_book import read_help_book
from ledger.surveys.help_lines import ordered, unfit
from ledger.surveys.shown_lines import shown_lines

NOW = 1_790_600_000  # 2026-09-28


def a_line_of(operator: str, *, kind: str = "helpline", name: str = "Workers hotline") -> HelpLine:
    made = a_help_line(name, is_real=True, confirmed_on="2026-09-01", confirmed_by="Ms Invented")
    return replace(made, kind=kind, operated_by=operator)


IMMIGRATION = (
    *("Jabatan Imigresen Malaysia", "Direktorat Jenderal Imigrasi", "U.S. Customs and Border Protection"),
    *("ICE Enforcement and Removal Operations", "I.C.E.", "Home Office", "UK Visas and Enforcement"),
    *("Im\u00admigration Department", "\u0399mmigration Department", "IMMIGRATION  DEPT", "I m m i g r a t i o n"),
    *(
        unicodedata.normalize("NFD", "Dirección de Inmigración"),
        "Cục Quản lý xuất nhập cảnh",
        "移民局",
        "移\u200b民 局",
    ),
    *("Questura - Ufficio stranieri", "Bureau of Foreigners", "Миграционная служба", "الهِجْرَة", "출입국·외국인청"),
    *("สำนักงานตรวจคนเข้าเมือง", "अध्यागमन विभाग", "ကြီးကြပ်ရေး လူဝင်မှုကြီးကြပ်ရေး", "\uff29mmigration Bureau"),
)


@pytest.mark.parametrize("operator", IMMIGRATION)
def test_an_immigration_authority_passes_as_no_helpline_however_it_is_spelt(operator: str) -> None:
    for line in (a_line_of(operator), a_line_of("Invented Union", name=operator)):
        found = unfit(line, is_demo=False, now=NOW)
        assert found is not None
        assert "immigration authorities" in found.reason
        assert shown_lines(a_hosted_wave(help_lines=(line,)), "en") == ()


@pytest.mark.parametrize(
    "operator", ["National Police", "Polizei", "Po\u00adlice", "Polis", "公安", "Cảnh sát", "पुलिस", "Δ.Σ. Αστυνομία"]
)
def test_the_police_is_shown_as_police_or_not_at_all(operator: str) -> None:
    as_helpline, as_police = a_line_of(operator), a_line_of(operator, kind="police")
    found = unfit(as_helpline, is_demo=False, now=NOW)
    assert found is not None
    assert 'kind = "police"' in found.mend
    assert unfit(as_police, is_demo=False, now=NOW) is None
    assert shown_lines(a_hosted_wave(help_lines=(as_helpline, as_police)), "en") == (as_police,)


def test_the_police_stands_last_whatever_kind_it_gives_itself() -> None:
    lines = [a_line_of("National Police", kind="worker_organisation"), a_line_of("Invented NGO", kind="police")]
    lines.append(a_line_of("Invented Inspection", kind="labour_inspection"))
    assert next(line.operated_by for line in ordered(lines, "en")) == "Invented Inspection"


@pytest.mark.parametrize("operator", [None, "", "  ", "\u200b\u00ad"])
def test_a_line_that_does_not_say_who_runs_it_is_not_shown(operator: str | None) -> None:
    line = replace(a_line_of("x"), operated_by=operator)
    found = unfit(line, is_demo=False, now=NOW)
    assert found is not None
    assert "who runs it" in found.reason


@pytest.mark.parametrize(
    "name",
    [
        *("Invented Migrants' House", "Service for workers", "Ice factory workers' union", "Abdi Trust"),
        *(
            "Political education circle",
            "Metropolis workers' centre",
            "مركز العمال الأجانب",
            "Metropolis Invented Union",
        ),
    ],
)
def test_words_that_hold_a_name_of_an_authority_are_none(name: str) -> None:
    assert unfit(a_line_of(name, name=name), is_demo=False, now=NOW) is None


def test_the_custodians_file_takes_no_such_line_either() -> None:
    entry = '[[help]]\nname = "x"\nnumber = "1"\nkind = "helpline"\ncountries = []\nlanguages = []\nhours = {}\n'
    assert read_help_book((entry + 'operated_by = "Invented Union"\n').encode()).lines
    with pytest.raises(Unacceptable, match="immigration"):
        read_help_book((entry + 'operated_by = "Jabatan Imigresen"\n').encode())
