"""Who speaks for a place, and whose word on the making of a lot counts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ledger.model.event import EventType, SupplyEvent
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order

_WITHIN = "/254/"  # a place within the site of one GLN
LogOrder = tuple[bool, int, bytes]
SealedMakers = Mapping[str, Mapping[str, LogOrder]]  # lot -> who makes it by an event for few -> where that stands
_PARTY, _PLACE = "/417/", "/414/"  # one GLN as a party and as a place


@dataclass(frozen=True, slots=True)
class DecidedOperators:
    """Whom decisions name as the operator of a place, and who, by (place, DID), they say does not operate it."""

    confirmed: Mapping[str, str]
    refused: frozenset[tuple[str, str]]

    def confirms(self, named: str | None, did: str) -> bool:
        """Say whether this party is the confirmed operator of the place, or of the site that it lies within."""
        return named is not None and self.confirmed.get(place_of(named)) == did

    def refuses(self, named: str, did: str) -> bool:
        """Say whether it was decided that this party does not operate the place, or the site that it lies within."""
        return (place_of(named), did) in self.refused


NOTHING_DECIDED = DecidedOperators({}, frozenset())


def place_of(identifier: str) -> str:
    """Give the whole site that a place within it, or its GLN as a party, belongs to; anything else unchanged."""
    return identifier.split(_WITHIN)[0].replace(_PARTY, _PLACE)


def operators_of(
    events: Iterable[SupplyEvent], said: Statements, index: Mapping[bytes, int], decided: DecidedOperators
) -> dict[str, str]:
    """Give for each place the DID that runs it: whom a decision confirms, else the first in the log to say so of
    itself, or to make goods there, that no decision refuses.

    Nobody else is made an operator by others, and who describes a place where somebody else has made goods before does
    not take it over. `index` gives the places of records in the log. Not checked: whether anybody is telling the truth;
    where nobody decided, who comes first in the log, comes first here.
    """
    return _first_of(chain(_claims(said, index), _makings(events)), decided) | dict(decided.confirmed)


def speakers_undecided(events: Collection[SupplyEvent], said: Statements, index: Mapping[bytes, int]) -> dict[str, str]:
    """Give for each place who would speak for it if nobody had decided anything: the first to call it its own or to
    tell of goods that it made there, also if it only states them, else the issuer of the first event that names it."""
    first = _first_of(chain(_claims(said, index), makings_told(events, said, index)), NOTHING_DECIDED)
    return keepers_of(events, first, NOTHING_DECIDED)


def makings_told(
    events: Collection[SupplyEvent], said: Statements, index: Mapping[bytes, int]
) -> Iterator[tuple[str, LogOrder, str]]:
    """Give the makings of goods as (place, where it stands in the log, who tells it), in no order.

    A making is an event, or a lot that is only stated, by the issuer of the first event that names the place: it counts
    from when both are there. Who states a lot at a place that somebody else named first makes nothing there.
    """
    yield from _makings(events)
    stated = [
        (canonical_uri(body.facility), issuer, record_id)
        for told in said.lots.values()
        for issuer, record_id, body in told
        if body.facility is not None
    ]
    named = _first_to_name({place_of(site) for site, _, _ in stated}, events) if stated else {}
    for site, issuer, record_id in stated:
        first = named.get(place_of(site))
        if first is not None and first[1] == issuer:
            yield site, max(first[0], order_in_log(record_id, index)), issuer


def _makings(events: Iterable[SupplyEvent]) -> Iterator[tuple[str, LogOrder, str]]:
    for event in events:
        if event.site is not None and is_making(event):
            yield event.site, log_order(event), event.issuer


def _claims(said: Statements, index: Mapping[bytes, int]) -> Iterator[tuple[str, LogOrder, str]]:
    for site, statements in said.facilities.items():
        for issuer, record_id, body in statements:
            if body.operator == issuer:
                yield site, order_in_log(record_id, index), issuer


def _first_of(words: Iterable[tuple[str, LogOrder, str]], decided: DecidedOperators) -> dict[str, str]:
    first: dict[str, tuple[LogOrder, str]] = {}
    for site, order, issuer in words:
        if not decided.refuses(site, issuer):
            _put(first, site, (order, issuer))
    return {place: did for place, (_, did) in first.items()}


def _first_to_name(places: Collection[str], events: Iterable[SupplyEvent]) -> dict[str, tuple[LogOrder, str]]:
    first: dict[str, tuple[LogOrder, str]] = {}
    for event in events:
        if event.site is not None and place_of(event.site) in places:
            _put(first, event.site, (log_order(event), event.issuer))
    return first


def is_making(event: SupplyEvent) -> bool:
    """Say whether the event tells that goods came to be."""
    return event.event_type is EventType.TRANSFORMATION or (
        event.event_type is EventType.OBJECT and event.action == "ADD"
    )


def order_in_log(record_id: bytes, index: Mapping[bytes, int]) -> LogOrder:
    """Give where a record stands, as tellings.log_order does of an event."""
    return (record_id not in index, index.get(record_id, 0), record_id)


def keepers_of(
    events: Iterable[SupplyEvent], operators: Mapping[str, str], decided: DecidedOperators
) -> dict[str, str]:
    """Give for each place the DID that speaks for it: who runs it, else the issuer of the first event that names it.

    Who was refused as its operator speaks for it no more than anybody else.
    """
    first: dict[str, tuple[LogOrder, str]] = {}
    for event in events:
        if event.site is not None and not decided.refuses(event.site, event.issuer):
            _put(first, event.site, (log_order(event), event.issuer))
    return {place: did for place, (_, did) in first.items()} | dict(operators)


def is_own(event: SupplyEvent, operators: Mapping[str, str]) -> bool:
    """Say whether the issuer runs the place of the event, or is the first that it names as handing over."""
    places = (event.site, *event.sources[:1])
    return any(place is not None and operators.get(place_of(place), place) == event.issuer for place in places)


def leave_out_pretenders(said: Statements, operators: Mapping[str, str], decided: DecidedOperators) -> None:
    """Leave of what describes a place only what comes from the one that runs it, or names that one as its operator.

    The former counts before the latter, however early that was said. The others are still records about the place.
    Where nobody runs a place, all of it stays but what comes from, or names, a party that was refused.
    """
    for site, statements in said.facilities.items():
        who = operators.get(place_of(site))
        told = [each for each in statements if _counts(site, (each[0], each[2].operator), who, decided)]
        if len(told) < len(statements):
            left_out = {each[1]: None for each in statements if each not in told}
            said.about.setdefault(site, {}).update(left_out)
        said.facilities[site] = sorted(told, key=lambda each: each[0] != who) if who is not None else told


def _counts(site: str, parties: tuple[str, str], who: str | None, decided: DecidedOperators) -> bool:
    return who in parties if who is not None else not any(decided.refuses(site, did) for did in parties)


def _put(first: dict[str, tuple[LogOrder, str]], site: str, claim: tuple[LogOrder, str]) -> None:
    place = place_of(site)
    first[place] = min(first.get(place, claim), claim)


def set_apart(
    story: Story, keepers: Mapping[str, str], decided: DecidedOperators, sealed: SealedMakers
) -> dict[str, list[Deed]]:
    """Leave in the story only what each lot's accepted maker says of its making; give what others say, by lot.

    Accepted is the issuer of the first making event in the log that speaks for the place it names (or names none);
    where nobody does, of the first. Where somebody else's sealed making came before that one, accepted is the sealed
    maker, if it discloses a making as well, else a confirmed operator at its own place (beside the seal, which stays:
    see sealing), else nobody: whoever tells a making of its own would show itself in place of what is not disclosed.
    """
    foreign: dict[str, list[Deed]] = {}
    accepted: dict[str, str | None] = {}
    for lot, deeds in list(story.made.items()):
        maker = accepted[lot] = _accepted(deeds, keepers, decided, sealed.get(lot, {}))
        others = [deed for deed in deeds if deed.event.issuer != maker]
        if others:
            foreign[lot] = sorted(others, key=lambda deed: log_order(deed.event))
            story.made[lot] = [deed for deed in deeds if deed.event.issuer == maker]
        if maker is None:
            del story.made[lot]
            story.lots[lot] = None
    for batch in story.batches.values():
        batch.outputs = [
            deed for deed in batch.outputs if accepted.get(deed.lot, deed.event.issuer) == deed.event.issuer
        ]
    return foreign


def comes_after_sealed(deeds: Iterable[Deed], sealed: Mapping[str, LogOrder]) -> bool:
    """Say whether these makings, of one issuer, stand in the log after a sealed making by somebody else."""
    events = [deed.event for deed in deeds]
    if not sealed or any(event.issuer in sealed for event in events):
        return False
    return min(sealed.values()) < min(map(log_order, events))


def _accepted(
    deeds: Iterable[Deed], keepers: Mapping[str, str], decided: DecidedOperators, sealed: Mapping[str, LogOrder]
) -> str | None:
    events = sorted((deed.event for deed in deeds), key=log_order)
    own = (event for event in events if event.site is None or keepers.get(place_of(event.site)) == event.issuer)
    first = next(own, events[0]).issuer
    if not comes_after_sealed((deed for deed in deeds if deed.event.issuer == first), sealed):
        return first
    disclosing = (event.issuer for event in events if event.issuer in sealed)
    vouched = (event.issuer for event in events if decided.confirms(event.site, event.issuer))
    return next(disclosing, None) or next(vouched, None)
