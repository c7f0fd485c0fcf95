"""Many cases: each submitted to the record, reviewed once, its review stored; resumable after anything.

    with opened(settings, review, model, governing, name) as batch:
        batch.queue.configure(at_once=16, per_minute=None)
        batch.submit(cases)
        batch.wait()
    with recorded(settings, name, batch.unusable) as ended:
        ended.results(), ended.dead_letters(), ended.totals()

A work is a case with this very record, these corrections, the policy that governs it and the model that drafts: a
pended case with new records is new work, the same case again is none. What a work did is recorded first in the record
(the review carries the work's id), then in the ledger, then in the queue; a repeat at any point changes nothing.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from copilot.answers import Kept
from copilot.batch import queue
from copilot.batch.ledger import Done, Item, Ledger, address
from copilot.canonical import digest
from copilot.case import Case
from copilot.model import Model
from copilot.problem import Problem
from copilot.review import Review
from copilot.settings import Settings
from copilot.store import Conflict, Store, case_hash, utc_now

if TYPE_CHECKING:
    from copilot.corrections import Correction

BY = "necessity batch"
AT_ONCE = 16
PAUSES = (1.0, 4.0, 15.0)  # before a work is tried again whose database did not answer

Progress = Callable[[dict[str, int]], None]
Reviewer = Callable[[Case, "Model | None", "Sequence[Correction]"], Review]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A case that could not be reviewed, and why. `case_id` is None where the input line held no case."""

    case_id: str | None
    reason: str


class Batch:
    """One batch under way, from `opened`; `stopping` may be set from any thread to end it early."""

    def __init__(
        self, store: Store, ledger: Ledger, work_queue: queue.Queue, governing: Callable[[Case], str], endpoint: str,
        name: str, stopping: threading.Event,
    ) -> None:  # fmt: skip
        self.store, self.ledger, self.queue = store, ledger, work_queue
        self._governing, self._endpoint, self.name = governing, endpoint, name
        self.stopping = stopping
        self.unusable: list[DeadLetter] = []

    def submit(
        self, cases: Iterable[Case], *, retry: bool = False, each: Callable[[], None] = lambda: None,
        progress: Progress = lambda counts: None,
    ) -> None:  # fmt: skip
        """Put every case on record and have it reviewed; `retry` also takes up again what failed before.

        A case that cannot be submitted is a dead letter. Ends early when the batch is stopping. `each` is called after
        every case, `progress` with the counts by state now and then: the first ones are done before the last is here.
        """
        self.ledger.begin(self.name)
        told = time.monotonic()
        held: dict[str, str] = {}
        written: list[Item] = []
        for position, case in enumerate(cases):
            if self.stopping.is_set():
                break
            work = self._submit(case, held, retry)
            if work is not None:
                written.append(Item(case.id, position, work))
            if len(written) == 100:
                self.ledger.add(self.name, written)
                written.clear()
                if time.monotonic() - told > 2:
                    progress(self.ledger.counts(self.name))
                    told = time.monotonic()
            each()
        self.ledger.add(self.name, written)

    def _submit(self, case: Case, held: dict[str, str], retry: bool) -> str | None:
        """The work that reviews the case, now enqueued; None for a dead letter, or a case that stands there twice."""
        sha = case_hash(case)
        try:
            if case.id in held:
                if held[case.id] != sha[:16]:
                    raise Problem("the id stands in the input twice, with different contents; the first one counts")
                return None
            held[case.id] = sha[:16]
            version = on_record(self.store, case)
            work = self.work_of(case, version)
            done = self.ledger.done(work)
            if done is not None and self._again(done, retry):
                self.queue.forget(work)
                self.ledger.forget(work)
                done = None
            if done is None:
                self.queue.enqueue(work, case.id, version)
            return work
        except Problem as problem:
            self.unusable.append(DeadLetter(case.id, str(problem)))
            return None

    def _again(self, done: Done, retry: bool) -> bool:
        """Whether a work is to be done again: it failed, or the record lost its review (a restore)."""
        return retry if done.state == "failed" else stored(self.store, done.review_id or "") is None

    def work_of(self, case: Case, version: int) -> str:
        """The id of the work that reviews this version of the case as it stands."""
        from copilot.corrections import in_force

        corrected = [correction.id for correction in in_force(self.store, case.id)]
        return f"{case.id}:{digest([version, case_hash(case), self._governing(case), corrected, self._endpoint])[:32]}"

    def wait(self, progress: Progress = lambda counts: None, every: float = 0.5) -> None:
        """Until something became of every case, or the batch is stopping. `progress` gets the counts by state."""
        looked = time.monotonic()
        while not self.stopping.is_set():
            began = time.monotonic()
            counts = self.ledger.counts(self.name)
            progress(counts)
            if not counts.get("waiting"):
                return
            now = time.monotonic()
            if now - looked > 10 * every:
                self._note_given_up()
                looked = now
            self.stopping.wait(max(every, 20 * (now - began)))  # counting many cases takes a while itself

    def _note_given_up(self) -> None:
        for work, reason in self.queue.given_up():
            self.ledger.record(Done(work, "failed", reason), self.store.now())


