"""The six transactions of a deployment in their order, and the code that must lie on the chain after it."""

from dataclasses import dataclass

from ledger.chain.contract import artifact, encoded, encoded_call
from ledger.chain.deploy_plan import Plan
from ledger.model.deployment import Place
from ledger.model.statement import Domain
from ledger.proof.places import place_salt
from ledger.proof.typed_data import domain_separator, keccak

CONTRACTS = ("PasskeyVerifier", "KeyRegistry", "AnchorLog", "AttestationRegistry", "SurveyRegistry")
OPENING = "open"
_CODE_GAS_PER_BYTE = 250  # 200 to store a byte, 16 to carry it, the rest for the constructor's words
_CREATION_GAS = 300_000
_OPENING_GAS = 150_000


@dataclass(frozen=True, slots=True)
class Step:
    """One transaction of the admin; its place in the order is its nonce. `to` is None where it creates a contract."""

    name: str
    to: bytes | None
    call: bytes
    gas: int


def steps(plan: Plan) -> tuple[Step, ...]:
    """Give the six transactions in the order of the admin's nonces."""
    opening = encoded_call("open(bytes32,address)", place_salt(plan.place), plan.by.writer)
    return (
        *(
            Step(name, None, creation, _CREATION_GAS + _CODE_GAS_PER_BYTE * len(creation))
            for name, creation in _creations(plan).items()
        ),
        Step(OPENING, plan.place.anchor_log, opening, _OPENING_GAS),
    )


def code_hashes(plan: Plan) -> dict[bytes, bytes]:
    """Give by address, in the order of creation, the keccak256 of the code that must lie there."""
    return code_hashes_of(plan.place, plan.passkey_verifier, plan.domain)


def code_hashes_of(place: Place, passkey_verifier: bytes, home: Domain) -> dict[bytes, bytes]:
    """Give the same for contracts whose addresses and home domain are known: artefacts with their immutables filled."""
    codes = {
        passkey_verifier: artifact("PasskeyVerifier").code_with(),
        place.key_registry: artifact("KeyRegistry").code_with(passkeyVerifier=passkey_verifier),
        place.anchor_log: artifact("AnchorLog").code_with(),
        place.attestation_registry: artifact("AttestationRegistry").code_with(
            homeDomainSeparator=domain_separator(home)
        ),
        place.survey_registry: artifact("SurveyRegistry").code_with(),
    }
    return {address: keccak(code) for address, code in codes.items()}


def _creations(plan: Plan) -> dict[str, bytes]:
    """What each contract is created by: its code and what the constructor is given."""
    registry = encoded(("address", "address"), (plan.by.registrar, plan.passkey_verifier))
    home = (plan.domain.chain_id, plan.domain.verifying_contract, plan.domain.salt)
    given = {"KeyRegistry": registry, "AttestationRegistry": encoded(("uint256", "address", "bytes32"), home)}
    return {name: artifact(name).creation_code + given.get(name, b"") for name in CONTRACTS}
