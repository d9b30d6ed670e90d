"""Put both contracts on a chain and open the log, with the cold admin key; safe to interrupt and to repeat.

Whether a step is done is asked of the chain, never of the step file: the same nonce makes the same address, so a
transaction whose fate is unknown may be sent again and can still be mined only once.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from ledger.chain.answers import block_ref, hexed, members, octets
from ledger.chain.contract import artifact, decoded, encoded, encoded_call
from ledger.chain.deploy_plan import DeployedBy, Plan, read_plan, write_plan
from ledger.chain.funding import fund
from ledger.chain.identity import code_at, genesis_hash
from ledger.chain.rpc import Rpc
from ledger.chain.transaction import (
    LOCAL_CHAIN_ID,
    Fees,
    nonce_of,
    present_fees,
    refuse_published_key,
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
    """The 32-byte secp256k1 secrets of the cold admin, the registrar and the writer. Never shown, never kept."""

    admin: bytes = field(repr=False)
    registrar: bytes = field(repr=False)
    writer: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Step:
    """One transaction of the admin; its place in the order is its nonce."""

    name: str
    to: bytes | None
    call: bytes
    gas: int


def deploy(url: str, *, secrets: DeployerSecrets, home_file: Path | None) -> Deployment:
    """Give the deployment, with every step of it done on the chain.

    `home_file` is the step file (JSON, no secrets): with it the call goes on where an earlier one stopped, and gives
    the same deployment again once finished. If the chain fell back to an older state, the missing contracts are made
    again at the same addresses. Raises WrongChain where that cannot be, ChainRefused for missing gas money or a revert,
    BadSetting for anvil's published keys on another chain or a step file of other keys, ChainAway.
    """
    rpc = Rpc(url)
    try:
        chain_id = rpc.chain_id()
        for secret in (secrets.admin, secrets.registrar, secrets.writer):
            refuse_published_key(secret, chain_id=chain_id)
        plan = _planned(rpc, secrets, home_file, chain_id=chain_id)
        missing = _missing(rpc, plan)
        if missing:
            plan = replace(plan, first_block=min(plan.first_block, _newest_block(rpc)))
        write_plan(plan, home_file)
        fees = present_fees(rpc)
        if missing or chain_id == LOCAL_CHAIN_ID:
            fund(rpc, _needs(plan, missing, fees), chain_id=chain_id, within_seconds=_WITHIN_SECONDS)
        for number, step in enumerate(_steps(plan)):
            if step in missing:
                _carry_out(rpc, plan, step, secret=secrets.admin, nonce=plan.first_nonce + number, fees=fees)
            plan = plan.with_step(step.name)
            write_plan(plan, home_file)
        return _deployment(plan)
    finally:
        rpc.close()


def _planned(rpc: Rpc, secrets: DeployerSecrets, home_file: Path | None, *, chain_id: int) -> Plan:
    nonce = wait_quiet(rpc, account_of(secrets.admin), within_seconds=_WITHIN_SECONDS)
    by = DeployedBy.of(admin=secrets.admin, registrar=secrets.registrar, writer=secrets.writer)
    genesis = genesis_hash(rpc)
    begun = read_plan(home_file, expected=by) if home_file else None
    if begun is None:
        return Plan(
            chain_id=chain_id,
            genesis_hash=genesis,
            admin=by.admin,
            registrar=by.registrar,
            writer=by.writer,
            first_nonce=nonce,
            first_block=_newest_block(rpc),
        )
    if begun.chain_id != chain_id:
        raise WrongChain(field="chain id", expected=str(begun.chain_id), found=str(chain_id))
    if begun.genesis_hash != genesis:
        raise WrongChain(field="genesis block", expected=hexed(begun.genesis_hash), found=hexed(genesis))
    return begun


def _steps(plan: Plan) -> tuple[_Step, ...]:
    registry, log = artifact("KeyRegistry"), artifact("AnchorLog")
    opening = encoded_call("open(bytes32,address)", plan.salt, plan.writer)
    return (
        _Step("KeyRegistry", None, registry.creation_code + encoded(("address",), (plan.registrar,)), 2_500_000),
        _Step("AnchorLog", None, log.creation_code, 1_200_000),
        _Step("open", plan.anchor_log, opening, 120_000),
    )


def _missing(rpc: Rpc, plan: Plan) -> tuple[_Step, ...]:
    """The steps that the chain does not show. Raises WrongChain where other code lies at a planned address."""
    registry, log, opening = _steps(plan)
    has_log = _has_code(rpc, "AnchorLog", plan.anchor_log)
    done = {
        registry.name: _has_code(rpc, "KeyRegistry", plan.key_registry),
        log.name: has_log,
        opening.name: has_log and _log_admin(rpc, plan) == plan.admin,
    }
    return tuple(step for step in (registry, log, opening) if not done[step.name])


def _has_code(rpc: Rpc, name: str, address: bytes) -> bool:
    found, expected = code_at(rpc, address), artifact(name).runtime_code
    if found and found != expected:
        field_name = f"{name} code at {hexed(address)}"
        raise WrongChain(field=field_name, expected=hexed(keccak(expected)), found=hexed(keccak(found)))
    return bool(found)


def _log_admin(rpc: Rpc, plan: Plan) -> bytes:
    asked = {"to": hexed(plan.anchor_log), "data": hexed(encoded_call("adminOf(bytes32)", plan.log_id))}
    (admin,) = decoded(("address",), octets(rpc.call("eth_call", asked, "latest"), "adminOf"), "adminOf")
    return bytes.fromhex(str(admin)[2:])


def _carry_out(rpc: Rpc, plan: Plan, step: _Step, *, secret: bytes, nonce: int, fees: Fees) -> None:
    used = nonce_of(rpc, plan.admin)
    if used != nonce:
        raise WrongChain(
            field=f"nonce of the admin {hexed(plan.admin)} before {step.name}",
            expected=str(nonce),
            found=f"{used}, so the contracts cannot come to lie at their addresses",
        )
    raw, transaction_hash = sign(
        secret, chain_id=plan.chain_id, nonce=nonce, to=step.to, call=step.call, gas=step.gas, fees=fees
    )
    rpc.send(raw)
    mined = wait_mined(rpc, transaction_hash, within_seconds=_WITHIN_SECONDS)
    if not mined.succeeded:
        raise ChainRefused(doing=f"deploy: {step.name}", reason="the transaction reverted")
    if step in _missing(rpc, plan):
        raise WrongChain(field=step.name, expected="done after its transaction was mined", found="not on the chain")


def _needs(plan: Plan, missing: tuple[_Step, ...], fees: Fees) -> dict[bytes, int]:
    needs = {plan.registrar: _OTHER_GAS * fees.most, plan.writer: _OTHER_GAS * fees.most}
    return needs | {plan.admin: needs.get(plan.admin, 0) + sum(step.gas for step in missing) * fees.most}


def _newest_block(rpc: Rpc) -> int:
    return block_ref(members(rpc.block("latest"), "latest block"), "latest block").number


def _deployment(plan: Plan) -> Deployment:
    return Deployment(
        domain=Domain(chain_id=plan.chain_id, verifying_contract=plan.anchor_log, salt=plan.log_id),
        key_registry=plan.key_registry,
        genesis_hash=plan.genesis_hash,
        anchor_log_code_hash=keccak(artifact("AnchorLog").runtime_code),
        key_registry_code_hash=keccak(artifact("KeyRegistry").runtime_code),
        admin=plan.admin,
        writer=plan.writer,
        registrar=plan.registrar,
        deployed_at_block=plan.first_block,
    )
