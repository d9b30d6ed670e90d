"""What changed between two assessments, term by term, and which records did it.

    two days          what time, new records and newer tables did         two products   what differs between them
    two log sizes     what the records in between did, nothing else

Both sides are documents of one reader, so that the difference shows no record that either would not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.errors import Unacceptable
from ledger.jobs.answers import score
from ledger.jobs.supply_asked import asked_of, world_at
from ledger.model.reader import Reader
from ledger.ports import World
from ledger.proof.canonical import Json

Document = Mapping[str, Any]
_NOTHING = "0.000000000"
_UNCHANGED = Decimal("0.000000001")  # the last place that is printed
_HEAD = ("as_of", "log_size", "method_version", "code_version", "reference_hash")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two assessments: of a product as known on a day, over the first entries of the log, or all."""

    product: str
    as_of: date
    log_size: int | None = None


def sides_of(
    product: str, *, other: str | None, days: Sequence[date], sizes: Sequence[int], today: date
) -> tuple[Side, Side]:
    """Give both sides, the earlier named first. What is named once is compared with today, or with all of the log.

    With another product, what is named once holds for both. Raises Unacceptable where nothing differs.
    """
    for field, given in (("as_of", days), ("as_of_log_size", sizes)):
        if len(given) > 2:
            raise Unacceptable(field=field, reason="is given more than twice", mend="compare two at a time")
    second_day = days[1] if len(days) == 2 else days[0] if days and (other or sizes) else today
    second_size = sizes[1] if len(sizes) == 2 else sizes[0] if sizes and other else None
    before = Side(product, days[0] if days else today, sizes[0] if sizes else None)
    after = Side(other or product, second_day, second_size)
    if before == after:
        mend = "give as_of or as_of_log_size twice, or a second product"
        raise Unacceptable(field="as_of", reason="leaves nothing to compare", mend=mend)
    return before, after


def compare(world: World, reader: Reader | None, sides: tuple[Side, Side]) -> dict[str, Json]:
    """Give what changed from the first to the second. Raises NotFound for a product that the reader may not see."""
    documents = [
        score(world_at(world, asked_of(as_of_log_size=side.log_size)), reader, side.product, as_of=side.as_of)
        for side in sides
    ]
    return compared(documents[0], documents[1])


def compared(before: Document, after: Document) -> dict[str, Json]:
    """Give `tiers` and `sites` that are on either side, each with both numbers; a site's `terms` are the changed ones.

    A tier's `sites_in` came into it and its `sites_out` left it. `unchanged_sites` are those whose every term and range
    is the same.
    """
    sites = [_site(site, one, other) for site, one, other in _paired(_sites(before), _sites(after))]
    changed = [site for site in sites if site["is_changed"]]
    order = _largest_first if before["product"]["id"] == after["product"]["id"] else _shared_first
    tiers = _paired(_by("tier", before["tiers"]), _by("tier", after["tiers"]))
    return {
        "before": {"product": before["product"], **{name: before[name] for name in _HEAD}},
        "after": {"product": after["product"], **{name: after[name] for name in _HEAD}},
        "reads": after["reads"],
        "worst_path": _both(before["product_risk"]["worst_path"], after["product_risk"]["worst_path"]),
        "exposure": _both(before["product_risk"]["exposure"], after["product_risk"]["exposure"]),
        "tiers": [{"tier": tier, **_both(one, other), **_moved(one, other)} for tier, one, other in tiers],
        "sites": sorted(changed, key=order),
        "unchanged_sites": len(sites) - len(changed),
    }


def _moved(before: Document | None, after: Document | None) -> dict[str, Json]:
    """Give which sites came into a tier and which left it: that moves its number too, whatever the sites' own do."""
    one, other = ({site["site"] for site in side["sites"]} if side else set() for side in (before, after))
    return {"sites_in": sorted(other - one), "sites_out": sorted(one - other)}


def _sites(document: Document) -> dict[str, Document]:
    """Give each site once: its score is the same in every tier where it stands."""
    return {site["site"]: site for tier in document["tiers"] for site in tier["sites"]}


def _by(name: str, rows: Iterable[Document]) -> dict[Any, Document]:
    return {row[name]: row for row in rows}


