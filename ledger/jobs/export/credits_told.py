"""Credits of an export against its statements: a row that the statements do not give is refused, and so is a lost one.

What rests on a shredded statement cannot be recomputed: its rows are the word of whoever exported.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ledger.errors import ExportUnreadable
from ledger.jobs.export import shape
from ledger.jobs.export.lines import Line
from ledger.jobs.export.told_record import ToldRecord
from ledger.model.credit import Spending
from ledger.model.credit_book import CreditBook, account_row, spending_row
from ledger.model.statement import Kind, Statement
from ledger.model.units import Measure

_KINDS = (Kind.CERTIFICATE, Kind.LOT, Kind.SUPERSESSION)
_Key = tuple[bytes, int]


@dataclass(slots=True)
class ToldCredits:
    """The statements that credits are made of, as their lines come, and then the rows that claim to follow."""

    _said: list[tuple[int, bytes, Statement | None]] = field(default_factory=list)
    _shredded: set[bytes] = field(default_factory=set)

    def note(self, page: Iterable[ToldRecord]) -> None:
        """Keep what of these records is about credits."""
        for told in page:
            arrival = int(str(told.row["arrival"]))
            if told.signature_hash is None:
                self._shredded.add(told.record_id)
                self._said.append((arrival, told.record_id, None))
            elif told.row["kind"] in _KINDS and _may_be_on_credit(told):
                statement = Statement(**{name: told.row[name] for name in shape.STATEMENT})  # type: ignore[arg-type]
                self._said.append((arrival, told.record_id, statement))

    def check(self, accounts_told: Iterable[Line], spendings: Iterable[Line]) -> None:
        """Return when the rows are those that the statements give. Raises ExportUnreadable, which names the line."""
        told = {_key(row): (line, row) for line in spendings for row in [line.row(shape.PLAIN["spending"])]}
        accounts = {
            row["certificate"]: (line, row) for line in accounts_told for row in [line.row(shape.PLAIN["credit"])]
        }
        lost = any(name in accounts for name in self._shredded)
        book = self._booked({key: row for key, (_, row) in told.items()})
        for key, (line, row) in told.items():
            is_word = key[0] in self._shredded or (lost and key[0] == row["certificate"])
            expected = book.spendings.get(key)
            if not is_word and (expected is None or spending_row(expected).items() - row.items()):
                raise line.refusal("is not the claim that the statements of record.jsonl make")
        self._check_accounts(book, accounts, told)
        for by, _ in book.spendings.keys() - told.keys():
            raise _lost("spending.jsonl", by)

    def _check_accounts(
        self,
        book: CreditBook,
        accounts: dict[object, tuple[Line, dict[str, object]]],
        told: dict[_Key, tuple[Line, dict[str, object]]],
    ) -> None:
        spent: dict[object, int] = {}
        for _, row in told.values():
            spent[row["certificate"]] = spent.get(row["certificate"], 0) + _whole(row["quantity"])
        for certificate, (line, row) in accounts.items():
            account = book.accounts.get(certificate)  # type: ignore[call-overload]
            given = account_row(account) if account is not None else {"holder": ""}
            if account is None and certificate not in self._shredded:
                raise line.refusal("is an account that no certificate of record.jsonl opens")
            if (given | {"spent": str(spent.get(certificate, 0))}).items() - row.items():
                raise line.refusal("is not the account that the statements of record.jsonl give")
        for certificate in book.accounts.keys() - accounts.keys():
            raise _lost("credit.jsonl", certificate)

    def _booked(self, told: dict[_Key, dict[str, object]]) -> CreditBook:
        book = CreditBook()
        words: dict[bytes, list[Spending]] = {}
        for (by, place), row in told.items():
            quantity, certificate = Measure("", _whole(row["quantity"])), bytes(row["certificate"])  # type: ignore[call-overload]
            words.setdefault(by, []).append(Spending(by, place, certificate, quantity, str(row["unit"])))
        for _, record_id, statement in sorted(self._said, key=lambda each: each[0]):
            if statement is not None:
                _take(book, statement, record_id)
                continue
            for word in words.get(record_id, ()):
                book.spend(word)
        return book


def _take(book: CreditBook, statement: Statement, record_id: bytes) -> None:
    try:
        book.take(statement, record_id)
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        reason = f"holds record 0x{record_id.hex()}, whose body no intake takes"
        raise ExportUnreadable(file="record.jsonl", line=None, reason=reason) from error


def _may_be_on_credit(told: ToldRecord) -> bool:
    body = told.row["body"]
    words = (b'"claims"', b'"credit"', b'"replacement"')
    return isinstance(body, bytes) and any(word in body for word in words)


def _key(row: dict[str, object]) -> _Key:
    return bytes(row["record_id"]), int(str(row["place"]))  # type: ignore[call-overload]


def _whole(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else 0


def _lost(file: str, record_id: bytes) -> ExportUnreadable:
    reason = f"lacks what the statement 0x{record_id.hex()} of record.jsonl gives or claims"
    return ExportUnreadable(file=file, line=None, reason=reason)
