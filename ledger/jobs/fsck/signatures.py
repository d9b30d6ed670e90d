"""Is the signature that of the registered key, by the rule of its type, and is it shown as what it is?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import ContractSaysNo, LedgerError, SignatureMalformed
from ledger.jobs.fsck.evidence import kept_key
from ledger.jobs.fsck.place import CHAIN_SILENT
from ledger.jobs.fsck.scene import Scene
from ledger.jobs.fsck.statements import Told
from ledger.jobs.fsck.told import disagrees, shown, unchecked
from ledger.model.finding import Finding
from ledger.model.log import BlockRef
from ledger.model.party import KeyType, SigningKey
from ledger.model.statement import Domain, UnverifiedSubmission
from ledger.ports import Chain
from ledger.proof.signed import check_signature, scheme_of
from ledger.proof.typed_data import keccak


@dataclass(frozen=True, slots=True)
class _Wallet:
    """Asks a contract wallet in one block."""

    chain: Chain
    block: BlockRef

    def __call__(self, account: bytes, digest: bytes, signature: bytes) -> None:
        if not self.chain.accepts_signature(account, digest, signature, block=self.block):
            raise ContractSaysNo(account=account, block_number=self.block.number)


def signature_findings(
    scene: Scene, told: Told, *, size: int | None, anchored_in: BlockRef | None, names: bytes
) -> Iterator[Finding]:
    """Check the signature of a whole statement, and its columns scheme and wallet_answer.

    `size` is that of the covering head, `anchored_in` the block of its anchor; None before there is one. Does not ask
    whether the key was valid then: that is a verdict, not a disagreement of what is stored.
    """
    statement, signature, home = told.statement, told.signature, scene.home
    if statement is None or signature is None or home is None:
        return
    key = scene.registry.keys.get(keccak(statement.signer)) if scene.registry else None
    if key is None and size is not None:  # a key that was not carried to this chain is proven by what was kept
        key = kept_key(scene, size, (statement.signer, statement.issuer))
    if key is None:
        sentence = f"the registry knows no key {shown(statement.signer)}: signature and scheme are not checked"
        yield unchecked(
            "key-unknown", told.subject, sentence, names, mend="restore the registry snapshot, or the chain"
        )
        return
    scheme = scheme_of(key, statement.issuer).value if key.key_type.signs_statements else "none"
    if told.row.get("scheme") != scheme:
        sentence = (
            f"column scheme holds {shown(told.row.get('scheme'))}; by the key's type and party it must be {scheme}"
        )
        yield disagrees("column-differs", told.subject, f"{sentence}: the column is wrong", names)
    claim = UnverifiedSubmission(statement, signature, home)
    if key.key_type is KeyType.ERC1271:
        yield from _wallet_findings(scene, told, key, claim, anchored_in, names)
        return
    if told.row.get("wallet_answer") is not None:
        sentence = "column wallet_answer holds an answer, and the signer is no contract wallet: the column is wrong"
        yield disagrees("column-differs", told.subject, sentence, names)
    try:
        check_signature(claim, home, key=key)
    except LedgerError as error:
        sentence = f"statement and signature fit the entry, and the signature is not good: {error}"
        yield disagrees("signature-fails", told.subject, sentence, names)


def _wallet_findings(
    scene: Scene, told: Told, key: SigningKey, claim: UnverifiedSubmission, anchored_in: BlockRef | None, names: bytes
) -> Iterator[Finding]:
    """A contract's answer is of one block and can be asked again only where the chain still has that state."""
    kept = told.row.get("wallet_answer")
    if anchored_in is None:
        if kept is not None:
            sentence = "column wallet_answer holds an answer of an anchor that there is not: the column is wrong"
            yield disagrees("column-differs", told.subject, sentence, names)
        return
    checked = "digest, entry and SHA-256 of the signature were checked"
    if scene.chain is None or scene.home is None:
        sentence = f"a contract wallet signed and was not asked: {checked}"
        yield unchecked("wallet-not-asked", told.subject, sentence, names)
        return
    try:
        answer = _asked(scene.chain, claim, scene.home, key, anchored_in)
    except CHAIN_SILENT as error:
        reason = f"the wallet could not be asked in block {anchored_in.number} ({error})"
        yield unchecked("wallet-not-asked", told.subject, f"{reason}: {checked}", names)
        return
    if kept is None or bool(kept) is not answer:
        sentence = f"column wallet_answer holds {shown(kept)}; in the anchor's block the wallet says {int(answer)}"
        yield disagrees("column-differs", told.subject, f"{sentence}: the column is wrong", names)


def _asked(chain: Chain, claim: UnverifiedSubmission, home: Domain, key: SigningKey, block: BlockRef) -> bool:
    try:
        check_signature(claim, home, key=key, wallet=_Wallet(chain, block))
    except (ContractSaysNo, SignatureMalformed):
        return False
    return True
