"""Why a call reverted, in the words of the contract: custom errors of our contracts, and Solidity's own."""

from functools import cache

from ledger.chain.answers import octets
from ledger.chain.contract import artifact, decoded, topic, types_of
from ledger.errors import ChainAway

_OWN_CONTRACTS = ("AnchorLog", "KeyRegistry", "AttestationRegistry", "SurveyRegistry")


def revert_reason(payload: str | None) -> str | None:
    """Give `ErrorName(values)` for an error that is known, else None. Raises nothing: a reason is only for reading."""
    try:
        carried = octets(payload, "revert")
        signature = _signatures().get(carried[:4])
        if signature is None:
            return None
        values = decoded(types_of(signature), carried[4:], "revert")
    except ChainAway:
        return None
    return f"{signature.partition('(')[0]}({', '.join(_shown(value) for value in values)})"


@cache
def _signatures() -> dict[bytes, str]:
    known = [_signature(entry) for name in _OWN_CONTRACTS for entry in artifact(name).abi if entry["type"] == "error"]
    return {topic(signature)[:4]: signature for signature in [*known, "Error(string)", "Panic(uint256)"]}


def _signature(entry: dict[str, object]) -> str:
    inputs = entry["inputs"]
    types = [parameter["type"] for parameter in inputs] if isinstance(inputs, list) else []
    return f"{entry['name']}({','.join(types)})"


def _shown(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
