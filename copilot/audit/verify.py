"""Whether the record is the one that was written: each event hashed again, each row held against its last event,
each signed checkpoint against the log. No event vouches for counts of failed log-ins, nor for log-in sessions: those
nobody makes without the key (`copilot.people`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymerkle import BaseMerkleTree
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from copilot.audit.keys import EVENT, TRUSTED, Checkpoint, checkpoints, signed_by, trusted_keys
from copilot.audit.trail import grown, leaf_of, row_hash
from copilot.canonical import canonical
from copilot.store.database import Database
from copilot.store.tables import RECORDS

MOST_MOVED = 500  # among more damaged events than this, those that only changed places are called edited


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: where, and what happened to it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found. `newest` is the last believable checkpoint, None where there is none."""

    events: int
    rows: int
    root: str
    newest: Checkpoint | None
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


class LogTree(BaseMerkleTree):
    """pymerkle's tree over the log's leaf hashes: an implementation that is not ours vouches for the roots."""

    def __init__(self, leaves: Sequence[str]) -> None:
        super().__init__(threshold=1)
        self._leaves = [bytes.fromhex(leaf) for leaf in leaves]

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, data: bytes, digest: bytes) -> int:
        self._leaves.append(digest)
        return len(self._leaves)

    def _get_leaf(self, index: int) -> bytes:
        return self._leaves[index - 1]

    def _get_leaves(self, offset: int, width: int) -> list[bytes]:
        return self._leaves[offset : offset + width]

    def _get_size(self) -> int:
        return len(self._leaves)


def verify(store: Database, trusted: Path | None = None) -> Verification:
    """Check everything. `trusted`: a folder with copies of the keys and checkpoints, kept elsewhere.

    The log and the records are read row by row; what stays in memory is a hash for each.
    """
    folder = trusted or store.data_dir
    log, filed, rows = _Log(trusted_keys(folder)), checkpoints(folder), 0
    findings: list[Finding] = []
    try:
        with store.read() as connection, _any_text(connection):
            findings += _file(connection)
            for event in _rows(connection, "audit_log", "seq"):
                log.take(event)
            findings += log.findings()
            for table in RECORDS:
                vouched = log.vouched.pop(table, {})
                for row in _rows(connection, table, "id"):
                    rows += 1
                    findings += _row(table, str(row["id"]), row_hash(table, row), vouched)
                findings += [Finding(f"{table} {id}", "deleted") for id, hash in vouched.items() if hash is not None]
            findings += _edge(list(_rows(connection, "audit_tree", "id")), log.leaves)
    except (DatabaseError, UnicodeDecodeError) as error:
        reason = str(getattr(error, "orig", "text that cannot be read")).splitlines()[0]
        damage = Finding("database", f"the file is damaged ({reason})")
        return Verification(0, 0, "", None, (damage,))
    merkle = LogTree(log.leaves)
    findings += _checkpoints(filed, merkle, log.last, whole=not findings)
    newest = max((c for c in filed if c.problem is None), key=lambda c: c.size, default=None)
    return Verification(len(log.leaves), rows, merkle.get_root().hex(), newest, tuple(findings))


