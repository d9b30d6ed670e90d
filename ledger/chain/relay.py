"""Calls to our contracts, all sent and paid by one account, one behind the other, until all are mined.

Transactions are sent without waiting between them, with nonces counted here; state is read only once nothing of the
account is pending, so that a run which was interrupted can simply be made again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.chain.answers import hexed
from ledger.chain.funding import fund
from ledger.chain.rpc import Refusal, Rpc
from ledger.chain.signer import LocalSigner
from ledger.chain.transaction import present_fees, sign, wait_mined, wait_quiet
from ledger.errors import ChainRefused, WrongChain
from ledger.proof.typed_data import account_of


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a contract; `doing` names it in an error."""

    to: bytes
    payload: bytes
    doing: str
    gas: int


class Relay:
    """Sends as the account of one secret. With `chain_id`, another chain raises WrongChain before anything is sent."""

    def __init__(self, rpc: Rpc, secret: bytes, *, chain_id: int | None, within_seconds: float) -> None:
        """Remember; nothing is asked yet."""
        self._rpc, self._signer, self._account = rpc, LocalSigner(secret), account_of(secret)
        self._expected_chain_id, self._within_seconds = chain_id, within_seconds

    def chain_id(self) -> int:
        """Give the endpoint's chain id. Raises WrongChain where it is not the one expected."""
        found = self._rpc.chain_id()
        if self._expected_chain_id not in (None, found):
            raise WrongChain(field="chain id", expected=str(self._expected_chain_id), found=str(found))
        return found

    def wait_quiet(self) -> int:
        """Give the next nonce once nothing of the account is pending: state read from then on does not change by it."""
        return wait_quiet(self._rpc, self._account, within_seconds=self._within_seconds)

    def try_out(self, call: Call) -> None:
        """Return if the call would succeed now. Raises ChainRefused with the contract's reason; nothing is paid."""
        asked = {"from": hexed(self._account), "to": hexed(call.to), "data": hexed(call.payload)}
        answer = self._rpc.ask("eth_call", asked, "latest")
        if isinstance(answer, Refusal):
            raise answer.as_error(call.doing)

    def send(self, calls: Sequence[Call], *, nonce: int) -> None:
        """Send all from `nonce` on, then wait for all.

        Raises ChainRefused naming the first that reverted; the others stay done.
        """
        if not calls:
            return
        chain_id, fees = self.chain_id(), present_fees(self._rpc)
        needs = {self._account: sum(call.gas for call in calls) * fees.most}
        fund(self._rpc, needs, chain_id=chain_id, within_seconds=self._within_seconds)
        sent = []
        for place, call in enumerate(calls):
            raw, transaction_hash = sign(
                self._signer,
                chain_id=chain_id,
                nonce=nonce + place,
                to=call.to,
                call=call.payload,
                gas=call.gas,
                fees=fees,
            )
            self._rpc.send(raw)
            sent.append((transaction_hash, call))
        for transaction_hash, call in sent:
            if not wait_mined(self._rpc, transaction_hash, within_seconds=self._within_seconds).succeeded:
                self.try_out(call)
                raise ChainRefused(doing=call.doing, reason="reverted")
