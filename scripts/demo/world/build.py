"""Build the demo's world from a seed: same seed, same bytes.

The runner signs each statement with its issuer's key and each capture event by event; statements with a tag are the
planted ones and need the treatment that `faults` describes.
"""

from random import Random

from .audits import audits
from .captures import captures
from .cotton import COTTON
from .evidence import attestations, certificates
from .facilities import facilities
from .faults import FORGER, TWISTS, expired_certificate, faults, tagged_statements
from .flow import Flow, run_chain
from .identifiers import gtin
from .people import NAMED, Site, operators, sites
from .recruitment import recruitments
from .shapes import DemoCapture, DemoFault, DemoParty, DemoStatement, DemoWorld, Json
from .shrimp import SHRIMP
from .solar import SOLAR
from .trade import finished_lots, introductions, purchases

__all__ = [
    "FORGER",
    "DemoCapture",
    "DemoFault",
    "DemoParty",
    "DemoStatement",
    "DemoWorld",
    "Json",
    "demo_world",
]

CHAINS = (COTTON, SOLAR, SHRIMP)
SERIALS_APART = 10_000


def demo_world(seed: int = 7) -> DemoWorld:
    """Give the whole world. The seed moves volumes, days and answers, never names, chains or planted cases."""
    runners = operators(CHAINS)
    parties = (*runners.values(), *NAMED.values())
    places = sites(CHAINS, runners)
    flows = tuple(
        run_chain(chain, places, rng=_rng(seed, chain.key), twists=TWISTS, first_serial=number * SERIALS_APART)
        for number, chain in enumerate(CHAINS, start=1)
    )
    return DemoWorld(
        parties=parties,
        statements=_in_order(_statements(seed, parties, places, flows)),
        captures=captures(entry for flow in flows for entry in flow.entries),
        products=tuple(gtin(chain.finished.item) for chain in CHAINS),
        faults=_faults(places, flows),
    )


def _rng(seed: int, part: str) -> Random:
    """Give each part its own stream, so that a change in one does not move the others."""
    return Random(f"tierlight demo {seed} {part}")


def _statements(
    seed: int, parties: tuple[DemoParty, ...], places: dict[str, Site], flows: tuple[Flow, ...]
) -> tuple[DemoStatement, ...]:
    deliveries = [delivery for flow in flows for delivery in flow.deliveries]
    return (
        *introductions(parties, _rng(seed, "introductions")),
        *facilities(CHAINS, places, deliveries, _rng(seed, "facilities")),
        *(said for flow in flows for said in purchases(flow.chain, flow.deliveries)),
        *(said for flow in flows for said in finished_lots(flow.chain, flow.deliveries)),
        *attestations(places, _rng(seed, "attestations")),
        *certificates(places, _rng(seed, "certificates")),
        *audits(places),
        *recruitments(places),
        expired_certificate(places),
        *tagged_statements(places),
    )


def _in_order(statements: tuple[DemoStatement, ...]) -> tuple[DemoStatement, ...]:
    """Sort by time; where two share a second the order of writing stays."""
    return tuple(sorted(statements, key=lambda statement: statement.issued_at))


def _faults(places: dict[str, Site], flows: tuple[Flow, ...]) -> tuple[DemoFault, ...]:
    (claimed_twice,) = (lot for flow in flows for lot in flow.double_claimed)
    (overproduced,) = (lot for flow in flows for lot in flow.overproduced)
    product = gtin(SOLAR.finished.item)
    return faults(places, claimed_twice=claimed_twice, overproduced=overproduced, product=product)
