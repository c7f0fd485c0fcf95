"""`necessity batch` and `necessity worker`: many cases, each reviewed once, whatever is killed on the way."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli.app import app
from copilot.problem import Problem

Cases = Annotated[Path, typer.Argument(help="Cases, one JSON object a line.")]
Out = Annotated[Path, typer.Option(help="The file for the results, one review a line.")]
NoModel = Annotated[bool, typer.Option("--no-llm", help="Ask no model: the rules write the reviews.")]
AtOnce = Annotated[int, typer.Option(min=1, max=64, help="Cases that each process reviews at once.")]
PerMinute = Annotated[int | None, typer.Option(min=1, help="Reviews begun in a minute, in all processes together.")]
Retry = Annotated[bool, typer.Option("--retry", help="Take up again what failed before.")]
EstimateOnly = Annotated[bool, typer.Option("--estimate", help="Say what it will take, and stop there.")]
PriceIn = Annotated[float | None, typer.Option(min=0, help="Price of a million tokens in, for costs.")]
PriceOut = Annotated[float | None, typer.Option(min=0, help="Price of a million tokens out.")]
Requests = Annotated[Path | None, typer.Option(help="Write OpenAI Batch request files into this folder, and stop.")]
Answers = Annotated[list[Path] | None, typer.Option(help="Take the answers of an OpenAI Batch file; may be repeated.")]


@app.command()
def batch(
    cases: Cases,
    out: Out,
    no_llm: NoModel = False,
    at_once: AtOnce = 16,
    per_minute: PerMinute = None,
    retry: Retry = False,
    estimate: EstimateOnly = False,
    price_in: PriceIn = None,
    price_out: PriceOut = None,
    write_requests: Requests = None,
    read_answers: Answers = None,
) -> None:
    """Review many cases; the same command again goes on where it was stopped, and does nothing twice."""
    from copilot.batch import desk

    prices = (price_in, price_out) if price_in is not None and price_out is not None else None
    total = desk.count(cases)
    if not estimate and write_requests is None:
        desk.make_place(out, cases)
    ready = desk.ready(no_llm)
    if ready.model is not None:
        if read_answers:
            kept, problems = ready.read_answers(read_answers)
            _say(f"{kept} answers taken")
            for problem in problems:
                _say(str(problem))
        if write_requests is not None:
            with _progress("Writing requests", total) as bar:
                asked, files = ready.write_requests(cases, write_requests, bar.step)
            _say(f"{asked} requests in {len(files)} files: {', '.join(map(str, files)) or 'nothing is left to ask'}")
            return
        _say(desk.in_words(ready.estimate(cases, total), prices))
    elif write_requests is not None or read_answers:
        raise Problem("batch: no model is configured, so there is nothing to ask; set OPENAI_BASE_URL and OPENAI_MODEL")
    if estimate:
        return
    began = time.monotonic()
    with _stopping() as stopping, _progress("Reviewing", total) as bar:
        done = ready.run(cases, out, stopping, at_once=at_once, per_minute=per_minute, retry=retry,
                         each=bar.submitted, progress=bar.counts)  # fmt: skip
    for line in done.lines(prices, time.monotonic() - began):
        _say(line)
    if done.failed or done.stopped:
        raise typer.Exit(1)


@app.command()
def worker(
    no_llm: NoModel = False,
    at_once: AtOnce = 16,
    until_empty: Annotated[bool, typer.Option("--until-empty", help="Stop when nothing waits.")] = False,
) -> None:
    """Take cases from the queue that `necessity batch` fills, on this or another machine, until stopped."""
    from copilot.batch import desk

    ready = desk.ready(no_llm)
    with _stopping() as stopping:
        ready.work(stopping, at_once, until_empty, lambda: _say("working; Ctrl-C stops it when what it does is done"))


def _say(line: str) -> None:
    print(f"necessity: {line}", file=sys.stderr, flush=True)


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Set by the first Ctrl-C or termination: what is under way ends, nothing new begins. The second one kills."""
    event = threading.Event()

    def stop(number: int, _: Any) -> None:
        if event.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        event.set()
        _say("stopping when what is under way is done; the same command goes on from here")

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield event
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Bar:
    def __init__(self, bar: Any, task: Any) -> None:
        self._bar, self._task, self._submitted, self._failed = bar, task, 0, 0

    def submitted(self) -> None:
        self._submitted += 1
        self._tell()

    def step(self) -> None:
        self._bar.advance(self._task)

    def counts(self, counts: dict[str, int]) -> None:
        self._failed = counts.get("failed", 0)
        self._tell(completed=counts.get("done", 0) + self._failed)

    def _tell(self, **changed: int) -> None:
        failed = f", {self._failed} failed" if self._failed else ""
        self._bar.update(self._task, told=f"{self._submitted} submitted{failed}", **changed)


@contextmanager
def _progress(what: str, total: int) -> Iterator[_Bar]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    told = TextColumn("{task.description}"), TextColumn("{task.fields[told]}")
    with Progress(
        told[0], BarColumn(), MofNCompleteColumn(), told[1], TimeRemainingColumn(), console=Console(stderr=True)
    ) as bar:
        yield _Bar(bar, bar.add_task(what, total=total, told=""))
