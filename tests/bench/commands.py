"""What a person waits for and what a draft costs: the command line, a review, the index, tokens."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from copilot import reviewing, settings
from copilot.load import load
from copilot.model import Scripted, tokens
from tests.bench.table import Row, at, times

FOUNDING = Path("examples/founding-case.json")


def rows(quick: bool) -> Iterator[Row]:
    """`--help`, a cold review, warm reviews without a model, tokens of a draft, 200 passages indexed, memory."""
    from copilot.embedding import configured
    from copilot.library import Library
    from tests.bench.search import made_guidelines

    with tempfile.TemporaryDirectory() as folder:
        in_force = settings.load(data_dir=Path(folder))
        environment = {**os.environ, "NECESSITY_DATA_DIR": folder}
        help_ = [sys.executable, "-m", "copilot", "--help"]
        yield Row("necessity --help", at(times(lambda: _run(help_, environment), 5), 0.5) / 1e3, "s", limit=0.3)
        case = next(iter(load(FOUNDING)))
        reviewing.review(case, settings=in_force)
        cold = [sys.executable, "-m", "copilot", "review", str(FOUNDING), "--no-llm"]
        yield Row("review --no-llm, cold", at(times(lambda: _run(cold, environment), 3), 0.5) / 1e3, "s", limit=1.5)
        taken = times(lambda: reviewing.review(case, settings=in_force), 50)
        yield Row("review without a model, p50", at(taken, 0.5), "ms", limit=30)
        yield Row("review without a model, p95", at(taken, 0.95), "ms")
        asked = Scripted([])
        reviewing.review(case, settings=in_force, model=asked)
        (first, *_) = asked.prompts
        (_, instructions), *_ = first.messages
        yield Row("tokens in, draft of the founding case", first.tokens, "", limit=4000)
        yield Row("  of them alike in every prompt, to be cached", tokens(instructions), "", least=1000)
        (Path(folder) / "other").mkdir()
        library = Library(made_guidelines(200, words=60), Path(folder) / "other", configured(in_force))
        yield Row("200 passages indexed", times(library.prepare, 1)[0] / 1e3, "s", limit=15)
        assert library.indexed, library.notices
        yield Row("memory after these reviews", _megabytes(), "MB")


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _megabytes() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
