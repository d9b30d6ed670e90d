"""An origin that the inputs exclude: a stated country of origin against where the material behind it was made."""

from collections.abc import Iterator

from ledger.model.bodies import FacilityBody
from ledger.model.finding import Finding
from ledger.model.graph import LotEdge
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.contradictions.told import Told

MOST_LOTS_WALKED = 10_000  # of one attested lot; beyond, the check says nothing


def excluded_origins(told: Told) -> Iterator[Finding]:
    """Give the lots whose material comes from a country that a statement about them leaves out.

    Two statements name origins: an attestation about a lot, against all raw material behind it; and a facility's list
    of inputs, against the lots of those goods that it used. A country that nobody states contradicts nothing, and
    neither does what is attested by somebody who neither made nor declared the lot: else anyone could flag anyone's.
    """
    for issuer, record_id, body in told.said.origins:
        lot = canonical_uri(body.subject)
        if issuer in _own(told, lot):
            yield from _attested(told, record_id, lot, body.origins)
    for lot, edges in told.inputs.items():
        described = told.facility(told.lots[lot].site)
        if described is not None and described[1].inputs:
            for edge in edges:
                yield from _bought(told, edge, described)


def _own(told: Told, lot: str) -> set[str]:
    declared = {issuer for issuer, _, _ in told.said.lots.get(lot, ())}
    return declared | {deed.event.issuer for deed in told.story.made.get(lot, ())}


def _attested(told: Told, record_id: bytes, lot: str, origins: tuple[str, ...]) -> Iterator[Finding]:
    for raw in _raw_material(told, lot):
        made = told.facility(told.lots[raw].site)
        if made is not None and made[1].country not in origins:
            yield Finding(
                code="origin-excluded-by-inputs",
                subject=lot,
                sentence=(
                    f"It is attested that this lot comes from {', '.join(origins)}; "
                    f"{raw} in it was made in {made[1].country}."
                ),
                records=(record_id, *told.lots[raw].records[:1]),
            )


def _bought(told: Told, edge: LotEdge, described: tuple[bytes, FacilityBody]) -> Iterator[Finding]:
    used, (facility_record, site) = edge.input_lot, described
    made, goods = told.facility(told.lots[used].site), {body.good for _, _, body in told.said.lots.get(used, ())}
    if made is None or not goods:
        return
    stated = {each.origin for each in site.inputs or () if each.good in goods}
    if not stated or "unknown" in stated or made[1].country in stated:
        return
    yield Finding(
        code="origin-excluded-by-inputs",
        subject=used,
        sentence=(
            f"{site.name or site.facility} says that its {', '.join(sorted(goods))} comes from "
            f"{', '.join(sorted(stated))}; it used this lot, which was made in {made[1].country}."
        ),
        records=(facility_record, edge.record_id),
    )


def _raw_material(told: Told, lot: str) -> Iterator[str]:
    waiting, seen = [lot] if lot in told.lots else [], {lot}
    while waiting and len(seen) <= MOST_LOTS_WALKED:
        name = waiting.pop()
        edges = told.inputs.get(name, ())
        if not edges and name != lot:
            yield name
        fresh = [edge.input_lot for edge in edges if edge.input_lot not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
