"""A row that somebody typed or a tablet sent, as a visit: the same for Kobo, ODK and paper."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ledger.errors import LedgerError, Unacceptable
from ledger.model.survey.consent import Mode
from ledger.model.survey.instrument import Item, ItemType
from ledger.model.survey.response import Channel, Visit
from ledger.model.survey.wave import HostedWave
from ledger.surveys.channels.said import Said
from ledger.surveys.channels.visiting import (
    AGE_GROUP,
    AGE_GROUPS,
    CONSENT,
    MODE,
    PURPOSE_NAMES,
    RECEIPT_CODE,
    Came,
    known_names,
    language_of,
    visit_of,
)
from ledger.surveys.site_name import site_name

SITE, LANGUAGE = "site", "language"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read. `place` tells a person where it stands, `message` knows it again, `fields` are by name.

    What was dropped at reading is not here: it is told by its names alone.
    """

    place: str
    message: str
    fields: Mapping[str, str]
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be taken, and why. The reason never holds what the row says."""

    place: str
    reason: LedgerError


@dataclass(frozen=True, slots=True)
class Placing:
    """How rows find site and language. `sites` is from any name of a site to its token; the others are for rows that
    name none."""

    channel: Channel
    sites: Mapping[str, str]
    site: str | None = None
    language: str | None = None


def visit_of_row(row: Row, wave: HostedWave, placing: Placing) -> Visit:
    """Give the visit that a row makes. Raises Unacceptable, which names the field and holds no answer."""
    known = known_names(wave)
    named = {name: Said((text,)) for name, text in row.fields.items() if name in known and text.strip()}
    language = language_of(wave, row.fields.get(LANGUAGE, "") or placing.language)
    came = Came(_site(row, placing), placing.channel, language, row.seconds)
    return visit_of(wave, named, came)


def column_names(wave: HostedWave) -> frozenset[str]:
    """Give every column that means something."""
    return known_names(wave) | {SITE, LANGUAGE}


def column_guide(wave: HostedWave) -> dict[str, str]:
    """Give every column of a form with what it takes, in the order in which it is asked."""
    purposes = dict.fromkeys(PURPOSE_NAMES, "yes or no")
    before = {
        SITE: "the site's identifier or keyword",
        LANGUAGE: ", ".join(wave.languages),
        CONSENT: "yes or no",
        AGE_GROUP: ", ".join(AGE_GROUPS),
        MODE: ", ".join(Mode),
    }
    items = {item.name: _takes(item) for item in wave.instrument.asked}
    after = {RECEIPT_CODE: "the 16 digits of the slip that was torn off"}
    return {"form": "the number on the paper", **before, **purposes, **items, **after}


def _takes(item: Item) -> str:
    match item.type:
        case ItemType.ONE | ItemType.MANY:
            several = "some of " if item.type is ItemType.MANY else ""
            return several + ", ".join(choice.name for choice in item.choices)
        case ItemType.NUMBER:
            return "a whole number"
        case _:
            return "text"


def renamed(row: Row, names: Mapping[str, str]) -> Row:
    """Give the row with its columns called as the questionnaire has them. Raises Unacceptable where two become one."""
    fields: dict[str, str] = {}
    for name, text in row.fields.items():
        target = names.get(name, name)
        if target in fields:
            mend = "let only one column be renamed to it"
            raise Unacceptable(field=target, reason="comes from two columns", mend=mend)
        fields[target] = text
    return replace(row, fields=fields)


def _site(row: Row, placing: Placing) -> str:
    told = row.fields.get(SITE, "").strip() or (placing.site or "")
    by_name = {name.casefold(): token for name, token in placing.sites.items()}
    told = told if told.casefold() in by_name else site_name(told)
    if told.casefold() not in by_name:
        reason = "is none of this wave's sites" if told else "is missing"
        raise Unacceptable(field=SITE, reason=reason, mend="name a site of the wave in the row, or with --site for all")
    return by_name[told.casefold()]
