"""One measurement of screening in a process of its own, as JSON: … speed COUNT | peer COUNT | quality | signs."""

import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from ledger.model.screening import ScreenedSubject, SubjectKind
from ledger.reference.completeness import ORDERS
from ledger.reference.rows import EntityCountRow, ListedEntityRow, Origin, Trust
from ledger.reference.snapshot import ReferenceSnapshot, bundled_snapshot
from ledger.screening.answer import screen
from scripts.bench.screening_chinese import CHINESE_CHANGES, chinese
from scripts.bench.screening_names import CHANGES, made_up

LISTED, PEER_CUTOFF = 1_000, 74.0
TODAY, ORIGIN = date(2026, 11, 21), Origin("Office of Example Lists", date(2026, 3, 2), Trust.HIGH, "made up")
COUNTRIES = ("CHN", "IND", "BGD", "MYS", "TKM", "VNM", "TUR", "MEX")
_EACH_WAY, _STRANGERS = 300, 10_000


def main(words: list[str]) -> int:
    """Measure what is named."""
    measures: dict[str, Callable[..., dict[str, Any]]] = {
        "speed": speed,
        "peer": peer,
        "quality": quality,
        "signs": signs,
    }
    found = measures[words[0]](*map(int, words[1:]))
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))
    return 0


def speed(count: int) -> dict[str, Any]:
    """Time the whole of screening: reading names, index, comparing, answers."""
    rng = random.Random(7)
    tables, _ = _tables(rng)
    subjects = _subjects(rng, count)
    began = time.process_time()
    answer = screen(subjects, tables, as_of=TODAY)
    seconds = time.process_time() - began
    return {"seconds": seconds, "shown": sum(bool(each.matches) for each in answer.answers)}


def peer(count: int) -> dict[str, Any]:
    """Time rapidfuzz comparing every name with every listed one, names folded the same way by its own rule."""
    from rapidfuzz import fuzz, process, utils

    rng = random.Random(7)
    _, rows = _tables(rng)
    names = [subject.names[0] for subject in _subjects(rng, count)]
    began = time.process_time()
    listed = [utils.default_process(name) for _, name in _named(rows)]
    shown = 0
    for at in range(0, count, 1_000):
        asked = list(map(utils.default_process, names[at : at + 1_000]))
        scores = process.cdist(asked, listed, scorer=fuzz.token_sort_ratio, score_cutoff=PEER_CUTOFF, workers=1)
        shown += int((scores.max(axis=1) > 0).sum())
    return {"seconds": time.process_time() - began, "shown": shown}


def quality() -> dict[str, Any]:
    """Count what is found again of listed names written otherwise, each way by itself, and strangers that are shown."""
    from rapidfuzz import fuzz, process, utils

    rng = random.Random(11)
    tables, rows = _tables(rng)
    ways: dict[str, dict[str, float]] = {}
    owners, listed = zip(*((row, utils.default_process(name)) for row, name in _named(rows)), strict=True)
    asked_by = {
        change.__name__: [(row, change(rng, row.name)) for row in rng.sample(rows, _EACH_WAY)] for change in CHANGES
    }
    asked_by["alias"] = [(row, row.aliases[0]) for row in rows if row.aliases][:_EACH_WAY]
    for way, asked in asked_by.items():
        answers = screen((_subject(name, row.iso3) for row, name in asked), tables, as_of=TODAY).answers
        hits = sum(
            any(match.entry.key == row.entity_key for match in answer.matches)
            for (row, _), answer in zip(asked, answers, strict=True)
        )
        theirs = sum(
            _peer_finds(process, fuzz, utils.default_process(name), listed, row, owners) for row, name in asked
        )
        ways[way] = {"ours": hits / _EACH_WAY, "peer": theirs / _EACH_WAY}
    strangers = _subjects(rng, _STRANGERS)
    shown = screen(strangers, tables, as_of=TODAY).answers
    loud = process.cdist(
        [utils.default_process(each.names[0]) for each in strangers], listed, scorer=fuzz.token_sort_ratio,
        score_cutoff=PEER_CUTOFF, workers=1,
    )  # fmt: skip
    return {
        "ways": ways,
        "strangers_shown": sum(bool(each.matches) for each in shown) / _STRANGERS,
        "strangers_confirmed": sum(each.verdict == "confirmed" for each in shown),
        "peer_strangers_shown": float((loud.max(axis=1) > 0).sum()) / _STRANGERS,
    }


