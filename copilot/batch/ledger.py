"""What a batch knows of its work: which cases it holds, what became of each, what the model answered. May be lost.

It lies beside the queue: `queue.db` in the data folder, or in the Postgres database of the record. Nothing in it
counts: reviews and cases stand in the record, and a batch started again finds there what is done.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    select,
    text,
    union_all,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

from copilot.store.database import WRITERS, stamp

POOL = 40  # connections of one process, on SQLite: its workers, the queue and the submission together

metadata = MetaData()
items = Table(
    "batch_items", metadata,
    Column("batch", String, primary_key=True), Column("case_id", String, primary_key=True),
    Column("position", Integer, nullable=False), Column("work", String, nullable=False, index=True),
)  # fmt: skip
works = Table(
    "batch_works", metadata,
    Column("work", String, primary_key=True), Column("state", String, nullable=False), Column("reason", Text),
    Column("review_id", String), Column("recommendation", String), Column("notice", Text),
    Column("calls", Integer, nullable=False), Column("cached", Integer, nullable=False),
    Column("seconds", Float, nullable=False), Column("at", Text, nullable=False),
)  # fmt: skip
answers = Table(
    "batch_answers", metadata,
    Column("prompt", String, primary_key=True), Column("answer", Text, nullable=False),
    Column("work", String, index=True), Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False), Column("at", Text, nullable=False),
)  # fmt: skip
unusable = Table(  # answers that were paid for and could not be used
    "batch_unusable", metadata,
    Column("id", Integer, primary_key=True), Column("work", String, index=True),
    Column("tokens_in", Integer, nullable=False), Column("tokens_out", Integer, nullable=False),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A case of a batch: where it stood in the input, and the work that reviews it."""

    case_id: str
    position: int
    work: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a work. `reason` says why it failed; `notice` why a wanted draft is missing."""

    work: str
    state: str  # done or failed
    reason: str | None = None
    review_id: str | None = None
    recommendation: str | None = None
    notice: str | None = None
    calls: int = 0
    cached: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Stored:
    """A model's answer as it was given (masked where the prompt was), and the tokens it took."""

    answer: str
    tokens_in: int
    tokens_out: int


