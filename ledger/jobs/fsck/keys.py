"""What is kept beside the log: the key registry snapshot, the names of parties, and the lease."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ledger.errors import Malformed, StoreFailed
from ledger.jobs.fsck.columns import LEASE, PARTY, odd_columns
from ledger.jobs.fsck.place import CHAIN_SILENT, kept_document, not_compared
from ledger.jobs.fsck.told import as_it_should_be, disagrees, row, shown
from ledger.jobs.lease import LEASE_SECONDS
from ledger.model.deployment import Deployment, RegistrySnapshot
from ledger.model.finding import Finding
from ledger.model.log import BlockRef
from ledger.ports import Chain
from ledger.ports.stored_rows import StoredRows
from ledger.proof.typed_data import keccak, party_id

REGISTRY = row("kept", name="registry")
_AGAIN = "start the worker again: it begins by reading the whole registry from the chain"


def read_registry(rows: StoredRows) -> tuple[RegistrySnapshot | None, list[Finding]]:
    """Give the kept snapshot and what contradicts itself in it."""
    try:
        document = kept_document(rows, "registry")
        if document is None:
            return None, [disagrees("registry-lost", REGISTRY, "no key registry snapshot is stored", mend=_AGAIN)]
        snapshot = rows.read_registry(document)
    except (Malformed, StoreFailed) as error:
        sentence = f"the key registry snapshot cannot be read: {error.reason}"
        return None, [disagrees("registry-differs", REGISTRY, sentence, mend=_AGAIN)]
    return snapshot, [_differs(sentence) for sentence in _contradictions(snapshot)]


def former_key_findings(rows: StoredRows, deployment: Deployment) -> Iterator[Finding]:
    """Name what cannot be read, or contradicts itself, of the log keys kept of places that were left."""
    for number in range(1, len(deployment.former) + 1):
        where = row("kept", name=f"former-log-keys-{number}")
        try:
            document = kept_document(rows, f"former-log-keys-{number}")
            kept = () if document is None else _contradictions(rows.read_registry(document))
            yield from (disagrees("former-log-keys-differ", where, sentence) for sentence in kept)
        except (Malformed, StoreFailed) as error:
            sentence = f"the log keys of place {number}, which was left, cannot be read: {error.reason}"
            yield disagrees("former-log-keys-differ", where, sentence)


def _differs(sentence: str) -> Finding:
    return disagrees("registry-differs", REGISTRY, sentence, mend=_AGAIN)


def _contradictions(snapshot: RegistrySnapshot) -> Iterator[str]:
    for party in snapshot.parties.values():
        if party.did and party_id(party.did) != party.party_id:
            yield f"the party {shown(party.party_id)} is named {shown(party.did)}, whose hash is another"
    for key in snapshot.keys.values():
        if keccak(key.signer) != key.key_id:
            yield f"the key {shown(key.key_id)} is stored for a signer with another hash"
        if key.party_id not in snapshot.parties:
            yield f"the key {shown(key.key_id)} belongs to no stored party"


def party_findings(rows: StoredRows) -> tuple[tuple[str, ...], list[Finding]]:
    """Give the DIDs that are named, and the rows whose party id is not the hash of theirs."""
    dids: list[str] = []
    found: list[Finding] = []
    for stored in rows.table("party"):
        did, where = stored.get("did"), row("party", party_id=stored.get("party_id"))
        if odd_columns(stored, PARTY) or party_id(str(did)) != stored.get("party_id"):
            sentence = f"party_id is not the keccak256 of the DID {shown(did)}: one of the two was changed"
            found.append(disagrees("party-differs", where, sentence))
        else:
            dids.append(str(did))
    return tuple(dids), found


def compare_registry(
    chain: Chain, kept: RegistrySnapshot | None, dids: tuple[str, ...], *, latest: BlockRef
) -> tuple[RegistrySnapshot | None, list[Finding]]:
    """Give the chain's registry as of its newest block, and where the kept one differs from the chain's at its own."""
    try:
        newest = chain.registry(block=latest, dids=dids)
        if kept is None:
            return newest, []
        block = BlockRef(kept.block_number, kept.block_hash, 0)
        if not chain.is_canonical(block):
            if kept.block_number > latest.number:
                return newest, [
                    _differs(f"the snapshot is of block {kept.block_number}, which is not on the chain yet")
                ]
            return newest, _off_chain(kept, newest)
        then = newest if kept.block_hash == newest.block_hash else chain.registry(block=block, dids=dids)
        return newest, [_differs(sentence) for sentence in _differences(kept, then)]
    except CHAIN_SILENT as error:
        return None, [not_compared(f"the key registry: {error}")]


def _off_chain(kept: RegistrySnapshot, newest: RegistrySnapshot) -> list[Finding]:
    told = f"the snapshot is of block {kept.block_number} ({shown(kept.block_hash)}), which the chain does not hold"
    differences = list(_differences(kept, newest))
    if not differences:  # a reorganisation took the block; what it holds is what the chain holds still
        return [as_it_should_be("registry-stale", REGISTRY, f"{told}; it equals the newest registry: {_AGAIN}")]
    return [_differs(f"{told}; {sentence}") for sentence in differences]


def _differences(kept: RegistrySnapshot, chain: RegistrySnapshot) -> Iterator[str]:
    named = {each: replace(party, did="") for each, party in kept.parties.items()}
    yield from _different("party", named, {each: replace(party, did="") for each, party in chain.parties.items()})
    yield from _different("key", kept.keys, chain.keys)
    told = {b"".join(pair): each for pair, each in kept.delegations.items()}
    yield from _different("delegation", told, {b"".join(pair): each for pair, each in chain.delegations.items()})


def _different(noun: str, kept: Mapping[bytes, object], chain: Mapping[bytes, object]) -> Iterator[str]:
    for each in sorted(kept.keys() | chain.keys()):
        if kept.get(each) != chain.get(each):
            told = "none" if each not in kept else "another" if each in chain else "one that is not there"
            yield f"of the {noun} {shown(each)} the snapshot holds {told}, by the chain: the snapshot is wrong"


def lease_findings(rows: StoredRows, *, now: int) -> Iterator[Finding]:
    """Name a lease that no anchorer wrote, or that would keep every anchorer out."""
    for stored in rows.table("lease"):
        where = row("lease", name=stored.get("name"))
        for name in odd_columns(stored, LEASE):
            sentence = f"column {name} of the lease holds {shown(stored.get(name))}, which was never written"
            yield disagrees("lease-differs", where, sentence, mend="restore the row, or delete it while no worker runs")
        until = stored.get("until")
        if isinstance(until, int) and until > now + 2 * LEASE_SECONDS:  # taken since, by a clock that is a little ahead
            sentence = f"the lease runs until {until}, further than the {LEASE_SECONDS} seconds that it is taken for"
            yield disagrees("lease-differs", where, sentence, mend="check this machine's clock; restore the row")
