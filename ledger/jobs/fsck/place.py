"""Where the ledger lives: the deployment document against the log id that commits to it, and against the chain."""

from collections.abc import Iterator
from itertools import pairwise

from ledger.errors import (
    ChainAway,
    ChainRefused,
    EndpointsDisagree,
    LedgerError,
    Malformed,
    ProofMismatch,
    StoreFailed,
    WrongChain,
)
from ledger.jobs.fsck.columns import DOMAIN, odd_columns
from ledger.jobs.fsck.told import LOOK, as_it_should_be, disagrees, row, shown, unchecked
from ledger.model.deployment import Deployment, Place
from ledger.model.finding import Finding
from ledger.model.log import BlockRef
from ledger.model.statement import Domain
from ledger.ports import Chain
from ledger.ports.stored_rows import StoredRows
from ledger.proof.places import is_signed_migration, log_id_of
from ledger.proof.state_proof import decode_head, head_slots, prove

CHAIN_SILENT = (ChainAway, ChainRefused, EndpointsDisagree)  # nothing is known then, which is not the same as good
DEPLOYMENT = row("kept", name="deployment")
_REGISTRAR_SLOT = (3).to_bytes(32, "big")  # of KeyRegistry
_UNPROVEN = ": which contracts are ours is not known, so chain and kept proofs are not compared"
_FIRST = 3
_FROM_FILE = "restore the row from a backup, or from the deployment file of this chain"


def kept_document(rows: StoredRows, name: str) -> bytes | None:
    """Give the document of this name as it is stored, None where there is none."""
    found = next((kept["document"] for kept in rows.table("kept") if kept.get("name") == name), None)
    return found if isinstance(found, bytes) else None


def read_deployment(rows: StoredRows) -> tuple[Deployment | None, list[Finding]]:
    """Give the kept deployment and everything in it that does not fit the rest of it."""
    try:
        document = kept_document(rows, "deployment")
        if document is None:
            sentence = f"the deployment is not stored{_UNPROVEN}"
            return None, [disagrees("deployment-lost", DEPLOYMENT, sentence, mend=_FROM_FILE)]
        deployment = rows.read_deployment(document)
    except (Malformed, StoreFailed) as error:
        return None, [_differs(f"the deployment cannot be read: {error.reason}{_UNPROVEN}")]
    return deployment, [_differs(sentence) for sentence in _contradictions(deployment)]


def _differs(sentence: str) -> Finding:
    return disagrees("deployment-differs", DEPLOYMENT, sentence, mend=_FROM_FILE)


def _contradictions(deployment: Deployment) -> Iterator[str]:
    try:
        ids = [log_id_of(place) for place in deployment.places]
        home, domain = deployment.places[0], deployment.domain
        if domain != Domain(home.chain_id, home.anchor_log, ids[0]):
            yield f"the domain {_domain(domain)} is not that of its home, whose log id is {shown(ids[0])}"
        if deployment.log_id != ids[-1]:
            yield f"the log id {shown(deployment.log_id)} is not that of its place, which is {shown(ids[-1])}"
        for former, (own, successor) in zip(deployment.former, pairwise(ids), strict=True):
            link = former.migration
            if (link.log_id, link.successor) != (own, successor) or not is_signed_migration(former.place, link):
                yield f"the migration at size {link.head_size} is not signed for this log and its successor"
        unnamed = [each for each in _contracts(deployment) if each not in deployment.code_hashes]
        for address in unnamed:
            yield f"no code hash is kept of the contract at {shown(address)}"
    except (LedgerError, OverflowError, ValueError) as error:
        yield f"the deployment holds a value that no contract could have: {error}"


def _contracts(deployment: Deployment) -> tuple[bytes, ...]:
    place: Place = deployment.place
    registries = (place.key_registry, place.attestation_registry, place.survey_registry)
    return (place.anchor_log, *registries, deployment.passkey_verifier)


def _domain(domain: Domain) -> str:
    return f"(chain {domain.chain_id}, contract {shown(domain.verifying_contract)}, salt {shown(domain.salt)})"


