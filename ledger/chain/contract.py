"""The contracts as committed artefacts, and ABI encoding by signatures written out where they are used."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ledger.errors import ChainAway
from ledger.proof.typed_data import keccak


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract. `creation_code` is deployed; `runtime_code` is what the chain holds, immutables zeroed.

    `immutables` says for each immutable variable where the runtime code holds it: (start, length) in bytes.
    """

    name: str
    abi: tuple[dict[str, object], ...]
    creation_code: bytes
    runtime_code: bytes
    immutables: dict[str, tuple[tuple[int, int], ...]]

    def code_with(self, **values: bytes) -> bytes:
        """Give the runtime code that a chain holds where the constructor was given these values, at most 32 bytes each.

        Every immutable must be named, and nothing else: KeyError otherwise, a fault of this program.
        """
        if values.keys() != self.immutables.keys():
            raise KeyError(f"{self.name} has the immutables {sorted(self.immutables)}, not {sorted(values)}")
        code = bytearray(self.runtime_code)
        for name, value in values.items():
            for start, length in self.immutables[name]:
                code[start : start + length] = value.rjust(length, b"\0")
        return bytes(code)


@cache
def artifact(name: str) -> Artifact:
    """Read a committed artefact that ships with the package."""
    found = json.loads(files("ledger.chain").joinpath("artifacts", f"{name}.json").read_text("utf-8"))
    return Artifact(
        name=name,
        abi=tuple(found["abi"]),
        creation_code=bytes.fromhex(found["bytecode"].removeprefix("0x")),
        runtime_code=bytes.fromhex(found["deployedBytecode"].removeprefix("0x")),
        immutables={name: tuple(map(tuple, places)) for name, places in found.get("immutableReferences", {}).items()},
    )


@cache
def types_of(signature: str) -> tuple[str, ...]:
    """Give the parameter types of `name(type,(type,type)[],type)`, tuples whole."""
    inside = signature[signature.index("(") + 1 : -1]
    types, depth, start = [], 0, 0
    for place, character in enumerate(inside):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            types.append(inside[start:place])
            start = place + 1
    return (*types, inside[start:]) if inside else ()


@cache
def topic(signature: str) -> bytes:
    """Give the first topic of an event: keccak256 of its signature."""
    return keccak(signature.encode("ascii"))


def encoded_call(signature: str, *arguments: object) -> bytes:
    """Give the calldata of a function: four selector bytes and the arguments. Addresses are 20 bytes."""
    return topic(signature)[:4] + encoded(types_of(signature), arguments)


def encoded(types: tuple[str, ...], arguments: tuple[object, ...]) -> bytes:
    """Give the ABI encoding of values."""
    from eth_abi.abi import encode

    return encode(types, arguments)


def decoded(types: tuple[str, ...], payload: bytes, what: str) -> tuple[object, ...]:
    """Give the values of an ABI encoding. Raises ChainAway where the bytes are not one."""
    from eth_abi.abi import decode
    from eth_abi.exceptions import DecodingError

    try:
        return tuple(decode(types, payload))
    except (DecodingError, OverflowError) as error:
        raise ChainAway(doing=f"read {what}", reason="it is not encoded as the contract encodes it") from error
