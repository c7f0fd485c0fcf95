"""`necessity review` and `necessity facts`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copilot.cli.app import app
from copilot.problem import Problem

if TYPE_CHECKING:
    from copilot.case import Case

SHOWN = (
    "name", "procedure", "date", "side", "percent", "pre", "post", "score", "phase", "duration", "status", "positive",
    "modality", "what", "state", "present", "count",
)  # fmt: skip
Files = Annotated[list[Path], typer.Argument(help="Case files (JSON, YAML, JSON Lines), notes, folders or zips.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a case, a line each, and nothing else.")]


@app.command()
def review(
    cases: Files,
    policy: Annotated[str | None, typer.Option(help="Pin a policy by its id.")] = None,
    no_llm: Annotated[bool, typer.Option("--no-llm", help="Ask no model: the rules write the review.")] = False,
    as_json: AsJson = False,
    audience: Annotated[str, typer.Option(help="For whom the narrative is: clinician, nurse or member.")] = "clinician",
    narrative: Annotated[bool, typer.Option("--narrative", help="Print the narrative below the report.")] = False,
    payer: Annotated[str | None, typer.Option(help="For a bare note: the payer.")] = None,
    lob: Annotated[str | None, typer.Option(help="For a bare note: the line of business.")] = None,
    state: Annotated[str | None, typer.Option(help="For a bare note: the state.")] = None,
    cpt: Annotated[str | None, typer.Option(help="For a bare note: the code requested.")] = None,
    purpose: Annotated[str | None, typer.Option(help="For a bare note: the purpose of the request.")] = None,
    side: Annotated[str | None, typer.Option(help="For a bare note: left, right or bilateral.")] = None,
    date: Annotated[str | None, typer.Option(help="For a bare note: the date of service (YYYY-MM-DD).")] = None,
) -> None:
    """Review cases: a recommendation in draft, with the evidence and the rule for each criterion."""
    from copilot import model, reviewing, settings
    from copilot.load import Options, is_bare, load

    if audience not in ("clinician", "nurse", "member"):
        raise Problem(f"--audience: {audience} is none of clinician, nurse, member")
    options = Options(payer=payer, lob=lob, state=state, policy=policy, cpt=cpt, purpose=purpose, side=side, date=date)  # type: ignore
    chosen = settings.load()
    asked = None if no_llm else model.configured(chosen)
    for path in cases:
        if (given := options.of_the_request()) and not is_bare(path):
            print(f"{path}: {', '.join(given)} not taken: the case says it itself", file=sys.stderr)
        for case in _read(load(path, options)):
            if policy:
                case = case.model_copy(update={"plan": case.plan.model_copy(update={"policy": policy})})
            done = reviewing.review(case, settings=chosen, model=asked, audience=audience)  # type: ignore[arg-type]
            if as_json:
                print(json.dumps(done.model_dump(mode="json"), ensure_ascii=False), flush=True)
            else:
                _show(done, narrative)


@app.command()
def facts(files: Files, as_json: AsJson = False) -> None:
    """What the deterministic reader reads from notes and cases: one line a file with --json."""
    from copilot.load import Options, load
    from copilot.reviewing import read
    from rules.facts import to_json

    for path in files:
        for case in _read(load(path, Options(), request_wanted=False)):
            found, notices = read(case)
            if as_json:
                line = {"file": str(path), "case_id": case.id, "facts": [to_json(fact) for fact in found]}
                print(json.dumps(line, ensure_ascii=False), flush=True)
            else:
                _list(str(path), [to_json(fact) for fact in found])
            for notice in notices:
                print(notice, file=sys.stderr)


def _read(cases: Iterator[Case]) -> Iterator[Case]:
    """The cases, with the pages counted on standard error while a long chart is read."""
    from copilot.cli.reading import shown

    while True:
        with shown():
            case = next(cases, None)
        if case is None:
            return
        yield case


def _show(done: Any, narrative: bool) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    from copilot.report import show

    console = Console()
    show(done, console)
    if narrative:
        console.print(Markdown(done.narrative))


def _list(name: str, found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Kind", "What", "Quote", "Where", title=name, title_justify="left")
    for fact in found:
        what = ", ".join(f"{key} {_short(fact[key])}" for key in SHOWN if fact.get(key) not in (None, [], ""))
        table.add_row(fact["kind"], what, fact["quote"], f"{fact['document']} {fact['start']}–{fact['end']}")
    Console().print(table)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        low, high = value.get("low"), value.get("high")
        number = f"{low}" if low == high else f"{low if low is not None else ''}–{high if high is not None else ''}"
        parts = (number, value.get("unit"), value.get("bound"))
        return " ".join(str(part) for part in parts if part not in (None, "exact"))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
