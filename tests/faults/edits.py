"""Campaign D: the operator edits, deletes, inserts, swaps and truncates stored rows of an anchored log.

After each change fsck must name each changed row, and the head that covers it. Then the change is taken back.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from api_town import a_document, an_event, signed_capture
from builders import MILL, a_certified_quantity, a_claim, a_revocation
from postgres_server import PostgresServer

from faults.ground import Ground, running_ground
from faults.rest import complaints_at_rest, settle
from faults.rows import BOUND, KEYS, Row, Rows, altered, shortened
from faults.tally import FSCK, UNNAMED, Complaint, Outcome, Tally
from ledger.errors import LedgerError
from ledger.jobs.capture import capture
from ledger.jobs.fsck import fsck
from ledger.jobs.submit import submit
from ledger.model.finding import Finding, FindingKind
from ledger.ports import World

HEADS_OF = (5, 3, 1, 6, 4, 2, 8)  # entries each head adds
ACTIONS = ("edit", "edit", "edit", "delete", "insert", "swap", "cut", "truncate")
OF_THE_LOG = ("record", "entry", "tree_node", "head", "evidence", "event", "event_term", "credit", "spending")
Fsck = Callable[[World], tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """What the operator does: the table as it is afterwards, and the rows that a reader must be led to."""

    table: str
    action: str
    column: str
    rows: list[Row]
    touched: list[Row]

    @property
    def kind(self) -> str:
        return f"{self.action} {self.table}"


def run_edits(
    tally: Tally,
    *,
    edits: int,
    server: PostgresServer | None,
    say: Callable[[str], None],
    fsck: Fsck = fsck,
) -> None:
    """So many changes of one anchored log, drawn by the tally's seed."""
    random = Random(f"{tally.seed}/{tally.part}")
    with running_ground(server=server) as ground:
        sizes = _anchor_a_log(ground, tally)
        ledger, rows = ground.open(), Rows.of(ground.settings.store_url)
        try:
            for at in range(edits):
                tally.add(try_change(drawn(rows, random), rows, ledger.world, sizes, fsck))
                if at % 100 == 99:
                    say(tally.line())
            tally.complain(complaints_at_rest(ledger, ground, []), at="after all edits were taken back")
        finally:
            rows.close()
            ledger.close()
    say(tally.line())


def _anchor_a_log(ground: Ground, tally: Tally) -> list[int]:
    """Statements, a revocation and EPCIS events under seven heads; the sizes of the heads."""
    ledger = ground.open()
    sizes: list[int] = []
    for head, count in enumerate(HEADS_OF):
        told = [ground.statement(tally.seed, tally.part, head, at) for at in range(count)]
        ids = [given.record_id for given in submit(ledger.world, told)]
        if head == 2:
            submit(ledger.world, [a_revocation(ids[0], domain=ground.domain)])
        if head == 3:
            (given,) = submit(ledger.world, [a_certified_quantity(domain=ground.domain)])
            submit(ledger.world, [a_claim(given.record_id, domain=ground.domain) for _ in range(2)])
        if head == 4:
            document = a_document(an_event(), an_event(eventTime="2026-02-03T08:00:00.000Z"))
            capture(ledger.world, signed_capture(ground.domain, document, by=MILL), reader=MILL.reader, custodian=None)
        reason = settle(ledger.world, ground.mine)
        assert reason is None, reason
        sizes.append(ledger.world.store.counts().final_size)
    ledger.close()
    return sizes


def drawn(rows: Rows, random: Random) -> Change:
    """One change that changes something. Tables that hold more columns and rows are chosen no more often."""
    while True:
        table, action = random.choice(tuple(BOUND)), random.choice(ACTIONS)
        before = [row for row in rows.kept[table] if table != "record" or row["log_index"] is not None]
        if not before or (action in ("truncate", "delete") and table not in OF_THE_LOG):
            continue  # a name that is missing is no change of what was anchored
        made = MAKERS[action](table, before, random)
        if made is not None and made.rows != before:
            return made


def _edit(table: str, before: list[Row], random: Random) -> Change | None:
    return _with_value(table, before, random, "edit", lambda value: altered(value, random))


def _cut(table: str, before: list[Row], random: Random) -> Change | None:
    return _with_value(table, before, random, "cut", lambda value: shortened(value, random))


def _with_value(
    table: str, before: list[Row], random: Random, action: str, change: Callable[[object], object]
) -> Change | None:
    at = random.randrange(len(before))
    column = random.choice([name for name in BOUND[table] if before[at].get(name) is not None])
    value = change(before[at][column])
    if value is None or value == before[at][column]:
        return None
    after = [*before[:at], {**before[at], column: value}, *before[at + 1 :]]
    return Change(table, action, column, after, [before[at]])


def _delete(table: str, before: list[Row], random: Random) -> Change:
    at = random.randrange(len(before))
    return Change(table, "delete", "", [*before[:at], *before[at + 1 :]], [before[at]])


def _truncate(table: str, before: list[Row], random: Random) -> Change | None:
    """Every row from one of them on is gone, as after a restore of half a backup."""
    at = random.randrange(1, len(before)) if len(before) > 1 else 0
    return Change(table, "truncate", "", before[:at], before[at:])


