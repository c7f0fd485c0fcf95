"""A batch of made cases with a slow model that notes its calls: run as a process of its own, to be killed.

    python -m tests.batching batch CASES CALLS     submit that many cases and review them
    python -m tests.batching work  CALLS           take works from the queue until it is empty
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from copilot import batch, settings
from copilot.case import Case
from copilot.draft import Answer as Draft
from copilot.model import Answer, Budget, Model, Prompt, Reply, messages
from copilot.review import Review
from tests.made import a_case
from tests.said import said

SECTIONS = ("determination", "missing", "analysis", "pitfalls", "documentation")
DRAFT = Draft(recommendation="approve", criteria=[], **dict.fromkeys(SECTIONS, ""))
SECONDS = 0.02
AT_ONCE = 16


class Slow:
    """A model that takes a while and notes each call in a file before it answers."""

    name, unmasked = "slow", True

    def __init__(self, calls: Path) -> None:
        self._calls = os.open(calls, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def answer(self, prompt: Prompt, shape: type[Answer], budget: Budget) -> Reply[Answer]:
        os.write(self._calls, f"{prompt.messages[1][1]}\n".encode())
        time.sleep(SECONDS)
        return Reply(shape.model_validate(DRAFT.model_dump()), 100, 10)

    def stream(self, prompt: Prompt, budget: Budget) -> Iterator[str]:
        raise NotImplementedError


def review(case: Case, model: Model | None, corrections: Sequence[Any]) -> Review:
    """A review of every case alike, drafted by the model where there is one."""
    drafted = None
    if model is not None:
        drafted = model.answer(messages("Review.", [("user", case.id)]), Draft, Budget()).value.recommendation
    return said(case, "deny", {"prior-relief": "not_met"}, drafted)


def governing(case: Case) -> str:
    """One policy governs every case."""
    return "pack"


def cases(count: int) -> Iterator[Case]:
    return (a_case(f"case-{n:06}") for n in range(count))


def main(what: str, *given: str) -> None:
    in_force = settings.load()
    if what == "batch":
        count, calls = int(given[0]), Path(given[1])
        with batch.opened(in_force, review, Slow(calls), governing, "made") as under_way:
            under_way.queue.configure(AT_ONCE, None)
            print("ready", flush=True)
            under_way.submit(cases(count))
            under_way.wait(every=0.2)
        with batch.recorded(in_force, "made", under_way.unusable) as ended:
            print(ended.totals(), flush=True)
    else:
        with batch.working(in_force, review, Slow(Path(given[0]))) as (_, _, queue):
            queue.join(AT_ONCE)
            print("ready", flush=True)
            while not threading.Event().wait(0.5):
                if not queue.waiting():
                    return


if __name__ == "__main__":
    main(*sys.argv[1:])
