"""What a code is good for: to be counted, to take answers back; and what nobody learns from either."""

import re
from pathlib import Path
from typing import Any

import pytest
from survey_builders import CLOSES, OTHER_WAVE, WAVE, a_hosted_wave
from survey_town import Line, Visitor, a_line

from api.routes.survey import codes
from ledger.errors import NotFound
from ledger.surveys.closing import code_hash, root_of
from ledger.surveys.receipt_code import code_of

NOBODYS = code_of(12345)


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return a_line(tmp_path, a_hosted_wave(), a_hosted_wave(OTHER_WAVE))


def _answered(visitor: Visitor) -> str:
    return visitor.agree().answer((0,)).press("stop").press("send").code


def _left(visitor: Visitor) -> str:
    return visitor.come().press("leave").code


def _check(visitor: Visitor, code: str, wave: str = WAVE) -> Any:
    return visitor.client.post(f"/w/{wave}/code", data={"code": code, "do": "check"})


def _result(page: Any) -> str:
    return str(re.findall(r'class="result"[^>]*>([^<]*)', page.text)[0])


def test_after_closing_an_answer_and_a_cover_are_counted_alike(line: Line, visitor: Visitor) -> None:
    real, cover = _answered(visitor), _left(visitor)
    line.clock.at = CLOSES
    line.close()
    pages = [_check(visitor, each) for each in (real, cover)]
    assert _result(pages[0]) == "Counted. This code is on the list."
    assert pages[0].content == pages[1].content


def test_a_code_with_spaces_or_digits_of_another_script_is_the_same_code(line: Line, visitor: Visitor) -> None:
    code = _left(visitor)
    line.close()
    bengali = code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    spaced = f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}"
    assert {_result(_check(visitor, each)) for each in (bengali, spaced)} == {"Counted. This code is on the list."}


def test_a_code_that_nobody_was_given_is_not_on_the_list(line: Line, visitor: Visitor) -> None:
    _left(visitor)
    line.close()
    assert _result(_check(visitor, NOBODYS)).startswith("This code is not on the list.")


def test_before_closing_the_answer_is_one_for_all_codes(visitor: Visitor) -> None:
    real, cover = _answered(visitor), _left(visitor)
    pages = {_check(visitor, each).content for each in (real, cover, NOBODYS)}
    assert len(pages) == 1


def test_planted_an_answer_from_the_rows_before_closing_tells_codes_apart(
    line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, vault = _answered(visitor), line.host.vault
    monkeypatch.setattr(
        codes, "counted", lambda _, wave, code: bool(vault.rows_under(wave, vault.receipt_tag(wave, code))) or None
    )
    monkeypatch.setattr(codes, "_rows", lambda *_: ())
    assert _check(visitor, code).content != _check(visitor, NOBODYS).content


def test_a_mistyped_code_is_told_and_not_repeated(line: Line, visitor: Visitor) -> None:
    line.close()
    page = _check(visitor, "9999 9999 9999 9998")
    assert 'role="alert"' in page.text
    assert "9999" not in page.text


def test_the_whole_list_can_be_downloaded_and_checked_without_us(line: Line, visitor: Visitor) -> None:
    code = _answered(visitor)
    line.close()
    got = visitor.client.get(f"/w/{WAVE}/list.csv")
    assert got.headers["content-type"].startswith("text/csv")
    heading, *rows = [row.split(",") for row in got.text.splitlines()]
    listed = [(bytes.fromhex(hashed), bytes.fromhex(leaf)) for hashed, leaf in rows]
    published = line.host.vault.published(WAVE)
    assert (heading, len(rows)) == (["scrypt_of_code", "commitment"], 64)
    assert published is not None
    assert root_of(listed) == published[0]
    assert code_hash(WAVE, code) in dict(listed)


def test_before_closing_there_is_no_list(visitor: Visitor) -> None:
    assert visitor.client.get(f"/w/{WAVE}/list.csv").status_code == 404


def test_the_list_outlives_what_was_answered(line: Line, visitor: Visitor) -> None:
    code = _answered(visitor)
    line.close()
    line.host.vault.expire(WAVE)
    assert _result(_check(visitor, code)) == "Counted. This code is on the list."


def _withdrawn(visitor: Visitor, code: str) -> list[Any]:
    """Both pages of a withdrawal, without their hidden field."""
    path = f"/w/{WAVE}/withdraw"
    asked = visitor.client.post(path, data={"code": code, "do": "continue"})
    field = re.findall(r'name="s" value="([^"]+)"', asked.text)
    done = visitor.client.post(path, data={"s": field[0], "do": "yes"})
    assert code not in asked.text + done.text
    return [asked.status_code, asked.text.replace(field[0], ""), len(field[0]), done.status_code, done.content]


def test_withdrawing_destroys_what_was_under_the_code_alone(line: Line, visitor: Visitor) -> None:
    first, second = _answered(visitor), _answered(visitor)
    _withdrawn(visitor, first)
    assert [each.response.receipt_code for each in line.opened()] == [second]


def test_nothing_is_destroyed_before_the_second_yes(line: Line, visitor: Visitor) -> None:
    code = _answered(visitor)
    for fields in ({"code": code, "do": "continue"}, {"do": "no"}, {"do": "yes"}, {"do": "yes", "s": code}):
        visitor.client.post(f"/w/{WAVE}/withdraw", data=fields)
    assert len(line.opened()) == 1


def test_the_sealed_code_of_one_wave_withdraws_nothing_in_another(line: Line, visitor: Visitor) -> None:
    code = _answered(visitor)
    asked = visitor.client.post(f"/w/{OTHER_WAVE}/withdraw", data={"code": code, "do": "continue"})
    field = re.findall(r'name="s" value="([^"]+)"', asked.text)[0]
    visitor.client.post(f"/w/{WAVE}/withdraw", data={"s": field, "do": "yes"})
    assert len(line.opened()) == 1


def test_withdrawing_says_the_same_for_answers_covers_and_nobody(visitor: Visitor) -> None:
    told = [_withdrawn(visitor, each) for each in (_answered(visitor), _left(visitor), NOBODYS, NOBODYS)]
    assert all(each == told[0] for each in told)


def test_planted_a_withdrawal_that_tells_of_nothing_found_tells_codes_apart(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = codes.withdraw

    def telling(host: Any, token: str, code: str) -> None:
        if not host.vault.rows_under(token, host.vault.receipt_tag(token, code)):
            raise NotFound(what="answers", identifier="under this code")
        whole(host, token, code)

    monkeypatch.setattr(codes, "withdraw", telling)
    assert _withdrawn(visitor, _answered(visitor)) != _withdrawn(visitor, NOBODYS)


def test_answers_can_be_taken_back_after_the_wave_is_over(line: Line, visitor: Visitor) -> None:
    code = _answered(visitor)
    line.clock.at = CLOSES + 1
    line.close()
    _withdrawn(visitor, code)
    assert line.opened() == []


def test_a_flood_of_codes_waits(line: Line, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    line.close()
    monkeypatch.setattr(codes, "CODES", codes.CODES.__class__(at_once=3, a_second=0))
    assert [_check(visitor, NOBODYS).status_code for _ in range(4)] == [200, 200, 200, 429]