class _Log:
    """The log as it is read, event by event: what is wrong with it, and what it vouches for."""

    def __init__(self, keys: frozenset[str]) -> None:
        self.keys = keys
        self.last = 0
        self.leaves: list[str] = []
        self.vouched: dict[str, dict[str, str | None]] = {}  # table → row → its hash after its last event
        self._found: list[Finding] = []
        self._edited: list[dict[str, Any]] = []

    def take(self, event: dict[str, Any]) -> None:
        """The next event: missing ones before it, its hash, its seal, what it tells of records."""
        if event["seq"] > self.last + 1:
            self._found.append(Finding(_span(self.last + 1, event["seq"] - 1), "deleted"))
        self.last = event["seq"]
        leaf = leaf_of(event)
        self.leaves.append(leaf)
        if event["leaf"] != leaf:
            self._edited.append(event)
        elif event["key"] not in self.keys:
            self._found.append(Finding(_told(event), f"sealed by a key that is not in {TRUSTED}"))
        elif not signed_by(event["key"], EVENT, bytes.fromhex(leaf), str(event["seal"])):
            self._found.append(Finding(_told(event), "inserted or rewritten by somebody without the key"))
        try:
            for table, id, hash in json.loads(event["records"]):
                self.vouched.setdefault(table, {})[id] = hash
        except (ValueError, TypeError):
            self._found.append(Finding(_told(event), "what it tells of records cannot be read"))

    def findings(self) -> list[Finding]:
        """Everything found; of the edited events, those that only changed places are told apart."""
        places = [event["seq"] for event in self._edited] if len(self._edited) <= MOST_MOVED else []
        for event in self._edited:
            home = next((seq for seq in places if leaf_of({**event, "seq": seq}) == event["leaf"]), None)
            what = f"reordered: it was written as event {home}" if home else "edited"
            self._found.append(Finding(_told(event), what))
        return self._found


def _row(table: str, id: str, hash: str, vouched: dict[str, str | None]) -> list[Finding]:
    """A row that is not as its last event says. What is left in `vouched` at the end is not there."""
    expected = vouched.pop(id, None)
    if expected is None:
        return [Finding(f"{table} {id}", "inserted: no event tells of it")]
    return [] if hash == expected else [Finding(f"{table} {id}", "edited")]


def _edge(tree: list[dict[str, Any]], leaves: list[str]) -> Iterator[Finding]:
    """The growing edge, which the next append will build on."""
    peaks: list[tuple[int, str]] = []
    for leaf in leaves:
        peaks = grown(peaks, leaf)
    expected = [{"id": 1, "size": len(leaves), "peaks": canonical(peaks)}]
    if tree != expected:
        yield Finding("audit_tree", "does not fit the log")


def _checkpoints(filed: list[Checkpoint], merkle: LogTree, last: int, whole: bool) -> Iterator[Finding]:
    """Checkpoints that cannot be believed, and what the others vouch for that is not there."""
    believed = [checkpoint for checkpoint in filed if checkpoint.problem is None]
    for checkpoint in filed:
        if checkpoint.problem is not None:
            yield Finding(f"checkpoint {checkpoint.line}", checkpoint.problem)
    newest = max(believed, key=lambda checkpoint: checkpoint.size, default=None)
    if newest is not None and newest.size > last:
        yield Finding(_span(last + 1, newest.size), f"cut off; the checkpoint of {newest.at} vouches for them")
    if newest is None and last:
        yield Finding("checkpoints", "none vouches for the log: the file was deleted or replaced")
    if not whole:
        return  # what was found above already shows in every root that follows
    for checkpoint in believed:
        if checkpoint.size <= last and merkle.get_root(checkpoint.size).hex() != checkpoint.root:
            yield Finding(
                f"events 1 to {checkpoint.size}",
                f"rebuilt: they are not those that the checkpoint of {checkpoint.at} vouches for",
            )
            return


def _file(connection: Connection) -> Iterator[Finding]:
    """What SQLite itself finds wrong with its file."""
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql("PRAGMA quick_check"):
            if line != "ok":
                yield Finding("database", f"the file is damaged ({line})")


@contextmanager
def _any_text(connection: Connection) -> Iterator[None]:
    """Read text even where a byte was changed to something that is no UTF-8, so that its row can be named."""
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def _rows(connection: Connection, table: str, order: str) -> Iterator[dict[str, Any]]:
    """A table's rows as stored, untouched by type conversion, a few at a time."""
    query = f"SELECT * FROM {table} ORDER BY {order}"
    for row in connection.exec_driver_sql(query, execution_options={"yield_per": 500}):
        yield dict(row._mapping)


def _told(event: dict[str, Any]) -> str:
    return f"event {event['seq']} ({ascii(str(event['action']))[1:-1]})"


def _span(first: int, last: int) -> str:
    return f"event {first}" if first == last else f"events {first} to {last}"
