"""tierlight sites: the queue, and a decision that is signed here and settles it."""

from pathlib import Path

import pytest
from builders import AUDITOR, BRAND, MILL, Party, a_deployment, a_registry, an_attestation
from cli_builders import PASSPHRASE, Ran, called
from store_seals import sealed

from auditor_cli.operator.app import main
from ledger.bootstrap import SystemClock
from ledger.jobs.standing import deployment_of
from ledger.jobs.submit import submit
from ledger.ports import World
from ledger.store.sql_store import SqlStore, open_store
from ledger.vault.keyfile import save_key

SITE, OTHER = "urn:example:site:mill", "urn:example:site:mill-2"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A ledger without a chain, in which one place was described twice, and one site's OS ID cannot be."""
    folder = tmp_path / "home"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'ledger.db'}")
    store.save_deployment(a_deployment())
    store.save_registry(a_registry())
    world = World(store, None, SystemClock())
    describe(world, SITE, by=MILL)
    describe(world, OTHER, by=BRAND)
    describe(world, "urn:example:site:odd", by=MILL, name="Green Hill", identifiers=["IN2019067X1K87E"])
    sealed(store)
    store.close()
    return folder


def describe(world: World, site: str, *, by: Party, **changes: object) -> None:
    body = {"facility": site, "operator": by.did, "country": "IN", "name": "Blue River Textiles Ltd"} | changes
    domain = deployment_of(world).domain
    submit(world, [an_attestation(signed_by=by, kind="facility", body=body, domain=domain)])


def seal(home: Path) -> None:
    store = open_store(f"sqlite:///{home / 'ledger.db'}")
    assert isinstance(store, SqlStore)
    sealed(store)
    store.close()


def decide(home: Path, tmp_path: Path, by: Party, *more: object) -> Ran:
    return signed(home, tmp_path, by, "decide", OTHER, SITE, "same", *more)


def signed(home: Path, tmp_path: Path, by: Party, *more: object) -> Ran:
    key, password = tmp_path / "key.json", tmp_path / "password"
    if not key.exists():
        save_key(key, by.secret, password=PASSPHRASE)
        password.write_text(PASSPHRASE)
        password.chmod(0o600)
    told = ("--reason", "Visited both.", "--issuer", by.did, "--key", key, "--password-file", password)
    return called(main, "sites", *more, *told, "--home", home, "--json")


def test_the_queue_lists_what_waits_for_a_person_and_why(home: Path) -> None:
    found = called(main, "sites", "list", "--home", home)
    assert found.code == 0
    assert "possible match" in found.out
    assert "names are alike" in " ".join(found.out.split())
    assert "wrong check character" in " ".join(found.out.split())
    assert "new" not in found.out.split()


def test_all_described_sites_are_listed_where_asked(home: Path) -> None:
    found = called(main, "sites", "list", "--all", "--home", home, "--json").document
    assert [each["outcome"] for each in found["matches"]] == ["new", "possible match", "error"]


def test_an_auditors_decision_empties_the_queue_of_the_pair(home: Path, tmp_path: Path) -> None:
    sent = decide(home, tmp_path, AUDITOR, "--yes")
    assert (sent.code, sent.document["is_sent"]) == (0, True)
    assert "are: same" in sent.err
    seal(home)
    left = called(main, "sites", "list", "--home", home, "--json").document
    assert [each["outcome"] for each in left["matches"]] == ["error"]
    settled = called(main, "sites", "list", "--all", "--home", home).out
    assert "matched" in settled
    assert not any(word in settled for word in ("may be", "Next:"))


def test_a_decision_of_a_brand_is_refused_with_what_it_needs(home: Path, tmp_path: Path) -> None:
    refused = decide(home, tmp_path, BRAND, "--yes")
    assert refused.code == 4
    assert "auditor or operator" in str(refused.document)


def test_a_dry_run_shows_the_decision_and_signs_nothing(home: Path, tmp_path: Path) -> None:
    shown = decide(home, tmp_path, AUDITOR, "--dry-run")
    assert (shown.code, shown.document["is_sent"]) == (0, False)
    assert shown.document["statement"]["body"]["outcome"] == "same"


def test_a_name_cannot_move_the_terminal(home: Path) -> None:
    store = open_store(f"sqlite:///{home / 'ledger.db'}")
    describe(
        World(store, None, SystemClock()),
        "urn:example:site:evil",
        by=MILL,
        name="Mill \u202egpj",
        identifiers=["X" * 3],
    )
    sealed(store)
    store.close()
    assert "\u202e" not in called(main, "sites", "list", "--all", "--home", home).out


def listed(home: Path) -> tuple[str | None, bool]:
    found = called(main, "sites", "list", "--all", "--home", home, "--json").document["matches"]
    return next((each["operator"], each["is_operator_confirmed"]) for each in found if each["site"] == OTHER)


def test_the_list_says_who_operates_a_site_and_whether_that_was_confirmed(home: Path, tmp_path: Path) -> None:
    assert listed(home) == (BRAND.did, False)
    assert "(not confirmed)" in " ".join(called(main, "sites", "list", "--home", home).out.split())
    sent = signed(home, tmp_path, AUDITOR, "confirm", OTHER, MILL.did, "--yes")
    assert (sent.code, sent.document["is_sent"]) == (0, True)
    assert "confirmed" in sent.err
    seal(home)
    assert listed(home) == (MILL.did, True)


def test_who_is_refused_is_no_operator(home: Path, tmp_path: Path) -> None:
    assert signed(home, tmp_path, AUDITOR, "refuse", OTHER, BRAND.did, "--yes").code == 0
    seal(home)
    assert listed(home) == (None, False)


def test_a_brand_confirms_no_operator(home: Path, tmp_path: Path) -> None:
    refused = signed(home, tmp_path, BRAND, "confirm", OTHER, BRAND.did, "--yes")
    assert refused.code == 4
    assert "auditor or operator" in str(refused.document)


def test_an_operator_is_named_by_its_did(home: Path, tmp_path: Path) -> None:
    refused = signed(home, tmp_path, AUDITOR, "confirm", OTHER, "The Mill Ltd", "--yes")
    assert refused.code != 0
    assert listed(home) == (BRAND.did, False)
