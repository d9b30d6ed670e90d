"""Whose word counts against whom: the one rule for every check, so that nobody plants a finding on another's goods.

A use, a passing or a statement about a lot counts from those who had the lot (`holders`). A shipment or a return counts
from the giver or the taker that it names, a purchase from its buyer or seller, what is told at a place from who speaks
for it, what describes a place from the one that runs it, and the making of a lot that another is accepted to have made
as Standing.may_claim_making says. Of a lot that nobody is known to have had nothing is ever
a disagreement, only unchecked. What else is said stays a record; where it would have been a disagreement, a finding of
kind UNCHECKED says who said it, filed under that record and not under the lot.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.model.finding import Finding, FindingKind
from ledger.model.graph import Holding, Lot, LotEdge, Recruitment
from ledger.proof.event_hash import canonical_uri
from ledger.provenance.hands import party_of
from ledger.provenance.makers import DecidedOperators, place_of
from ledger.provenance.replay import Deed, Story
from ledger.provenance.statements import Statements

WITHOUT_STANDING = "claim-without-standing"
_OF_PASSINGS = frozenset(
    (
        "lot-claimed-twice", "mass-balance", "two-places-at-once", "impossible-transport", "used-before-made",
        "document-quantities-disagree", "received-before-shipped",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Who had each lot, who speaks for each place, and whom decisions name as operators, as DIDs."""

    holders: Mapping[str, Mapping[str, Holding]]
    keepers: Mapping[str, str]
    decided: DecidedOperators

    def party(self, named: str) -> str:
        """Give the DID that is meant by a party or a place; what nobody speaks for stays as it is."""
        return party_of(named, self.keepers) or named

    def had(self, did: str, lot: str) -> bool:
        """Say whether this party made the lot, or was handed it by somebody who had it."""
        return did in self.holders.get(lot, ())

    def may_contradict(self, did: str, lot: str) -> bool:
        """Say whether what this party tells of the lot is weighed: it had it, or nobody is known to have had it."""
        return lot not in self.holders or did in self.holders[lot]

    def may_claim_making(self, deed: Deed, made: Lot, inputs: Iterable[LotEdge]) -> bool:
        """Say whether somebody else's word that it made the lot disputes the accepted maker's.

        It does from a confirmed operator at its own place, from who speaks for the place where the lot is said to be
        made, and from who had the lot or one of its inputs. Anybody has a place of its own to name, so that is no
        ground: the claim is then a record about the lot, and weighs nothing.
        """
        did = deed.event.issuer
        is_operator = self.decided.confirms(deed.event.site, did)
        is_of_place = made.site is not None and self.party(made.site) == did
        return is_operator or is_of_place or self.had(did, made.lot) or any(self.had(did, e.input_lot) for e in inputs)

    def weighed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Give the findings, unchecked those on the passing of a lot that nobody is known to have had."""
        for found in findings:
            is_known = found.code not in _OF_PASSINGS or found.subject in self.holders
            yield found if is_known else replace(found, kind=FindingKind.UNCHECKED)


def heard_story(story: Story, standing: Standing) -> Story:
    """Give the story with the uses and passings that count. A use at another's place counts for its issuer alone."""
    used, destroyed = (_heard_uses(deeds, standing) for deeds in (story.used, story.destroyed))
    handed_over = _kept(story.handed_over, lambda deed: _is_from(deed, deed.giver, standing))
    taken_back = _kept(story.taken_back, lambda deed: _is_from(deed, deed.receiver, standing))
    batches = {
        key: replace(batch, inputs=[_at_own_place(deed, standing) for deed in batch.inputs])
        for key, batch in story.batches.items()
    }
    return replace(
        story, used=used, destroyed=destroyed, handed_over=handed_over, taken_back=taken_back, batches=batches
    )


def heard_statements(said: Statements, standing: Standing) -> Statements:
    """Give the statements that count: of a place its operator's own, of a lot its holders' or the first one's."""
    own = ((site, [each for each in told if each[0] == each[2].operator]) for site, told in said.facilities.items())
    lots = (
        (lot, [each for each in told if each[0] in standing.holders.get(lot, (told[0][0],))])
        for lot, told in said.lots.items()
    )
    purchases = [
        each
        for each in said.purchases
        if each[0] in (each[2].buyer, each[2].seller)
        and all(standing.may_contradict(each[0], canonical_uri(lot)) for lot in each[2].lots)
    ]
    return replace(
        said,
        facilities={site: told for site, told in own if told},
        lots={lot: told for lot, told in lots if told},
        purchases=purchases,
    )


