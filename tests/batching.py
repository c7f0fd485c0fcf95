"""A batch of made cases with a slow model that notes its calls: run as a process of its own, to be killed.

    python -m tests.batching batch CASES CALLS     submit that many cases and review them
    python -m tests.batching work  CALLS           take works from the queue until it is empty
    python -m tests.batching rules CASES           review that many by the rules, telling time and memory on the way
    python -m tests.batching join                  review by the rules what another process submits, until killed
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from copilot import batch, settings
from copilot.batch import desk
from copilot.case import Case
from copilot.draft import Answer as Draft
from copilot.load import load
from copilot.model import Answer, Budget, Model, Prompt, Reply, messages
from copilot.review import Review
from tests.made import a_case
from tests.said import said

SECTIONS = ("determination", "missing", "analysis", "pitfalls", "documentation")
Tell = Callable[[str], None]
DRAFT = Draft(recommendation="approve", criteria=[], **dict.fromkeys(SECTIONS, ""))
SECONDS = 0.02
AT_ONCE = 16


def say(line: str) -> None:
    """Tell whoever started this process."""
    print(line, flush=True)


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


def labelled_cases(count: int) -> Iterator[Case]:
    """Real notes: the labelled cases again and again, each time under another id."""
    folder = Path(__file__).parent / "labelled" / "cases"
    known = [case for path in sorted(folder.glob("*.jsonl")) for case in load(path)]
    plain = [case.model_copy(update={"label": None}) for case in known]
    return (plain[n % len(plain)].model_copy(update={"id": f"made-{n:06}"}) for n in range(count))


def by_rules(in_force: settings.Settings, count: int, every: float = 2.0) -> None:
    """Review by the rules; every few seconds a line of cases done, seconds, megabytes and processor seconds."""
    prepared = desk.ready(no_llm=True)
    stop, began = threading.Event(), time.monotonic()
    with batch.opened(in_force, prepared.review, None, prepared.governing, "rules") as under_way:
        under_way.queue.configure(4, None)

        def tell() -> None:
            done = under_way.ledger.counts("rules").get("done", 0)
            say(f"{done} {time.monotonic() - began:.2f} {megabytes():.0f} {time.process_time():.2f}")

        def watch() -> None:
            while not stop.wait(every):
                tell()

        say("ready")
        watching = threading.Thread(target=watch)
        watching.start()
        under_way.submit(labelled_cases(count))
        under_way.wait()
        stop.set()
        watching.join()
        tell()


def megabytes() -> float:
    """The memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(what: str, *given: str, tell: Tell = say) -> None:
    in_force = settings.load()
    if what == "rules":
        by_rules(in_force, int(given[0]))
    elif what == "join":
        desk.ready(no_llm=True).work(threading.Event(), 4, False, lambda: tell("ready"))
    elif what == "batch":
        count, calls = int(given[0]), Path(given[1])
        with batch.opened(in_force, review, Slow(calls), governing, "made") as under_way:
            under_way.queue.configure(AT_ONCE, None)
            tell("ready")
            under_way.submit(cases(count))
            under_way.wait(every=0.2)
    else:
        with batch.working(in_force, review, Slow(Path(given[0]))) as (_, _, queue):
            queue.join(AT_ONCE)
            tell("ready")
            while not threading.Event().wait(0.5):
                if not queue.waits():
                    return


def forked(environment: dict[str, str], to: Connection, *what: str) -> None:
    """`main` in a process that a fork server made, in this environment, telling by a pipe."""
    os.environ.update(environment)
    main(*what, tell=to.send)


if __name__ == "__main__":
    main(*sys.argv[1:])
