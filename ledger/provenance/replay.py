"""The events in order of time, sorted into what they say: who made a lot, who used it, who handed it over."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ledger.model.event import EventType, LotQuantity, SupplyEvent
from ledger.model.finding import Finding
from ledger.provenance.containers import Containers

LOGISTIC_STEPS = frozenset(
    (
        "arriving", "collecting", "consigning", "departing", "loading", "packing", "picking", "receiving",
        "repackaging", "shipping", "staging_outbound", "stocking", "storing", "transporting", "unloading", "unpacking",
    )
)  # fmt: skip
_CLASS = "https://id.gs1.org/01/"
_CLASS_LENGTH = len(_CLASS) + 14


@dataclass(frozen=True, slots=True)
class Deed:
    """One lot in one event: made, used, or handed over from `giver` to `receiver`."""

    quantity: LotQuantity
    event: SupplyEvent
    giver: str | None = None
    receiver: str | None = None

    @property
    def lot(self) -> str:
        return self.quantity.lot


@dataclass(slots=True)
class Batch:
    """One transformation: a single event, or those that one issuer joined by a transformationID."""

    inputs: list[Deed] = field(default_factory=list)
    outputs: list[Deed] = field(default_factory=list)
    is_repacking: bool = True


@dataclass(frozen=True, slots=True)
class Passing:
    """One lot in one event of `issuer` that names parties or places: who handed it over and who was to have it."""

    issuer: str
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    record_id: bytes


@dataclass(slots=True)
class Story:
    """What all events together say, by lot, in order of event time."""

    made: dict[str, list[Deed]] = field(default_factory=dict)
    used: dict[str, list[Deed]] = field(default_factory=dict)
    handed_over: dict[str, list[Deed]] = field(default_factory=dict)
    taken_back: dict[str, list[Deed]] = field(default_factory=dict)  # by the word of who takes it back alone
    destroyed: dict[str, list[Deed]] = field(default_factory=dict)
    passed_on: dict[str, list[Passing]] = field(default_factory=dict)
    batches: dict[tuple[str, str], Batch] = field(default_factory=dict)
    travelled_in: dict[str, dict[str, None]] = field(default_factory=dict)
    transactions: dict[str, dict[str, None]] = field(default_factory=dict)
    lots: dict[str, None] = field(default_factory=dict)
    sites: dict[str, bytes] = field(default_factory=dict)  # site -> first record that names it
    findings: tuple[Finding, ...] = ()  # what was odd about containers


def is_class(identifier: str) -> bool:
    """Say whether this names only a product class (a GTIN): no lot, so nobody's making or claiming can be told."""
    return len(identifier) == _CLASS_LENGTH and identifier.startswith(_CLASS)


def replay(events: Sequence[SupplyEvent], party_of: Callable[[str], str | None] = lambda _: None) -> Story:
    """Give the story of these events, which must come in order of event time.

    A container stands for what the issuer of the event has in it at that time: what it packed itself, or was given by
    the word of who had it (`party_of` gives the DID that a destination means). Any other stays a lot of unknown origin.
    An association is kept as a link to the asset and never derives a lot. Amounts packed and taken out in part are not
    followed: a lot named in an unpacking is out.
    """
    story, containers = Story(), Containers(events, party_of)
    for event in events:
        if event.site is not None:
            story.sites.setdefault(event.site, event.record_id)
        match event.event_type:
            case EventType.OBJECT:
                _object(event, story, containers)
            case EventType.AGGREGATION:
                _aggregation(event, story, containers)
            case EventType.ASSOCIATION:
                _link(event, event.items, story)
            case EventType.TRANSFORMATION:
                _transformation(event, story, containers)
            case EventType.TRANSACTION:
                pass
        _tie(event, story, containers)
        _pass_on(event, story, containers)
    _leave_out_containers(story, containers)
    story.findings = containers.findings
    return story


def _leave_out_containers(story: Story, containers: Containers) -> None:
    """Leave of the lots out what only holds lots, unless it was used unopened. What anybody else made is a lot."""
    for lot in [lot for lot in story.lots | story.made if containers.is_container(lot) and lot not in story.used]:
        makers = {deed.event.issuer for deed in story.made.get(lot, ())}
        if makers <= containers.packers_of(lot):
            story.lots.pop(lot, None)
            story.made.pop(lot, None)


