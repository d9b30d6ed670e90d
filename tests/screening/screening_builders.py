"""Fictional lists: every name here is made up, and says nothing of anybody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from ledger.model.screening import ListMatch, ScreenedSubject, SubjectAnswer, SubjectKind
from ledger.reference.completeness import ORDERS
from ledger.reference.rows import (
    EntityCountRow,
    ListedEntityRow,
    OrderScope,
    OrderStatus,
    Origin,
    TradeOrderRow,
    Trust,
)
from ledger.reference.snapshot import ReferenceSnapshot, bundled_snapshot
from ledger.screening.answer import screen

LISTED_ON = date(2026, 3, 2)
TODAY = date(2026, 11, 21)
LIST = "UFLPA Entity List"


def an_origin(as_of: date = LISTED_ON, trust: Trust = Trust.HIGH) -> Origin:
    return Origin("Office of Example Lists", as_of, trust, "https://lists.example/entities")


def a_row(name: str = "Quorvane Brightwater Textile Co., Ltd.", **changes: Any) -> ListedEntityRow:
    row = ListedEntityRow(
        entity_key="".join(each for each in name.casefold() if each.isalnum()) or "row",
        name=name,
        aliases=(),
        list_name=LIST,
        sublist="2(x)",
        effective=LISTED_ON,
        removed=None,
        iso3="ZWE",
        addresses=(),
        identifiers=(),
        origin=an_origin(),
    )
    return replace(row, **changes)


def an_order(entity: str = "Quorvane Brightwater Textile Co., Ltd.", **changes: Any) -> TradeOrderRow:
    row = TradeOrderRow(
        order_key="wro-2026-03-02-quorvane",
        market="USA",
        action="WRO",
        entity=entity,
        aliases=(),
        iso3="ZWE",
        region=None,
        merchandise=("Garments",),
        commodity_keys=("garments",),
        scope=OrderScope.ENTITY,
        status=OrderStatus.ACTIVE,
        remaining_scope="",
        effective=LISTED_ON,
        announced=None,
        revoked=None,
        includes_subsidiaries=False,
        origin=an_origin(),
    )
    return replace(row, **changes)


def lists(
    rows: Iterable[ListedEntityRow] = (), orders: Iterable[TradeOrderRow] = (), *, short_by: int = 0
) -> ReferenceSnapshot:
    """Give the bundled tables with these lists in the place of the official ones, whole unless they are short."""
    listed, ordered = tuple(rows), tuple(orders)
    counted = {LIST: len({row.entity_key for row in listed}), ORDERS: len({row.order_key for row in ordered})}
    counts = tuple(
        EntityCountRow(name, total + short_by, an_origin(date(2020, 1, 1))) for name, total in counted.items()
    )
    return replace(bundled_snapshot(), listed_entities=listed, trade_orders=ordered, entity_counts=counts, tables=())


def a_subject(name: str, **changes: Any) -> ScreenedSubject:
    return replace(ScreenedSubject(key=name, kind=SubjectKind.PARTY, names=(name,), country="ZWE"), **changes)


def screened(
    subject: ScreenedSubject | str, tables: ReferenceSnapshot, as_of: date = TODAY, **more: Any
) -> SubjectAnswer:
    asked = a_subject(subject) if isinstance(subject, str) else subject
    (answer,) = screen([asked], tables, as_of=as_of, **more).answers
    return answer


def the_match(answer: SubjectAnswer) -> ListMatch:
    (found,) = answer.matches
    return found
