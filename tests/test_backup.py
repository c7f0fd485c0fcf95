"""Backup and restore: everything comes back, while others work, or nothing changes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot import people
from copilot.audit.verify import verify
from copilot.problem import Problem
from copilot.store import Store
from copilot.store.backup import backup, restore
from tests.made import PASSWORD, a_case, opened, ready_to_sign, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    with opened(database_url, tmp_path / "data") as store:
        with_people(store)
        ready_to_sign(store)
        yield store


def contents(store: Store) -> list:
    return [store.versions("case-1", by="x"), store.reviews("case-1"), store.letters("case-1"), people.everyone(store)]


def test_everything_comes_back_and_the_log_still_holds(store: Store, tmp_path: Path) -> None:
    (store.data_dir / "guidelines").mkdir()
    (store.data_dir / "guidelines" / "own.md").write_text("our own guideline")
    before = contents(store)
    file = backup(store, tmp_path / "copy.zip", by="admin")
    store.submit(a_case("later"), "x")
    people.disable(store, "a.reviewer", by="admin")
    (store.data_dir / "guidelines" / "own.md").unlink()
    saved = restore(store, file, by="admin")
    assert contents(store) == before
    assert [item.case_id for item in store.worklist(by="x")] == ["case-1"]
    assert (store.data_dir / "guidelines" / "own.md").read_text() == "our own guideline"
    assert verify(store).findings == ()
    people.log_in(store, "a.reviewer", PASSWORD)
    assert saved is not None
    restore(store, saved, by="admin")  # what was there before the restore was saved, and comes back too
    assert [item.case_id for item in store.worklist(by="x")] == ["case-1", "later"]
    assert verify(store).findings == ()


def test_a_backup_restores_on_another_machine_and_on_the_other_database(
    store: Store, tmp_path: Path, postgres: str
) -> None:
    before = contents(store)
    file = backup(store, tmp_path / "copy.zip", by="admin")
    with opened("", tmp_path / "elsewhere") as other:
        assert restore(other, file, by="admin") is None
        assert contents(other) == before
        assert verify(other).findings == ()


def test_a_backup_while_others_write_is_of_one_moment(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            store.submit(a_case(f"busy-{number}"), "x")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = [backup(store, tmp_path / f"copy-{number}.zip", by="admin") for number in range(3)]
    finally:
        stop.set()
        writer.join()
    for number, file in enumerate(files):
        with opened("", tmp_path / f"at-{number}") as other:
            restore(other, file, by="admin")
            assert verify(other).findings == ()


def test_a_restore_while_others_work_leaves_the_log_whole(store: Store, tmp_path: Path) -> None:
    file = backup(store, tmp_path / "copy.zip", by="admin")
    with opened(store.engine.url.render_as_string(hide_password=False), store.data_dir) as colleague:
        restore(store, file, by="admin")
        colleague.submit(a_case("new"), "colleague")
    assert verify(store).findings == ()


@pytest.mark.parametrize("damage", ["cut", "flip", "other", "old", "climb"])
def test_a_damaged_backup_is_refused_and_nothing_changes(store: Store, tmp_path: Path, damage: str) -> None:
    file = backup(store, tmp_path / "copy.zip", by="admin")
    data = bytearray(file.read_bytes())
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "flip":
        data[len(data) // 3] ^= 4
    elif damage == "other":
        data = bytearray(b"no zip at all")
    file.write_bytes(bytes(data))
    if damage in ("old", "climb"):
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
        if damage == "old":
            manifest["version"] = "0000"
        file.unlink()
        with zipfile.ZipFile(file, "w") as archive:
            if damage == "climb":
                archive.writestr("files/../../evil", b"")
                manifest["files"] = {"files/../../evil": hashlib.sha256(b"").hexdigest()}
            else:
                manifest["files"] = {}
            archive.writestr("manifest.json", json.dumps(manifest))
    before = contents(store)
    with pytest.raises(Problem, match=r"copy\.zip") as told:
        restore(store, file, by="admin")
    assert "\n" not in str(told.value)
    assert contents(store) == before
    assert not list(store.data_dir.glob(".*"))


def test_another_live_sqlite_file_of_the_data_folder_is_copied_whole(store: Store, tmp_path: Path) -> None:
    queue = sqlite3.connect(store.data_dir / "queue.db", isolation_level=None)
    queue.execute("PRAGMA journal_mode=WAL")
    queue.execute("CREATE TABLE work AS SELECT 42 AS number")
    file = backup(store, tmp_path / "copy.zip", by="admin")
    queue.close()
    with opened("", tmp_path / "elsewhere") as other:
        restore(other, file, by="admin")
        copied = sqlite3.connect(other.data_dir / "queue.db")
        assert copied.execute("SELECT number FROM work").fetchall() == [(42,)]
        copied.close()


def test_only_this_user_may_read_a_backup_and_none_is_overwritten(store: Store, tmp_path: Path) -> None:
    file = backup(store, tmp_path / "copy.zip", by="admin")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(Problem, match="exists already"):
        backup(store, file, by="admin")
    with pytest.raises(Problem, match="no writing there"):
        backup(store, tmp_path / "no" / "folder.zip", by="admin")
