"""Certified quantities: every account and every claim, recomputed from the statements that give and make them.

What rests on a shredded statement cannot be recomputed: its rows are the operator's word, and still count as spent.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from ledger.jobs.fsck.columns import STATEMENT, is_emptied, odd_columns
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.told import FROM_STATEMENT, disagrees, row, shown
from ledger.model.credit import Spending
from ledger.model.credit_book import CreditBook, account_row, spending_row
from ledger.model.finding import Finding
from ledger.model.statement import Kind, Statement
from ledger.model.units import Measure, told
from ledger.ports.stored_rows import StoredRow

_STATEMENT = tuple(name for name in STATEMENT if name != "signature")
_Key = tuple[object, object]


@dataclass(slots=True)
class _Booked:
    """What the statements say should be stored, and what of it rests on the word of rows that cannot be recomputed."""

    accounts: dict[object, dict[str, object]] = field(default_factory=dict)
    spendings: dict[_Key, dict[str, object]] = field(default_factory=dict)
    book: CreditBook = field(default_factory=CreditBook)
    has_lost_words: bool = False  # a shredded certificate or supersession: what it carried over, nobody can tell


def credit_findings(scene: Scene) -> Iterator[Finding]:
    """Name each row of `credit` and `spending` that the statements do not give, and each that they give and is lost."""
    booked = _booked(scene)
    spent, found = _spending_findings(scene, booked)
    yield from found
    yield from _account_findings(scene, booked, spent)


def _booked(scene: Scene) -> _Booked:
    booked = _Booked()
    accounts = {stored.get("certificate") for stored in scene.rows.table("credit")}
    words: dict[object, list[StoredRow]] = {}
    for each in scene.rows.table("spending"):
        words.setdefault(each.get("record_id"), []).append(each)
    for stored in scene.rows.on_credit():
        record_id = stored.get("record_id")
        if odd_columns(stored, STATEMENT) or not isinstance(record_id, bytes):
            continue  # named where the statement itself is checked
        if stored.get("shredded_by") is not None and is_emptied(stored):
            booked.has_lost_words |= record_id in accounts or stored.get("kind") == Kind.SUPERSESSION
            _take_word(booked.book, words.get(record_id, ()))
            continue
        statement = Statement(**{name: stored[name] for name in _STATEMENT})  # type: ignore[arg-type]
        with suppress(ArithmeticError, KeyError, TypeError, ValueError):  # no body that intake takes: its digest tells
            booked.book.take(statement, record_id)
    booked.accounts = {name: account_row(each) for name, each in booked.book.accounts.items()}
    booked.spendings = {
        key: spending_row(each) for key, each in booked.book.spendings.items() if not _is_shredded(scene, key[0])
    }
    return booked


def _take_word(book: CreditBook, rows: Iterable[StoredRow]) -> None:
    for each in rows:
        record_id, place, certificate, unit = (each.get(name) for name in ("record_id", "place", "certificate", "unit"))
        if isinstance(record_id, bytes) and isinstance(place, int) and isinstance(certificate, bytes):
            quantity = Measure("", _whole(each.get("quantity")))
            book.spend(Spending(record_id, place, certificate, quantity, str(unit)))


def _spending_findings(scene: Scene, booked: _Booked) -> tuple[dict[object, int], list[Finding]]:
    """Give what is spent by certificate, as it should be stored, with what is wrong."""
    spent: dict[object, int] = {}
    found: list[Finding] = []
    left = dict(booked.spendings)
    for stored in scene.rows.table("spending"):
        key = (stored.get("record_id"), stored.get("place"))
        subject = row("spending", record_id=key[0], place=key[1])
        expected = left.pop(key, None)
        if booked.has_lost_words and _is_carried(booked, key, stored):
            expected = dict(stored)
        if expected is None and not _is_shredded(scene, key[0]):
            sentence = "no statement makes this claim: the row is wrong, and a certified quantity is held back by it"
            found.append(disagrees("spending-surplus", subject, sentence, *_ids(key[0])))
            continue
        found += _different("spending", subject, stored, expected or {}, *_ids(key[0]))
        values = expected or dict(stored)
        spent[values["certificate"]] = spent.get(values["certificate"], 0) + _whole(values["quantity"])
    for (record_id, place), expected in left.items():
        sentence = f"the claim on {shown(expected['certificate'])} is not stored: what it spent would be free again"
        subject = row("spending", record_id=record_id, place=place)
        found.append(disagrees("spending-lost", subject, sentence, *_ids(record_id), mend=FROM_STATEMENT))
        spent[expected["certificate"]] = spent.get(expected["certificate"], 0) + _whole(expected["quantity"])
    return spent, found


def _is_carried(booked: _Booked, key: _Key, stored: StoredRow) -> bool:
    """Say whether this may carry over what was spent of a shredded certificate: it is the operator's word then."""
    record_id, place = key
    certificate = stored.get("certificate")
    is_of_supersession = record_id in booked.book.supersessions
    return place == 0 and certificate in booked.accounts and (record_id == certificate or is_of_supersession)


def _account_findings(scene: Scene, booked: _Booked, spent: dict[object, int]) -> Iterator[Finding]:
    left = dict(booked.accounts)
    for stored in scene.rows.table("credit"):
        certificate = stored.get("certificate")
        subject, ids = row("credit", certificate=certificate), _ids(certificate)
        expected = left.pop(certificate, None)
        if expected is None and not _is_shredded(scene, certificate):
            sentence = "no certificate gives this quantity to claim: the row is wrong"
            yield disagrees("credit-surplus", subject, sentence, *ids)
            continue
        values = {**(expected or {"holder": ""}), "spent": str(spent.get(certificate, 0))}
        yield from _different("credit", subject, stored, values, *ids)
        if spent.get(certificate, 0) > (most := _whole(values.get("quantity", stored.get("quantity")))):
            dimension = str(values.get("dimension", stored.get("dimension")))
            sentence = (
                f"{told(spent[certificate], dimension)} are claimed of {told(most, dimension)}; this ledger never "
                "takes more than there is, so statements were put in past it"
            )
            yield disagrees("credit-overdrawn", subject, sentence, *ids)
    for certificate in left:
        sentence = "the quantity that this certificate gives to claim is not stored"
        subject = row("credit", certificate=certificate)
        yield disagrees("credit-lost", subject, sentence, *_ids(certificate), mend=FROM_STATEMENT)


def _different(
    table: str, subject: str, stored: StoredRow, expected: dict[str, object], *ids: bytes
) -> Iterator[Finding]:
    for name, value in expected.items():
        if stored.get(name) != value:
            sentence = f"column {name} holds {shown(stored.get(name))}; the statements give {shown(value)}"
            yield disagrees(f"{table}-differs", subject, f"{sentence}: the column is wrong", *ids, mend=FROM_STATEMENT)


def _is_shredded(scene: Scene, record_id: object) -> bool:
    found = scene.rows.record_named(record_id) if isinstance(record_id, bytes) else None
    return found is not None and found.get("shredded_by") is not None and is_emptied(found)


def _whole(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else 0


def _ids(value: object) -> tuple[bytes, ...]:
    return (value,) if isinstance(value, bytes) else ()