class Recorded:
    """What became of a batch: its reviews, its dead letters, its totals."""

    def __init__(self, store: Store, ledger: Ledger, name: str, unusable: Sequence[DeadLetter] = ()) -> None:
        self.store, self.ledger, self.name, self.unusable = store, ledger, name, list(unusable)

    def results(self) -> Iterator[Review]:
        """The review of every case that has one, in the order of the input."""
        for _, done in self.ledger.outcomes(self.name):
            if done is not None and done.review_id is not None:
                yield self.store.review(done.review_id).review

    def dead_letters(self) -> Iterator[DeadLetter]:
        """The cases that could not be reviewed, with the reason of each."""
        yield from self.unusable
        for item, done in self.ledger.outcomes(self.name):
            if done is not None and done.state == "failed":
                yield DeadLetter(item.case_id, done.reason or "")

    def totals(self) -> dict[str, Any]:
        """What the batch did: cases by recommendation, failures, model calls, tokens, reviews without a draft."""
        found: dict[str, Any] = {"approve": 0, "deny": 0, "pend": 0, "failed": len(self.unusable), "waiting": 0,
                                 "cached": 0, "without_draft": {}}  # fmt: skip
        for _, done in self.ledger.outcomes(self.name):
            state = "waiting" if done is None else done.recommendation or done.state
            found[state] += 1
            if done is not None:
                found["cached"] += done.cached
            if done is not None and done.notice:
                found["without_draft"][done.notice] = found["without_draft"].get(done.notice, 0) + 1
        return {**found, **self.ledger.spent(self.name)}


@contextmanager
def opened(
    settings: Settings, review: Reviewer, model: Model | None, governing: Callable[[Case], str], name: str,
    stopping: threading.Event | None = None,
) -> Iterator[Batch]:  # fmt: skip
    """A batch of that name; works are done in this process until the block ends."""
    with working(settings, review, model) as (store, ledger, work_queue):
        yield Batch(store, ledger, work_queue, governing, endpoint_of(model), name, stopping or threading.Event())


@contextmanager
def working(
    settings: Settings, review: Reviewer, model: Model | None
) -> Iterator[tuple[Store, Ledger, queue.Queue]]:
    """Do the works of the queue in this process until the block ends."""
    with Store.open(settings) as store:
        ledger = Ledger.open(address(settings.database_url, settings.folder()))
        try:
            with queue.opened(ledger.engine, endpoint_of(model), Reviewing(store, ledger, review, model)) as work_queue:
                yield store, ledger, work_queue
        finally:
            ledger.close()


