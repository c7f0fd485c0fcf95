"""The audit trail: whoever changes the record behind the program's back is found out, and what they did is named."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymerkle
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError

from copilot import people
from copilot.audit.keys import CHECKPOINTS, EVENT, KEY, TRUSTED, Sealer
from copilot.audit.trail import grown, leaf_of, root_of
from copilot.audit.verify import LogTree, verify
from copilot.canonical import canonical
from copilot.corrections import reject
from copilot.problem import Problem
from copilot.signoff import sheet, sign, withdraw
from copilot.store import Store
from copilot.store.tables import RECORDS
from tests.made import opened, ready_to_sign, traced, with_people

pytestmark = pytest.mark.usefixtures("quick_hashes")


class Tamperer:
    """Somebody who can write the database directly and lets no trigger or foreign key stop them."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, isolation_level="AUTOCOMMIT")
        self.sqlite = self.engine.dialect.name == "sqlite"
        self.connection = self.engine.connect()
        if self.sqlite:
            self("PRAGMA foreign_keys = OFF")
            for verb in ("update", "delete"):
                self(f"DROP TRIGGER IF EXISTS audit_log_no_{verb}")
        else:
            self("SET session_replication_role = replica")

    def __call__(self, statement: str, *values: Any) -> Any:
        mark = "?" if self.sqlite else "%s"
        return self.connection.exec_driver_sql(statement.replace("?", mark), values or None)

    def rows(self, table: str) -> list[dict[str, Any]]:
        order = "seq" if table == "audit_log" else "id"
        return [dict(row) for row in self(f"SELECT * FROM {table} ORDER BY {order}").mappings()]

    def put(self, table: str, key: str, id: Any, column: str, value: Any) -> None:
        if self.sqlite and isinstance(value, bytes) and column not in ("docx", "pdf"):
            self(f'UPDATE {table} SET "{column}" = CAST(? AS TEXT) WHERE {key} = ?', value, id)
        else:
            self(f'UPDATE {table} SET "{column}" = ? WHERE {key} = ?', value, id)

    def rewrite(self, seq: int, **changes: Any) -> None:
        """Change an event and make its hash fit, as somebody would who knows how it is made."""
        event = self.rows("audit_log")[seq - 1] | changes
        for column, value in {**changes, "leaf": leaf_of(event)}.items():
            self.put("audit_log", "seq", seq, column, value)

    def regrow(self) -> None:
        """Make the edge of the tree fit the log."""
        peaks: list[tuple[int, str]] = []
        for event in self.rows("audit_log"):
            peaks = grown(peaks, event["leaf"])
        self("UPDATE audit_tree SET size = ?, peaks = ?", len(self.rows("audit_log")), canonical(peaks))

    def close(self) -> None:
        self.connection.close()
        self.engine.dispose()


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """A record in which a case was denied and signed, and another one pended after a withdrawal and a correction."""
    with opened(database_url, tmp_path / "data") as store:
        token = with_people(store)["physician"]
        ready_to_sign(store)
        seen = sheet(store, "case-1")
        sign(store, token, "case-1", seen=seen.hash, decision="deny", verify_letter=traced,
             acknowledged=[item.id for item in seen.items])  # fmt: skip
        ready_to_sign(store, "case-2", "pend", "information_request")
        seen = sheet(store, "case-2")
        sign(store, token, "case-2", seen=seen.hash, decision="pend", verify_letter=traced,
             acknowledged=[item.id for item in seen.items])  # fmt: skip
        withdraw(store, token, "case-2", "asked the wrong office")
        physician = people.who(store, token)
        assert physician is not None
        reject(store, physician, "case-2", seen.review.facts[0], "misread")
        store.resume("case-2", "a.reviewer")
        store.pend("case-2", "a.reviewer", "asked")
        yield store


@pytest.fixture
def tamperer(store: Store, database_url: str) -> Iterator[Tamperer]:
    tamperer = Tamperer(database_url)
    yield tamperer
    tamperer.close()


def found(store: Store) -> str:
    return "\n".join(map(str, verify(store).findings))


def test_an_untouched_record_holds(store: Store) -> None:
    checked = verify(store)
    assert checked.findings == ()
    assert checked.newest is not None
    assert (checked.newest.size, checked.newest.root) == (checked.events, checked.root)


