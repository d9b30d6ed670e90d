"""Screening: 100,000 names against 1,000 listed entities, and how much it finds of names that are written otherwise.

Each figure is taken in a process of its own (`screening_driver`), CPU seconds of one core, medians of three. All names
are made up. The peer compares every name with every listed one (rapidfuzz `process.cdist`, token_sort_ratio, folded by
its own rule), shown from the same score on as ours: it gives numbers and no reason, reads no other script or
legal form, and what it shows of strangers is work for people. Recall and false alarms of both stand in the notes.
"""

import json
import statistics
import subprocess
import sys
from typing import Any

FEW, MANY, TIMES = 10_000, 100_000, 3


def rows() -> list[dict[str, Any]]:
    """Give the rows: speed at two sizes, each beside the peer, and quality of both."""
    few, many = _median("speed", FEW), _median("speed", MANY)
    peer, found = _median("peer", MANY), _driven("quality") | {"signs": _driven("signs")}
    return [
        {
            "name": f"screening {MANY:,} names against 1,000 listed entities",
            "ours": many["seconds"],
            "peer": peer["seconds"],
            "peer_name": "rapidfuzz cdist, every name with every listed one",
            "ratio": peer["seconds"] / many["seconds"],
            "unit": "s",
            "peak_memory_mb": many["peak_mb"],
            "note": f"CPU; {FEW:,} take {few['seconds']:.2f} s, so {many['seconds'] / few['seconds']:.1f}x for 10x; of "
            f"strangers ours shows {many['shown']:,.0f}, the peer {peer['shown']:,.0f} for a person to look at",
        },
        *_found_again(found),
    ]


def _found_again(found: dict[str, Any]) -> list[dict[str, Any]]:
    ways: dict[str, dict[str, float]] = found["ways"]
    ours, peer = (statistics.mean(way[side] for way in ways.values()) for side in ("ours", "peer"))
    told = "; ".join(f"{name.replace('_', ' ')} {way['ours']:.0%} ({way['peer']:.0%})" for name, way in ways.items())
    signs = found["signs"]
    in_signs = ", ".join(f"{name.replace('_', ' ')} {share:.0%}" for name, share in signs["ways"].items())
    return [
        {
            "name": "listed names found again when written otherwise, each way alike",
            "ours": 100 * ours,
            "peer": 100 * peer,
            "peer_name": "the same cdist",
            "ratio": ours / peer,
            "unit": "%",
            "peak_memory_mb": None,
            "note": f"{told}; strangers shown {found['strangers_shown']:.1%} ({found['peer_strangers_shown']:.1%}), "
            f"strangers confirmed {found['strangers_confirmed']}; in Chinese signs {in_signs}, strangers shown "
            f"{signs['strangers_shown_made_up_list']:.1%}, of the lists that ship "
            f"{signs['strangers_shown_lists_that_ship']:.1%}",
        }
    ]


def _median(what: str, count: int) -> dict[str, float]:
    ran = [_driven(what, count) for _ in range(TIMES)]
    return {name: statistics.median(each[name] for each in ran) for name in ran[0]}


def _driven(what: str, *count: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "scripts.bench.screening_driver", what, *map(str, count)]
    ran = subprocess.run(words, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"{what}: {ran.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer
