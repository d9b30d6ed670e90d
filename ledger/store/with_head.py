"""A record with its signing domain and its covering head: what `rows.record_of` reads."""

from typing import Any

from sqlalchemy import Select, and_, func, select

from ledger.store.tables import DomainRow, HeadRow, RecordRow, table

_RECORD, _DOMAIN, _HEAD = table(RecordRow), table(DomainRow), table(HeadRow)


def with_head() -> Select[Any]:
    """Give the query of all records, each joined with its domain and the smallest head above its index."""
    heads = _HEAD.alias("covering")
    covering = select(func.min(heads.c.size)).where(heads.c.size > _RECORD.c.log_index).scalar_subquery()
    return (
        select(
            _RECORD,
            *(_DOMAIN.c[name] for name in ("chain_id", "verifying_contract", "salt")),
            *(_HEAD.c[name] for name in ("size", "state", "anchored_at")),
        )
        .join(_DOMAIN, _DOMAIN.c.id == _RECORD.c.domain_id)
        .outerjoin(_HEAD, and_(_RECORD.c.log_index.is_not(None), _HEAD.c.size == covering))
    )