def _object(event: SupplyEvent, story: Story, containers: Containers) -> None:
    if event.action == "ADD":
        _make(event.items, event, story)
    if event.biz_step == "shipping" and event.destinations:
        giver = event.sources[0] if event.sources else event.site or event.issuer
        for item in containers.opened(event, event.items):
            deed = Deed(item, event, giver=giver, receiver=event.destinations[0])
            story.handed_over.setdefault(item.lot, []).append(deed)
    elif event.biz_step in ("destroying", "void_shipping") or "returned" in (event.disposition or ""):
        _take_out_or_back(event, story, containers)


def _take_out_or_back(event: SupplyEvent, story: Story, containers: Containers) -> None:
    """Remember what was destroyed, and what its giver says came back or never left: CBV disposition `returned`."""
    is_destroyed, is_void = event.biz_step == "destroying", event.biz_step == "void_shipping"
    taker = (event.sources if is_void else event.destinations)[:1] or (event.site or event.issuer,)
    for item in containers.opened(event, event.items):
        told = story.destroyed if is_destroyed else story.taken_back
        told.setdefault(item.lot, []).append(Deed(item, event, receiver=taker[0]))


def _make(items: Iterable[LotQuantity], event: SupplyEvent, story: Story) -> None:
    for item in items:
        if not is_class(item.lot):
            story.made.setdefault(item.lot, []).append(Deed(item, event))


def _aggregation(event: SupplyEvent, story: Story, containers: Containers) -> None:
    if event.parent is None:
        return
    inside = containers.opened(event, event.items)
    if event.action == "ADD" and not containers.pack(event):
        return
    if event.action == "DELETE":
        containers.unpack(event.issuer, event.parent, event.items)
    _link(event, inside, story)


def _link(event: SupplyEvent, items: Iterable[LotQuantity], story: Story) -> None:
    for item in items:
        story.lots[item.lot] = None
        if event.parent is not None:
            story.travelled_in.setdefault(item.lot, {})[event.parent] = None


def _transformation(event: SupplyEvent, story: Story, containers: Containers) -> None:
    batch = story.batches.setdefault((event.issuer, event.transformation_id or event.record_id.hex()), Batch())
    batch.is_repacking = batch.is_repacking and event.biz_step in LOGISTIC_STEPS
    for item in containers.opened(event, event.inputs):
        deed = Deed(item, event)
        batch.inputs.append(deed)
        story.used.setdefault(item.lot, []).append(deed)
        story.lots[item.lot] = None
    for item in event.inputs:
        containers.unpack(event.issuer, item.lot, ())
    batch.outputs.extend(Deed(item, event) for item in event.outputs if not is_class(item.lot))
    _make(event.outputs, event, story)


def _pass_on(event: SupplyEvent, story: Story, containers: Containers) -> None:
    """Remember whom the event names as giver and receiver of its lots, and of what its issuer has in its containers.

    Otherwise whoever says that a lot lies in somebody's container would be given it, in that somebody's name, wherever
    the container goes.
    """
    if not event.sources and not event.destinations and event.biz_step != "shipping":
        return
    named = (*event.items, *event.outputs, *((LotQuantity(event.parent),) if event.parent is not None else ()))
    found = containers.hand_on(event, named)
    if event.sources or event.destinations:
        passing = Passing(event.issuer, event.sources, event.destinations, event.record_id)
        for lot in dict.fromkeys(item.lot for item in found):
            story.passed_on.setdefault(lot, []).append(passing)


def _tie(event: SupplyEvent, story: Story, containers: Containers) -> None:
    """Remember the lots, and the business transactions that this event ties them to."""
    named = (*event.items, *event.outputs)
    parent = (LotQuantity(event.parent),) if event.parent is not None and event.transactions else ()
    for item in containers.opened(event, (*named, *parent)):
        if item.lot != event.parent:
            story.lots[item.lot] = None
        for transaction in event.transactions:
            story.transactions.setdefault(item.lot, {})[transaction] = None
