"""Who is screened: the sites of a graph, their operators and recruiters, as their own statements describe them, and
the owners that these parties name.

Decision: whoever is described is screened by that description, its operator's or, where nobody is confirmed to operate
the site, that of whom the graph goes by. A stranger could so make somebody's place look like a listed one; a person
refuses the match, or the stranger as operator, by a signed decision. Were unconfirmed descriptions left out, whoever is
listed would only have to stay unconfirmed.

What they said before, withdrawn or not, is screened beside what they say now: by another name, country or good nobody
leaves a list. So is who ran a site before, until a decision that may end a hold names another (see `operated_before`).
NOT screened: what was erased.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from ledger.jobs.facilities import described_sites
from ledger.jobs.screening.operated_before import Before, OperatorDecision, operated_before
from ledger.jobs.screening.owners import ToldOfItself, alpha_3, owners_of, with_owners
from ledger.jobs.supply import ever_said
from ledger.model.bodies import FacilityBody, PartyBody
from ledger.model.graph import SupplyGraph
from ledger.model.record import Record
from ledger.model.screening import ScreenedSubject, SubjectKind
from ledger.model.statement import Kind
from ledger.ports import World
from ledger.proof.event_hash import canonical_uri
from ledger.proof.identifiers import one_spelling
from ledger.provenance import typed_body
from ledger.reference.snapshot import ReferenceSnapshot
from ledger.reference.state_imposed import state_imposed_labour

_KINDS = (Kind.PARTY, Kind.FACILITY)
_Description = tuple[str, bytes, FacilityBody]  # who says it, in which record, and what
_ALONE = Before()


def subjects_of(
    world: World,
    graph: SupplyGraph,
    snapshot: ReferenceSnapshot,
    *,
    sites: Collection[str],
    parties: Collection[str] | None = (),
    may_read: Callable[[Record], bool],
    decisions: Sequence[OperatorDecision],
) -> tuple[ScreenedSubject, ...]:
    """Give these sites with the parties (DIDs) around them, and these parties, as they are told of in what `may_read`
    lets through, sites first, by name, then the owners. A site is owned by who owns its operator; `decisions` say who
    counts as one. `parties` None stands for everybody that tells of itself.

    Somebody of whom nothing is told is a subject without a name: it is never cleared. An owner that tells of itself is
    a party too, with owners of its own.
    """
    said = [each for each in ever_said(world, _KINDS, size=graph.log_size) if may_read(each[0])]
    ran = operated_before(world, graph, sites, decisions, may_read=may_read)
    still = [record for record, is_withdrawn in said if not is_withdrawn]
    told = {graph.joined.get(site, site): (record_id, body) for site, record_id, body in described_sites(world, still)}
    before = _descriptions((record for record, _ in said), graph.joined)
    parties_told = _parties_told(said)
    asked = parties_told if parties is None else parties
    around = {*_parties_around(graph, sites), *(did for each in ran.values() for did in each.operators)}
    named = with_owners({*asked, *around}, parties_told)
    recruiters = {each.recruiter for site in graph.recruitments for each in graph.recruitments[site]}
    return (
        *(_site(site, graph, snapshot, told.get(site), before, ran.get(site, _ALONE)) for site in sorted(sites)),
        *(_party(did, snapshot, parties_told.get(did), is_recruiter=did in recruiters) for did in sorted(named)),
        *(each for did in sorted(named) for each in owners_of(snapshot, parties_told.get(did))),
    )


def _parties_around(graph: SupplyGraph, sites: Iterable[str]) -> frozenset[str]:
    """Give who operates these sites and recruits for them."""
    around: set[str] = set()
    for name in sites:
        site = graph.sites.get(name)
        around |= {site.operator} if site is not None and site.operator else set()
        around |= {each.recruiter for each in graph.recruitments.get(name, ())}
    return frozenset(around)


def _parties_told(said: Iterable[tuple[Record, bool]]) -> dict[str, ToldOfItself]:
    """Give what each party says of itself; what others say of it is not its name."""
    told: dict[str, list[tuple[bytes, PartyBody]]] = defaultdict(list)
    now: dict[str, tuple[bytes, PartyBody]] = {}
    for record, is_withdrawn in said:
        body = typed_body(record)
        if isinstance(body, PartyBody) and body.did == record.signed.statement.issuer:
            told[body.did].append((record.record_id, body))
            now |= {} if is_withdrawn else {body.did: (record.record_id, body)}
    return {did: ToldOfItself(now.get(did), tuple(ever)) for did, ever in told.items()}


def _descriptions(said: Iterable[Record], joined: Mapping[str, str]) -> dict[str, list[_Description]]:
    """Give what was ever told of each place, by the name that it goes by, in the order of the log."""
    told: dict[str, list[_Description]] = defaultdict(list)
    for record in said:
        body = typed_body(record)
        if isinstance(body, FacilityBody):
            site = canonical_uri(body.facility)
            told[joined.get(site, site)].append((record.signed.statement.issuer, record.record_id, body))
    return told


def _site(
    site: str,
    graph: SupplyGraph,
    snapshot: ReferenceSnapshot,
    told: tuple[bytes, FacilityBody] | None,
    ever: Mapping[str, list[_Description]],
    ran: Before,
) -> ScreenedSubject:
    known = graph.sites.get(site)
    operator = known.operator if known is not None else None
    ones = ever.get(site, [])
    whose = _speakers(ones, told, operator, ran)
    others = [(record_id, body) for by, record_id, body in ones if by in whose and record_id != (told or (None,))[0]]
    earlier = (_described(site, snapshot, each) for each in others)
    return replace(
        _as_told(site, graph, snapshot, told), operator=operator, operated_before=ran.operators, earlier=tuple(earlier)
    )


def _speakers(
    ones: list[_Description], told: tuple[bytes, FacilityBody] | None, operator: str | None, ran: Before
) -> set[str | None]:
    """Give whose descriptions of a place count: its operator's, those of who ran it before or describes it now, and
    of who did so first until a decision that may end a hold settles who runs it."""
    now = {by for by, record_id, _ in ones if told is not None and record_id == told[0]}
    return {operator, *ran.operators, *now} | (set() if ran.is_settled else {by for by, _, _ in ones[:1]})


def _as_told(
    site: str, graph: SupplyGraph, snapshot: ReferenceSnapshot, told: tuple[bytes, FacilityBody] | None
) -> ScreenedSubject:
    if told is not None:
        return _described(site, snapshot, told)
    known = graph.sites.get(site)
    names = (known.name,) if known is not None and known.name else ()
    country = alpha_3(snapshot, known.country) if known is not None else None
    return ScreenedSubject(site, SubjectKind.SITE, names, country, goods=known.goods if known is not None else ())


def _described(site: str, snapshot: ReferenceSnapshot, told: tuple[bytes, FacilityBody]) -> ScreenedSubject:
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
        identifiers=(*map(one_spelling, body.identifiers), site),
        goods=body.goods,
        inputs=tuple((good, origin) for good, origin in inputs if origin is not None),
        record_id=record_id,
    )


def _party(did: str, snapshot: ReferenceSnapshot, told: ToldOfItself | None, *, is_recruiter: bool) -> ScreenedSubject:
    kind = SubjectKind.RECRUITER if is_recruiter else SubjectKind.PARTY
    ever = [
        ScreenedSubject(did, kind, (body.name,), alpha_3(snapshot, body.country), record_id=record_id)
        for record_id, body in (told.ever if told is not None else ())
    ]
    now = told.now[0] if told is not None and told.now is not None else None
    subject = next((each for each in ever if each.record_id == now), ScreenedSubject(did, kind, ()))
    return replace(subject, earlier=tuple(ever))


def _region(snapshot: ReferenceSnapshot, country: str | None, body: FacilityBody) -> str | None:
    """Give the code of a listed region where the place lies in one, else the region as it is told."""
    if country is None:
        return body.region
    place = body.location
    latitude, longitude = (float(place.latitude), float(place.longitude)) if place is not None else (None, None)
    row = state_imposed_labour(snapshot, country, region=body.region, latitude=latitude, longitude=longitude)
    return row.region if row is not None and row.region is not None else body.region
