"""Where quick exit leads: a page that nobody has to explain."""

import calendar
from datetime import UTC, datetime

from starlette.responses import HTMLResponse

from api.web.survey.rendering import survey_page
from api.web.survey.words import PageWords


def calendar_page(language: str, *, now: int) -> HTMLResponse:
    """Give the present month (UTC), weeks from Monday. It names no survey and needs no cache."""
    today = datetime.fromtimestamp(now, UTC).date()
    words = PageWords(language)
    weeks = [
        [(words.number(day) if day else "", day == today.day) for day in week]
        for week in calendar.Calendar().monthdayscalendar(today.year, today.month)
    ]
    return survey_page("calendar", language=language, month=today.strftime("%Y-%m"), weeks=weeks)
