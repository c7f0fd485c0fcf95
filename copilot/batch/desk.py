"""A batch as the command line runs it: this installation's reviewer, files in and out, what it did in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from copilot import batch, policies, reviewing, settings
from copilot import model as models
from copilot.batch import offline
from copilot.batch.ledger import Ledger, address
from copilot.canonical import digest
from copilot.case import Case
from copilot.library import open_library
from copilot.load import load
from copilot.model import Model
from copilot.problem import Problem
from copilot.settings import Settings
from copilot.store import utc_now
from copilot.whole_file import write_file
from rules.select import select


@dataclass(frozen=True, slots=True)
class Did:
    """What a batch did, with the files it wrote."""

    totals: dict[str, Any]
    out: Path
    dead_letters: Path | None
    stopped: bool = False

    @property
    def failed(self) -> int:
        return int(self.totals["failed"])

    def lines(self, prices: tuple[float, float] | None, seconds: float) -> Iterator[str]:
        """The totals in words."""
        t = self.totals
        done = t["approve"] + t["deny"] + t["pend"]
        yield (f"{done} reviewed ({t['approve']} approve, {t['deny']} deny, {t['pend']} pend) in {seconds:.0f} s; "
               f"results in {self.out}")  # fmt: skip
        if t["calls"] or t["cached"]:
            cost = f"; {_cost(t['tokens_in'], t['tokens_out'], prices)}" if prices else ""
            yield (f"{t['calls']} model calls took {t['tokens_in']:,} tokens in and {t['tokens_out']:,} out{cost}; "
                   f"{t['cached']} answers were at hand")  # fmt: skip
        for notice, count in t["without_draft"].items():
            yield f"{count} without a model's draft: {notice}"
        if self.dead_letters:
            yield (f"{self.failed} failed; the reasons are in {self.dead_letters}; mend the input, or give --retry "
                   "where the review itself failed")  # fmt: skip
        if self.stopped:
            yield "stopped before all were reviewed; the same command goes on"


@dataclass(frozen=True, slots=True)
class Ready:
    """The installation, ready to review. `model` is None where none is configured or wanted."""

    settings: Settings
    review: batch.Reviewer
    governing: Callable[[Case], str]
    model: Model | None

    def run(
        self, cases: Path, out: Path, stopping: threading.Event, *, at_once: int, per_minute: int | None, retry: bool,
        each: Callable[[], None], progress: Callable[[dict[str, int]], None],
    ) -> Did:  # fmt: skip
        """Review the cases of a file and write the results to `out`, whole, with dead letters beside it."""
        unusable: list[batch.DeadLetter] = []
        name = digest(str(out.absolute()))[:16]
        read = load(cases, on_problem=lambda problem: unusable.append(batch.DeadLetter(None, str(problem))))
        with batch.opened(self.settings, self.review, self.model, self.governing, name, stopping) as under_way:
            under_way.queue.configure(at_once, per_minute)
            under_way.submit(read, retry=retry, each=each, progress=progress)
            under_way.unusable += unusable
            under_way.wait(progress)
        with batch.recorded(self.settings, name, under_way.unusable) as ended:
            write_file(out, batch.lines(ended.results()))
            letters = [json.dumps({"case_id": d.case_id, "reason": d.reason}) + "\n" for d in ended.dead_letters()]
            beside = beside_of(out)
            beside.unlink(missing_ok=True)
            if letters:
                write_file(beside, letters)
            return Did(ended.totals(), out, beside if letters else None, stopping.is_set())

    def work(self, stopping: threading.Event, at_once: int, until_empty: bool, started: Callable[[], None]) -> None:
        """Do works until `stopping`, or until none waits."""
        with batch.working(self.settings, self.review, self.model) as (_, _, queue):
            queue.join(at_once)
            started()
            while not stopping.wait(1.0):
                if until_empty and not queue.waits():
                    return

    def estimate(self, cases: Path, total: int) -> offline.Estimate:
        """What the model will take for `total` cases, from the first ones."""
        assert self.model is not None
        sample = list(islice(load(cases, on_problem=lambda problem: None), offline.SAMPLE))
        return offline.estimate(sample, total, self.review, self.model)

    def write_requests(self, cases: Path, out: Path, each: Callable[[], None]) -> tuple[int, list[Path]]:
        """Write what the model is still to be asked into files of the OpenAI Batch API."""
        assert self.model is not None
        with self._ledger() as ledger:
            read = load(cases, on_problem=lambda problem: None)
            return offline.write_requests(read, self.review, self.model, ledger, out, each)

    def read_answers(self, files: Sequence[Path]) -> tuple[int, list[Problem]]:
        """Keep the answers of such files; how many, and what could not be used."""
        problems: list[Problem] = []
        with self._ledger() as ledger:
            kept = sum(offline.read_answers(file, ledger, utc_now(), problems.append) for file in files)
        return kept, problems

    def _ledger(self) -> Any:
        from contextlib import closing

        return closing(Ledger.open(address(self.settings.database_url, self.settings.folder())))


def ready(no_llm: bool = False) -> Ready:
    """The installation as its settings describe it. Raises Problem where they cannot be used."""
    in_force = settings.load()
    packs = policies.packs(in_force)
    open_library(in_force, partial(reviewing.standing_questions, packs)).prepare()

    def review(case: Case, model: Model | None, corrections: Any) -> Any:
        return reviewing.review(case, settings=in_force, model=model, corrections=corrections)

    def governing(case: Case) -> str:
        found = select(packs, reviewing.request_of(case))
        return found.pack.sha256 if found.pack else f"none: {found.why}"

    return Ready(in_force, review, governing, None if no_llm else models.configured(in_force))


def count(cases: Path) -> int:
    """About how many cases a file holds: its lines."""
    try:
        with cases.open("rb") as file:
            return max(1, sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b"")))
    except OSError as error:
        raise Problem(f"{cases}: cannot be read ({error.strerror})") from None


def in_words(estimate: offline.Estimate, prices: tuple[float, float] | None) -> str:
    """An estimate as a line."""
    cost = f", {_cost(estimate.tokens_in, estimate.tokens_out, prices)}" if prices else ""
    return (f"about {estimate.tokens_in:,} tokens in and {estimate.tokens_out:,} out for {estimate.cases:,} cases"
            f"{cost} (from {estimate.sampled} of them; mending a draft is a second call, answers at hand cost "
            "nothing)")  # fmt: skip


def _cost(tokens_in: int, tokens_out: int, prices: tuple[float, float] | None) -> str:
    price_in, price_out = prices or (0.0, 0.0)
    return f"cost {(tokens_in * price_in + tokens_out * price_out) / 1e6:,.2f}"


def beside_of(out: Path) -> Path:
    """Where the dead letters stand of a batch whose results are in `out`."""
    return out.with_suffix(".failed.jsonl")


def make_place(out: Path, cases: Path) -> None:
    """Find out before the work and not after it that the results have no place. Raises Problem then."""
    if out.is_dir():
        raise Problem(f"--out: {out} is a folder; name a file")
    if cases.resolve() in (out.resolve(), beside_of(out).resolve()):
        raise Problem(f"--out: {out} would overwrite the cases; name another file")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise Problem(f"--out: {out} cannot be written ({error.strerror}); name another file") from None