def test_our_tree_and_pymerkles_have_the_same_roots() -> None:
    peaks: list[tuple[int, str]] = []
    leaves: list[str] = []
    assert root_of([]) == LogTree([]).get_root().hex()
    for number in range(70):
        leaves.append(leaf_of(dict.fromkeys(("at", "actor", "action", "case_id", "subject", "detail", "records", "key"),
                                            "x") | {"seq": number}))  # fmt: skip
        peaks = grown(peaks, leaves[-1])
        assert root_of(peaks) == LogTree(leaves).get_root().hex()
    proof = LogTree(leaves).prove_inclusion(5)
    pymerkle.verify_inclusion(bytes.fromhex(leaves[4]), bytes.fromhex(root_of(peaks)), proof)


def test_an_edited_event_is_named(store: Store, tamperer: Tamperer) -> None:
    tamperer("UPDATE audit_log SET actor = 'somebody else' WHERE seq = 11")
    assert "event 11" in found(store)
    assert "edited" in found(store)


def test_an_event_edited_with_its_hash_is_named(store: Store, tamperer: Tamperer) -> None:
    tamperer.rewrite(11, actor="somebody else")
    tamperer.regrow()
    assert "event 11" in found(store)
    assert "without the key" in found(store)


def test_a_deleted_event_is_named(store: Store, tamperer: Tamperer) -> None:
    tamperer("DELETE FROM audit_log WHERE seq = 11")
    assert "event 11: deleted" in found(store)


def test_a_cut_off_tail_is_named_even_with_its_rows_and_a_fitting_tree(store: Store, tamperer: Tamperer) -> None:
    last = tamperer.rows("audit_log")[-1]["seq"]
    tamperer("DELETE FROM audit_log WHERE seq > ?", last - 2)
    tamperer("DELETE FROM holds")
    tamperer.regrow()
    assert f"events {last - 1} to {last}: cut off" in found(store)


def test_an_inserted_event_is_named(store: Store, tamperer: Tamperer) -> None:
    last = tamperer.rows("audit_log")[-1]
    made = last | {"seq": last["seq"] + 1, "action": "sent"}
    made["leaf"] = leaf_of(made)
    columns = ", ".join(f'"{name}"' for name in made)
    tamperer(f"INSERT INTO audit_log ({columns}) VALUES ({', '.join('?' * len(made))})", *made.values())
    tamperer.regrow()
    assert f"event {made['seq']} (sent): inserted" in found(store)


def test_reordered_events_are_named_with_their_places(store: Store, tamperer: Tamperer) -> None:
    for old, new in ((11, -1), (12, 11), (-1, 12)):
        tamperer("UPDATE audit_log SET seq = ? WHERE seq = ?", new, old)
    told = found(store)
    assert "reordered: it was written as event 11" in told
    assert "reordered: it was written as event 12" in told


def test_a_record_rebuilt_by_somebody_with_the_key_does_not_fit_the_checkpoints(
    store: Store, tamperer: Tamperer
) -> None:
    sealer = Sealer(store.data_dir)
    tamperer.rewrite(11, actor="somebody else")
    leaf = tamperer.rows("audit_log")[10]["leaf"]
    tamperer.put("audit_log", "seq", 11, "seal", sealer.sign(EVENT, bytes.fromhex(leaf)))
    tamperer.regrow()
    assert "rebuilt" in found(store)


def test_a_new_key_and_checkpoints_are_found_out_by_copies_kept_elsewhere(
    store: Store, tamperer: Tamperer, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in (TRUSTED, CHECKPOINTS):
        shutil.copy(store.data_dir / name, elsewhere / name)
    for name in (KEY, TRUSTED, CHECKPOINTS):
        (store.data_dir / name).unlink()
    sealer = Sealer(store.data_dir)
    for event in tamperer.rows("audit_log"):
        tamperer.rewrite(event["seq"], key=sealer.public)
        leaf = tamperer.rows("audit_log")[event["seq"] - 1]["leaf"]
        tamperer.put("audit_log", "seq", event["seq"], "seal", sealer.sign(EVENT, bytes.fromhex(leaf)))
    tamperer.regrow()
    checked = verify(store)
    sealer.checkpoint(checked.events, checked.root, "2025-11-20T09:30:00.000000Z")
    assert verify(store).findings == ()
    assert any("not in audit-keys.txt" in str(finding) for finding in verify(store, trusted=elsewhere).findings)


@pytest.mark.parametrize("table", sorted(RECORDS))
def test_a_deleted_row_and_an_inserted_row_of_any_record_are_named(
    store: Store, tamperer: Tamperer, table: str
) -> None:
    row = tamperer.rows(table)[0]
    tamperer(f"DELETE FROM {table} WHERE id = ?", row["id"])
    assert f"{table} {row['id']}: deleted" in found(store)
    made = row | {"id": "made-up"} | ({"number": 99} if "number" in row else {})
    columns = ", ".join(f'"{name}"' for name in made)
    tamperer(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(made))})", *made.values())
    assert f"{table} made-up: inserted" in found(store)