def signs() -> dict[str, Any]:
    """Count what is found of a list in Latin letters when asked in Chinese signs, each way, and strangers shown."""
    rng = random.Random(13)
    listed = [chinese(rng) for _ in range(LISTED)]
    tables = _listing([_row(at, each.latin, (), "CHN") for at, each in enumerate(listed)])
    ways: dict[str, float] = {}
    for change in CHINESE_CHANGES:
        asked = [(at, change(rng, listed[at]).signs) for at in rng.sample(range(LISTED), _EACH_WAY)]
        answers = screen((_subject(name, "CHN") for _, name in asked), tables, as_of=TODAY).answers
        hits = (
            any(match.entry.key == f"entity{at}" for match in answer.matches)
            for (at, _), answer in zip(asked, answers, strict=True)
        )
        ways[change.__name__] = sum(hits) / _EACH_WAY
    strangers = [_subject(chinese(rng).signs, "CHN") for _ in range(_STRANGERS)]
    told: dict[str, Any] = {"ways": ways}
    for name, lists in (("made_up_list", tables), ("lists_that_ship", bundled_snapshot())):
        shown = screen(strangers, lists, as_of=TODAY).answers
        told[f"strangers_shown_{name}"] = sum(bool(each.matches) for each in shown) / _STRANGERS
        told[f"strangers_confirmed_{name}"] = sum(each.verdict == "confirmed" for each in shown)
    return told


def _named(rows: Sequence[ListedEntityRow]) -> list[tuple[ListedEntityRow, str]]:
    return [(row, name) for row in rows for name in (row.name, *row.aliases)]


def _peer_finds(
    process: Any, fuzz: Any, name: str, listed: Sequence[str], row: ListedEntityRow, owners: Sequence[ListedEntityRow]
) -> bool:
    found = process.extract(name, listed, scorer=fuzz.token_sort_ratio, score_cutoff=PEER_CUTOFF, limit=None)
    return any(owners[at].entity_key == row.entity_key for _, _, at in found)


def _tables(rng: random.Random) -> tuple[ReferenceSnapshot, list[ListedEntityRow]]:
    rows = [
        _row(at, made_up(rng), (made_up(rng),) if at % 3 == 0 else (), rng.choice(COUNTRIES)) for at in range(LISTED)
    ]
    return _listing(rows), rows


def _row(at: int, name: str, aliases: tuple[str, ...], country: str) -> ListedEntityRow:
    key, day = f"entity{at}", ORIGIN.as_of
    return ListedEntityRow(key, name, aliases, "UFLPA Entity List", "", day, None, country, (), (), ORIGIN)


def _listing(rows: Sequence[ListedEntityRow]) -> ReferenceSnapshot:
    counts = tuple(EntityCountRow(name, n, ORIGIN) for name, n in (("UFLPA Entity List", LISTED), (ORDERS, 0)))
    return replace(bundled_snapshot(), listed_entities=tuple(rows), trade_orders=(), entity_counts=counts, tables=())


def _subjects(rng: random.Random, count: int) -> list[ScreenedSubject]:
    return [_subject(made_up(rng), rng.choice(COUNTRIES)) for _ in range(count)]


def _subject(name: str, country: str | None) -> ScreenedSubject:
    return ScreenedSubject(name, SubjectKind.PARTY, (name,), country)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
