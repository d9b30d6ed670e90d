"""The same questions to a running API: same documents, same exit codes."""

import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cli_builders import (
    BRAND,
    LOT,
    MILL,
    PASSPHRASE,
    PRODUCT,
    SITE,
    YARN,
    Story,
    a_claim,
    called,
    first_document,
    started,
    written,
)

from auditor_cli.auditor.app import main as auditor
from auditor_cli.operator.app import main as tierlight

AUDITOR = "did:web:auditor.example"


@dataclass(frozen=True)
class Served:
    url: str
    link: str
    key: str


@pytest.fixture(scope="module")
def served(story: Story) -> Iterator[Served]:
    made = called(
        tierlight, "keys", "new", "--did", AUDITOR, "--role", "auditor", "--api-key", "--home", story.home, "--json"
    )
    assert made.code == 0, made.err
    args = ("serve", "--port", "0", "--sign-in", f"{BRAND}:brand", "--home", story.home, "--json")
    with started("tierlight", *args) as process:
        told = first_document(process)
        wait = httpx.HTTPTransport(retries=20)
        with httpx.Client(transport=wait, timeout=30) as client:
            client.get(f"{told['url']}/healthz").raise_for_status()
        yield Served(told["url"], told["sign_in"][0]["link"], made.document["api_key"])
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130


def _asked(served: Served) -> tuple[str, ...]:
    return ("--server", served.url, "--api-key", served.key, "--json")


@pytest.mark.parametrize(
    "question",
    [
        *(
            ("products",),
            ("tiers", PRODUCT),
            ("score", PRODUCT, "--as-of", "2026-11-01"),
            ("explain", PRODUCT, "--tier", "1", "--as-of", "2026-11-01"),
            ("what-if", PRODUCT, "--site", SITE, "--as-of", "2026-11-01"),
            ("compare", PRODUCT, "--as-of", "2026-10-20", "--as-of", "2026-11-01"),
            ("trace", LOT),
            ("track", YARN),
            ("reference", "list", "--as-of", "2026-11-01"),
            ("reference", "verify"),
        ),
        *(("products", "--as-of", "2020-01-01"), ("tiers", PRODUCT, "--min-log-size", "1")),
        ("score", PRODUCT, "--as-of", "2026-11-01", "--as-of-log-size", "5"),
    ],
    ids=" ".join,
)
def test_a_server_gives_the_same_document_as_its_own_folder(
    served: Served, story: Story, question: tuple[str, ...]
) -> None:
    far = called(auditor, *question, *_asked(served))
    near = called(auditor, *question, "--home", story.home, "--json")
    assert (far.code, far.out) == (near.code, near.out)


def test_two_editions_and_a_file_are_compared_with_a_server(served: Served, story: Story, tmp_path: Path) -> None:
    tables = called(auditor, "reference", "list", *_asked(served)).document["tables"]
    hashes = {each["table"]: each["sha256"] for each in tables}
    file = tmp_path / "tiers.csv"
    file.write_text("Country,Tier\nViet Nam,3\n")
    both = (hashes["tip_2025"][:8], hashes["tip_2025"][:12])
    for question in (both, (file, "--publisher", "tip", "--as-of", "2026-10-01")):
        far = called(auditor, "reference", "diff", *question, *_asked(served))
        near = called(auditor, "reference", "diff", *question, "--home", story.home, "--json")
        assert far.document["counts"] == near.document["counts"]
        assert (far.code, far.out) == (near.code, near.out)


def test_importing_is_not_asked_of_a_server(served: Served, tmp_path: Path) -> None:
    asked = ("reference", "import", tmp_path / "tiers.csv", "--publisher", "tip", "--server", served.url)
    found = called(auditor, *asked)
    assert found.code == 2
    assert "writes the operator's data folder" in " ".join(found.err.split())


def test_a_record_is_verified_at_a_server(served: Served, story: Story) -> None:
    assert called(auditor, "verify", story.final_record, *_asked(served)).code == 0
    assert called(auditor, "verify", story.pending_record, *_asked(served)).code == 6


def test_what_is_not_there_is_the_same_refusal(served: Served, story: Story) -> None:
    far = called(auditor, "score", "12345", *_asked(served))
    near = called(auditor, "score", "12345", "--home", story.home, "--json")
    assert far.code == near.code == 2
    assert far.document["error"]["code"] == near.document["error"]["code"] == "not-found"


@pytest.mark.parametrize("key", [(), ("--api-key", "tl_0123456789abcdef_00")])
def test_without_a_good_key_nobody_is_answered(served: Served, key: tuple[str, ...]) -> None:
    found = called(auditor, "products", "--server", served.url, *key)
    assert (found.code, found.out) == (4, "")
    assert found.err.startswith("NOT ALLOWED")


