"""The rows of a production record by batch, each batch as the one transformation that it must be."""

from collections.abc import Iterator, Sequence

from ledger.intake.papers.fields import Row

_SIDES = ("input", "output")
_ALIKE = ("moment", "place", "process")


def batches_of(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Give the rows of each batch, in the order of the sheet."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.fields["batch"], []).append(row)
    return found


def disagreements(rows: Sequence[Row]) -> Iterator[tuple[Row, str, str, str]]:
    """Give (row, field, reason, mend) of each row of a batch that does not go with the rows before it."""
    first = rows[0]
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        side = row.fields["direction"]
        if side not in _SIDES:
            mend = 'map it with values, for example values = { Consumed = "input", Made = "output" }'
            yield row, "direction", "is neither input nor output", mend
            continue
        for field in _ALIKE:
            if row.fields.get(field) != first.fields.get(field):
                reason = f"is not the {field} of row {first.number}, which is of the same batch"
                yield row, field, reason, "a batch is made at one time and place: correct it, or split the batch"
        earlier = seen.setdefault((side, row.fields["lot"]), row.number)
        if earlier != row.number:
            reason = f"stands as {side} of this batch in row {earlier} already"
            yield row, "lot", reason, "add up the two rows, or remove the one that repeats"
    if not any(side == "output" for side, _ in seen):
        reason = "has no row for what was made"
        yield rows[-1], "batch", reason, "add a row with direction output"
