"""Names in Chinese signs and Cyrillic letters beside lists that spell them in Latin ones. All names are made up."""

import random
from collections.abc import Sequence

import pytest
from screening_builders import TODAY, a_row, a_subject, lists, screened, the_match

from ledger.model.screening import ScreeningVerdict
from ledger.reference.company_names import syllables_of
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.screening.answer import screen
from ledger.screening.names import read_name
from ledger.screening.runs import cut
from scripts.bench.screening_chinese import CHINESE_CHANGES, Change, chinese

POSSIBLE, NO_MATCH = ScreeningVerdict.POSSIBLE, ScreeningVerdict.NO_MATCH
TABLES = lists(
    [
        a_row("Qinglu Moyuan Hair Accessories Co., Ltd.", entity_key="qinglu"),
        a_row("Aksu Bolanfu Color Spinning Co., Ltd.", entity_key="aksu"),
        a_row("Ningbo Fulai Xuanming Industrial Co., Ltd.", entity_key="xuanming"),
        a_row("Lushan Biotech Group Co., Ltd.", entity_key="lushan"),
        a_row("Anhui Xuanbo New Materials Co., Ltd.", entity_key="xuanbo"),
        a_row("Xinjiang Mingta Production and Construction Corps", entity_key="corps"),
        a_row("Dalian Ocean Fishing Co. Ltd. and its subsidiaries", entity_key="dalian"),
        a_row("Helian Haofu Leather Trading Co., Ltd.", entity_key="helian"),
        a_row("青鹿织机有限公司", entity_key="in-signs"),
    ]
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("青鹿墨源", "qinglu"),
        ("青鹿墨源发饰品有限公司", "qinglu"),
        ("青鹿 墨源 髮飾品有限公司", "qinglu"),
        ("青鹿墨源雨伞有限公司", "qinglu"),
        ("青鹿墨源 Hair Accessories", "qinglu"),
        ("阿克苏博兰福色纺有限公司", "aksu"),
        ("宁波福莱轩明", "xuanming"),
        ("宁波福莱轩明实业有限公司", "xuanming"),
        ("庐山生物科技集团股份有限公司", "lushan"),
        ("安徽轩博新材料有限公司", "xuanbo"),
        ("安徽省轩博新包装材料有限公司", "xuanbo"),
        ("新疆明塔生产建设兵团", "corps"),
        ("Хэлянь Хаофу", "helian"),
        ("Хэляньхаофу", "helian"),
    ],
)
def test_a_name_in_other_letters_is_possible_with_or_without_its_trade_and_never_confirmed(
    written: str, key: str
) -> None:
    found = {match.entry.key: match.verdict for match in screened(written, TABLES).matches}
    assert found.get(key) is POSSIBLE


@pytest.mark.parametrize(
    "written",
    [
        "青鹿纺织有限公司",
        "宁波华鸟纺织有限公司",
        "阿克苏明山色纺有限公司",
        "安徽明天新材料有限公司",
        "大连山海物流有限公司",
    ],
)
def test_one_word_of_several_a_town_or_the_trade_alone_is_a_stranger(written: str) -> None:
    found = {match.entry.key for match in screened(written, TABLES).matches}
    assert not found - {"in-signs"}


@pytest.mark.parametrize("written", ["Dalian Mountain Logistics Ltd", "Dalian Bluebell Textile"])
def test_a_town_is_not_the_whole_name_of_whoever_has_subsidiaries(written: str) -> None:
    assert screened(written, TABLES).verdict is NO_MATCH


def test_a_run_is_cut_where_the_listed_words_begin_and_what_follows_the_name_is_its_trade() -> None:
    listed = read_name("Qinglu Moyuan Hair Accessories")
    assert cut(read_name("青鹿墨源雨伞"), listed) == ("qinglu", "moyuan")
    assert cut(read_name("上海青鹿雨伞"), listed) == ("shanghai", "qinglu", "yusan")


def test_another_sign_is_another_name_and_not_a_slip_of_a_letter() -> None:
    tables = lists([a_row("Wenzhou Xinyang Trading", entity_key="xinyang")])
    assert screened("温州信邦贸易", tables).verdict is NO_MATCH
    assert the_match(screened("温州信洋贸易", tables)).verdict is POSSIBLE


def test_only_signs_have_syllables() -> None:
    assert syllables_of("青鹿墨源") == ("qing", "lu", "mo", "yuan")
    assert syllables_of("Qinglu") == syllables_of("Цинлу") == syllables_of("サトウ") == ()


def test_a_name_of_very_many_signs_is_read_and_cut() -> None:
    assert screened("青鹿墨源" * 120, TABLES).verdict is not None


@pytest.mark.parametrize("change", CHINESE_CHANGES)
def test_of_a_list_in_latin_letters_nineteen_of_twenty_are_found_by_their_signs(change: Change) -> None:
    rng = random.Random(5)
    listed = [chinese(rng) for _ in range(120)]
    tables = lists(a_row(each.latin, entity_key=str(at), iso3="CHN") for at, each in enumerate(listed))
    found = _keys([change(rng, each).signs for each in listed], tables)
    assert sum(str(at) in keys for at, keys in enumerate(found)) >= 0.95 * len(listed)


def test_of_strangers_at_most_two_of_a_hundred_are_shown() -> None:
    rng = random.Random(6)
    tables = lists(a_row(chinese(rng).latin, entity_key=str(at), iso3="CHN") for at in range(1_000))
    found = _keys([chinese(rng).signs for _ in range(1_000)], tables)
    assert sum(map(bool, found)) <= 0.02 * len(found)


def _keys(names: Sequence[str], tables: ReferenceSnapshot) -> list[set[str]]:
    answers = screen((a_subject(name, country="CHN") for name in names), tables, as_of=TODAY).answers
    return [{match.entry.key for match in each.matches} for each in answers]
