"""The documents of what sites are asked, for /docs; tests hold real answers against them."""

from typing import Literal

from pydantic import Field

from api.schemas import Hash
from api.schemas import _Sent as Sent

State = Literal["never_opened", "open", "withheld", "answered"]


class AskedDocument(Sent):
    """One question, and where it stands."""

    question: str
    question_text: str
    state: State
    sentence: str


class SiteRequestDocument(Sent):
    """One request to a site. All days but `noted_on` are those of anchors, in UTC."""

    site: str
    name: str | None
    facility: str
    request: Hash
    by: str
    why: str | None = Field(description="null until the site has opened it, for the site itself; so are `questions`")
    number: int = Field(description="how many questions it asks")
    questions: list[AskedDocument]
    state: State
    asked_on: str
    opened_on: str | None
    opened_in: Hash | None
    witnessed_by: str | None = Field(description="who says that it was opened, where the site did not sign that")
    noted_by: str | None = Field(description="whose account this ledger saw opening it")
    noted_on: str | None
    remind_from: str | None = Field(description="the first day of a reminder that counts")
    reminded_on: str | None
    waits_for: Literal["opening", "reminder"] | None = Field(
        description="what the ledger's operator may state now: that the site opened it, or the reminder"
    )
    due: str | None = Field(description="from this day an open question counts as withheld; the earliest, unreminded")


class SiteRequestsDocument(Sent):
    """What sites are asked, as far as you may read it."""

    requests: list[SiteRequestDocument]
    reads: str
    log_size: int
