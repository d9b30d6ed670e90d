"""Who is screened: the sites of a graph, their operators and recruiters, as their own statements describe them, and
the owners that these parties name.

Decision: whoever is described is screened by that description, its operator's or, where nobody is confirmed to operate
the site, that of whom the graph goes by. A stranger could so make somebody's place look like a listed one; a person
refuses the match, or the stranger as operator, by a signed decision. Were unconfirmed descriptions left out, whoever is
listed would only have to stay unconfirmed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from ledger.jobs.facilities import described_sites
from ledger.jobs.screening.owners import alpha_3, owners_of, with_owners
from ledger.jobs.supply import still_said
from ledger.model.bodies import FacilityBody, PartyBody
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.screening import ScreenedSubject, SubjectKind
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.provenance import typed_body
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.reference.state_imposed import state_imposed_labour

_KINDS = (Kind.PARTY, Kind.FACILITY)


def subjects_of(
    world: World,
    graph: SupplyGraph,
    snapshot: ReferenceSnapshot,
    *,
    sites: Collection[str],
    parties: Collection[str],
    may_read: Callable[[Record], bool],
) -> tuple[ScreenedSubject, ...]:
    """Give these sites and parties (DIDs) as they are told of in what `may_read` lets through, sites first, by name,
    then the owners. A site is owned by who owns its operator.

    Somebody of whom nothing is told is a subject without a name: it is never cleared. An owner that tells of itself is
    a party too, with owners of its own.
    """
    said = [record for record in still_said(world, _KINDS, size=graph.log_size) if may_read(record)]
    told = {graph.joined.get(site, site): (record_id, body) for site, record_id, body in described_sites(world, said)}
    parties_told = dict(_parties_told(said))
    named = with_owners(parties, parties_told)
    recruiters = {each.recruiter for site in graph.recruitments for each in graph.recruitments[site]}
    return (
        *(_site(site, graph, snapshot, told.get(site)) for site in sorted(sites)),
        *(_party(did, snapshot, parties_told.get(did), is_recruiter=did in recruiters) for did in sorted(named)),
        *(each for did in sorted(named) for each in owners_of(snapshot, parties_told.get(did))),
    )


def parties_around(graph: SupplyGraph, sites: Iterable[str]) -> frozenset[str]:
    """Give who operates these sites and recruits for them."""
    around: set[str] = set()
    for name in sites:
        site = graph.sites.get(name)
        around |= {site.operator} if site is not None and site.operator else set()
        around |= {each.recruiter for each in graph.recruitments.get(name, ())}
    return frozenset(around)


def _parties_told(said: Iterable[Record]) -> Iterator[tuple[str, tuple[bytes, PartyBody]]]:
    """Give what each party says of itself, the newest last; what others say of it is not its name."""
    for record in said:
        body = typed_body(record)
        if isinstance(body, PartyBody) and body.did == record.signed.statement.issuer:
            yield body.did, (record.record_id, body)


def _site(
    site: str, graph: SupplyGraph, snapshot: ReferenceSnapshot, told: tuple[bytes, FacilityBody] | None
) -> ScreenedSubject:
    known = graph.sites.get(site)
    if told is None:
        names = (known.name,) if known is not None and known.name else ()
        country = alpha_3(snapshot, known.country) if known is not None else None
        goods = known.goods if known is not None else ()
        return ScreenedSubject(site, SubjectKind.SITE, names, country, goods=goods)
    record_id, body = told
    country = alpha_3(snapshot, body.country)
    inputs = ((each.good, alpha_3(snapshot, each.origin)) for each in body.inputs or ())
    return ScreenedSubject(
        key=site,
        kind=SubjectKind.SITE,
        names=(body.name,) if body.name else (),
        country=country,
        region=_region(snapshot, country, body),
        addresses=(body.address,) if body.address else (),
        identifiers=(*body.identifiers, site),
        goods=body.goods,
        inputs=tuple((good, origin) for good, origin in inputs if origin is not None),
        record_id=record_id,
    )


def _party(
    did: str, snapshot: ReferenceSnapshot, told: tuple[bytes, PartyBody] | None, *, is_recruiter: bool
) -> ScreenedSubject:
    kind = SubjectKind.RECRUITER if is_recruiter else SubjectKind.PARTY
    if told is None:
        return ScreenedSubject(did, kind, ())
    record_id, body = told
    return ScreenedSubject(did, kind, (body.name,), alpha_3(snapshot, body.country), record_id=record_id)


def _region(snapshot: ReferenceSnapshot, country: str | None, body: FacilityBody) -> str | None:
    """Give the code of a listed region where the place lies in one, else the region as it is told."""
    if country is None:
        return body.region
    place = body.location
    latitude, longitude = (float(place.latitude), float(place.longitude)) if place is not None else (None, None)
    row = state_imposed_labour(snapshot, country, region=body.region, latitude=latitude, longitude=longitude)
    return row.region if row is not None and row.region is not None else body.region
