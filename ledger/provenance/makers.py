"""Who speaks for a place, and whose word on the making of a lot counts."""

from collections.abc import Iterable, Mapping

from ledger.model.event import EventType, SupplyEvent
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order

_WITHIN = "/254/"  # a place within the site of one GLN
_Order = tuple[bool, int, bytes]
_PARTY, _PLACE = "/417/", "/414/"  # one GLN as a party and as a place


def place_of(identifier: str) -> str:
    """Give the whole site that a place within it, or its GLN as a party, belongs to; anything else unchanged."""
    return identifier.split(_WITHIN)[0].replace(_PARTY, _PLACE)


def operators_of(events: Iterable[SupplyEvent], said: Statements, index: Mapping[bytes, int]) -> dict[str, str]:
    """Give for each place the DID that runs it: the first in the log to say so of itself, or to make goods there.

    Nobody is made an operator by others, and who describes a place where somebody else has made goods before does not
    take it over. `index` gives the places of records in the log. Not checked: whether anybody is telling the truth; who
    comes first in the log, comes first here.
    """
    first: dict[str, tuple[_Order, str]] = {}
    for site, statements in said.facilities.items():
        for issuer, record_id, body in statements:
            if body.operator == issuer:
                order = (record_id not in index, index.get(record_id, 0), record_id)
                _put(first, site, (order, issuer))
    for event in events:
        is_making = event.event_type is EventType.TRANSFORMATION or (
            event.event_type is EventType.OBJECT and event.action == "ADD"
        )
        if is_making and event.site is not None:
            _put(first, event.site, (log_order(event), event.issuer))
    return {place: did for place, (_, did) in first.items()}


def keepers_of(events: Iterable[SupplyEvent], operators: Mapping[str, str]) -> dict[str, str]:
    """Give for each place the DID that speaks for it: who runs it, else the issuer of the first event that names it."""
    first: dict[str, tuple[_Order, str]] = {}
    for event in events:
        if event.site is not None:
            _put(first, event.site, (log_order(event), event.issuer))
    return {place: did for place, (_, did) in first.items()} | dict(operators)


def is_own(event: SupplyEvent, operators: Mapping[str, str]) -> bool:
    """Say whether the issuer runs the place of the event, or is the first that it names as handing over."""
    places = (event.site, *event.sources[:1])
    return any(place is not None and operators.get(place_of(place), place) == event.issuer for place in places)


def leave_out_pretenders(said: Statements, operators: Mapping[str, str]) -> None:
    """Leave of what describes a place only what comes from the one that runs it, or names that one as its operator.

    The former counts before the latter, however early that was said. The others are still records about the place.
    Where nobody runs a place, all of it stays.
    """
    for site, statements in said.facilities.items():
        who = operators.get(place_of(site))
        if who is not None:
            told = [each for each in statements if who in (each[0], each[2].operator)]
            said.facilities[site] = sorted(told, key=lambda each: each[0] != who)
            left_out = {each[1]: None for each in statements if each not in told}
            said.about.setdefault(site, {}).update(left_out)


def _put(first: dict[str, tuple[_Order, str]], site: str, claim: tuple[_Order, str]) -> None:
    place = place_of(site)
    first[place] = min(first.get(place, claim), claim)


def set_apart(story: Story, keepers: Mapping[str, str]) -> dict[str, list[Deed]]:
    """Leave in the story only what each lot's accepted maker says of its making; give what others say, by lot.

    Accepted is the issuer of the first making event in the log that speaks for the place it names (or names none);
    where nobody does, of the first.
    """
    foreign: dict[str, list[Deed]] = {}
    accepted: dict[str, str] = {}
    for lot, deeds in story.made.items():
        accepted[lot] = _accepted(deeds, keepers)
        others = [deed for deed in deeds if deed.event.issuer != accepted[lot]]
        if others:
            foreign[lot] = sorted(others, key=lambda deed: log_order(deed.event))
            story.made[lot] = [deed for deed in deeds if deed.event.issuer == accepted[lot]]
    for batch in story.batches.values():
        batch.outputs = [
            deed for deed in batch.outputs if accepted.get(deed.lot, deed.event.issuer) == deed.event.issuer
        ]
    return foreign


def _accepted(deeds: Iterable[Deed], keepers: Mapping[str, str]) -> str:
    events = sorted((deed.event for deed in deeds), key=log_order)
    own = (event for event in events if event.site is None or keepers.get(place_of(event.site)) == event.issuer)
    return next(own, events[0]).issuer
