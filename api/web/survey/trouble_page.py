"""What a visitor of the survey sees when something fails: help, no blame, and nothing of what was entered or asked."""

from http import HTTPStatus

from starlette.responses import HTMLResponse
from starlette.types import Scope

from api.web.survey.rendering import EXIT, survey_page
from api.web.survey.words import preferred
from ledger.reference.survey_words import LANGUAGES

SURVEY_PATHS = ("/w/", EXIT, "/static/plain.")  # what a visit asks for


def is_survey_path(scope: Scope) -> bool:
    """Say whether this is asked for by a visitor of the survey: a page, its style, or where quick exit leads."""
    return str(scope["path"]).startswith(SURVEY_PATHS)


def trouble_page(scope: Scope, status: int) -> HTMLResponse:
    """Give the page for a status, in the language that the browser asks for."""
    if status == HTTPStatus.NOT_FOUND:
        return survey_page("message", language=language_of(scope), status=status, kind="unknown", start_again=False)
    return survey_page("message", language=language_of(scope), status=status, kind="trouble", start_again=False)


def language_of(scope: Scope, offered: tuple[str, ...] = LANGUAGES) -> str:
    """Give the language that the browser asks for, of those that there are."""
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return preferred(accepted.decode("ascii", "replace"), offered)
