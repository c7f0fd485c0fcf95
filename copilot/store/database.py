"""The database: SQLite (WAL, synchronous FULL) in the data folder, or Postgres by its address. One way to use both.

Writers take turns (`BEGIN IMMEDIATE`, an advisory lock on Postgres): what a transaction read is still true when it
writes. A transaction that changes a record ends with an event in `audit_log`, or it does not end.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Engine, Row, Table, create_engine, delete, event, insert, select, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, NoSuchModuleError

from copilot.audit.keys import EVENT, Sealer
from copilot.audit.trail import grown, leaf_of, root_of, row_hash
from copilot.canonical import canonical
from copilot.problem import Problem
from copilot.store.tables import HEAD, RECORDS, audit_log, audit_tree

Clock = Callable[[], dt.datetime]
WRITERS = 6_105_021  # the advisory lock that writers on Postgres take in turn; any fixed number


def utc_now() -> dt.datetime:
    """The time now, in UTC."""
    return dt.datetime.now(dt.UTC)


def stamp(moment: dt.datetime) -> str:
    """A moment as the tables hold it: UTC, microseconds, of one length so that text sorts by time."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(stamped: str) -> dt.datetime:
    """The moment that `stamp` wrote."""
    return dt.datetime.fromisoformat(stamped)


class Transaction:
    """Writes that happen together, at the time `at`. Every row of a record that is written must be told by `event`."""

    def __init__(self, connection: Connection, at: str, sealer: Sealer) -> None:
        self.connection = connection
        self.at = at
        self.sealer = sealer
        self._untold: dict[tuple[str, str], None] = {}
        self.sealed: tuple[int, str] | None = None

    def row(self, table: Table, id: str) -> Row | None:
        """A row by its id, or None."""
        return self.connection.execute(select(table).where(table.c.id == id)).one_or_none()

    def insert(self, table: Table, **row: Any) -> None:
        """Add a row."""
        self.connection.execute(insert(table).values(**row))
        self._touched(table, row["id"])

    def change(self, table: Table, id: str, **values: Any) -> None:
        """Change a row."""
        self.connection.execute(update(table).where(table.c.id == id).values(**values))
        self._touched(table, id)

    def delete(self, table: Table, id: str) -> None:
        """Delete a row; its event will say so."""
        self.connection.execute(delete(table).where(table.c.id == id))
        self._touched(table, id)

    def _touched(self, table: Table, id: str) -> None:
        if table.name in RECORDS:
            self._untold[table.name, id] = None

    def event(
        self, action: str, by: str, case_id: str | None = None, subject: str | None = None, **detail: Any
    ) -> None:
        """Append an event that vouches for the rows written since the last one. `detail` holds no patient data."""
        tree = self.connection.execute(select(audit_tree)).one()
        records = [[table, id, self._hash(table, id)] for table, id in self._untold]
        self._untold.clear()
        row = {
            "seq": tree.size + 1, "at": self.at, "actor": by, "action": action, "case_id": case_id,
            "subject": subject, "detail": canonical(detail), "records": canonical(records), "key": self.sealer.public,
        }  # fmt: skip
        leaf = leaf_of(row)
        self.connection.execute(
            insert(audit_log).values(**row, leaf=leaf, seal=self.sealer.sign(EVENT, bytes.fromhex(leaf)))
        )
        peaks = grown(_peaks(tree.peaks), leaf)
        self.connection.execute(update(audit_tree).values(size=row["seq"], peaks=canonical(peaks)))
        self.sealed = (row["seq"], root_of(peaks))

    def _hash(self, table: str, id: str) -> str | None:
        row = self.row(RECORDS[table], id)
        return row_hash(table, row._mapping) if row is not None else None

    def close(self) -> None:
        """Raises RuntimeError where a record was written and no event tells of it: a fault of the program."""
        if self._untold:
            raise RuntimeError(f"no event tells of what was written to {sorted({t for t, _ in self._untold})}")


def _peaks(told: str) -> list[tuple[int, str]]:
    return [(height, hash) for height, hash in json.loads(told)]


class Database:
    """An open database with its data folder, its clock and its seal. Safe for threads; each process opens its own."""

    def __init__(self, engine: Engine, data_dir: Path, now: Clock) -> None:
        self.engine = engine
        self.data_dir = data_dir
        self.now = now
        self.sealer = Sealer(data_dir)
        self._writing = engine.execution_options(writes=True)
        postgres = engine.dialect.name == "postgresql"
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ") if postgres else engine

    @classmethod
    def open(cls, source: Any = None, data_dir: Path | str | None = None, *, now: Clock = utc_now) -> Self:
        """Open, and make or migrate where needed, the database.

        `source`: settings with `data_dir` and `database_url`, or a database's address, or None for SQLite in
        `data_dir`. Raises Problem where the address is unusable, the database does not answer or is newer than we are.
        """
        url = getattr(source, "database_url", source)
        folder = Path(data_dir or source.data_dir)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = _engine(_address(url, folder))
        try:
            _migrate(engine)
        except (DatabaseError, UnicodeDecodeError) as error:
            engine.dispose()
            damaged = isinstance(error, UnicodeDecodeError)
            reason = "its file is damaged" if damaged else str(error.orig).strip().splitlines()[0]
            raise Problem(f"NECESSITY_DATABASE_URL: the database cannot be opened ({reason})") from None
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, folder, now)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database."""
        with self._reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction, alone among writers. What it told the audit log is sealed by a checkpoint once committed."""
        try:
            with self._writing.connect() as connection, connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS})
                transaction = Transaction(connection, stamp(self.now()), self.sealer)
                yield transaction
                transaction.close()
        except (IntegrityError, DataError) as error:  # their text quotes the row, which may be a patient's
            raise RuntimeError(f"the database refused what was written ({type(error.orig).__name__})") from None
        if transaction.sealed:
            self.sealer.checkpoint(*transaction.sealed, transaction.at)


def _address(url: str | None, folder: Path) -> URL:
    if not url:
        return URL.create("sqlite", database=str(folder / "necessity.db"))
    try:
        address = make_url(url)
    except ArgumentError:
        raise Problem("NECESSITY_DATABASE_URL: not an address; write postgresql://user@host/name") from None
    if address.drivername in ("postgres", "postgresql"):
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise Problem("NECESSITY_DATABASE_URL: only sqlite:/// and postgresql:// are known")
    return address


def _engine(address: URL) -> Engine:
    """The engine. What is written never shows in an exception's text: it may be a patient's."""
    try:
        if address.get_backend_name() == "postgresql":
            return create_engine(address, pool_pre_ping=True, hide_parameters=True)
        return _sqlite(address)
    except (NoSuchModuleError, ImportError):
        raise Problem(f"NECESSITY_DATABASE_URL: no driver for {address.drivername}") from None
    except OSError as error:
        raise Problem(f"NECESSITY_DATABASE_URL: no writing to the database file ({error.strerror})") from None


def _sqlite(address: URL) -> Engine:
    if address.database and address.database != ":memory:":
        os.close(os.open(address.database, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(address, connect_args={"timeout": 60}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin where `begin` below says, not where the driver guesses
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _migrate(engine: Engine) -> None:
    """Bring the database to the newest shape. Two processes that open it at once take turns."""
    if _version(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    with engine.execution_options(writes=True).connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITERS})
        config = Config()
        config.set_main_option("script_location", "copilot:migrations")
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise Problem("the database is of a newer version than this program; update the program") from None


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
