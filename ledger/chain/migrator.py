"""The Migrator port on two JSON-RPC URLs: deploys on one, closes the log on the other, signs the link between them."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ledger.chain.answers import hexed
from ledger.chain.contract import encoded_call, topic
from ledger.chain.deploy import DeployerSecrets, deploy, planned_deployment
from ledger.chain.event_logs import events
from ledger.chain.identity import code_at
from ledger.chain.relay import Call, Relay
from ledger.chain.rpc import Rpc
from ledger.errors import BadSetting, ChainAway, ChainRefused, NoGasMoney
from ledger.model.deployment import Deployment, Migration, Place
from ledger.model.log import TreeHead
from ledger.ports import Chain
from ledger.proof.merkle import EMPTY_ROOT
from ledger.proof.places import migration_digest
from ledger.proof.slots import offset
from ledger.proof.state_proof import decode_head, head_slots, prove
from ledger.proof.typed_data import account_of, sign_digest

_CLOSE_GAS = 120_000
_CLOSED = "Closed(bytes32,bytes32)"
_SUCCESSOR_WORD = 3  # of a log in AnchorLog


class EvmMigrator:
    """One move, from `left` on `left_chain` to `to_url`. `step_file` is the new deployment's own."""

    def __init__(
        self,
        *,
        left: Deployment,
        left_url: str | None,
        left_chain: Chain | None,
        to_url: str,
        secrets: DeployerSecrets,
        step_file: Path,
        within_seconds: float = 1_800.0,
        pause: Callable[[], None] = lambda: time.sleep(0.2),
    ) -> None:
        """Remember; nothing is asked yet. Without `left_url` and `left_chain` nothing can be closed."""
        self._left, self._left_url, self._left_chain = left, left_url, left_chain
        self._to_url, self._secrets, self._step_file = to_url, secrets, step_file
        self._within_seconds, self._pause = within_seconds, pause

    def planned(self) -> Deployment:
        """Give what `deploy` will give. Nothing is sent or written."""
        return planned_deployment(
            self._to_url, secrets=self._secrets, home_file=self._step_file, home=self._left.domain
        )

    def deploy(self) -> Deployment:
        """Give the new place, every step of it done on the new chain."""
        return deploy(self._to_url, secrets=self._secrets, home_file=self._step_file, home=self._left.domain)

    def close_left(self, *, successor: bytes) -> TreeHead:
        """Close the log on the chain that is left; give its last head once the block that closed it is final."""
        if self._left_chain is None or self._left_url is None:
            raise ChainAway(doing="close the log", reason="the chain that is left is not known here")
        rpc = Rpc(self._left_url)
        try:
            self._send_close(rpc, self._left_chain, successor, within_seconds=self._within_seconds)
            self._wait_final(rpc, self._left_chain)
            head, is_closed, found = self._log_now(self._left_chain)
        finally:
            rpc.close()
        if not is_closed or found != successor:
            reason = f"it was closed in favour of {hexed(found)}" if is_closed else "a reorganisation opened it again"
            raise ChainRefused(doing="close the log", reason=reason)
        return head

    def offer_closing(self, *, successor: bytes) -> None:
        """Send the closing of the log and wait for nothing. Without gas money there, or an answer, nothing is sent."""
        if self._left_chain is None or self._left_url is None:
            raise ChainAway(doing="close the log", reason="the chain that is left is not known here")
        rpc = Rpc(self._left_url)
        try:
            with suppress(ChainAway, NoGasMoney):  # ChainAway: it is not mined yet
                self._send_close(rpc, self._left_chain, successor, within_seconds=0.0)
        finally:
            rpc.close()

    def sign(self, left: Deployment, *, successor: bytes, head: TreeHead) -> Migration:
        """Give the migration, signed by the cold admin of the place that is left. Raises BadSetting for another key."""
        if account_of(self._secrets.admin) != left.place.admin:
            raise BadSetting(
                setting="admin key",
                reason=f"is not that of {hexed(left.place.admin)}, who opened the log",
                mend="bring back the key file `admin` that the ledger was deployed with",
            )
        digest = migration_digest(left.place, successor=successor, head_size=head.size, head_root=head.root)
        signature = sign_digest(digest, self._secrets.admin)
        return Migration(left.log_id, successor, head.size, head.root, signature)

    def _send_close(self, rpc: Rpc, chain: Chain, successor: bytes, *, within_seconds: float) -> None:
        relay = Relay(
            rpc,
            self._secrets.admin,
            chain_id=self._left.place.chain_id,
            within_seconds=within_seconds,
        )
        nonce = relay.wait_quiet()
        if self._log_now(chain)[1]:
            return
        call = encoded_call("close(bytes32,bytes32)", self._left.log_id, successor)
        closing = Call(self._left.place.anchor_log, call, "close the log", _CLOSE_GAS)
        relay.try_out(closing)
        relay.send([closing], nonce=nonce)

    def _wait_final(self, rpc: Rpc, chain: Chain) -> None:
        """Return when the block that closed the log is final. Its own: an idle chain may make none after it."""
        until = time.monotonic() + self._within_seconds
        while (block := self._closed_in(rpc, chain)) is None or chain.final_block().number < block:
            if time.monotonic() > until:
                raise ChainAway(doing="close the log", reason="the block that closes it is not final yet")
            self._pause()

    def _closed_in(self, rpc: Rpc, chain: Chain) -> int | None:
        topics, first = (topic(_CLOSED), self._left.log_id), self._left.deployed_at_block
        newest = chain.latest_block().number
        found = events(rpc, self._left.place.anchor_log, topics, first=first, last=newest)
        return next((log.block_number for logs in found for log in logs), None)

    def _log_now(self, chain: Chain) -> tuple[TreeHead, bool, bytes]:
        """Last head, whether it is closed, and successor, by a state proof of the newest block."""
        root_slot, packed_slot = head_slots(self._left.log_id)
        successor_slot, address = offset(root_slot, _SUCCESSOR_WORD), self._left.place.anchor_log
        proof = chain.state_proof(address, (root_slot, packed_slot, successor_slot), block=chain.latest_block())
        values = prove(proof, expect_address=address).values
        head, _, _, writer = decode_head(values[root_slot], values[packed_slot])
        successor = values[successor_slot].to_bytes(32, "big")
        return (head if head.size else TreeHead(0, EMPTY_ROOT)), not any(writer), successor


def accounts_on(url: str | None, place: Place) -> Callable[[bytes], bool | None]:
    """Give a question: is this address a person's account, not a contract, on the chain of `place`? None: unknown.

    A URL of another chain is not asked: on that one the address may be anybody's.
    """

    def is_account(address: bytes) -> bool | None:
        if url is None:
            return None
        rpc = Rpc(url)
        try:
            if rpc.chain_id() != place.chain_id or not code_at(rpc, place.anchor_log):
                return None
            return not code_at(rpc, address)
        except ChainAway:
            return None
        finally:
            rpc.close()

    return is_account
