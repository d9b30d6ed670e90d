"""A stated country of origin against where the material behind the lot was made, and against the lot's own site."""

from collections.abc import Iterator

from ledger.model.bodies import FacilityBody
from ledger.model.finding import Finding
from ledger.model.graph import LotEdge
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.contradictions.told import MOST_LOTS_WALKED, Told


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
            for edge in (each for each in edges if told.standing.had(each.used_by or "", each.input_lot)):
                yield from _bought(told, edge, described)


def disagreeing_origins(told: Told) -> Iterator[Finding]:
    """Give the lots that came to be at a site without inputs, and are stated to come from another country than its.

    Only the accepted maker's own making event counts. A lot made of others may come from where they came from.
    """
    for lot, deeds in told.story.made.items():
        for deed in deeds if not told.inputs.get(lot) else ():
            described = told.facility(deed.event.site)
            if deed.event.origin is None or deed.event.inputs or described is None:
                continue
            record_id, site = described
            if deed.event.origin != site.country:
                yield Finding(
                    code="origin-disagrees-with-site",
                    subject=lot,
                    sentence=(
                        f"This lot is stated to come from {deed.event.origin}; it was made, without any input, at "
                        f"{site.name or site.facility} in {site.country}."
                    ),
                    records=(deed.event.record_id, record_id),
                )


def _own(told: Told, lot: str) -> set[str]:
    declared = {issuer for issuer, _, _ in told.said.lots.get(lot, ())}
    return declared | {deed.event.issuer for deed in told.story.made.get(lot, ())}


def _attested(told: Told, record_id: bytes, lot: str, origins: tuple[str, ...]) -> Iterator[Finding]:
    for raw in _raw_material(told, lot):
        country = _origin(told, raw)
        if country is not None and country not in origins:
            yield Finding(
                code="origin-excluded-by-inputs",
                subject=lot,
                sentence=(
                    f"It is attested that this lot comes from {', '.join(origins)}; {raw} in it comes from {country}."
                ),
                records=(record_id, *told.lots[raw].records[:1]),
            )


def _origin(told: Told, lot: str) -> str | None:
    """Give the country of a lot: what its making event states, else its site's."""
    made = told.facility(told.lots[lot].site)
    return told.lots[lot].origin or (made[1].country if made is not None else None)


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