@contextmanager
def recorded(settings: Settings, name: str, unusable: Sequence[DeadLetter]) -> Iterator[Recorded]:
    """What became of the batch of that name, to be read when no work is under way here."""
    with Store.open(settings) as store:
        ledger = Ledger.open(address(settings.database_url, settings.folder()))
        try:
            yield Recorded(store, ledger, name, unusable)
        finally:
            ledger.close()


def endpoint_of(model: Model | None) -> str:
    """A short name for who drafts: works for different models wait in different queues, each with its own limits."""
    if model is None:
        return "rules"
    return digest([model.name, getattr(model, "base_url", None)])[:12]


def on_record(store: Store, case: Case) -> int:
    """Put the case on record and return the version of its record that this is.

    Raises Problem where the case was signed or sent with other records: that is for a person to undo first.
    """
    try:
        return store.submit(case, BY).version
    except Conflict:
        if store.state(case.id) in ("signed", "sent"):
            raise Problem("it is signed with other records; withdraw the sign-off first") from None
        return store.revise(case, BY, "new records in a batch")


class Reviewing:
    """What a worker does with a work: review the case, store the review, note the outcome."""

    def __init__(self, store: Store, ledger: Ledger, review: Reviewer, model: Model | None) -> None:
        self._store, self._ledger, self._review, self._model = store, ledger, review, model

    def __call__(self, work: str, case_id: str, version: int) -> None:
        """Do a work. What goes wrong with the case is its outcome; what goes wrong with the database is tried again."""
        from sqlalchemy.exc import OperationalError

        if self._ledger.done(work):
            return
        for pause in (*PAUSES, None):
            try:
                self._ledger.record(self._outcome(work, case_id, version), utc_now())
                return
            except OperationalError:
                if pause is None:
                    raise
                time.sleep(pause)

    def _outcome(self, work: str, case_id: str, version: int) -> Done:
        from sqlalchemy.exc import OperationalError

        began, model = time.perf_counter(), None
        if self._model is not None:
            model = Kept(self._model, self._ledger, work, utc_now)
        try:
            made = self._reviewed(work, case_id, version, model)
        except Problem as problem:
            return Done(work, "failed", str(problem), seconds=time.perf_counter() - began)
        except OperationalError:
            raise
        except Exception as error:  # the other cases are still to be done; the text of an error may hold patient data
            return Done(work, "failed", f"the review failed ({type(error).__name__})",
                        seconds=time.perf_counter() - began)  # fmt: skip
        return Done(
            work, "done", None, made.review_id, made.recommendation, made.draft.notice if model else None,
            model.calls if model else 0, model.cached if model else 0, time.perf_counter() - began,
        )  # fmt: skip

    def _reviewed(self, work: str, case_id: str, version: int, model: Model | None) -> Review:
        """The review that stands on record for this work: the one stored before it was interrupted, or a new one."""
        from copilot.corrections import in_force

        review_id = work.rpartition(":")[2]
        before = stored(self._store, review_id)
        if before is not None:
            return before
        if self._store.state(case_id) in ("signed", "sent"):
            raise Problem("it is signed; withdraw the sign-off before it is reviewed")
        corrections = in_force(self._store, case_id)
        made = self._review(self._store.made_from(case_id, version), model, corrections)
        made = made.model_copy(update={"review_id": review_id})
        with self._ledger.alone(work):
            before = stored(self._store, review_id)  # another worker, that took this one for dead, was first
            if before is None:
                self._store.save_review(made, BY, corrections=tuple(c.id for c in corrections))
        return before or made


def stored(store: Store, review_id: str) -> Review | None:
    """The review of that id on record, or None."""
    try:
        return store.review(review_id).review
    except Problem:
        return None


def lines(reviews: Iterable[Review]) -> Iterator[str]:
    """Reviews as lines of JSON."""
    for made in reviews:
        yield json.dumps(made.model_dump(mode="json"), ensure_ascii=False) + "\n"