def home_domain(rows: StoredRows, deployment: Deployment | None) -> tuple[Domain | None, int | None, list[Finding]]:
    """Give the home domain, the id of the row that holds it, and the rows of `signing_domain` that are not it.

    The home that the deployment's own addresses commit to is right; a row alone serves where the deployment is lost.
    """
    found: list[Finding] = []
    held: dict[int, Domain] = {}
    for stored in rows.table("signing_domain"):
        odd = odd_columns(stored, DOMAIN)
        where = row("signing_domain", id=stored.get("id"))
        if odd:
            found.append(disagrees("domain-differs", where, f"{', '.join(odd)}: a value that was never written"))
            continue
        number, *parts = (stored[name] for name in DOMAIN)
        held[int(str(number))] = Domain(*parts)  # type: ignore[arg-type]  # the columns were looked at above
    home = _committed(deployment) or next(iter(held.values()), None)
    for number, domain in held.items():
        if domain != home:
            where, told = row("signing_domain", id=number), _domain(home) if home else "unknown"
            sentence = f"{_domain(domain)} is not this ledger's domain, which is {told}: the row is wrong"
            found.append(disagrees("domain-differs", where, sentence))
    held_at = next((number for number, domain in held.items() if domain == home), None)
    named = _named_by_records(rows)
    if held_at is not None and named is not None and named not in held:
        sentence = f"the records name the domain row {named}, this one holds their domain: its id is wrong"
        return home, named, [*found, disagrees("domain-differs", row("signing_domain", id=held_at), sentence)]
    return home, held_at, found


def _named_by_records(rows: StoredRows) -> int | None:
    """The domain row that the first records agree on; one alone may be what was changed."""
    first = [each.get("domain_id") for each in rows.records(0, _FIRST)]
    is_agreed = len(first) > 1 and len(set(first)) == 1
    return first[0] if is_agreed and isinstance(first[0], int) else None


def _committed(deployment: Deployment | None) -> Domain | None:
    """The domain of the home place, whose own log id vouches for it; None where that is what was changed."""
    if deployment is None:
        return None
    home = deployment.places[0]
    try:
        committed = Domain(home.chain_id, home.anchor_log, log_id_of(home))
    except (OverflowError, ValueError):
        return None
    return committed if deployment.domain.salt == committed.salt else deployment.domain


def newest_block(chain: Chain) -> BlockRef | None:
    """Give the chain's newest block, None where it does not answer. Taken before the rows are read, so that whatever
    the chain held then is in them."""
    try:
        return chain.latest_block()
    except CHAIN_SILENT:
        return None


def compare_place(
    chain: Chain, deployment: Deployment, latest: BlockRef | None
) -> tuple[BlockRef | None, list[Finding]]:
    """Give the block back where this is the chain of the deployment; None, and why, where it cannot be compared."""
    try:
        chain.check(deployment)
        if latest is None:
            return None, [not_compared("it did not answer at first")]
        return latest, list(_accounts(chain, deployment, latest))
    except WrongChain as error:
        sentence = (
            f"{error.field} of the deployment is {error.expected}, the endpoint has {error.found}: either the row was "
            "changed, or this is another chain; nothing else was compared with it"
        )
        return None, [disagrees("deployment-differs", DEPLOYMENT, sentence, mend=f"{LOOK}; {_FROM_FILE}")]
    except (*CHAIN_SILENT, ProofMismatch) as error:
        return None, [not_compared(f"{error}")]


def not_compared(reason: str) -> Finding:
    """Give the finding that nothing was compared with the chain."""
    sentence = f"nothing was compared with the chain ({reason}): roots and times are only as good as the kept proofs"
    return unchecked("chain-not-compared", "chain", sentence, mend="run fsck again while the chain is up")


def _accounts(chain: Chain, deployment: Deployment, latest: BlockRef) -> Iterator[Finding]:
    anchor_log, registry = deployment.place.anchor_log, deployment.place.key_registry
    slots = head_slots(deployment.log_id)
    log = prove(chain.state_proof(anchor_log, slots, block=latest), expect_address=anchor_log)
    writer = decode_head(log.values[slots[0]], log.values[slots[1]])[3]
    if any(writer) and writer != deployment.writer:
        yield _differs(f"the writer is {shown(deployment.writer)}; the contract has {shown(writer)}")
    held = prove(chain.state_proof(registry, (_REGISTRAR_SLOT,), block=latest), expect_address=registry)
    registrar = held.values[_REGISTRAR_SLOT].to_bytes(32, "big")[-20:]
    if any(registrar) and registrar != deployment.registrar:
        yield _differs(f"the registrar is {shown(deployment.registrar)}; the contract has {shown(registrar)}")
    if deployment.deployed_at_block > latest.number:
        yield _differs(f"the block of deployment {deployment.deployed_at_block} is not on the chain yet")


def former_places(deployment: Deployment) -> list[Finding]:
    """Say which heads lie on chains that were left: these are checked by their kept proofs alone."""
    return [
        as_it_should_be(
            "former-place",
            f"head size<={former.migration.head_size}",
            f"heads up to size {former.migration.head_size} were anchored on chain {former.place.chain_id}, which was "
            "left: they are checked against their kept proofs, not against that chain",
        )
        for former in deployment.former
    ]
