"""Log keys and promises that tests of several folders share."""

from hashlib import sha256
from typing import Any

from builders import NOW

from ledger.model.promise import Promise, SignedPromise
from ledger.proof.promise import promise_material
from ledger.vault.log_keys import LogKeys


def a_log_signer(name: str = "log") -> LogKeys:
    """The log keys of an operator, the same for the same name."""
    return LogKeys(sha256(f"{name} promises".encode()).digest(), sha256(f"{name} checkpoints".encode()).digest())


def a_promise(*, by: str = "log", **changed: Any) -> SignedPromise:
    """A promise about nothing in particular, signed by the log key of that name."""
    fields: dict[str, Any] = {"log_id": b"\x0f" * 32, "record_id": b"\x0e" * 32, "received_at": NOW}
    promise = Promise(**{"include_by": NOW + 600, **fields, **changed})
    signer = a_log_signer(by)
    return SignedPromise(promise, signer.promise_key, signer.sign_promise(promise_material(promise)))