def flipped(value: Any, chance: random.Random, any_bytes: bool) -> Any:
    """The value with one bit of one byte changed. Where the database takes only valid text, it stays valid."""
    if value is None:
        return "\x01"
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(8))
    data = bytearray(value.encode() if isinstance(value, str) else value)
    if not data:
        return "x" if isinstance(value, str) else b"x"
    while True:
        changed = bytearray(data)
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        if not isinstance(value, str) or any_bytes:
            return bytes(changed)
        if 0 not in changed and changed.isascii():
            return changed.decode()


@pytest.mark.parametrize("flips", [100, pytest.param(1000, marks=pytest.mark.soak)])
def test_every_flipped_bit_in_any_row_is_found_and_its_row_named(
    store: Store, tamperer: Tamperer, flips: int
) -> None:
    chance = random.Random(20251120)
    tables = [name for name in [*RECORDS, "audit_log", "audit_log", "audit_tree"] if tamperer.rows(name)]
    for _ in range(flips):
        table = chance.choice(tables)
        row = chance.choice(tamperer.rows(table))
        key = "seq" if table == "audit_log" else "id"
        column = chance.choice([name for name in row if name != key])
        if row[column] is None and column in ("docx", "pdf", "days"):
            continue
        tamperer.put(table, key, row[key], column, flipped(row[column], chance, tamperer.sqlite))
        told = found(store)
        where = {"audit_log": f"event {row[key]}", "audit_tree": "audit_tree"}.get(table, f"{table} {row[key]}")
        assert where in told, (table, column, told)
        tamperer.put(table, key, row[key], column, row[column])
    assert verify(store).findings == ()


@pytest.mark.parametrize("name", [CHECKPOINTS, TRUSTED])
def test_every_flipped_byte_of_the_files_outside_the_database_is_found(store: Store, name: str) -> None:
    path, chance = store.data_dir / name, random.Random(7)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(data))
        assert verify(store).findings or path.read_text("latin-1").split() == whole.decode().split()
    path.unlink()
    assert verify(store).findings
    path.write_bytes(whole)
    assert verify(store).findings == ()


@pytest.mark.parametrize("flips", [40, pytest.param(400, marks=pytest.mark.soak)])
def test_a_flipped_byte_of_the_sqlite_file_is_found_or_changes_nothing_that_was_recorded(
    tmp_path: Path, flips: int
) -> None:
    folder = tmp_path / "data"
    with opened("", folder) as store:
        ready_to_sign(store)
    path, chance = folder / "necessity.db", random.Random(11)
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    whole = path.read_bytes()

    def recorded() -> list:
        connection = sqlite3.connect(path)
        try:
            return [connection.execute(f"SELECT * FROM {name}").fetchall() for name in [*RECORDS, "audit_log"]]
        finally:
            connection.close()

    before = recorded()
    for _ in range(flips):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        for rest in folder.glob("necessity.db-*"):
            rest.unlink()
        path.write_bytes(bytes(data))
        try:
            with opened("", folder) as store:
                holds = verify(store).holds
        except (Problem, DatabaseError):
            continue
        assert not holds or recorded() == before


def test_a_line_that_a_power_cut_tore_is_said_and_the_next_checkpoint_stands_alone(store: Store) -> None:
    with (store.data_dir / CHECKPOINTS).open("ab") as file:
        file.write(b'{"at":"2025')
    store.record_event("opened", "a.reviewer", "case-1")
    checked = verify(store)
    assert [str(finding) for finding in checked.findings] == [
        f"checkpoint {checked.newest.line - 1}: is unreadable: edited, or torn by a power cut"  # type: ignore[union-attr]
    ]
    assert checked.newest is not None
    assert checked.newest.size == checked.events


def test_events_that_a_crash_left_without_a_checkpoint_hold_and_are_sealed_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(store.sealer, "checkpoint", lambda *_: None)
        store.record_event("opened", "a.reviewer", "case-1")
    assert verify(store).findings == ()
    store.record_event("opened", "a.reviewer", "case-1")
    newest = verify(store).newest
    assert newest is not None
    assert newest.size == verify(store).events


def test_each_event_is_a_row_that_an_auditor_can_read(store: Store, tamperer: Tamperer) -> None:
    actions = [row["action"] for row in tamperer.rows("audit_log") if row["case_id"] == "case-1"]
    assert actions == ["submitted", "reviewed", "model called", "overridden", "letter drawn", "letter drawn", "signed"]
    detail = json.loads(next(row["detail"] for row in tamperer.rows("audit_log") if row["action"] == "signed"))
    assert (detail["decision"], detail["agrees"]) == ("deny", True)


