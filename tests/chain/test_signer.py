"""A remote signer may keep the key and nothing else: what it gives back is sent only if it is what was asked for."""

import time
from typing import Any

import pytest
import rlp
from chain_signing import honest, signed, signing_server

from ledger.chain.answers import hexed
from ledger.chain.anvil import LocalChain
from ledger.chain.rpc import Rpc
from ledger.chain.signer import LocalSigner, RemoteSigner, remote_accounts
from ledger.errors import BadSetting, SignerAway
from ledger.proof.typed_data import keccak

SECRET, OTHER = b"\x11" * 32, b"\x22" * 32
ACCOUNT = LocalSigner(SECRET).account
ANVIL_SECRET = bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")  # in its manual
ORDER_OF_SECP256K1 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def a_transaction(**changed: object) -> dict[str, object]:
    fields: dict[str, object] = {"type": 2, "chainId": 31337, "nonce": 7, "value": 0, "data": b"\xab\x00\xcd"}
    return (
        fields | {"gas": 60_000, "maxFeePerGas": 3 * 10**9, "maxPriorityFeePerGas": 10**9, "to": b"\x33" * 20} | changed
    )


def reason_of(answer: Any, **served: Any) -> str:
    """What the refusal of this answer says."""
    with signing_server(answer, **served) as server, pytest.raises(SignerAway) as refused:
        RemoteSigner(url=server.url, account=ACCOUNT, timeout_seconds=5).sign(a_transaction())
    return refused.value.reason


def test_a_remote_signer_gives_the_bytes_that_a_local_one_gives() -> None:
    with signing_server(honest(SECRET)) as server:
        assert RemoteSigner(url=server.url, account=ACCOUNT).sign(a_transaction()) == LocalSigner(SECRET).sign(
            a_transaction()
        )


def test_a_transaction_that_creates_a_contract_has_no_receiver() -> None:
    fields = a_transaction()
    del fields["to"]
    with signing_server(honest(SECRET)) as server:
        raw, _ = RemoteSigner(url=server.url, account=ACCOUNT).sign(fields)
        assert "to" not in server.asked[0]["params"][0]
    assert raw == LocalSigner(SECRET).sign(fields)[0]


def test_the_answer_of_a_node_and_of_clef_names_the_raw_bytes_beside_the_transaction() -> None:
    with signing_server(lambda q: {"raw": honest(SECRET)(q), "tx": {"nonce": "0x7"}}) as server:
        assert RemoteSigner(url=server.url, account=ACCOUNT).sign(a_transaction())[0][:1] == b"\x02"


def test_a_signer_that_knows_only_the_other_name_is_asked_by_it() -> None:
    def clef(question: dict[str, Any]) -> object:
        if question["method"].startswith("eth_"):
            return {"error": {"code": -32601, "message": "the method does not exist"}}
        return [hexed(ACCOUNT)] if question["method"] == "account_list" else honest(SECRET)(question)

    with signing_server(clef) as server:
        assert remote_accounts(server.url) == (ACCOUNT,)
        RemoteSigner(url=server.url, account=ACCOUNT).sign(a_transaction())


def test_anvil_signs_what_it_is_asked(own_chain: LocalChain) -> None:
    rpc = Rpc(own_chain.url)
    account = LocalSigner(ANVIL_SECRET).account
    assert account in remote_accounts(own_chain.url)
    nonce = int(str(rpc.call("eth_getTransactionCount", hexed(account), "latest")), 16)
    raw, transaction_hash = RemoteSigner(url=own_chain.url, account=account).sign(a_transaction(nonce=nonce))
    assert rpc.call("eth_sendRawTransaction", hexed(raw)) == hexed(transaction_hash)
    rpc.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chainId", 1),
        ("nonce", 8),
        ("maxPriorityFeePerGas", 10**9 + 1),
        ("maxFeePerGas", 4 * 10**9),
        ("gas", 60_001),
        ("to", b"\x34" * 20),
        ("value", 1),
        ("data", b"\xab\x00\xce"),
        ("accessList", [{"address": "0x" + "44" * 20, "storageKeys": []}]),
    ],
)
def test_another_transaction_than_the_one_asked_for_is_refused(field: str, value: object) -> None:
    assert f"{field} is not the one asked for" in reason_of(honest(SECRET, **{field: value}))


def test_the_signature_of_another_account_is_refused() -> None:
    assert "another account" in reason_of(honest(OTHER))


def test_a_transaction_of_another_type_is_refused() -> None:
    assert "another type" in reason_of(lambda q: "0x01" + str(honest(SECRET)(q))[4:])


def test_a_second_form_of_the_same_signature_is_refused() -> None:
    def with_high_s(question: dict[str, Any]) -> str:
        parts = rlp.decode(signed(SECRET, question["params"][0])[1:])
        s = ORDER_OF_SECP256K1 - int.from_bytes(parts[11], "big")
        parity = b"\x01" if parts[9] == b"" else b""
        return hexed(b"\x02" + rlp.encode([*parts[:9], parity, parts[10], s.to_bytes(32, "big").lstrip(b"\x00")]))

    assert "malformed" in reason_of(with_high_s)


def test_a_number_with_leading_zeros_is_refused() -> None:
    """Nodes would refuse it, and the hash under which we look for it would be another."""

    def padded(question: dict[str, Any]) -> str:
        parts = rlp.decode(signed(SECRET, question["params"][0])[1:])
        return hexed(b"\x02" + rlp.encode([*parts[:10], b"\x00" + parts[10], parts[11]]))

    assert "canonical" in reason_of(padded)


