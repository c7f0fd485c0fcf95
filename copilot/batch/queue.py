"""The durable queue (DBOS): a work once enqueued is done once, whatever is killed on the way.

On SQLite one process works at a time. On Postgres many do, on many machines; each holds a lock while it lives, and what
a dead one had begun is given back to the queue by whoever notices. No patient data is in the queue: a work is named by
its case and a hash.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import URL

from copilot.problem import Problem

APPLICATION = "necessity"
WORKFLOW = "review"
# Names the workflow's arguments, not the program: work enqueued before an update is done after it.
SHAPE = "1"
# A work that was under way when the process died this often is left alone: it may be what kills it.
MOST_DEATHS = 10
POLL = 0.1
SWEEP = 5.0

Work = Callable[[str, str, int], None]
_doing: list[Work] = []  # what the workflow does, in this process; empty where none works
_registered: list[Any] = []


class Queue:
    """The queue while it is open. `endpoint` keeps works for different models apart."""

    def __init__(self, dbos: Any, workflow: Any, name: str) -> None:
        self._dbos, self._workflow, self.name = dbos, workflow, name

    def configure(self, at_once: int, per_minute: int | None) -> None:
        """How many works each process does at once, and how many all begin in a minute."""
        limiter = {"limit": per_minute, "period": 60.0} if per_minute else None
        self._dbos.register_queue(
            self.name, worker_concurrency=at_once, limiter=limiter, polling_interval_sec=POLL,
            on_conflict="always_update",
        )  # fmt: skip

    def join(self, at_once: int) -> None:
        """Work by the limits that are set, or by `at_once` where none are yet."""
        self._dbos.register_queue(
            self.name, worker_concurrency=at_once, polling_interval_sec=POLL, on_conflict="never_update"
        )

    def enqueue(self, work: str, case_id: str, version: int) -> None:
        """Have a work done. A work that is known already is not enqueued again."""
        from dbos import SetWorkflowID

        with SetWorkflowID(work):
            self._dbos.enqueue_workflow(self.name, self._workflow, work, case_id, version)

    def forget(self, work: str) -> None:
        """Forget a finished work, so that it can be enqueued again."""
        self._dbos.delete_workflow(work)

    def waits(self) -> bool:
        """Whether some work of this queue is not finished, in any process."""
        return bool(self._dbos.list_workflows(
            queue_name=self.name, status=["ENQUEUED", "PENDING"], limit=1, load_input=False, load_output=False,
        ))  # fmt: skip

    def given_up(self) -> list[tuple[str, str]]:
        """The works that will not be done, each with the reason."""
        found = self._dbos.list_workflows(
            name=WORKFLOW, status=["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"], load_input=False,
            load_output=False,
        )  # fmt: skip
        reasons = {"MAX_RECOVERY_ATTEMPTS_EXCEEDED": f"the process died {MOST_DEATHS} times while reviewing it",
                   "CANCELLED": "it was cancelled"}  # fmt: skip
        return [(w.workflow_id, reasons.get(w.status, "the queue could not do it")) for w in found]


@contextmanager
def opened(engine: Engine, endpoint: str, do: Work, *, patience: float = 100.0) -> Iterator[Queue]:
    """Open the queue and do its works until the block ends; what is under way then gets `patience` seconds to finish.

    Raises Problem where another process works on the same SQLite queue.
    """
    from dbos import DBOS, DBOSConfig

    address, postgres = engine.url, engine.dialect.name == "postgresql"
    executor = f"{os.uname().nodename}-{uuid.uuid4().hex[:12]}" if postgres else "local"
    with _alive(address, executor) if postgres else _alone(Path(address.database or "")):
        workflow = _workflow()
        _doing[:] = [do]
        config = DBOSConfig(
            name=APPLICATION, system_database_url=address.render_as_string(hide_password=False),
            system_database_engine=None if postgres else engine, executor_id=executor, application_version=SHAPE,
            log_level="CRITICAL",
        )  # fmt: skip
        dbos, name = DBOS(config=config), f"reviews-{endpoint}"
        DBOS.listen_queues([name])
        try:
            DBOS.launch()
            stop = threading.Event()
            sweeper = threading.Thread(target=_sweep, args=(address, executor, stop), daemon=True)
            if postgres:
                sweeper.start()
            try:
                yield Queue(DBOS, workflow, name)
            finally:
                stop.set()
                for event in dbos.background_thread_stop_events:
                    event.set()  # begin nothing more
                _wait(lambda: not dbos._active_workflows_set.activeList(), patience)
        finally:
            DBOS.destroy()
            _doing.clear()


def _workflow() -> Any:
    """The workflow, registered once in this process."""
    if not _registered:
        from dbos import DBOS

        @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_DEATHS)
        def review(work: str, case_id: str, version: int) -> None:
            _doing[0](work, case_id, version)

        _registered.append(review)
    return _registered[0]


def _wait(until: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.02)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Hold the lock of a queue on SQLite."""
    import fcntl

    handle = os.open(database.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                "another batch or worker is running here; on SQLite one works at a time. Wait for it, or set "
                "NECESSITY_DATABASE_URL to a Postgres database"
            ) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _alive(address: URL, executor: str) -> Iterator[None]:
    """Hold a lock on Postgres that ends with this process, whatever ends it."""
    engine = create_engine(address)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _key(executor)})
            yield
    finally:
        engine.dispose()


def _key(executor: str) -> int:
    return int.from_bytes(hashlib.sha256(f"necessity worker {executor}".encode()).digest()[:8], "big", signed=True)


def _sweep(address: URL, executor: str, stop: threading.Event) -> None:
    """Give back to the queue what dead processes had begun."""
    from dbos import DBOS

    engine = create_engine(address)
    try:
        while not stop.is_set():
            try:
                begun = DBOS.list_workflows(status="PENDING", name=WORKFLOW, load_input=False, load_output=False)
                others = {w.executor_id for w in begun if w.executor_id} - {executor}
                dead = [other for other in others if _is_dead(engine, other)]
                if dead:
                    # The public way to resume would also restart works that another process has taken up meanwhile.
                    DBOS._recover_pending_workflows(dead)
            except Exception:  # the database does not answer; the next round may
                pass
            stop.wait(SWEEP)
    finally:
        engine.dispose()


def _is_dead(engine: Engine, executor: str) -> bool:
    with engine.connect() as connection:
        return bool(connection.execute(
            text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _key(executor)}
        ).scalar())  # fmt: skip
