"""Import a sheet of trade documents: every row is kept as signed statements in one transaction, or no row is.

The nonce of a statement follows from the file, the kind of paper, the rows and the issuer, so that the same file again
is the same statements. A row that was imported, withdrawn and is imported again takes the next nonce. An order line
that the issuer said before in another file counts as said; an event told again is kept and counts once in the graph.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from ledger.errors import NotAllowed, Shredded, Unacceptable
from ledger.intake.admit import admit
from ledger.intake.keys import custodial_key
from ledger.intake.papers import AUDIENCE, LANGUAGE, Fault, Papers, Saying, read_papers
from ledger.jobs.capture import Custodian
from ledger.jobs.papers_request import PapersRequest, read_papers_request
from ledger.jobs.standing import deployment_of, registry_of
from ledger.jobs.submit import keep
from ledger.jobs.wallets import wallet_at_intake
from ledger.model.reader import Reader
from ledger.model.record import Acknowledgement, Record
from ledger.model.statement import Domain, Kind, SignedStatement, Statement
from ledger.ports import World
from ledger.proof.canonical import Json
from ledger.proof.signed import scheme_of
from ledger.proof.typed_data import account_of, sign_digest, statement_digest
from ledger.proof.wire import envelope_document, hex_text, read_envelope

_WITHDRAWING = (Kind.REVOCATION, Kind.SUPERSESSION)
_MOST_LOOKED_BACK = 20_000  # statements of the issuer, the newest first


@dataclass(frozen=True, slots=True)
class Planned:
    """A saying with the nonce that it is to be signed with, or the record that says it already."""

    saying: Saying
    nonce: bytes
    earlier: Record | None


@dataclass(frozen=True, slots=True)
class Import:
    """What an import would keep, or has kept: `acknowledgements` go with the planned that are new, in their order."""

    request: PapersRequest
    papers: Papers
    issuer: str
    planned: tuple[Planned, ...]
    faults: tuple[Fault, ...]
    acknowledgements: tuple[Acknowledgement, ...] = ()
    is_kept: bool = False

    def fresh(self) -> tuple[Planned, ...]:
        """Give what is not said yet."""
        return tuple(each for each in self.planned if each.earlier is None)


def plan_import(world: World, raw: bytes, *, reader: Reader | None) -> Import:
    """Say row by row what an import would keep; nothing is written (the dry run).

    `reader` None is this machine's own operator. Raises Malformed, TooLarge, Unacceptable for a request or file as a
    whole, and NotAllowed where it is for another party than the reader's.
    """
    request = read_papers_request(raw)
    issuer = request.issuer or (reader.did if reader is not None else None)
    if issuer is None:
        raise Unacceptable(field="issuer", reason="is missing", mend="name the party that speaks")
    if reader is not None and issuer != reader.did:
        # Signed or not: the plan says which rows the issuer has said already, and nobody else may ask that.
        raise NotAllowed(what=f"import in the name of {issuer}", needs="its own API key")
    papers = read_papers(request.content, request.mapping, issuer=issuer)
    planned, faults = _planned(world, papers, issuer)
    return Import(request, papers, issuer, planned, tuple(sorted((*papers.faults, *faults), key=lambda each: each.row)))


def keep_import(world: World, planned: Import, *, custodian: Custodian | None) -> Import:
    """Keep everything that is new durably in one transaction and acknowledge it; nothing where any row has a fault.

    The statements come signed with the request, or are signed here by the custodian to whom the issuer has delegated
    this. Raises the refusal of the first check that fails.
    """
    if planned.faults:
        return planned
    signatures, fresh = planned.request.signatures, planned.fresh()
    if signatures is not None:
        signed = _check_signed(world, fresh, signatures, planned.issuer)
    else:
        signed = _sign_for(world, fresh, planned.issuer, custodian)
    given = keep(world, signed, [each.saying.event for each in fresh]) if fresh else ()
    return replace(planned, acknowledgements=given, is_kept=True)


def sign_sayings(
    sayings: Mapping[bytes, Saying], *, issuer: str, secret: bytes, domain: Domain, issued_at: int
) -> list[Json]:
    """Give the signatures that go with a request: an envelope for each saying under its nonce, in their order."""
    signer = account_of(secret)
    statements = [_statement(saying, nonce, issuer, signer, issued_at) for nonce, saying in sayings.items()]
    return [
        {
            **envelope_document(statement),
            "signature": hex_text(sign_digest(statement_digest(statement, domain), secret)),
        }
        for statement in statements
    ]


def _planned(world: World, papers: Papers, issuer: str) -> tuple[tuple[Planned, ...], list[Fault]]:
    withdrawn, said = _said_before(world, issuer)
    planned, faults = [], []
    for saying, nonce, earlier in _with_nonces(world, papers, issuer, withdrawn):
        if earlier is not None and earlier.shredded_by is not None:
            raise Shredded(record_id=earlier.record_id, by_record_id=earlier.shredded_by)
        if earlier is not None and earlier.signed.statement.body != saying.body:
            faults.append(_told_otherwise(saying, earlier))
            continue
        planned.append(Planned(saying, nonce, earlier or said.get(saying.body)))
    return tuple(planned), faults


def _with_nonces(
    world: World, papers: Papers, issuer: str, withdrawn: frozenset[bytes]
) -> list[tuple[Saying, bytes, Record | None]]:
    """Give each saying with the first of its nonces that is free, or whose record stands, and that record."""
    found: dict[int, tuple[Saying, bytes, Record | None]] = {}
    waiting, attempt = dict(enumerate(papers.sayings)), 0
    while waiting:
        nonces = {place: _nonce(papers, saying, issuer, attempt) for place, saying in waiting.items()}
        earlier = world.store.records_by_nonces(issuer, nonces.values())
        for place, nonce in nonces.items():
            record = earlier.get(nonce)
            if record is None or record.record_id not in withdrawn:
                found[place] = (waiting.pop(place), nonce, record)
        attempt += 1
    return [found[place] for place in sorted(found)]


def _nonce(papers: Papers, saying: Saying, issuer: str, attempt: int) -> bytes:
    rows = ",".join(map(str, saying.rows))
    told = f"trade paper\n{papers.kind}\n{papers.document_hash.hex()}\n{rows}\n{saying.part}\n{attempt}\n{issuer}"
    return sha256(told.encode()).digest()


def _said_before(world: World, issuer: str) -> tuple[frozenset[bytes], dict[bytes, Record]]:
    """Give what the issuer withdrew, and its purchase statements that stand by their bodies."""
    found = world.store.records_by(issuer, limit=_MOST_LOOKED_BACK)
    withdrawn = frozenset(
        each.withdrew or bytes.fromhex(json.loads(each.signed.statement.body)["record"].removeprefix("0x"))
        for each in found
        if each.signed.statement.kind in _WITHDRAWING
    )
    said = {
        each.signed.statement.body: each
        for each in reversed(found)
        if each.signed.statement.kind == Kind.PURCHASE and each.record_id not in withdrawn
    }
    return withdrawn, said


def _told_otherwise(saying: Saying, earlier: Record) -> Fault:
    record_id = hex_text(earlier.record_id)
    return Fault(
        row=saying.rows[0],
        field="row",
        column=None,
        value=record_id,
        reason="was imported from this same file before, and said something else: the mapping has changed",
        mend="withdraw that record first, if it is wrong, and import again",
    )


def _statement(saying: Saying, nonce: bytes, issuer: str, signer: bytes, issued_at: int) -> Statement:
    return Statement(
        v=1,
        kind=saying.kind.value,
        issuer=issuer,
        signer=signer,
        issued_at=issued_at,
        nonce=nonce,
        audience=AUDIENCE,
        lang=LANGUAGE,
        summary=saying.summary,
        body=saying.body,
    )


def _check_signed(
    world: World, fresh: Sequence[Planned], signatures: Sequence[Json], issuer: str
) -> tuple[SignedStatement, ...]:
    """Checks 1 to 6 of intake for each; the body is rebuilt here, so what was signed is what the file says."""
    if len(signatures) != len(fresh):
        raise Unacceptable(
            field="signatures",
            reason=f"has {len(signatures)} members for {len(fresh)} statements that are new",
            mend="ask for a dry run again and sign what it lists, in its order",
        )
    domain, registry, wallet = deployment_of(world).domain, registry_of(world), wallet_at_intake(world)
    signed = []
    for place, (each, envelope) in enumerate(zip(fresh, signatures, strict=True)):
        claim = read_envelope(envelope, kind=each.saying.kind.value, body=each.saying.body)
        _require_planned(claim.statement, each, issuer, place)
        signed.append(admit(claim, domain=domain, registry=registry, wallet=wallet))
    return tuple(signed)


def _require_planned(statement: Statement, planned: Planned, issuer: str, place: int) -> None:
    wanted = {"issuer": issuer, "nonce": planned.nonce, "audience": AUDIENCE, "lang": LANGUAGE}
    for field, value in wanted.items():
        if getattr(statement, field) != value:
            raise Unacceptable(
                field=f"signatures/{place}/{field}",
                reason="is not what the dry run lists for this statement",
                mend="ask for a dry run again and sign what it lists, in its order",
            )


def _sign_for(
    world: World, fresh: Sequence[Planned], issuer: str, custodian: Custodian | None
) -> tuple[SignedStatement, ...]:
    if custodian is None:
        needs = "signatures, or a custodian here to whom the party delegated with `tierlight keys delegate`"
        raise NotAllowed(what="import unsigned papers", needs=needs)
    domain, registry = deployment_of(world).domain, registry_of(world)
    signer = account_of(custodian.secret)
    scheme, now = scheme_of(custodial_key(signer, issuer, registry), issuer), world.clock.now()
    signed = []
    for each in fresh:
        statement = _statement(each.saying, each.nonce, issuer, signer, now)
        digest = statement_digest(statement, domain)
        signed.append(SignedStatement(statement, sign_digest(digest, custodian.secret), domain, digest, scheme))
    return tuple(signed)
