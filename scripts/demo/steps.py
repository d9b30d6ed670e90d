"""The steps of the demo. Each can be interrupted and repeated: what is already there is left as it is."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger.errors import LedgerError
from ledger.jobs.anchor import anchor_once
from ledger.jobs.capture import capture
from ledger.jobs.receipt import ReceiptDesk
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.jobs.supply import graph_of
from ledger.jobs.verify import verify_record
from ledger.model.statement import Kind
from ledger.model.verdict import Verdict, VerdictKind
from ledger.ports import World
from ledger.ports.registrar import Registrar
from ledger.proof.canonical import canonicalise
from ledger.proof.receipt import receipt_document
from ledger.proof.typed_data import account_of
from ledger.provenance import canonical_product
from scripts.demo import lists
from scripts.demo.people import secret_of
from scripts.demo.sign import record_of, signed, signed_capture
from scripts.demo.world import asking, fairness
from scripts.demo.world.build import CHAINS, DemoStatement, DemoWorld
from scripts.demo.world.people import operators, sites

REFUSED_TAGS = ("forged", "replayed", "unknown-key")
_BATCH = 100
_POLL_SECONDS = 0.2
_ANCHOR_WITHIN_SECONDS = 60

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A submission that intake refused."""

    tag: str
    issuer: str
    error: LedgerError


@dataclass(slots=True)
class Verified:
    """What verifying every record gave: a count for each verdict, and those that are not VALID."""

    counts: Counter[VerdictKind] = field(default_factory=Counter)
    others: list[Verdict] = field(default_factory=list)


def send_statements(world: World, demo: DemoWorld, progress: Progress) -> None:
    """Submit every statement that is to be kept, in batches."""
    domain = deployment_of(world).domain
    numbered = [(i, told) for i, told in enumerate(demo.statements) if told.tag not in (*REFUSED_TAGS, "revoked-key")]
    for start in range(0, len(numbered), _BATCH):
        submit(world, [signed(told, place, domain) for place, told in numbered[start : start + _BATCH]])
        progress(min(start + _BATCH, len(numbered)), len(numbered))


def send_confirmations(world: World, demo: DemoWorld) -> None:
    """Submit who operates the sites whose audits are answered later."""
    told = fairness.confirmed(sites(CHAINS, operators(CHAINS)))
    _submit_after(world, len(demo.statements), told)


def send_answers(world: World, demo: DemoWorld) -> None:
    """Submit what is answered to audits, the ruling on it, how a brand buys, one request to a site that it opened, and
    which edition of a public list is used.

    What is answered must be sealed.
    """
    domain, places = deployment_of(world).domain, sites(CHAINS, operators(CHAINS))
    numbered = enumerate(demo.statements)
    audits = [(i, told) for i, told in numbered if told.kind is Kind.AUDIT and told.body.get("findings")]
    flags = {str(told.body["facility"]): record_of(told, place, domain) for place, told in audits}
    told = fairness.answers(places, flags)
    first = len(demo.statements) + len(fairness.confirmed(places))
    _submit_after(world, first, told)
    (dispute,) = ((each, first + place) for place, each in enumerate(told) if each.kind is Kind.DISPUTE)
    ruling = fairness.ruling(places, flags, record_of(*dispute, domain))
    asked = asking.request(places)
    opened = asking.opening(places, record_of(asked, first + len(told) + 1, domain))
    _submit_after(world, first + len(told), (ruling, asked))
    listed = (lists.snapshot(world.shelf),) if world.shelf is not None else ()
    _submit_after(world, first + len(told) + 2, (opened, *listed))


def _submit_after(world: World, first: int, told: Sequence[DemoStatement]) -> None:
    domain = deployment_of(world).domain
    submit(world, [signed(each, first + place, domain) for place, each in enumerate(told)])


def send_captures(world: World, demo: DemoWorld, progress: Progress) -> None:
    """Capture every EPCIS document, each event signed by its supplier."""
    domain = deployment_of(world).domain
    for place, told in enumerate(demo.captures):
        capture(world, signed_capture(told, place, domain), reader=None, custodian=None)
        progress(place + 1, len(demo.captures))


def send_refused(world: World, demo: DemoWorld) -> tuple[Refusal, ...]:
    """Submit what must be refused, and give what refused it. Raises RuntimeError if any of it was taken."""
    domain = deployment_of(world).domain
    refusals = []
    for place, told in enumerate(demo.statements):
        if told.tag not in REFUSED_TAGS:
            continue
        try:
            submit(world, [signed(told, place, domain)])
        except LedgerError as error:
            refusals.append(Refusal(told.tag, told.issuer, error))
        else:
            raise RuntimeError(f"the {told.tag} statement was taken: intake is broken")
    return tuple(refusals)


def send_with_revoked_key(world: World, demo: DemoWorld, registrar: Registrar) -> None:
    """Revoke a supplier's key on chain, then send a statement signed with it and dated before the revocation."""
    place, told = _tagged(demo.statements, "revoked-key")
    secret = secret_of(told.issuer)
    registrar.revoke_key(told.issuer, secret, account_of(secret), suspect_from=0)
    submit(world, [signed(told, place, deployment_of(world).domain)])


def anchor(world: World) -> int:
    """Seal and anchor until nothing is pending and every head is final; give the size of the final log."""
    until = time.monotonic() + _ANCHOR_WITHIN_SECONDS
    while not (standing := anchor_once(world, holder="demo")).is_settled:
        if time.monotonic() > until:
            raise TimeoutError(f"not final after {_ANCHOR_WITHIN_SECONDS} s: {standing}")
        time.sleep(_POLL_SECONDS)
    return standing.final_size


def verify_all(world: World, progress: Progress) -> Verified:
    """Verify every record of the log by its own receipt, from state proofs of the chain."""
    size = world.store.counts().sealed_size
    records = list(world.store.records(tuple(Kind), size=size))
    desk = ReceiptDesk(world)
    desk.prepare_for(records)
    verified = Verified()
    for place, record in enumerate(records, 1):
        verdict = verify_record(world, record, desk=desk)
        verified.counts[verdict.kind] += 1
        if verdict.kind is not VerdictKind.VALID:
            verified.others.append(verdict)
        if place % 100 == 0 or place == len(records):
            progress(place, len(records))
    return verified


@dataclass(frozen=True, slots=True)
class Example:
    """What to look at next: the data folder, a product, one of its lots, a record, its receipt, a report."""

    home: Path
    product: str
    lot: str
    record_id: str
    receipt: Path
    report: Path | None = None


def write_receipt(world: World, demo: DemoWorld, home: Path) -> Example:
    """Leave the receipt of the first attestation in the data folder, whole or not at all."""
    record = next(world.store.records((Kind.ATTESTATION,), size=world.store.counts().sealed_size))
    path = home / "receipt.json"
    draft = path.with_suffix(".new")
    draft.write_bytes(canonicalise(receipt_document(ReceiptDesk(world).issue(record))))
    draft.replace(path)
    product = graph_of(world).products[canonical_product(demo.products[0])]
    return Example(home, demo.products[0], product.lots[0], "0x" + record.record_id.hex(), path)


def _tagged(statements: Sequence[DemoStatement], tag: str) -> tuple[int, DemoStatement]:
    return next((place, told) for place, told in enumerate(statements) if told.tag == tag)
