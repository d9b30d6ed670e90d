"""What the demo shows: a table for each product, what was refused and why, what to try next."""

from datetime import UTC, datetime
from pathlib import Path

from ledger.jobs import answers
from ledger.ports import World
from scripts.demo.steps import Refusal, Verified
from scripts.demo.world.build import DemoWorld


def print_report(
    world: World, demo: DemoWorld, refusals: tuple[Refusal, ...], verified: Verified, home: Path
) -> str:
    """Give the whole report as text."""
    as_of = datetime.fromtimestamp(world.clock.now(), UTC).date()
    lines = []
    for product in demo.products:
        found = answers.score(world, None, product, as_of=as_of)
        lines.append(str(found["product"]))
        for tier in found["tiers"]:
            lines.append(f"  tier {tier['tier']} {tier['band_text']:18} {tier['score'][:4]} {tier['interval']} k {tier['completeness'][:4]} unknown {tier['unknown_share'][:5]} sites {len(tier['sites'])} :: {tier['narrowing']}")
        for finding in found["findings"]:
            lines.append(f"  finding {finding}")
        lines.append(f"  gaps {len(found['gaps'])} {found['gaps'][:2]} refused {found['refused']}")
    for refusal in refusals:
        lines.append(f"REFUSED {refusal.tag} {refusal.error.check} {refusal.error}")
    lines.append(str(verified.counts))
    for other in verified.others[:10]:
        lines.append(f"{other.kind} {other.code} {other.reads} {other.issuer}")
    return "\n".join(lines) + "\n"
