"""The custodian's file of help, TOML, read strictly: lines, responders, and what is done in danger."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger.errors import Unacceptable
from ledger.model.survey.responders import DangerRoute, HelpBook, Responder
from ledger.proof.event_hash import canonical_uri
from ledger.proof.frozen_form import read_form
from ledger.surveys.help_lines import KINDS, HelpEntry, is_run_by_immigration, line_of

_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class _File:
    help: tuple[HelpEntry, ...] = ()
    responder: tuple[Responder, ...] = ()
    danger: tuple[DangerRoute, ...] = ()
    demo: bool = False


def read_help_book(raw: bytes) -> HelpBook:
    """Give the book that this TOML describes. Raises Unacceptable naming the entry.

    A line that nobody confirmed is taken, as a draft: it is kept and never shown. One that immigration authorities run,
    or of a kind that is none, is refused.
    """
    if len(raw) > _MOST_BYTES:
        raise Unacceptable(field="FILE", reason="is over 1 MB", mend="keep to the lines that you use")
    try:
        told: Any = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unacceptable(field="FILE", reason=f"is no TOML: {error}", mend="see the field guide") from error
    found = read_form(_File, plain(told))
    _require_kinds(found.help)
    _require_once([each.name for each in found.responder], "responder")
    for at, route in enumerate(found.danger):
        if not route.steps or not route.agreed_with.strip():
            mend = "say what people do, and with whom this was agreed"
            raise Unacceptable(field=f"danger[{at}]", reason="has no steps, or was agreed with nobody", mend=mend)
    lines = tuple(line_of(each, is_real=not found.demo) for each in found.help)
    routes = tuple(replace(each, site=canonical_uri(each.site) if each.site else None) for each in found.danger)
    return HelpBook(lines, found.responder, routes, found.demo)


def route_for(book: HelpBook, *, country: str | None, site: str | None) -> DangerRoute | None:
    """Give what is done in danger at this site, else in its country; None where nothing was agreed."""
    own = [route for route in book.routes if site is not None and route.site == site]
    there = [route for route in book.routes if route.site is None and country is not None and route.country == country]
    return next(iter([*own, *there]), None)


def responder_named(book: HelpBook, name: str, *, field: str) -> Responder:
    """Give the responder of this name. Raises Unacceptable: nobody else handles cases (rule S6)."""
    wanted = " ".join(name.split()).casefold()
    for each in book.responders:
        if each.name.casefold() == wanted:
            return each
    known = ", ".join(each.name for each in book.responders) or "nobody yet"
    reason = "is none of the responders that were agreed beforehand"
    raise Unacceptable(
        field=field, reason=reason, mend=f"name one of them ({known}), or `tierlight case help keep FILE`"
    )


def plain(value: Any) -> Any:
    """Give a TOML value with days as the text that they were written as."""
    match value:
        case dict():
            return {str(name): plain(each) for name, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case date():
            return value.isoformat()
        case _:
            return value


def _require_kinds(entries: Sequence[HelpEntry]) -> None:
    for at, each in enumerate(entries):
        if each.kind not in KINDS:
            mend = f"use {', '.join(KINDS)}; a line run by immigration authorities is never kept"
            raise Unacceptable(field=f"help[{at}].kind", reason=f"{each.kind!r} is none of the kinds", mend=mend)
        if is_run_by_immigration(line_of(each, is_real=True)):
            mend = "take the line out; migrants do not call where they may be handed over"
            raise Unacceptable(field=f"help[{at}].operated_by", reason="is an immigration authority", mend=mend)


def _require_once(names: Sequence[str], table: str) -> None:
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise Unacceptable(field=table, reason=f"{twice[0]} stands there twice", mend="keep one entry for each person")
