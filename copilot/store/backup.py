"""Copies of everything, made and put back while others work: one file, the same for SQLite and Postgres.

A backup is a ZIP: `manifest.json`, each table as `tables/NAME.jsonl`, and the other files of the data folder. It holds
one moment of the database. Left out: sessions, counts of failed log-ins, and the guideline index, which is rebuilt.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sqlite3
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from copilot.audit.keys import CHECKPOINTS, TRUSTED, Sealer
from copilot.canonical import canonical
from copilot.problem import Problem
from copilot.store.append_only import released
from copilot.store.database import Database, stamp
from copilot.store.tables import HEAD, audit_tree, log_in_failures, metadata, sessions

FORMAT = 1
TABLES = tuple(table for table in metadata.sorted_tables if table not in (sessions, log_in_failures))
REBUILT, SAVED = "index", "backups"  # folders of the data folder that a backup leaves out
DAMAGED = (zipfile.BadZipFile, zlib.error)
ROWS = 500  # rows put back at a time


def backup(store: Database, file: Path, *, by: str) -> Path:
    """Write a copy of everything to `file`, readable by this user only, and return its path.

    The file appears whole or not at all. Raises Problem where it exists already or cannot be written.
    """
    file = Path(file)
    if file.exists():
        raise Problem(f"{file.name} exists already; name a new file")
    with store.write() as tx:
        tx.event("backed up", by)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                _fill(store, archive)
            raw.flush()
            os.fsync(raw.fileno())
        partial.rename(file)
    except OSError as error:
        raise Problem(f"{file.name}: no writing there ({error.strerror})") from None
    finally:
        partial.unlink(missing_ok=True)
    return file


def restore(store: Database, file: Path, *, by: str) -> Path | None:
    """Put back what a backup holds, all of it or nothing; others may go on working, but must log in again.

    What was there before is saved first: returns that copy's path, or None where there was nothing. Raises Problem
    where the file is no backup, is damaged, or comes from another version of the program.
    """
    with _opened(Path(file)) as archive:
        manifest = _checked(archive)
        saved = _save_present(store, by)
        waiting = _unpacked(store.data_dir, archive, manifest)
        with store.write() as tx:
            connection = tx.connection
            with released(connection):
                for table in reversed(metadata.sorted_tables):
                    connection.execute(delete(table))
                for table in TABLES:
                    _put_back(connection, table, archive)
        for path, content in waiting.items():
            content.replace(path)
    store.sealer = Sealer(store.data_dir)
    with store.write() as tx:
        tx.event("restored", by, backed_up=manifest["at"], events=manifest["events"])
    return saved


def _fill(store: Database, archive: zipfile.ZipFile) -> None:
    files: dict[str, str] = {}

    def put(name: str, chunks: Iterator[bytes]) -> None:
        digest = hashlib.sha256()
        with archive.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
        files[name] = digest.hexdigest()

    with store.read() as connection:
        size = connection.execute(select(audit_tree.c.size)).scalar_one()
        for table in TABLES:
            put(f"tables/{table.name}.jsonl", _lines(connection, table))
    for path in _other_files(store):
        name = path.relative_to(store.data_dir).as_posix()
        data = _sealed_until(path, size) if name == CHECKPOINTS else _content(path)
        put(f"files/{name}", iter([data]))
    manifest = {"format": FORMAT, "version": HEAD, "at": stamp(store.now()), "events": size, "files": files}
    archive.writestr("manifest.json", canonical(manifest))


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    for row in connection.execution_options(yield_per=ROWS).execute(select(table).order_by(*table.primary_key)):
        yield (canonical({name: _told(value) for name, value in row._mapping.items()}) + "\n").encode()


def _told(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _read(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def _other_files(store: Database) -> list[Path]:
    """The files of the data folder that hold what is in no table."""
    database = store.engine.url.database if store.engine.dialect.name == "sqlite" else None
    found = []
    for path in sorted(store.data_dir.rglob("*")):
        inside = path.relative_to(store.data_dir)
        live = database is not None and path == Path(database).absolute()
        aside = path.name.endswith(("-wal", "-shm", "-journal")) or path.name.startswith(".")
        if path.is_file() and not live and not aside and inside.parts[0] not in (REBUILT, SAVED):
            found.append(path)
    return found


def _content(path: Path) -> bytes:
    """A file's bytes; another SQLite database's as of one moment, even while somebody writes to it."""
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            return path.read_bytes()
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.serialize()
    finally:
        connection.close()


def _sealed_until(path: Path, size: int) -> bytes:
    """The checkpoints up to the moment that the tables were read at."""
    kept = []
    for line in path.read_bytes().splitlines(keepends=True):
        try:
            later = json.loads(line)["size"] > size
        except (ValueError, KeyError, TypeError):
            later = False
        if not later:
            kept.append(line)
    return b"".join(kept)


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile):
        raise Problem(f"{file.name}: no backup that can be read; name a file that `necessity backup` wrote") from None


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, once every file it names is there and whole."""
    name = Path(archive.filename or "").name
    try:
        manifest = json.loads(archive.read("manifest.json"))
        version = manifest["version"]
        for member, digest in manifest["files"].items():
            found = hashlib.sha256()
            with archive.open(member) as content:
                while chunk := content.read(1 << 20):
                    found.update(chunk)
            if found.hexdigest() != digest or ".." in Path(member).parts:
                raise Problem(f"{name}: {member} is damaged; take another backup")
    except (KeyError, ValueError, TypeError, AttributeError, NotImplementedError, OSError, *DAMAGED):
        raise Problem(f"{name}: damaged, or not a backup; take another one") from None
    if version != HEAD or manifest["format"] != FORMAT:
        raise Problem(f"{name}: made by another version (database {version}, this program has {HEAD}); use that one")
    return manifest


def _save_present(store: Database, by: str) -> Path | None:
    with store.read() as connection:
        if not connection.execute(select(audit_tree.c.size)).scalar():
            return None
    folder = store.data_dir / SAVED
    folder.mkdir(mode=0o700, exist_ok=True)
    return backup(store, folder / f"before-restore-{stamp(store.now()):.10}-{uuid.uuid4().hex[:8]}.zip", by=by)


def _unpacked(folder: Path, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> dict[Path, Path]:
    """The backup's files, written beside their places; by place. Keys that are trusted here stay trusted."""
    waiting = {}
    for member in manifest["files"]:
        if not member.startswith("files/"):
            continue
        path = folder / member.removeprefix("files/")
        data = archive.read(member)
        if path.name == TRUSTED and path.exists():
            data = b"\n".join(dict.fromkeys([*data.split(), *path.read_bytes().split()])) + b"\n"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.restored")
        beside.unlink(missing_ok=True)
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        waiting[path] = beside
    return waiting


def _put_back(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    rows: list[dict[str, Any]] = []
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            rows.append({name: _read(value) for name, value in json.loads(line).items()})
            if len(rows) == ROWS:
                connection.execute(insert(table), rows)
                rows = []
    if rows:
        connection.execute(insert(table), rows)
