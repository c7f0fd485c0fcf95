"""`make evaluate`: every labelled case reviewed by the rules, and the figures held against those that we state.

`stated.json` holds what the README states, for the open and the held-out share apart. What is worse than stated fails;
what is better says so, for somebody to state it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from copilot import evaluation
from copilot.evaluation import Outcome, summarise
from copilot.evaluation.ready import ready

CASES = Path(__file__).parent / "cases"
OUT = Path("build/evaluation")
STATED = Path(__file__).parent / "stated.json"
# A figure's name, where it stands in a summary, and whether more of it is better.
FIGURES = (
    ("false denials", ("safety", "false_denial", "count"), False),
    ("false approvals", ("safety", "false_approval", "count"), False),
    ("recommendations right", ("recommendation", "right", "count"), True),
    ("criteria right", ("criteria", "right", "count"), True),
    ("policies right", ("policy", "count"), True),
    ("cautions right", ("cautions", "count"), True),
    ("spans not exact", ("integrity", "spans", "bad"), False),
    ("citations not valid", ("integrity", "citations", "bad"), False),
    ("not reviewed", ("cases", "failed"), False),
)


def outcomes() -> tuple[list[Outcome], list[str]]:
    """The outcome of every labelled case, and what was wrong with labels."""
    prepared, problems = ready(no_llm=True), []
    cases = [
        case
        for path in sorted(CASES.glob("*.jsonl"))
        for case in evaluation.read(path, prepared.policies, lambda problem: problems.append(str(problem)))
    ]
    return evaluation.evaluate(cases, prepared.review, prepared.passage_text), problems


def figures(found: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Each figure of the open and of the held-out share."""
    shares = {"open": [o for o in found if not o.held_out], "held out": [o for o in found if o.held_out]}
    return {
        share: {"cases": len(part), **{name: _at(summarise(part), path) for name, path, _ in FIGURES}}
        for share, part in shares.items()
    }


def _at(summary: Any, path: Sequence[str]) -> int:
    for step in path:
        summary = summary[step]
    return len(summary) if isinstance(summary, list) else int(summary)


def worse(found: dict[str, dict[str, int]], stated: dict[str, dict[str, int]]) -> Iterator[str]:
    """Each figure that is worse than stated."""
    for share, figures in stated.items():
        if figures["cases"] != found[share]["cases"]:
            yield f"{share}: {found[share]['cases']} cases, {figures['cases']} stated"
        for name, _, more_is_better in FIGURES:
            got, said = found[share][name], figures[name]
            if (got < said) if more_is_better else (got > said):
                yield f"{share}: {name} {got}, stated {said}"


def main(given: Sequence[str] = ()) -> int:
    found, problems = outcomes()
    evaluation.write(OUT, found, summarise(found, problems), "the labelled cases of this project, no model")
    now, stated = figures(found), json.loads(STATED.read_text(encoding="utf-8"))
    for share, part in now.items():
        print(f"{share}: " + ", ".join(f"{name} {count}" for name, count in part.items()))
    print(f"{OUT}/report.html")
    if "--state" in given:
        STATED.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        return 0
    wrong = [*problems, *worse(now, stated)]
    for line in wrong:
        print(f"worse than stated: {line}", file=sys.stderr)
    if not wrong and now != stated:
        print("better than stated: python -m tests.labelled.evaluate --state writes the figures down")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
