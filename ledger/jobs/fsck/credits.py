"""Certified quantities: every account and every claim, recomputed from the statements that give and make them.

What rests on a shredded statement cannot be recomputed: its rows are the operator's word, and still count as spent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.jobs.fsck.columns import STATEMENT, is_emptied, odd_columns
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.told import FROM_STATEMENT, disagrees, row, shown
from ledger.model.credit import credit_claimed, credit_opened
from ledger.model.finding import Finding
from ledger.model.statement import Statement
from ledger.model.units import told
from ledger.ports.stored_rows import StoredRow

_STATEMENT = tuple(name for name in STATEMENT if name != "signature")
_Key = tuple[object, object]


@dataclass(slots=True)
class _Booked:
    """What the statements say should be stored."""

    accounts: dict[object, dict[str, object]] = field(default_factory=dict)
    spendings: dict[_Key, dict[str, object]] = field(default_factory=dict)


def credit_findings(scene: Scene) -> Iterator[Finding]:
    """Name each row of `credit` and `spending` that the statements do not give, and each that they give and is lost."""
    booked = _booked(scene)
    spent, found = _spending_findings(scene, booked)
    yield from found
    yield from _account_findings(scene, booked, spent)


def _booked(scene: Scene) -> _Booked:
    booked = _Booked()
    for stored in scene.rows.on_credit():
        record_id = stored.get("record_id")
        if odd_columns(stored, STATEMENT) or not isinstance(record_id, bytes):
            continue  # named where the statement itself is checked
        statement = Statement(**{name: stored[name] for name in _STATEMENT})  # type: ignore[arg-type]
        try:
            account, claims = credit_opened(statement, record_id), credit_claimed(statement, record_id)
        except (ArithmeticError, KeyError, TypeError, ValueError):
            continue  # not a body that intake takes: its digest tells
        if account is not None:
            booked.accounts[record_id] = {
                "holder": account.holder,
                "dimension": account.quantity.dimension,
                "unit": account.unit,
                "quantity": str(account.quantity.parts),
                "spend_from": account.spend_from.isoformat(),
                "spend_until": account.spend_until.isoformat(),
            }
        for claim in claims:
            booked.spendings[record_id, claim.place] = {
                "certificate": claim.certificate,
                "quantity": str(claim.quantity.parts),
                "unit": claim.unit,
            }
    return booked


def _spending_findings(scene: Scene, booked: _Booked) -> tuple[dict[object, int], list[Finding]]:
    """Give what is spent by certificate, as it should be stored, with what is wrong."""
    spent: dict[object, int] = {}
    found: list[Finding] = []
    left = dict(booked.spendings)
    for stored in scene.rows.table("spending"):
        key = (stored.get("record_id"), stored.get("place"))
        subject = row("spending", record_id=key[0], place=key[1])
        expected = left.pop(key, None)
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