@pytest.mark.parametrize(("place", "part"), [(9, b"\x02"), (9, b"\xff" * 9), (10, b"\xff" * 33), (11, b"\xff" * 33)])
def test_a_signature_out_of_range_is_refused(place: int, part: bytes) -> None:
    def changed(question: dict[str, Any]) -> str:
        parts = rlp.decode(signed(SECRET, question["params"][0])[1:])
        return hexed(b"\x02" + rlp.encode([*parts[:place], part, *parts[place + 1 :]]))

    assert "out of range" in reason_of(changed)


@pytest.mark.parametrize("tail", ["00", "c0"])
def test_bytes_behind_the_transaction_are_refused(tail: str) -> None:
    assert "cannot be read" in reason_of(lambda q: str(honest(SECRET)(q)) + tail)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "not JSON-RPC"),
        ("0xzz", "not hexadecimal"),
        ("ab", "not hexadecimal"),
        (7, "not hexadecimal"),
        ({"tx": {}}, "not hexadecimal"),
        ("0x", "another type"),
        ("0x02", "cannot be read"),
        ("0x02c0", "no transaction of type 2"),
        ("0x02" + rlp.encode([b""] * 9 + [[], [], []]).hex(), "no transaction of type 2"),
        ({"error": {"code": -32000, "message": "account locked"}}, "account locked"),
        ({"error": "no"}, "no"),
    ],
)
def test_what_is_no_signed_transaction_is_refused(answer: object, told: str) -> None:
    assert told in reason_of(lambda _: answer)


def test_a_redirect_is_not_followed() -> None:
    with signing_server(honest(SECRET)) as elsewhere:
        assert "HTTP status 307" in reason_of(honest(SECRET), status=307, headers={"Location": elsewhere.url})
        assert elsewhere.asked == []


def test_an_answer_without_end_is_cut() -> None:
    assert "more than 1000000 bytes" in reason_of(honest(SECRET), raw=b'"' + b"a" * 1_100_000 + b'"')


def test_an_answer_that_trickles_in_is_cut_when_its_time_is_over() -> None:
    """Each byte comes in time, all of them would take minutes."""
    begun = time.monotonic()
    with signing_server(honest(SECRET), raw=b"x" * 1000, drip=0.2) as server, pytest.raises(SignerAway) as refused:
        RemoteSigner(url=server.url, account=ACCOUNT, timeout_seconds=1).sign(a_transaction())
    assert "within 1 s" in refused.value.reason
    assert time.monotonic() - begun < 5


def test_html_is_not_taken_for_an_answer() -> None:
    assert "not JSON" in reason_of(honest(SECRET), raw=b"<html>502</html>")


def test_a_signer_that_is_not_there_is_away() -> None:
    with signing_server(honest(SECRET)) as server:
        url = server.url
    with pytest.raises(SignerAway, match="connection"):
        RemoteSigner(url=url, account=ACCOUNT).sign(a_transaction())


def test_path_and_credentials_of_the_url_are_sent_and_never_told() -> None:
    def repeating(question: dict[str, Any]) -> object:
        return {"error": {"code": -1, "message": "no route /v1/tOken-abc?k=s3cret for sam:pa55word (pa55word)"}}

    with signing_server(repeating) as server:
        url = server.url.replace("http://", "http://sam:pa55word@") + "/v1/tOken-abc?k=s3cret"
        with pytest.raises(SignerAway) as refused:
            RemoteSigner(url=url, account=ACCOUNT).sign(a_transaction())
    assert server.headers[0]["Authorization"].startswith("Basic ")
    told = f"{refused.value} {refused.value.__cause__} {refused.value.facts()}"
    assert not any(secret in told for secret in ("pa55word", "tOken-abc", "s3cret", "sam:"))
    assert "127.0.0.1" in told


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://h/tOken",
        "http://",
        "http:///tOken",
        "http://h:tOken",
        "http://h:99999/tOken",
        "http://[tOken",
        "tOken",
    ],
)
def test_what_is_no_url_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(BadSetting) as refused:
        RemoteSigner(url=url, account=ACCOUNT)
    assert "tOken" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_published_key_signs_for_the_local_chain_alone() -> None:
    account = LocalSigner(ANVIL_SECRET).account
    LocalSigner(ANVIL_SECRET).sign(a_transaction())
    with pytest.raises(BadSetting, match="published"):
        LocalSigner(ANVIL_SECRET).sign(a_transaction(chainId=1))
    with signing_server(honest(ANVIL_SECRET)) as server:
        with pytest.raises(BadSetting, match="published"):
            RemoteSigner(url=server.url, account=account).sign(a_transaction(chainId=1))
        assert server.asked == []


@pytest.mark.parametrize("accounts", [None, "0x", [7], ["0x12"], {"a": 1}])
def test_a_list_of_accounts_that_is_none_is_refused(accounts: object) -> None:
    with signing_server(lambda _: accounts) as server, pytest.raises(SignerAway):
        remote_accounts(server.url)


def test_a_secret_shows_in_no_text_of_its_signer() -> None:
    told = repr(LocalSigner(SECRET)) + str(LocalSigner(SECRET))
    assert SECRET.hex() not in told
    assert repr(SECRET) not in told


def test_the_hash_is_that_of_the_raw_bytes() -> None:
    raw, transaction_hash = LocalSigner(SECRET).sign(a_transaction())
    assert transaction_hash == keccak(raw)
