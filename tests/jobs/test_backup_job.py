"""A backup comes back as the ledger it was; what is no whole backup is refused and leaves nothing behind."""

import gzip
import sqlite3
import tarfile
import zlib
from contextlib import closing, suppress
from pathlib import Path

import pytest
from api_town import anchor_all, running_town
from past_the_ledger import triggers_lifted
from told_records import tell, tell_and_anchor, verdict_on

from ledger.bootstrap import Ledger, compare_backup, compare_database, open_ledger
from ledger.chain.anvil import running_chain
from ledger.errors import BadSetting, HomeInUse
from ledger.jobs.backup import backup, restore
from ledger.jobs.backup_age import Standing
from ledger.jobs.fsck import fsck
from ledger.model.record import RecordStatus
from ledger.model.verdict import VerdictKind
from ledger.settings import read_settings

pytestmark = pytest.mark.chain


def test_a_running_ledger_comes_back_whole_in_another_folder_with_its_chain(tmp_path: Path) -> None:
    with running_town(tmp_path / "home") as town:
        acknowledged = [tell_and_anchor(town.world).record_id, tell(town.world)]
    summary = backup(tmp_path / "home", tmp_path / "backup.tar.gz")
    assert "ledger.db" in summary.files
    assert not [name for name in summary.files if "keys" in name or "password" in name], "keys are kept apart"
    restore(tmp_path / "other", tmp_path / "backup.tar.gz")
    (tmp_path / "home" / "keys").rename(tmp_path / "other" / "keys")
    with running_chain(tmp_path / "other", block_seconds=0.2) as url:
        ledger = open_ledger(read_settings(home=tmp_path / "other", chain_url=url))
        anchor_all(ledger.world)
        assert fsck(ledger.world) == ()
        assert {verdict_on(ledger.world, each).kind for each in acknowledged} == {VerdictKind.VALID}
        ledger.close()


def test_a_backup_taken_while_records_come_in_holds_whole_transactions(town: Ledger, tmp_path: Path) -> None:
    told = [tell(town.world) for _ in range(5)]
    backup(town.settings.home, tmp_path / "b.tar.gz")
    late = tell(town.world)
    restore(tmp_path / "copy", tmp_path / "b.tar.gz")
    copy = open_ledger(read_settings(home=tmp_path / "copy"))
    found = [copy.world.store.record(each) for each in (*told, late)]
    assert [each is not None for each in found] == [True] * 5 + [False]
    assert all(each.status is RecordStatus.PENDING for each in found if each is not None)
    copy.close()


