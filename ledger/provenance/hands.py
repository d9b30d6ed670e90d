"""Who had a lot: its maker, and whom each one who had it names as the next. Nobody appoints itself."""

from collections.abc import Iterable, Iterator, Mapping

from ledger.model.graph import Holding, Lot
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.makers import place_of
from ledger.provenance.replay import Story
from ledger.provenance.statements import Statements
from ledger.provenance.tellings import log_order


def holders_of(
    lots: Iterable[Lot], story: Story, said: Statements, keepers: Mapping[str, str]
) -> dict[str, dict[str, Holding]]:
    """Give for each lot whose maker is known the DIDs that had it, the maker first, each with why it counts.

    The maker is who speaks for the making site, whoever signed the event. A receiver is named by a holder: as a
    destination in the holder's own event, or as the buyer in a purchase that the holder issued as the seller. When a
    hand-over happened plays no part. Linear in what is told of each lot.
    """
    words = _words(story, said, keepers)
    return {
        lot.lot: _reached(maker, words.get(lot.lot, {}))
        for lot in lots
        if (maker := _maker(lot, story, keepers)) is not None
    }


def said_from_of(story: Story, said: Statements, keepers: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Give who each receiver itself says it had a lot from: the first other party that it names, as a DID."""
    named: dict[tuple[str, str], str] = {}
    for lot, receiver, giver in _sources(story, said):
        found = party_of(giver, keepers)
        if found is not None and found != receiver:
            named.setdefault((lot, receiver), found)
    return named


def party_of(named: str, keepers: Mapping[str, str]) -> str | None:
    """Give the DID that is meant: itself, or who speaks for the place."""
    return named if named.startswith("did:") else keepers.get(place_of(named))


def _maker(lot: Lot, story: Story, keepers: Mapping[str, str]) -> tuple[str, bytes] | None:
    makings = sorted((deed.event for deed in story.made.get(lot.lot, ())), key=log_order)
    if lot.site is not None:
        keeper = keepers.get(place_of(lot.site))
        return (keeper, makings[0].record_id if makings else lot.records[0]) if keeper is not None else None
    return (makings[0].issuer, makings[0].record_id) if makings else None


def _words(story: Story, said: Statements, keepers: Mapping[str, str]) -> dict[str, dict[str, dict[str, bytes]]]:
    """Give lot -> giver -> receivers that this giver names, each with the first record that does."""
    words: dict[str, dict[str, dict[str, bytes]]] = {}
    for lot, passings in story.passed_on.items():
        for passing in passings:
            for destination in passing.destinations:
                receiver = party_of(destination, keepers)
                if receiver is not None:
                    given = words.setdefault(lot, {}).setdefault(passing.issuer, {})
                    given.setdefault(receiver, passing.record_id)
    for issuer, record_id, body in said.purchases:
        for name in body.lots if issuer == body.seller else ():
            words.setdefault(canonical_uri(name), {}).setdefault(issuer, {}).setdefault(body.buyer, record_id)
    return words


def _reached(maker: tuple[str, bytes], words: Mapping[str, Mapping[str, bytes]]) -> dict[str, Holding]:
    held = {maker[0]: Holding(None, maker[1])}
    waiting = [maker[0]]
    for giver in waiting:  # grows while it is walked
        for receiver, record_id in words.get(giver, {}).items():
            if receiver not in held:
                held[receiver] = Holding(giver, record_id)
                waiting.append(receiver)
    return held


def _sources(story: Story, said: Statements) -> Iterator[tuple[str, str, str]]:
    """Give (lot, who says so, whom it names as the giver): of events, then purchases, then lot statements."""
    for lot, passings in story.passed_on.items():
        yield from ((lot, passing.issuer, source) for passing in passings for source in passing.sources)
    for issuer, _, body in said.purchases:
        yield from ((canonical_uri(lot), issuer, body.seller) for lot in body.lots if issuer == body.buyer)
    for lot, statements in said.lots.items():
        yield from ((lot, issuer, canonical_uri(body.facility)) for issuer, _, body in statements if body.facility)