def _swap(table: str, before: list[Row], random: Random) -> Change | None:
    """Two rows have each other's content, or, of one column, each other's value."""
    free = [name for name in BOUND[table] if name not in KEYS[table]]
    if len(before) < 2 or not free:
        return None
    one, other = random.sample(range(len(before)), 2)
    columns = free if random.random() < 0.5 else [random.choice(free)]
    if all(before[one][name] == before[other][name] for name in columns):
        return None
    after = list(before)
    after[one] = {**before[one], **{name: before[other][name] for name in columns}}
    after[other] = {**before[other], **{name: before[one][name] for name in columns}}
    return Change(table, "swap", columns[0] if len(columns) == 1 else "content", after, [before[one], before[other]])


def _insert(table: str, before: list[Row], random: Random) -> Change | None:
    """A row like another one under a key of its own, in the log's range or just above it."""
    if table in ("signing_domain", "party"):
        return None  # a key nobody used says nothing about what is anchored
    made = dict(random.choice(before))
    for name in KEYS[table]:
        made[name] = _other_key([row[name] for row in before], random)
    for name in ("record_id", "nonce_key"):
        if name in made:
            made[name] = random.randbytes(32)
    if "arrival" in made and table == "record":
        made["arrival"] = max(row["arrival"] for row in before) + 1000
    taken = {tuple(row[name] for name in KEYS[table]) for row in before}
    if tuple(made[name] for name in KEYS[table]) in taken:
        return None
    return Change(table, "insert", "", [*before, made], [made])


def _other_key(keys: Sequence[object], random: Random) -> object:
    """A key of the type that the column has, in the range of its keys or just above."""
    numbers = [key for key in keys if isinstance(key, int)]
    if numbers:
        return random.randint(min(numbers), max(numbers) + 3)
    drawn = random.randbytes(32)
    return drawn.hex() if isinstance(keys[0], str) else drawn


MAKERS: dict[str, Callable[[str, list[Row], Random], Change | None]] = {
    "edit": _edit,
    "cut": _cut,
    "delete": _delete,
    "truncate": _truncate,
    "swap": _swap,
    "insert": _insert,
}


def try_change(change: Change, rows: Rows, world: World, sizes: Sequence[int], fsck: Fsck) -> Outcome:
    """The change, what fsck says of it, and back."""
    with rows.holding(change.table, change.rows) as written:
        if not written:
            return Outcome(change.kind, False, notes=("forbidden by the schema",))
        try:
            found = [each for each in fsck(world) if each.kind is not FindingKind.TOLD]
        except LedgerError as error:
            return Outcome(change.kind, True, complaints=(_complaint(change, f"fsck raised {type(error).__name__}"),))
        except Exception as error:
            return Outcome(
                change.kind, True, complaints=(Complaint(FSCK, f"{change}: {type(error).__name__}: {error}"[:400]),)
            )
    return Outcome(change.kind, True, complaints=tuple(missed(change, found, rows, sizes)))


def missed(change: Change, found: Sequence[Finding], rows: Rows, sizes: Sequence[int]) -> list[Complaint]:
    """What no finding names: a row that was touched, or the head above it."""
    texts = [f"{each.subject} {each.sentence} {' '.join(record.hex() for record in each.records)}" for each in found]
    complaints = []
    for row in change.touched:
        named = [text for text in texts if names_row(text, change.table, row, rows)]
        if not named and (change.table, change.action) == ("evidence", "swap") and found:
            continue  # the later of two proofs of one key serves the earlier head as well; the other way round is named
        if not named:
            complaints.append(_complaint(change, f"{_key(change.table, row)} is not named by {texts[:3]}"))
            continue
        head = covering(change.table, row, rows, sizes) if change.action != "insert" else None
        if head is not None and not any(re.search(rf"head (size=)?{head}\b", text) for text in named):
            complaints.append(_complaint(change, f"head {head} above {_key(change.table, row)} is not in {named[:2]}"))
    return complaints[:2]


def _complaint(change: Change, what: str) -> Complaint:
    return Complaint(UNNAMED, f"{change.action} {change.table}.{change.column}: {what}"[:500])


def _key(table: str, row: Row) -> str:
    return " ".join(f"{name}={_shown(row[name])}" for name in KEYS[table])


def _shown(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def names_row(text: str, table: str, row: Row, rows: Rows) -> bool:
    """Whether the text leads a reader to the row: by its key, or by the record that it is about."""
    if isinstance(row.get("record_id"), bytes) and row["record_id"].hex() in text:
        return True
    match table:
        case "signing_domain" | "party":
            return table in text
        case "event":
            owner = owner_of(row, rows)
            return f"arrival={row['arrival']}" in text or (owner is not None and owner["record_id"].hex() in text)
        case "evidence":
            subject = row["subject"]
            spelled = (_shown(subject), "subject=head") if subject == b"head" else (_shown(subject),)
            return re.search(rf"size={row['size']}\b", text) is not None and any(each in text for each in spelled)
    return all(re.search(rf"\b{name}[= ]{re.escape(_shown(row[name]))}\b", text) for name in KEYS[table])


def owner_of(event: Row, rows: Rows) -> Row | None:
    """The record of an event's row."""
    return next((each for each in rows.kept["record"] if each["arrival"] == event["arrival"]), None)


def covering(table: str, row: Row, rows: Rows, sizes: Sequence[int]) -> int | None:
    """The smallest head that covers the row; None for a row of no head."""
    if table in ("head", "evidence"):
        return int(row["size"]) if row["size"] in sizes else None
    if table in ("event", "event_term"):
        owner = owner_of(row, rows)
        index = owner["log_index"] if owner else None
    elif table == "tree_node":
        index = ((row["position"] + 1) << row["level"]) - 1
    else:
        index = row.get("log_index")
    if not isinstance(index, int) or not 0 <= index < sizes[-1]:
        return None
    return sizes[bisect_left(sizes, index + 1)]