def _paired(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Iterator[tuple[Any, Any, Any]]:
    """Give every key of either, with what each side has, None where it has nothing."""
    for key in (*before, *(key for key in after if key not in before)):
        yield key, before.get(key), after.get(key)


def _both(before: Document | None, after: Document | None) -> dict[str, Any]:
    """Give score, range and band of both sides, and by how much the score rose."""
    shown = ("score", "interval", "band", "band_text")
    one, other = ({name: side[name] for name in shown if name in side} if side else None for side in (before, after))
    rose = _minus(after["score"], before["score"]) if before and after else None
    return {"before": one, "after": other, "rose_by": rose}


def _site(site: str, before: Document | None, after: Document | None) -> dict[str, Any]:
    known = after or before or {}
    pairs = _paired(_by("name", before["terms"] if before else ()), _by("name", after["terms"] if after else ()))
    terms = [_term(name, one, other) for name, one, other in pairs]
    both = _both(before, after)
    changed = [term for term in terms if term["is_changed"]] if before and after else []
    return {
        "site": site,
        "name": known["name"],
        "country": known["country"],
        "operator": known["operator"],
        "is_unknown": known["is_unknown"],
        **both,
        "is_changed": both["before"] != both["after"] or bool(changed),
        "terms": [{name: value for name, value in term.items() if name != "is_changed"} for term in changed],
    }


def _term(name: str, before: Document | None, after: Document | None) -> dict[str, Any]:
    one, other = (side["value"] if side else _NOTHING for side in (before, after))
    moved = list(_records(before["evidence"] if before else (), after["evidence"] if after else ()))
    has_moved = _is_more(_minus(other, one))
    # A record without a part of its own, such as a link that shows an origin, is told where the term moved.
    records = [each for each in moved if has_moved or {each["weight_before"], each["weight_after"]} != {_NOTHING}]
    rows = [set(_rows(side)) for side in (before, after)]
    return {
        "name": name,
        "explanation": (after or before or {})["explanation"],
        "before": one,
        "after": other,
        "rose_by": _minus(other, one),
        "detail_before": before["detail"] if before else "",
        "detail_after": after["detail"] if after else "",
        "records": records,
        "rows_added": sorted(rows[1] - rows[0]),
        "rows_gone": sorted(rows[0] - rows[1]),
        "is_changed": has_moved or bool(records),
    }


def _rows(term: Document | None) -> list[str]:
    """Give the rows of reference tables among a term's sources: what is no record."""
    named = {each["record_id"] for each in term["evidence"]} if term else set()
    return [row for row in term["sources"] if row not in named and not row.startswith("0x")] if term else []


def _records(before: Iterable[Document], after: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """Give each record whose own part is new, gone or another, with `how`: added, gone, or weighs otherwise by now."""
    for _, one, other in _paired(_named(before), _named(after)):
        now, then = (Decimal(side["weight"]) if side else Decimal(0) for side in (other, one))
        how = "added" if one is None else "gone" if other is None else "weighs otherwise"
        if one is None or other is None or _is_more(str(now - then)):
            told = other or one
            yield {
                **{name: told[name] for name in ("record_id", "strength", "strength_text", "day")},
                "how": how,
                "weight_before": f"{then:.9f}",
                "weight_after": f"{now:.9f}",
            }


def _named(evidence: Iterable[Document]) -> dict[str, Document]:
    """Give the parts of a term by record; several findings of one record add up."""
    found: dict[str, Document] = {}
    for each in evidence:
        record = each["record_id"]
        weight = Decimal(each["weight"]) + (Decimal(found[record]["weight"]) if record in found else 0)
        found[record] = {**each, "weight": f"{weight:.9f}"}
    return found


def _minus(after: str, before: str) -> str:
    return f"{Decimal(after) - Decimal(before):.9f}"


def _is_more(change: str) -> bool:
    return abs(Decimal(change)) > _UNCHANGED


def _largest_first(site: Mapping[str, Any]) -> tuple[Decimal, str]:
    """Order by how far a score moved; a site that came or went stands first."""
    moved = abs(Decimal(site["rose_by"])) if site["rose_by"] is not None else Decimal(2)
    return -moved, str(site["site"])


def _shared_first(site: Mapping[str, Any]) -> tuple[bool, Decimal, str]:
    """Order for two products: what both have comes before what only one has."""
    return site["rose_by"] is None, *_largest_first(site)