def test_nothing_is_overwritten(town: Ledger, tmp_path: Path) -> None:
    archive = tmp_path / "b.tar.gz"
    backup(town.settings.home, archive)
    with pytest.raises(HomeInUse):
        backup(town.settings.home, archive)
    with pytest.raises(HomeInUse):
        restore(town.settings.home, archive)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused_and_leaves_no_ledger(town: Ledger, tmp_path: Path, kept: float) -> None:
    backup(town.settings.home, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(BadSetting):
        restore(tmp_path / "copy", tmp_path / "cut.tar.gz")
    assert not (tmp_path / "copy" / "ledger.db").exists()
    restore(tmp_path / "copy", tmp_path / "b.tar.gz")


@pytest.mark.parametrize("place", [0.2, 0.5, 0.8])
def test_a_backup_with_a_flipped_bit_is_refused(town: Ledger, tmp_path: Path, place: float) -> None:
    """The archive's own checksum covers every byte of what is in it."""
    backup(town.settings.home, tmp_path / "b.tar.gz")
    (tmp_path / "b.tar.gz").write_bytes(_damaged((tmp_path / "b.tar.gz").read_bytes(), place))
    with pytest.raises(BadSetting):
        restore(tmp_path / "copy", tmp_path / "b.tar.gz")
    assert not (tmp_path / "copy" / "ledger.db").exists()


def _damaged(whole: bytes, place: float) -> bytes:
    """The archive with the first bit from here on flipped that matters: from how far back zeros are copied does not."""
    content = gzip.decompress(whole)
    for at in range(int(len(whole) * place), len(whole)):
        raw = bytearray(whole)
        raw[at] ^= 0x10
        with suppress(OSError, EOFError, zlib.error):
            if gzip.decompress(raw) == content:
                continue
        return bytes(raw)
    raise AssertionError("no bit matters")


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not an archive")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "text", "text")
    with tarfile.open(tmp_path / "damaged.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "text", "ledger.db")
    for name in ("text", "other.tar.gz", "damaged.tar.gz", "absent"):
        with pytest.raises(BadSetting):
            restore(tmp_path / "copy", tmp_path / name)
        assert not (tmp_path / "copy" / "ledger.db").exists(), name


def test_an_archive_that_points_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("x")
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "ledger.db", "ledger.db")
        archive.add(tmp_path / "ledger.db", "../outside")
    with pytest.raises(BadSetting):
        restore(tmp_path / "copies" / "copy", tmp_path / "evil.tar.gz")
    assert not (tmp_path / "copies" / "outside").exists()


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(town: Ledger, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    source = town.settings.home / "ledger.db"
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(home / "ledger.db")) as target:
        live.backup(target)
    raw = bytearray((home / "ledger.db").read_bytes())
    raw[8192:16384] = b"\xff" * 8192
    (home / "ledger.db").write_bytes(bytes(raw))
    with pytest.raises(BadSetting):
        backup(home, tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


def test_a_folder_without_a_ledger_has_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        backup(tmp_path, tmp_path / "out" / "b.tar.gz")


def test_a_backup_that_holds_the_chains_newest_head_is_complete(town: Ledger, tmp_path: Path) -> None:
    tell_and_anchor(town.world)
    tell(town.world)
    backup(town.settings.home, tmp_path / "b.tar.gz")
    compared = compare_backup(town.settings, tmp_path / "b.tar.gz")
    assert (compared.standing, compared.missing_heads) == (Standing.COMPLETE, 0)
    assert "1 records that are not on the chain yet" in compared.told
    anchor_all(town.world)


def test_heads_anchored_after_a_backup_are_told_as_lost_with_it(town: Ledger, tmp_path: Path) -> None:
    tell_and_anchor(town.world)
    backup(town.settings.home, tmp_path / "b.tar.gz")
    for _ in range(3):
        tell_and_anchor(town.world)
    restore(tmp_path / "old", tmp_path / "b.tar.gz")
    for compared in (
        compare_backup(town.settings, tmp_path / "b.tar.gz"),
        compare_database(read_settings(home=tmp_path / "old", chain_url=town.settings.chain_url)),
    ):
        assert (compared.standing, compared.missing_heads) == (Standing.CHAIN_IS_AHEAD, 3)
        assert "lost unless another copy has them" in compared.told


def test_a_copy_with_another_head_than_the_chains_differs(town: Ledger, tmp_path: Path) -> None:
    tell_and_anchor(town.world)
    backup(town.settings.home, tmp_path / "b.tar.gz")
    restore(tmp_path / "copy", tmp_path / "b.tar.gz")
    with closing(sqlite3.connect(tmp_path / "copy" / "ledger.db")) as copy, triggers_lifted(copy):
        copy.execute("UPDATE head SET root = zeroblob(32) WHERE size = (SELECT max(size) FROM head)")
        copy.commit()
    settings = read_settings(home=tmp_path / "copy", chain_url=town.settings.chain_url)
    assert compare_database(settings).standing is Standing.DIFFERS


def test_without_its_chain_a_copy_is_said_not_to_be_compared(town: Ledger, tmp_path: Path) -> None:
    backup(town.settings.home, tmp_path / "b.tar.gz")
    away = read_settings(home=tmp_path / "nowhere", chain_url="http://127.0.0.1:1")
    compared = compare_backup(away, tmp_path / "b.tar.gz")
    assert (compared.standing, compared.missing_heads) == (Standing.NOT_COMPARED, 0)
    assert "not compared with the chain" in compared.told


def test_a_backup_is_readable_by_its_owner_alone_and_leaves_nothing_beside_it(town: Ledger, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    summary = backup(town.settings.home, tmp_path / "out" / "b.tar.gz")
    assert summary.archive.stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["b.tar.gz"]
