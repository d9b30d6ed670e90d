"""Put all contracts on a chain and open the log, with the cold admin key; safe to interrupt and to repeat.

Whether a step is done is asked of the chain, never of the step file: the same nonce makes the same address, so a
transaction whose fate is unknown may be sent again and can still be mined only once.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from ledger.chain.answers import block_ref, hexed, members, octets
from ledger.chain.contract import decoded, encoded_call
from ledger.chain.deploy_plan import DeployedBy, Plan, read_plan, write_plan
from ledger.chain.deploy_steps import CONTRACTS, OPENING, Step, code_hashes, steps
from ledger.chain.funding import fund
from ledger.chain.identity import code_at, genesis_hash
from ledger.chain.published_keys import LOCAL_CHAIN_ID, refuse_published_account
from ledger.chain.rpc import Rpc
from ledger.chain.signer import LocalSigner
from ledger.chain.transaction import (
    Fees,
    nonce_of,
    present_fees,
    sign,
    wait_mined,
    wait_quiet,
)
from ledger.errors import ChainRefused, WrongChain
from ledger.model.deployment import Deployment
from ledger.model.statement import Domain
from ledger.proof.typed_data import account_of, keccak

_WITHIN_SECONDS = 60.0
_OTHER_GAS = 300_000  # the registrar's and the writer's first transactions


@dataclass(frozen=True, slots=True)
class DeployerSecrets:
    """The 32-byte secp256k1 secrets of the cold admin, the registrar and the writer. Never shown, never kept.

    Where a remote signer holds the writer's secret, `writer` is its 20-byte account.
    """

    admin: bytes = field(repr=False)
    registrar: bytes = field(repr=False)
    writer: bytes = field(repr=False)

    @property
    def accounts(self) -> DeployedBy:
        """The accounts of the three."""
        writer = self.writer if len(self.writer) == 20 else account_of(self.writer)
        return DeployedBy(admin=account_of(self.admin), registrar=account_of(self.registrar), writer=writer)


def deploy(url: str, *, secrets: DeployerSecrets, home_file: Path | None, home: Domain | None = None) -> Deployment:
    """Give the deployment, with every step of it done on the chain.

    `home_file` is the step file (JSON, no secrets): with it the call goes on where an earlier one stopped, and gives
    the same deployment again once finished. `home` is the domain of a log that began elsewhere and moves here; its
    `former` places are for the caller to add. If the chain fell back to an older state, the missing contracts are made
    again at the same addresses. Raises WrongChain where that cannot be, ChainRefused for missing gas money or a revert,
    BadSetting for anvil's published keys on another chain or a step file of other keys, ChainAway.
    """
    rpc = Rpc(url)
    try:
        plan = _planned(rpc, secrets.accounts, home_file, home=home)
        return _deployment(_carried_out(rpc, plan, home_file, secret=secrets.admin))
    finally:
        rpc.close()


def planned_deployment(
    url: str, *, secrets: DeployerSecrets, home_file: Path | None, home: Domain | None = None
) -> Deployment:
    """Give what `deploy` with the same arguments would give; nothing is sent or written. Raises as it does."""
    rpc = Rpc(url)
    try:
        return _deployment(_planned(rpc, secrets.accounts, home_file, home=home))
    finally:
        rpc.close()


def _carried_out(rpc: Rpc, plan: Plan, home_file: Path | None, *, secret: bytes) -> Plan:
    missing = _missing(rpc, plan)
    if missing:
        plan = replace(plan, first_block=min(plan.first_block, _newest_block(rpc)))
    write_plan(plan, home_file)
    fees = present_fees(rpc)
    if missing or plan.chain_id == LOCAL_CHAIN_ID:
        fund(rpc, _needs(plan, missing, fees), chain_id=plan.chain_id, within_seconds=_WITHIN_SECONDS)
    for number, step in enumerate(steps(plan)):
        if step in missing:
            _carry_out(rpc, plan, step, secret=secret, nonce=plan.first_nonce + number, fees=fees)
        plan = plan.with_step(step.name)
        write_plan(plan, home_file)
    return plan


def _planned(rpc: Rpc, by: DeployedBy, home_file: Path | None, *, home: Domain | None) -> Plan:
    chain_id = rpc.chain_id()
    for account in (by.admin, by.registrar, by.writer):
        refuse_published_account(account, chain_id=chain_id)
    nonce = wait_quiet(rpc, by.admin, within_seconds=_WITHIN_SECONDS)
    genesis = genesis_hash(rpc)
    begun = read_plan(home_file, expected=by, home=home) if home_file else None
    if begun is None:
        return Plan(
            chain_id=chain_id,
            genesis_hash=genesis,
            by=by,
            first_nonce=nonce,
            first_block=_newest_block(rpc),
            home=home,
        )
    if begun.chain_id != chain_id:
        raise WrongChain(field="chain id", expected=str(begun.chain_id), found=str(chain_id))
    if begun.genesis_hash != genesis:
        raise WrongChain(field="genesis block", expected=hexed(begun.genesis_hash), found=hexed(genesis))
    return begun


def _missing(rpc: Rpc, plan: Plan) -> tuple[Step, ...]:
    """The steps that the chain does not show. Raises WrongChain where other code lies at a planned address."""
    codes = zip(CONTRACTS, code_hashes(plan).items(), strict=True)
    lying = {name: _has_code(rpc, name, address, code_hash) for name, (address, code_hash) in codes}
    is_open = lying["AnchorLog"] and _log_admin(rpc, plan) == plan.by.admin
    return tuple(step for step in steps(plan) if not (lying | {OPENING: is_open})[step.name])


def _has_code(rpc: Rpc, name: str, address: bytes, code_hash: bytes) -> bool:
    found = code_at(rpc, address)
    if found and keccak(found) != code_hash:
        field_name = f"{name} code at {hexed(address)}"
        raise WrongChain(field=field_name, expected=hexed(code_hash), found=hexed(keccak(found)))
    return bool(found)


def _log_admin(rpc: Rpc, plan: Plan) -> bytes:
    asked = {"to": hexed(plan.place.anchor_log), "data": hexed(encoded_call("adminOf(bytes32)", plan.log_id))}
    (admin,) = decoded(("address",), octets(rpc.call("eth_call", asked, "latest"), "adminOf"), "adminOf")
    return bytes.fromhex(str(admin)[2:])


def _carry_out(rpc: Rpc, plan: Plan, step: Step, *, secret: bytes, nonce: int, fees: Fees) -> None:
    used = nonce_of(rpc, plan.by.admin)
    if used != nonce:
        raise WrongChain(
            field=f"nonce of the admin {hexed(plan.by.admin)} before {step.name}",
            expected=str(nonce),
            found=f"{used}, so the contracts cannot come to lie at their addresses",
        )
    raw, transaction_hash = sign(
        LocalSigner(secret), chain_id=plan.chain_id, nonce=nonce, to=step.to, call=step.call, gas=step.gas, fees=fees
    )
    rpc.send(raw)
    mined = wait_mined(rpc, transaction_hash, within_seconds=_WITHIN_SECONDS)
    if not mined.succeeded:
        raise ChainRefused(doing=f"deploy: {step.name}", reason="the transaction reverted")
    if step in _missing(rpc, plan):
        raise WrongChain(field=step.name, expected="done after its transaction was mined", found="not on the chain")


def _needs(plan: Plan, missing: tuple[Step, ...], fees: Fees) -> dict[bytes, int]:
    needs = {plan.by.registrar: _OTHER_GAS * fees.most, plan.by.writer: _OTHER_GAS * fees.most}
    return needs | {plan.by.admin: needs.get(plan.by.admin, 0) + sum(step.gas for step in missing) * fees.most}


def _newest_block(rpc: Rpc) -> int:
    return block_ref(members(rpc.block("latest"), "latest block"), "latest block").number


def _deployment(plan: Plan) -> Deployment:
    return Deployment(
        domain=plan.domain,
        place=plan.place,
        log_id=plan.log_id,
        genesis_hash=plan.genesis_hash,
        code_hashes=code_hashes(plan),
        passkey_verifier=plan.passkey_verifier,
        writer=plan.by.writer,
        registrar=plan.by.registrar,
        deployed_at_block=plan.first_block,
    )
