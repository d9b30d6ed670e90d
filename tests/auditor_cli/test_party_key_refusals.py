"""What is refused of a change of keys before anything is signed: the field, the reason and the mend."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_builders import called, written

from auditor_cli.operator import keys_rules
from auditor_cli.operator.app import main as tierlight
from auditor_cli.operator.keys_order import contract_in_words
from auditor_cli.operator.keys_send import read_order_file
from auditor_cli.refusals import WrongUsage
from ledger.errors import ChainRefused
from ledger.model.deployment import RegistrySnapshot
from ledger.model.party import KeyType, Party, Role, SigningKey
from ledger.proof.orders import Order, Registry, UnsignedOrder, read_order
from ledger.proof.typed_data import keccak, party_id

MILL, BRAND = "did:web:mill.example", "did:web:brand.example"
ADMIN, KEY, REVOKED, SUSPECTED, FOREIGN = (bytes([number]) * 20 for number in range(1, 6))
VERIFIER = b"\xfe" * 20
NOW = 1_790_000_000  # 2026-09-21
DAY = 86_400


def a_key(signer: bytes, did: str = MILL, **times: int) -> SigningKey:
    return SigningKey(keccak(signer), party_id(did), signer, KeyType.EOA, bytes(32), NOW - 300 * DAY, **times)


def a_registry() -> RegistrySnapshot:
    keys = (a_key(KEY), a_key(REVOKED, revoked_at=NOW - 9 * DAY), a_key(SUSPECTED, suspect_from=NOW - 5 * DAY))
    parties = [Party(did, party_id(did), frozenset((ADMIN,)), Role.SUPPLIER) for did in (MILL, BRAND)]
    known = {key.key_id: key for key in (*keys, a_key(FOREIGN, BRAND))}
    return RegistrySnapshot(7, bytes(32), {party.party_id: party for party in parties}, known, {})


def hexed(octets: bytes) -> str:
    return "0x" + octets.hex()


def refused(call: Callable[[], Any]) -> str:
    """Give field, reason and mend of the refusal that the call must end in."""
    with pytest.raises(WrongUsage) as caught:
        call()
    assert caught.value.mend
    return f"{caught.value.field}: {caught.value.reason} | {caught.value.mend}"


def test_an_unknown_party_is_named_with_how_to_register_it() -> None:
    told = refused(lambda: keys_rules.party_of(a_registry(), "did:web:nobody.example"))
    assert told.startswith("DID: did:web:nobody.example is no party")
    assert "--register" in told


def test_a_key_of_another_party_is_not_revoked_by_this_one_and_says_whose_it_is() -> None:
    told = refused(lambda: keys_rules.key_of(a_registry(), MILL, hexed(FOREIGN)))
    assert f"is a key of {BRAND}, not of {MILL}" in told


def test_a_key_is_found_by_its_signer_in_any_case_and_by_its_key_id() -> None:
    by_signer = keys_rules.key_of(a_registry(), MILL, hexed(KEY).upper().replace("0X", "0x"))
    assert by_signer == keys_rules.key_of(a_registry(), MILL, hexed(keccak(KEY))) == a_key(KEY)


@pytest.mark.parametrize("text", ["mill.example", "0x12", "0x" + "zz" * 20, "0x" + "11" * 20])
def test_what_is_no_key_of_the_party_is_refused_by_field(text: str) -> None:
    assert refused(lambda: keys_rules.key_of(a_registry(), MILL, text)).startswith("SIGNER: ")


@pytest.mark.parametrize(
    ("signer", "reason"),
    [(KEY, "already"), (REVOKED, "does not come back"), (FOREIGN, f"is a key of {BRAND}: one key serves one party")],
)
def test_a_key_that_anybody_has_or_had_is_not_added(signer: bytes, reason: str) -> None:
    assert reason in refused(lambda: keys_rules.require_free(a_registry(), MILL, signer))


def test_who_is_no_admin_orders_nothing_and_no_admin_counts_twice() -> None:
    party = a_registry().parties[party_id(MILL)]
    keys_rules.require_admins(party, MILL, [ADMIN])
    assert "is no admin key of" in refused(lambda: keys_rules.require_admins(party, MILL, [KEY]))
    assert "twice" in refused(lambda: keys_rules.require_admins(party, MILL, [ADMIN, ADMIN]))


@pytest.mark.parametrize(
    ("signer", "text", "reason"),
    [
        (KEY, "2030-01-01", "is later than"),
        (SUSPECTED, "2026-09-18", "later than what was said before"),
        (REVOKED, "2026-09-18", "is later than"),
        (KEY, "yesterday", "is no day"),
        (KEY, "2026-09-18T25:00:00Z", "is no day"),
        (KEY, "1970-01-01", "is before any key"),
    ],
)
def test_suspicion_begins_in_the_past_before_the_revocation_and_only_ever_earlier(
    signer: bytes, text: str, reason: str
) -> None:
    key = a_registry().keys[keccak(signer)]
    assert reason in refused(lambda: keys_rules.suspicion(text, key, now=NOW))


def test_a_day_begins_at_midnight_in_utc_and_a_time_is_taken_as_it_is() -> None:
    key = a_registry().keys[keccak(SUSPECTED)]
    assert keys_rules.suspicion("2026-09-01", key, now=NOW) % DAY == 0
    assert keys_rules.suspicion("2026-09-01T00:00:07Z", key, now=NOW) % DAY == 7


@pytest.mark.parametrize(
    ("octets", "reason"), [(b"\x01" * 40, "has 40 bytes"), (b"\x01" * 84, "another verifier"), (b"", "too short")]
)
def test_what_no_signer_looks_like_is_not_taken(octets: bytes, reason: str) -> None:
    assert reason in refused(lambda: keys_rules.signer_from(hexed(octets), field="--signer", verifier=VERIFIER))


def test_of_a_passkey_its_point_is_enough() -> None:
    found = keys_rules.signer_from(hexed(b"\x02" * 64), field="--signer", verifier=VERIFIER)
    assert found == VERIFIER + b"\x02" * 64


@pytest.mark.parametrize(
    ("name", "length", "rp_id", "field"),
    [
        (None, 20, None, "--type"),
        ("log-es256", 64, None, "--type"),
        ("passkey", 20, "mill.example", "--type"),
        ("eoa", 84, None, "--type"),
        ("passkey", 84, None, "--rp-id"),
        ("erc1271", 20, "mill.example", "--rp-id"),
    ],
)
def test_the_type_must_fit_the_signer(name: str | None, length: int, rp_id: str | None, field: str) -> None:
    assert refused(lambda: keys_rules.type_named(name, bytes(length), rp_id)).startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("reason", "field"), [("DeadlinePassed(1, 2)", "ORDER"), ("BadSignature(0x, 0x)", "--signature")]
)
def test_the_contracts_refusal_is_told_as_field_and_mend(reason: str, field: str) -> None:
    def sent() -> None:
        with contract_in_words():
            raise ChainRefused(doing="addKey", reason=reason)

    assert refused(sent).startswith(f"{field}: ")


def test_a_refusal_of_the_contract_that_no_option_explains_stays_what_it_is() -> None:
    with pytest.raises(ChainRefused, match="reverted"), contract_in_words():
        raise ChainRefused(doing="addKey", reason="reverted")


def an_order() -> UnsignedOrder:
    order = Order("revokeKey", (party_id(MILL), keccak(KEY), 0))
    return UnsignedOrder(order, Registry(31337, b"\xcd" * 20), ADMIN, nonce=1 << 255, deadline=NOW)


def test_a_prepared_order_is_read_back_as_it_was_from_its_file(tmp_path: Path) -> None:
    document = {"schema": "tierlight.key-order/1", "typed_data": an_order().document()}
    assert read_order_file(written(tmp_path / "order.json", document)) == an_order()


@pytest.mark.parametrize(
    "change",
    [
        {"primaryType": "DeclareSuspect"},
        {"primaryType": "Burn"},
        {"domain": {}},
        {"message": {}},
        {"message": an_order().document()["message"] | {"nonce": "-1"}},  # type: ignore[operator]
        {"message": an_order().document()["message"] | {"also": 1}},  # type: ignore[operator]
        {"message": an_order().document()["message"] | {"suspectFrom": -1}},  # type: ignore[operator]
        {"types": {}},
    ],
)
def test_an_order_that_was_changed_is_not_taken(change: dict[str, Any], tmp_path: Path) -> None:
    file = written(tmp_path / "order.json", {"typed_data": an_order().document() | change})
    assert refused(lambda: read_order_file(file)).startswith("ORDER: ")


def test_a_256_bit_number_is_text_in_the_file_since_wallets_would_round_it() -> None:
    document = json.loads(json.dumps(an_order().document()))
    assert document["message"]["nonce"] == str(1 << 255)
    assert read_order(document).digest == an_order().digest


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("add", MILL, "--by", "x"), "--new"),
        (("add", MILL, "--new", "--signer", "0x01", "--by", "x"), "--new"),
        (("add", MILL, "--new", "--type", "eoa", "--by", "x"), "--type"),
        (("add", MILL, "--signer", "0x01", "--name", "n", "--by", "x"), "--name"),
        (("recover", MILL, "steal"), "STEP"),
        (("recover", MILL, "propose", "--by", "x"), "--admin"),
        (("recover", MILL, "cancel"), "--by"),
        (("recover", MILL, "complete", "--admin", "0x01", "--by", "x"), "--by"),
        (("admins", MILL, "--by", "x"), "--add"),
        (("send", "a.json", "b.json", "--signature", "0x01"), "--signature"),
    ],
)
def test_options_that_do_not_go_together_are_named(arguments: tuple[str, ...], field: str, tmp_path: Path) -> None:
    error = called(tierlight, "keys", *arguments, "--home", tmp_path / "none", "--json")
    assert error.code == 2
    assert error.document["error"]["sentence"].startswith(f"{field}: ")
    assert not (tmp_path / "none").exists()
