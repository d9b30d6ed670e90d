"""Is this ledger ready, part by part? A chain that is away or unpaid degrades it; only the database takes it down."""

from collections.abc import Callable

from ledger.errors import ChainAway, LedgerError, NoGasMoney
from ledger.jobs.standing import chain_of, deployment_of
from ledger.ports import World
from ledger.proof.canonical import Json

_LATE_SECONDS = 600


def readiness(world: World) -> dict[str, Json]:
    """Give `status` ready, degraded or down, and `parts` with name, status, detail and mend. Never raises."""
    parts = [
        _part("database", "down", lambda: _database(world)),
        _part("deployment", "down", lambda: _deployment(world)),
        _part("chain", "degraded", lambda: _chain(world)),
        _part("anchoring", "degraded", lambda: _anchoring(world)),
    ]
    if parts[2]["status"] == "ready":  # else it is asked nothing more, and made to wait for nothing more
        parts.append(_part("gas money", "degraded", lambda: _gas_money(world)))
    found = {str(part["status"]) for part in parts}
    status = "down" if "down" in found else "degraded" if "degraded" in found else "ready"
    return {"status": status, "parts": list(parts)}


def _part(name: str, when_not: str, check: Callable[[], str]) -> dict[str, Json]:
    try:
        return {"name": name, "status": "ready", "detail": check(), "mend": None}
    except LedgerError as error:
        mend = error.facts().get("mend")
        detail = str(error).replace(f", mend: {mend}", "")  # it is told beside it
        return {"name": name, "status": when_not, "detail": detail, "mend": str(mend) if mend else None}


def _database(world: World) -> str:
    world.store.ping()
    return "answers, and keeps what it acknowledged"


def _deployment(world: World) -> str:
    deployment = deployment_of(world)
    home, lives = deployment.domain, f"log 0x{deployment.log_id.hex()} on chain {deployment.place.chain_id}"
    if (home.salt, home.chain_id) == (deployment.log_id, deployment.place.chain_id):
        return lives
    return f"{lives}; statements are signed for its home, log 0x{home.salt.hex()} on chain {home.chain_id}"


def _chain(world: World) -> str:
    chain = chain_of(world)
    chain.check(deployment_of(world))
    return f"the chain that this ledger was deployed to, final up to block {chain.final_block().number}"


def _gas_money(world: World) -> str:
    writer = deployment_of(world).writer
    has, needs = chain_of(world).gas_money(writer)
    if has < needs:
        raise NoGasMoney(account=writer, needs_wei=needs, has_wei=has)
    return f"account 0x{writer.hex()} has {has} wei, enough for {has // max(1, needs)} heads at present fees"


def _anchoring(world: World) -> str:
    counts = world.store.counts()
    if counts.oldest_pending_at is not None and world.clock.now() - counts.oldest_pending_at > _LATE_SECONDS:
        late = world.clock.now() - counts.oldest_pending_at
        reason = f"{counts.pending} records wait, the oldest since {late} s"
        raise ChainAway(doing="anchor what is pending", reason=reason, mend="run `tierlight worker`")
    return f"{counts.pending} pending, {counts.final_size} of {counts.sealed_size} final"
