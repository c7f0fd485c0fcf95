"""Offline evaluation: labelled cases reviewed, held against their labels, and written up.

    outcomes = evaluate(labelled, review, passage_text)
    summary = summarise(outcomes, left_out)
    write(out, outcomes, summary)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from copilot.evaluation.labelled import Labelled, read
from copilot.evaluation.outcome import Outcome, PassageText, Reviewer, judge
from copilot.evaluation.summary import summarise
from copilot.model import Model
from copilot.problem import Problem
from copilot.whole_file import write_file

__all__ = ["Labelled", "Outcome", "evaluate", "outcomes_of", "read", "summarise", "write", "write_all"]


def evaluate(
    labelled: Sequence[Labelled],
    review: Reviewer,
    passage_text: PassageText,
    model: Model | None = None,
    *,
    at_once: int = 1,
    done: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """The outcome of every case, in order; `done` is called after each. `at_once` cases wait for the model together."""
    from concurrent.futures import ThreadPoolExecutor

    def one(case: Labelled) -> Outcome:
        outcome = judge(case, review, passage_text, model)
        done()
        return outcome

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, labelled))


def write(out: Path, outcomes: Iterable[Outcome], summary: dict[str, Any], about: str = "") -> None:
    """Write `results.jsonl`, `summary.json` and `report.html` into the folder `out`, each whole or not at all."""
    from copilot.evaluation.report import report

    outcomes = list(outcomes)
    write_all(out, {
        "results.jsonl": (json.dumps(o.json(), ensure_ascii=False) + "\n" for o in outcomes),
        "summary.json": [json.dumps(summary, ensure_ascii=False, indent=1) + "\n"],
        "report.html": [report(summary, outcomes, about)],
    })  # fmt: skip


def write_all(out: Path, files: Mapping[str, Iterable[str]]) -> None:
    """Write files into the folder `out`. Raises Problem where there is no writing."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, parts in files.items():
            write_file(out / name, parts)
    except OSError as error:
        raise Problem(f"--out: no writing in {out} ({error.strerror}); name another folder") from None


def outcomes_of(path: Path) -> Iterator[Outcome]:
    """The outcomes of an earlier evaluation: its folder, or its results.jsonl. Raises Problem where it holds none."""
    file = path / "results.jsonl" if path.is_dir() else path
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Problem(f"{file}: no results there; give the folder that `necessity evaluate --out` wrote") from None
    for number, line in enumerate(lines, 1):
        try:
            yield Outcome.of_json(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Problem(f"{file} line {number}: no result of `necessity evaluate`; run it again") from None