class Ledger:
    """The tables beside the queue."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, address: URL) -> Ledger:
        """Open the ledger at the queue's address, making its tables where they are missing."""
        if address.get_backend_name() == "sqlite":
            os.close(os.open(address.database or "", os.O_CREAT | os.O_RDWR, 0o600))
            engine = create_engine(address, pool_size=POOL, max_overflow=POOL)
            _take_turns(engine)
        else:
            engine = create_engine(address, pool_pre_ping=True)
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
            metadata.create_all(connection)
        return cls(engine)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # --- The cases of a batch -------------------------------------------------------------------------------------

    def begin(self, batch: str) -> None:
        """Forget which cases a batch of that name held; what became of them stays."""
        with self.engine.begin() as connection:
            connection.execute(items.delete().where(items.c.batch == batch))

    def add(self, batch: str, held: Sequence[Item]) -> None:
        """Note cases of a batch."""
        if held:
            rows = [{"batch": batch, "case_id": i.case_id, "position": i.position, "work": i.work} for i in held]
            with self.engine.begin() as connection:
                connection.execute(items.insert(), rows)

    def counts(self, batch: str) -> dict[str, int]:
        """How many cases of a batch are in each state; `waiting` for those that nothing became of yet."""
        state = func.coalesce(works.c.state, "waiting")
        query = select(state, func.count()).select_from(_with_outcome()).where(items.c.batch == batch).group_by(state)
        with self.engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def outcomes(self, batch: str) -> Iterator[tuple[Item, Done | None]]:
        """Every case of a batch in the order of the input, with what became of it."""
        query = select(items, works).select_from(_with_outcome()).where(items.c.batch == batch)
        with self.engine.connect() as connection:
            for row in connection.execution_options(yield_per=500).execute(query.order_by(items.c.position)):
                done = None if row.state is None else _done(row)
                yield Item(row.case_id, row.position, row._mapping[items.c.work]), done

    # --- What became of a work ------------------------------------------------------------------------------------

    def done(self, work: str) -> Done | None:
        """What became of a work, or None where it waits."""
        with self.engine.connect() as connection:
            row = connection.execute(select(works).where(works.c.work == work)).one_or_none()
        return _done(row) if row else None

    def record(self, done: Done, at: dt.datetime) -> None:
        """Note what became of a work. The first to do so is right: a repeat changes nothing."""
        values = {name: getattr(done, name) for name in Done.__slots__} | {"at": stamp(at)}
        with self.engine.begin() as connection:
            connection.execute(self._insert(works).values(**values).on_conflict_do_nothing())

    @contextmanager
    def alone(self, work: str) -> Iterator[None]:
        """No other worker is in this block for the same work. (On SQLite there is no other.)"""
        if self.engine.dialect.name == "sqlite":
            yield
            return
        with self.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:work, 1))"), {"work": work})
            yield

    def forget(self, work: str) -> None:
        """Let a work be done again."""
        with self.engine.begin() as connection:
            connection.execute(works.delete().where(works.c.work == work))

    # --- What the model answered ----------------------------------------------------------------------------------

    def answer(self, prompt: str) -> Stored | None:
        """The answer to a prompt (its hash), or None."""
        with self.engine.connect() as connection:
            row = connection.execute(select(answers).where(answers.c.prompt == prompt)).one_or_none()
        return Stored(row.answer, row.tokens_in, row.tokens_out) if row else None

    def keep_answer(self, prompt: str, stored: Stored, work: str | None, at: dt.datetime) -> None:
        """Keep the answer to a prompt; the first one kept stays."""
        insert = self._insert(answers).values(
            prompt=prompt, answer=stored.answer, work=work, tokens_in=stored.tokens_in, tokens_out=stored.tokens_out,
            at=stamp(at),
        )  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(insert.on_conflict_do_nothing())

    def note_unusable(self, work: str | None, tokens_in: int, tokens_out: int) -> None:
        """Note what an answer took that could not be used."""
        with self.engine.begin() as connection:
            connection.execute(unusable.insert().values(work=work, tokens_in=tokens_in, tokens_out=tokens_out))

    def spent(self, batch: str) -> dict[str, Any]:
        """What the batch's own model calls took, those of interrupted runs too: calls, tokens in and out."""
        paid = union_all(*(select(t.c.work, t.c.tokens_in, t.c.tokens_out) for t in (answers, unusable))).subquery()
        query = (
            select(func.count(), func.coalesce(func.sum(paid.c.tokens_in), 0),
                   func.coalesce(func.sum(paid.c.tokens_out), 0))
            .select_from(items.join(paid, paid.c.work == items.c.work)).where(items.c.batch == batch)
        )  # fmt: skip
        with self.engine.connect() as connection:
            calls, tokens_in, tokens_out = connection.execute(query).one()
        return {"calls": calls, "tokens_in": tokens_in, "tokens_out": tokens_out}

    def _insert(self, table: Table) -> Any:
        return (postgresql if self.engine.dialect.name == "postgresql" else sqlite).insert(table)


def address(database_url: str, data_dir: Path) -> URL:
    """Where the queue lies: the record's own Postgres, or `queue.db` beside a record on SQLite."""
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    return URL.create("sqlite", database=str(data_dir / "queue.db"))


def _with_outcome() -> Any:
    return items.outerjoin(works, works.c.work == items.c.work)


def _done(row: Any) -> Done:
    return Done(*(row._mapping[works.c[name]] for name in Done.__slots__))


def _take_turns(engine: Engine) -> None:
    """Write-ahead logging, and writers that wait for one another: the queue writes to the same file.

    A power cut may take back the last moments of it, never tear it; what they held is found in the record again.
    """

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=60000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
