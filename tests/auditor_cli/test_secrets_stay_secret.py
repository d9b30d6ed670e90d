"""No secret leaves the keys folder: not in what is told, not in a log with everything on, not in a file or database."""

import base64
import io
import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chain_signing import honest, signing_server
from cli_builders import MILL, Ran, a_claim, called, written
from fastapi.testclient import TestClient

from api.app import create_app
from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight
from ledger.bootstrap import local_chain, open_ledger, operator_secret
from ledger.proof.typed_data import account_of
from ledger.settings import read_settings

PASSPHRASE = "canary-" + secrets.token_hex(16)


@dataclass
class Heard:
    """All that commands told, and all that any library logged meanwhile."""

    home: Path
    scratch: Path
    log: io.StringIO = field(default_factory=io.StringIO)
    told: list[str] = field(default_factory=list)

    def run(self, *args: object, code: int = 0) -> Ran:
        ran = called(auditor if args[0] in ("verify", "fsck") else tierlight, *args, "--home", self.home, "--json")
        self.told += [ran.out, ran.err]
        assert ran.code == code, ran.err
        return ran

    def places_of(self, secret: bytes | str) -> list[str]:
        """Where the secret shows, in any form, outside the keys folder."""
        forms = _forms(secret)
        texts = {"log": self.log.getvalue(), "told": "\n".join(self.told)}
        found = [name for name, text in texts.items() if any(form in text.encode() for form in forms)]
        keys = self.home / "keys"
        files = [path for path in self.home.rglob("*") if path.is_file() and keys not in path.parents]
        return found + [str(path) for path in files if any(form in path.read_bytes() for form in forms)]


def _forms(secret: bytes | str) -> set[bytes]:
    raw = secret.encode() if isinstance(secret, str) else secret
    encoded = {base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"=")}
    number = str(int.from_bytes(raw, "big")).encode()
    return {raw, raw.hex().encode(), raw.hex().upper().encode(), repr(raw)[2:-1].encode(), number, *encoded}


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[Heard]:
    """Everything from DEBUG on, of every library, is kept."""
    listening = Heard(tmp_path / "home", tmp_path)
    handler, root = logging.StreamHandler(listening.log), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield listening
    root.setLevel(level)
    root.removeHandler(handler)


def _a_life(heard: Heard) -> None:
    """Deploy, sign, hand in near and over the API, anchor, verify, rotate, examine: what an operator's day has."""
    password = heard.scratch / "passphrase"
    password.write_text(PASSPHRASE + "\n")
    heard.run("deploy")
    heard.run("keys", "new", "--did", MILL, "--role", "supplier", "--register", "--password-file", password)
    key = heard.home / "keys" / "mill.example.json"
    signed = ("--kind", "attestation", "--issuer", MILL, "--key", key, "--password-file", password, "--yes")
    record = heard.run("attest", written(heard.scratch / "claim.json", a_claim()), *signed).document["record_id"]
    heard.run("worker", "--until-settled", "--every", "0.1")
    heard.run("verify", record)
    heard.run("keys", "new", "--log-keys")
    heard.run("keys", "retire")
    heard.run("fsck")
    heard.run("doctor")
    with TestClient(create_app(read_settings(home=heard.home))) as client:
        heard.told += [
            client.get(path).text for path in ("/v1/log/head", "/v1/log/checkpoint", "/v1/log/keys", "/readyz")
        ]


@contextmanager
def _a_home(heard: Heard) -> Iterator[None]:
    heard.run("init")
    with local_chain(read_settings(home=heard.home)):
        yield


def test_no_key_of_files_or_environment_is_told_anywhere(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = secrets.token_bytes(32)
    monkeypatch.setenv("TIERLIGHT_WRITER_KEY", "0x" + writer.hex())
    monkeypatch.setenv("TIERLIGHT_DEBUG", "1")
    with _a_home(heard):
        before = open_ledger(read_settings(home=heard.home))
        _a_life(heard)
        after = open_ledger(read_settings(home=heard.home))
    assert not (heard.home / "keys" / "writer.json").exists()
    settings = after.settings
    canaries: dict[str, bytes | str] = {
        "the environment's key": writer,
        "the passphrase of a party": PASSPHRASE,
        "the generated passphrase": (heard.home / "keys" / ".password").read_text(),
        **{name: operator_secret(settings, name) for name in ("admin", "registrar", "custodian")},
    }
    for name, ledger in (("old", before), ("new", after)):
        keys = ledger.world.log_signer
        scalar = keys._promise_secret.private_numbers().private_value  # type: ignore[union-attr]
        canaries[f"{name} promise key"] = scalar.to_bytes(32, "big")
        canaries[f"{name} checkpoint key"] = keys._checkpoint_secret.private_bytes_raw()  # type: ignore[union-attr]
        ledger.close()
    assert {name: found for name, secret in canaries.items() if (found := heard.places_of(secret))} == {}
    assert "alembic" in heard.log.getvalue().lower() or "DDL" in heard.log.getvalue()  # libraries did log
    assert heard.places_of(account_of(writer)) != []  # what is public is found, so the search finds


def test_the_address_of_a_remote_signer_is_told_without_its_token(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key lies with the signer alone, the ledger lives on it all the same, and when it is away that is said."""
    writer, token, password = secrets.token_bytes(32), "tok-" + secrets.token_hex(12), "pw-" + secrets.token_hex(12)
    monkeypatch.setenv("TIERLIGHT_DEBUG", "1")
    with signing_server(honest(writer)) as server:
        url = server.url.replace("://", f"://sam:{password}@") + f"/v1/{token}"
        monkeypatch.setenv("TIERLIGHT_WRITER_SIGNER_URL", url)
        with _a_home(heard):
            _a_life(heard)
            told = json.loads(heard.run("doctor").out)
    (part,) = [part for part in told["parts"] if part["name"] == "anchoring key"]
    assert part["detail"] == f"remote signer, account 0x{account_of(writer).hex()}"
    assert {question["method"] for question in server.asked} == {"eth_accounts", "eth_signTransaction"}
    away = json.loads(heard.run("doctor", code=7).out)
    (part,) = [part for part in away["parts"] if part["name"] == "anchoring key"]
    assert part["status"] == "degraded"
    assert "127.0.0.1" in part["detail"]
    assert {secret: found for secret in (token, password) if (found := heard.places_of(secret))} == {}
    assert heard.places_of(writer) == []


def test_the_search_finds_a_secret_in_every_form(heard: Heard) -> None:
    secret = bytes(range(200, 232))
    heard.home.mkdir()
    for place, form in enumerate(sorted(_forms(secret))):
        path = heard.home / f"{place}.bin"
        path.write_bytes(b"before" + form + b"after")
        assert str(path) in heard.places_of(secret)
    logging.getLogger("any").debug("the key is %s", secret.hex())
    assert "log" in heard.places_of(secret)