def heard_recruitments(said: Statements, operators: Mapping[str, str]) -> dict[str, list[Recruitment]]:
    """Give the recruitments for each site that its operator tells, or the recruiter of itself."""
    heard = (
        (site, [each for each in told if said.recruited_by[each.record_id] in _may_tell(site, each, operators)])
        for site, told in said.recruitments.items()
    )
    return {site: told for site, told in heard if told}


def without_standing(sentence: str, record_id: bytes, *, rests_on: Sequence[bytes] = ()) -> Finding:
    """Give the finding on what somebody said of another's goods or place. Filed under the record, not the lot.

    It rests on the record only where that is no record about the lot itself: else it would stand in the lot's trace.
    """
    told = f"{sentence} Nothing that is known bears this out; it counts against nobody."
    return Finding(WITHOUT_STANDING, "0x" + record_id.hex(), told, tuple(rests_on), FindingKind.UNCHECKED)


def unheard_uses(story: Story, heard: Story, lots: Iterable[str]) -> Iterator[Finding]:
    """Give, of these lots, each event that used, destroyed or passed them on without counting, once."""
    for lot in lots:
        for told, counted, what in (
            (story.used, heard.used, "used"),
            (story.destroyed, heard.destroyed, "destroyed"),
            (story.handed_over, heard.handed_over, "handed over"),
        ):
            weighed = {deed.event.record_id for deed in counted.get(lot, ())}
            events = {deed.event.record_id: deed.event for deed in told.get(lot, ())}
            for record_id in events.keys() - weighed:
                sentence = (
                    f"{events[record_id].issuer} says that {lot} was {what}; nobody who had that lot names it as given "
                    "it, or it does not speak for the giver."
                )
                yield without_standing(sentence, record_id, rests_on=(record_id,))


def unheard_makings(foreign: Iterable[Deed]) -> Iterator[Finding]:
    """Give each of these claims to have made somebody else's lot, once for a record that claims several."""
    for record_id, deed in {deed.event.record_id: deed for deed in foreign}.items():
        at = f" at {deed.event.site}" if deed.event.site is not None else ""
        sentence = (
            f"{deed.event.issuer} says that it made {deed.lot}{at}; another party is accepted as its maker, and this "
            "one is no confirmed operator there and had neither the lot nor what it is made of."
        )
        yield without_standing(sentence, record_id)


def unheard_purchases(said: Statements, heard: Statements, lots: Iterable[str]) -> Iterator[Finding]:
    """Give, of these lots, each purchase that does not count, once."""
    weighed, named = {record_id for _, record_id, _ in heard.purchases}, set(lots)
    for issuer, record_id, body in said.purchases:
        if record_id not in weighed and not named.isdisjoint(map(canonical_uri, body.lots)):
            sentence = (
                f"{issuer} says that {body.buyer} bought {body.order} of {body.seller}, which no holder confirms."
            )
            yield without_standing(sentence, record_id)


def _heard_uses(deeds: Mapping[str, list[Deed]], standing: Standing) -> dict[str, list[Deed]]:
    heard = _kept(deeds, lambda deed: standing.may_contradict(deed.event.issuer, deed.lot))
    return {lot: [_at_own_place(deed, standing) for deed in told] for lot, told in heard.items()}


def _kept(deeds: Mapping[str, list[Deed]], counts: Callable[[Deed], bool]) -> dict[str, list[Deed]]:
    kept = ((lot, [deed for deed in told if counts(deed)]) for lot, told in deeds.items())
    return {lot: told for lot, told in kept if told}


def _may_tell(site: str, told: Recruitment, operators: Mapping[str, str]) -> tuple[str | None, ...]:
    return told.recruiter, operators.get(place_of(site))


def _is_from(deed: Deed, named: str | None, standing: Standing) -> bool:
    issuer = deed.event.issuer
    return standing.party(named or issuer) == issuer and standing.may_contradict(issuer, deed.lot)


def _at_own_place(deed: Deed, standing: Standing) -> Deed:
    site = deed.event.site
    if site is None or standing.party(site) == deed.event.issuer:
        return deed
    return replace(deed, event=replace(deed.event, site=None))
