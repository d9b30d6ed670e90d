"""Who speaks for a place, and whose word on the making of a lot counts."""

from collections.abc import Iterable, Mapping

from ledger.model.event import SupplyEvent
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order

_WITHIN = "/254/"  # a place within the site of one GLN
_PARTY, _PLACE = "/417/", "/414/"  # one GLN as a party and as a place


def place_of(identifier: str) -> str:
    """Give the whole site that a place within it, or its GLN as a party, belongs to; anything else unchanged."""
    return identifier.split(_WITHIN)[0].replace(_PARTY, _PLACE)


def keepers_of(events: Iterable[SupplyEvent], said: Statements) -> dict[str, str]:
    """Give for each place the DID that speaks for it.

    That is the first operator that itself says it operates there, since nobody is made an operator by others; without
    one, the issuer of the first event of the log that names the place. Not checked: whether either is telling the
    truth.
    """
    keepers: dict[str, str] = {}
    for place, statements in said.facilities.items():
        own = next((issuer for issuer, _, body in statements if body.operator == issuer), None)
        if own is not None:
            keepers.setdefault(place_of(place), own)
    for event in sorted(events, key=log_order):
        if event.site is not None:
            keepers.setdefault(place_of(event.site), event.issuer)
    return keepers


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
