"""One site has one privacy budget, however it is spelled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from release_tables import DAY, a_site, a_tally, all_rows, an_asked, exact

from ledger.jobs.survey.issued_book import issued_of, keep_issued
from ledger.proof.canonical import Json
from ledger.surveys.releases.batch import draft_batch
from ledger.surveys.releases.budget import may_draw
from ledger.surveys.site_name import site_name

SPELLINGS = (
    ("urn:epc:id:sgln:9506000.00101.0", "https://id.gs1.org/414/9506000001012"),
    ("https://mill.example/Site/1", " HTTPS://MILL.example/Site/1"),
)


class Book(dict[tuple[str, str], Json]):
    """A custodian's book in memory."""

    def put(self, collection: str, name: str, document: Json) -> None:
        self[collection, name] = document

    def get(self, collection: str, name: str, default: Json = None) -> Json:  # type: ignore[override]
        return super().get((collection, name), default)

    def all(self, collection: str) -> Iterator[tuple[str, Json]]:
        return ((name, document) for (kept_in, name), document in self.items() if kept_in == collection)

    def delete(self, collection: str, name: str) -> bool:
        return self.pop((collection, name), None) is not None


@pytest.mark.parametrize("spellings", SPELLINGS)
def test_attack_a_second_spelling_of_a_site_has_no_budget_of_its_own(spellings: tuple[str, str]) -> None:
    book, (one, other) = Book(), spellings
    name = site_name(one)
    assert site_name(other) == name
    tallies = {name: a_tally(all_rows((60, 9), (60, 9)), site=name)}
    (issued,) = draft_batch(tallies, [a_site(name)], an_asked(), history=lambda _: (), noise=exact, on=DAY)
    for back in range(3):
        keep_issued(book, [replace(issued, drawn_on=(DAY - timedelta(days=back)).isoformat())])
    for each in spellings:
        assert not may_draw(issued_of(book, each), sites=(site_name(each),), on=DAY)


def test_what_differs_otherwise_stays_two_sites() -> None:
    assert site_name("https://mill.example/site/1") != site_name("https://mill.example/Site/1")
    assert site_name("our own label: A") == "our own label: A"
