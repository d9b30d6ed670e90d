"""Statements signed in every way are checked as their key's type asks; a wallet's kept answer is asked for again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_town import anchor_all, running_town
from fsck_bed import Copy, codes
from test_every_scheme import Signers, claim, signers  # noqa: F401 - the fixture, for the town of this file
from test_fsck_chain import Altered, away
from told_records import tell

from ledger.bootstrap import Ledger
from ledger.model.finding import Finding, FindingKind
from ledger.model.statement import Scheme

pytestmark = pytest.mark.chain

ORDER = (Scheme.EOA, Scheme.PASSKEY, Scheme.ERC1271, Scheme.CUSTODIAL)
HEAD = "head size=4 count=1"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger of this file alone."""
    with running_town(tmp_path_factory.mktemp("schemes")) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def signed_in_every_way(town: Ledger, signers: Signers) -> Ledger:  # noqa: F811 - the fixture above
    """One record of each scheme, in this order, in one final head."""
    for scheme in ORDER:
        tell(town.world, claim(town.world, signers, scheme))
    anchor_all(town.world)
    return town


@pytest.fixture
def copy(signed_in_every_way: Ledger, tmp_path: Path) -> Copy:
    return Copy.of(signed_in_every_way, tmp_path)


def at(scheme: Scheme) -> str:
    return f"record log_index={ORDER.index(scheme)}; {HEAD}"


def told(found: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(each.code, each.subject) for each in found}


def test_all_schemes_agree(copy: Copy) -> None:
    assert copy.findings() == ()


@pytest.mark.parametrize("scheme", ORDER)
@pytest.mark.parametrize("shown", ["eoa", "passkey", "erc1271", "custodial"])
def test_a_statement_shown_as_signed_in_another_way_is_named(copy: Copy, scheme: Scheme, shown: str) -> None:
    if shown == scheme:
        return
    found = copy.edit(f"UPDATE record SET scheme = '{shown}' WHERE log_index = {ORDER.index(scheme)}")  # noqa: S608
    assert told(found) == {("column-differs", at(scheme))}


@pytest.mark.parametrize("answer", ["0", "NULL"])
def test_an_edited_answer_of_a_wallet_is_named(copy: Copy, answer: str) -> None:
    found = copy.edit(f"UPDATE record SET wallet_answer = {answer} WHERE log_index = 2")  # noqa: S608
    assert told(found) == {("column-differs", at(Scheme.ERC1271))}


@pytest.mark.parametrize("index", [0, 1, 3])
def test_an_answer_kept_for_a_signer_that_is_no_wallet_is_named(copy: Copy, index: int) -> None:
    found = copy.edit(f"UPDATE record SET wallet_answer = 1 WHERE log_index = {index}")  # noqa: S608
    assert told(found) == {("column-differs", at(ORDER[index]))}


def test_without_the_chain_a_wallet_is_said_to_be_unasked(copy: Copy) -> None:
    found = copy.findings(with_chain=False)
    assert codes(found) == {"chain-not-compared", "wallet-not-asked"}
    assert {each.kind for each in found} == {FindingKind.UNCHECKED}


@pytest.mark.parametrize("scheme", [Scheme.EOA, Scheme.PASSKEY, Scheme.CUSTODIAL])
def test_a_signature_that_fits_its_entry_and_is_not_good_is_named(copy: Copy, scheme: Scheme) -> None:
    """What an operator could do before the anchor: seal a statement that its key never signed."""
    index = ORDER.index(scheme)
    found = copy.edit(
        f"UPDATE record SET signature = flipped(signature) WHERE log_index = {index}",  # noqa: S608
        f"UPDATE record SET log_index = NULL WHERE log_index = {index}",  # noqa: S608
    )
    assert "signature-fails" in codes(found)


def test_a_pending_record_of_a_wallet_has_no_answer_yet(copy: Copy) -> None:
    found = copy.edit("UPDATE record SET log_index = NULL WHERE log_index = 2")
    assert "column-differs" in {each.code for each in found if each.subject.startswith("record arrival=")}


def test_a_key_that_neither_registry_nor_proof_knows_leaves_its_signatures_unchecked(copy: Copy) -> None:
    assert codes(copy.edit("DELETE FROM kept WHERE name = 'registry'")) == {"registry-lost"}
    copy.run("DELETE FROM evidence WHERE subject <> CAST('head' AS BLOB)")
    assert "key-unknown" in codes(copy.findings(with_chain=False))


def test_a_wallet_that_says_no_now_is_told_from_the_kept_yes(copy: Copy) -> None:
    found = asked(copy, lambda *_, **__: False).findings()
    assert told(found) == {("column-differs", at(Scheme.ERC1271))}


def test_a_wallet_that_the_chain_cannot_ask_any_more_is_unchecked(copy: Copy) -> None:
    found = asked(copy, away).findings()
    assert {(each.code, each.kind) for each in found} == {("wallet-not-asked", FindingKind.UNCHECKED)}


def test_a_signature_longer_than_any_wallet_s_is_no_yes(copy: Copy) -> None:
    """It was never taken by intake, so that only an operator can have written it."""
    copy.run("UPDATE record SET signature = zeroblob(5000) WHERE log_index = 2")
    assert ("signature-differs", at(Scheme.ERC1271)) in told(copy.findings())


def asked(copy: Copy, answer: Callable[..., Any]) -> Copy:
    chain: Any = Altered(copy.world.chain, "accepts_signature", answer)
    return Copy(copy.path, replace(copy.world, chain=chain))
