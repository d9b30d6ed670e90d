"""Which assessments of a product are recorded: who shops for a better score leaves them all behind (rule R11)."""

from ledger.model.record import Record
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.canonical import parse
from ledger.provenance import canonical_product


def earlier_assessments(world: World, product: str, *, size: int) -> tuple[Record, ...]:
    """Give the recorded assessments of a product among the first `size` entries of the log (rule R11)."""
    name = canonical_product(product)
    told = (record for record in world.store.records((Kind.ASSESSMENT,), size=size) if record.shredded_by is None)
    return tuple(record for record in told if canonical_product(_product_of(record)) == name)


def _product_of(record: Record) -> str:
    body = parse(record.signed.statement.body)
    return str(body["product"]) if isinstance(body, dict) else ""
