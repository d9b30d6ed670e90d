"""What a person says of a file when handing it in, and what a loader gives back."""

from dataclasses import dataclass
from datetime import date

from ledger.reference.country_names import NameIndex
from ledger.reference.loaders.reading import Row


@dataclass(frozen=True, slots=True)
class Told:
    """The day of the file, its name, and the index of country names. No row may take effect after that day."""

    as_of: date
    source: str
    countries: NameIndex

    def origin(self, publisher: str, *, as_of: str = "", trust: str = "high") -> Row:
        """Give the four columns that every row ends with."""
        return {"publisher": publisher, "as_of": as_of or str(self.as_of), "trust": trust, "source": self.source}


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """The rows of one list in the columns of one of our tables."""

    table: str
    list_name: str
    publisher: str
    licence: str
    rows: tuple[Row, ...]