def test_a_supplier_may_not_see_products(served: Served, story: Story) -> None:
    made = called(
        tierlight, "keys", "new", "--did", MILL, "--role", "supplier", "--api-key", "--home", story.home, "--json"
    )
    found = called(auditor, "products", "--server", served.url, "--api-key", made.document["api_key"])
    assert found.code == 4


def test_a_server_that_is_away_is_7() -> None:
    with socket.socket() as taken:  # bound and not listening: nobody else answers there
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        found = called(auditor, "products", "--server", url, "--json")
    assert (found.code, found.document["error"]["code"]) == (7, "server-away")


def test_an_address_that_is_none_is_wrong_usage() -> None:
    assert called(auditor, "products", "--server", "localhost:8600").code == 2


def test_a_statement_is_signed_here_and_handed_in_there(served: Served, story: Story, tmp_path: Path) -> None:
    password = tmp_path / "passphrase"
    password.write_text(PASSPHRASE)
    claim, key = written(tmp_path / "claim.json", a_claim()), story.home / "keys" / "mill.example.json"
    found = called(
        tierlight,
        *("attest", claim, "--kind", "attestation", "--issuer", MILL, "--key", key),
        *("--password-file", password, "--yes", *_asked(served)),
    )
    assert (found.code, found.document["acknowledgement"]["is_new"]) == (0, True)


def test_a_refusal_of_the_server_names_the_check(served: Served, story: Story, tmp_path: Path) -> None:
    password = tmp_path / "passphrase"
    password.write_text(PASSPHRASE)
    claim, key = written(tmp_path / "claim.json", a_claim()), story.home / "keys" / "mill.example.json"
    found = called(
        tierlight,
        *("attest", claim, "--kind", "attestation", "--issuer", BRAND, "--key", key),
        *("--password-file", password, "--yes", "--server", served.url, "--api-key", served.key),
    )
    assert found.code == 4
    assert "check 6 key" in found.err


def test_a_sign_in_link_is_good(served: Served) -> None:
    with httpx.Client(follow_redirects=False) as client:
        first, second = client.post(served.link), client.post(served.link)
    assert first.status_code == 303
    assert second.status_code == 401


def test_the_doctor_asks_a_server_for_its_readiness(served: Served, story: Story) -> None:
    """Whether anchoring is late by now is the story's age; a server says what its own folder does."""
    places = (("--server", served.url), ("--home", story.home))
    asked = (called(tierlight, "doctor", *place, "--json") for place in places)
    parts, own = ({each["name"]: each["status"] for each in found.document["parts"]} for found in asked)
    assert (parts["database"], parts["chain"]) == ("ready", "ready")
    assert parts == {name: own[name] for name in parts}


def test_a_port_that_is_taken_is_refused(served: Served, story: Story) -> None:
    found = called(tierlight, "serve", "--port", served.url.rpartition(":")[2], "--home", story.home)
    assert found.code == 2
    assert "choose another --port" in found.err


def _draft(path: Path, *place: object) -> Path:
    made = called(auditor, "report", PRODUCT, "--draft", "-o", path, "--as-of", "2026-11-01", *place)
    assert made.code == 0, made.err
    return path


def test_a_report_is_made_again_for_whom_it_names_whoever_asks(served: Served, story: Story, tmp_path: Path) -> None:
    mine = _draft(tmp_path / "mine.json", "--server", served.url, "--api-key", served.key)
    brands = _draft(tmp_path / "brands.json", "--home", story.home)
    for report, place in ((mine, _asked(served)), (brands, _asked(served)), (mine, ("--home", story.home, "--json"))):
        found = called(auditor, "verify", report, *place)
        assert (found.code, found.document["verdict"]) == (0, "CONFIRMED"), found.out


def test_a_report_for_a_reader_that_this_key_may_not_ask_for_is_no_difference(
    served: Served, story: Story, tmp_path: Path
) -> None:
    """That auditor holds a key of the server's and stands in no registry: nobody else is told what it may read."""
    mine = _draft(tmp_path / "mine.json", "--server", served.url, "--api-key", served.key)
    made = called(
        tierlight, "keys", "new", "--did", BRAND, "--role", "brand", "--api-key", "--home", story.home, "--json"
    )
    found = called(auditor, "verify", mine, "--server", served.url, "--api-key", made.document["api_key"], "--json")
    assert (found.code, found.document["verdict"]) == (8, "CANNOT-VERIFY"), found.out
    reads = found.document["results"][0]["reads"]
    assert f"it was made for {AUDITOR}" in reads
    assert "--home" in reads
