"""Public lists where there is no ledger: the tables that ship, and what was imported into a data folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from auditor_cli.auditor.as_of import day_of
from auditor_cli.place import Place
from auditor_cli.source.asked import Document, ListSource
from auditor_cli.source.chosen import holds_ledger, source
from auditor_cli.source.whole_table import whole_table
from ledger.bootstrap import reference_shelf
from ledger.jobs.reference_document import list_document, table_document, verify_document
from ledger.ports.reference import ReferenceShelf


@dataclass(frozen=True, slots=True)
class FolderLists:
    """Answers from a folder alone: no record can be asked for, and the answers say so."""

    shelf: ReferenceShelf

    def reference_list(self, *, as_of: date) -> Document:
        """Give the tables in force on a day."""
        return dict(list_document(self.shelf, today=as_of))

    def reference_verify(self) -> Document:
        """Give a check of every table."""
        return dict(verify_document(self.shelf, today=day_of(None)))

    def reference_table(self, name: str) -> Document:
        """Give a table whole. Raises NotFound."""
        return whole_table(lambda after: table_document(self.shelf, name, after=after))


@contextmanager
def list_source(place: Place) -> Iterator[ListSource]:
    """Give the server's lists, or the ledger's of this machine, or the folder's where it holds no ledger."""
    if place.server is None and not holds_ledger(place):
        yield FolderLists(reference_shelf(place.settings()))
        return
    with source(place, with_keys=False) as asked:
        yield asked
