"""Whoever has the phone next: forms of the history that are sent again, and pages after quick exit, open nothing."""

import re

import pytest
from survey_town import Line, Visitor

from api.web.survey.spent import RETRY_SECONDS


def test_a_form_that_is_found_and_sent_again_does_not_show_which_branch_was_taken(line: Line, visitor: Visitor) -> None:
    visitor.agree().answer((0,), (1,), (1,), (0,))
    found = {"s": visitor.field, "do": "next", "a": re.findall(r'name="a" value="([^"]+)"', visitor.text)[:1]}
    assert 'id="text"' in visitor.send(found).text, "fees were paid: how many months?"
    assert 'id="text"' in visitor.send(found).text, "a bad line loses a page: the same form, at once"
    line.clock.at += RETRY_SECONDS + 1
    assert "This page is closed" in visitor.send(found).text
    for other in ({**found, "do": "stop"}, {**found, "do": "back"}, {**found, "a": []}):
        assert "This page is closed" in visitor.send(other).text


def test_a_page_opens_for_one_form_alone(visitor: Visitor) -> None:
    field = visitor.come().field
    visitor.send({"s": field, "do": "begin"})
    assert "This page is closed" in visitor.send({"s": field, "do": "language:en"}).text


@pytest.mark.parametrize("ends", [False, True])
def test_no_page_of_a_visit_opens_after_quick_exit(line: Line, visitor: Visitor, ends: bool) -> None:
    visitor.agree().answer((0,))
    pages = [{"s": visitor.field, "do": "stop"}]
    visitor.press("stop")
    pages.append({"s": visitor.field, "do": "send"})
    if ends:
        visitor.press("send")
    leaving = re.search(r'class="leave" method="post" action="/calendar"><input [^>]*value="([^"]+)"', visitor.text)
    assert leaving is not None
    shown = visitor.client.post("/calendar", data={"x": leaving[1]})
    assert shown.text == visitor.client.get("/calendar").text
    assert all("This page is closed" in visitor.send(page).text for page in pages)
    assert len(line.opened()) == ends


def test_planted_an_exit_that_reaches_nobody_leaves_the_page_open_for_a_while(visitor: Visitor) -> None:
    visitor.agree().answer((0,))
    visitor.client.post("/calendar", data={"x": "noise"})
    assert "Skip" in visitor.press("skip").text
