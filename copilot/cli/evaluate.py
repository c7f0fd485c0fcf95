"""`necessity evaluate`: labelled cases reviewed and written up, runs compared, reviewers compared, fairness tried."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli.app import app
from copilot.problem import Problem

Labelled = Annotated[Path | None, typer.Argument(help="Labelled cases, one JSON object a line.")]
Out = Annotated[Path | None, typer.Option(help="Folder for the report; `evaluation` in the data folder unless told.")]
NoModel = Annotated[bool, typer.Option("--no-llm", help="Review without a language model.")]
Compare = Annotated[tuple[Path, Path] | None, typer.Option(help="Two earlier results: what changed from OLD to NEW.")]
Reviewers = Annotated[Path | None, typer.Option("--irr", help="A CSV of reviewers' verdicts: how well they agree.")]
Perturb = Annotated[bool, typer.Option("--perturb", help="Change what must not matter; report what changes with it.")]
AtOnce = Annotated[int, typer.Option(min=1, max=64, help="Cases reviewed at the same time.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]

MOST_IDS = 10  # of cases named in one line; --json has them all


@app.command()
def evaluate(
    labelled: Labelled = None,
    out: Out = None,
    no_llm: NoModel = False,
    compare: Compare = None,
    irr: Reviewers = None,
    perturb: Perturb = False,
    at_once: AtOnce = 1,
    as_json: AsJson = False,
) -> None:
    """Measure reviews against labels, two runs against each other, or reviewers against one another."""
    if compare:
        _compare(*compare, as_json)
    elif irr:
        _agreement(irr, labelled, out, no_llm, as_json)
    elif labelled is None:
        raise Problem("evaluate: name a file of labelled cases, or give --compare OLD NEW or --irr REVIEWERS.csv")
    elif perturb:
        _perturb(labelled, no_llm, as_json)
    else:
        _evaluate(labelled, out, no_llm, at_once, as_json)


def _evaluate(path: Path, out: Path | None, no_llm: bool, at_once: int, as_json: bool) -> None:
    from copilot import evaluation, settings

    out = out or settings.load().folder("evaluation")
    review, passage_text, model, cases, left_out = _ready(path, no_llm)
    with _progress("Reviewing", len(cases)) as done:
        outcomes = evaluation.evaluate(cases, review, passage_text, model, at_once=at_once, done=done)
    summary = evaluation.summarise(outcomes, left_out)
    about = f"{path.name} · {model.name if model else 'no model'} · {dt.date.today().isoformat()}"
    evaluation.write(out, outcomes, summary, about)
    if as_json:
        print(json.dumps(summary, ensure_ascii=False))
    else:
        _tell(summary, out)


def _ready(path: Path, no_llm: bool) -> tuple[Any, Any, Any, list[Any], list[str]]:
    from copilot import evaluation
    from copilot.evaluation.ready import ready

    prepared = ready(no_llm)
    problems: list[Problem] = []
    cases = list(evaluation.read(path, prepared.policies, problems.append))
    left_out = [str(problem) for problem in problems]
    if not cases:
        others = f"; nor can any of the {len(left_out) - 1} others be used" if left_out[1:] else ""
        raise Problem(f"{left_out[0]}{others}" if left_out else f"{path}: no case there can be evaluated")
    for line in left_out:
        print(f"necessity: {line}", file=sys.stderr)
    return prepared.review, prepared.passage_text, prepared.model, cases, left_out


def _tell(summary: dict[str, Any], out: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    console, table = Console(), Table(box=None, pad_edge=False, show_header=False)
    safety, integrity, cases = summary["safety"], summary["integrity"], summary["cases"]
    override = summary["override"]
    for name, part, good in (
        ("false denials", safety["false_denial"], safety["false_denial"]["count"] == 0),
        ("false approvals", safety["false_approval"], safety["false_approval"]["count"] == 0),
        ("recommendation right", summary["recommendation"]["right"], None),
        ("could not tell", summary["recommendation"]["could_not_tell"], None),
        ("criteria right", summary["criteria"]["right"], None),
        ("policy right", summary["policy"], None),
        ("spans exact", integrity["spans"], not integrity["spans"]["bad"]),
        ("citations valid", integrity["citations"], not integrity["citations"]["bad"]),
    ):
        style = "" if good is None else "green" if good else "bold red"
        table.add_row(name, *_counted(part), style=style)
    if override:
        table.add_row("model's draft right", *_counted(override["recommendation"]["raw_right"]))
    console.print(table)
    console.print(f"{cases['scored']} scored, {cases['failed']} failed, {cases['left_out']} left out.")
    without = cases["scored"] - (override["drafts"] if override else 0)
    if without and summary["tokens"]["calls"]:
        console.print(f"{without} without a model's draft; the report's notices say why.")
    console.print(f"{out}/report.html")


def _counted(part: dict[str, Any]) -> tuple[str, str]:
    return f"{part['count']} of {part['of']}", _percent(part)


def _percent(part: dict[str, Any]) -> str:
    if part["share"] is None:
        return ""
    return f"{100 * part['share']:.1f} % ({100 * part['low']:.1f}–{100 * part['high']:.1f})"


def _compare(old: Path, new: Path, as_json: bool) -> None:
    from copilot.evaluation import outcomes_of
    from copilot.evaluation.compare import compare

    found = compare(outcomes_of(old), outcomes_of(new))
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name in ("recommendation", "criteria"):
        part = found[name]
        print(f"{name}: {part['old_right']} of {part['of']} right before, {part['new_right']} now")
        for heading, key in (("put right", "put_right"), ("made wrong", "made_wrong"),
                             ("wrong in another way", "wrong_otherwise")):  # fmt: skip
            for row in part[key]:
                print(f"  {heading}: {row['name']}, label {row['label']}: {row['old']} → {row['new']}")
        print(f"  {_chance(part)}")
    for heading, key in (("only in OLD", "only_old"), ("only in NEW", "only_new"), ("label changed", "relabelled")):
        if found[key]:
            print(f"{heading}, not compared: {_few(found[key])}")


def _chance(part: dict[str, Any]) -> str:
    if not (part["put_right"] or part["made_wrong"]):
        return "nothing became right or wrong"
    chance = "could well be chance" if part["p"] >= 0.05 else "is hardly chance"
    return f"the change {chance} (McNemar exact, p = {part['p']:.3g})"


def _few(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
    return ", ".join(ids[:MOST_IDS]) + more


def _agreement(path: Path, labelled: Path | None, out: Path | None, no_llm: bool, as_json: bool) -> None:
    from copilot import evaluation, policies, settings
    from copilot.evaluation.agreement import agreement, as_csv, of_copilot, opinions

    known = {criterion.id for pack in policies.packs(settings.load()) for criterion in pack.criteria.values()}
    given = opinions(path, known, lambda problem: print(f"necessity: {problem}", file=sys.stderr))
    if labelled is not None:
        review, passage_text, model, cases, _ = _ready(labelled, no_llm)
        judged = {opinion.case_id for opinion in given}
        wanted = [case for case in cases if case.case.id in judged]
        with _progress("Reviewing", len(wanted)) as done:
            given += of_copilot(evaluation.evaluate(wanted, review, passage_text, model, done=done))
    found = agreement(given)
    if out is not None:
        evaluation.write_all(out, {"agreement.json": [json.dumps(found, ensure_ascii=False, indent=1) + "\n"],
                                   "agreement.csv": as_csv(found)})  # fmt: skip
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
        return
    print(f"{len(found['reviewers'])} reviewers, {found['cases']} cases")
    for name, part in found["criteria"].items():
        together = "no case judged by two or more"
        if part["cases"]:
            together = (f"{part['cases']} cases judged by two or more, {_percent(part['unanimous'])} unanimous; "
                        f"AC1 {_coefficient(part['ac1'])}, kappa {_coefficient(part['kappa'])}")  # fmt: skip
        print(f"{name}: {together}")
        for pair in (*part["pairs"], *part["copilot"]):
            if pair["agreed"]["of"]:
                print(f"  {' and '.join(pair['between'])}: {_percent(pair['agreed'])} of {pair['agreed']['of']}; "
                      f"AC1 {_coefficient(pair['ac1'])}, kappa {_coefficient(pair['kappa'])}")  # fmt: skip
        if part["split"]:
            print(f"  to discuss: {', '.join(part['split'])}")


def _coefficient(part: dict[str, Any]) -> str:
    return "not defined" if part["value"] is None else f"{part['value']:.2f} ({part['low']:.2f}–{part['high']:.2f})"


def _perturb(path: Path, no_llm: bool, as_json: bool) -> None:
    from copilot.evaluation.perturb import perturb

    review, _, model, cases, _ = _ready(path, no_llm)
    with _progress("Changing what must not matter", len(cases)) as done:
        found = perturb([case.case for case in cases], review, model, done=done)
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for name, part in found["changes"].items():
            drafts = f"; {part['drafts_changed']} of {part['drafts']} drafts changed" if part["drafts"] else ""
            print(f"{name}: {part['changed']} of {part['cases']} rule results changed{drafts}")
        for failure in found["failures"]:
            print(f"  {failure['case_id']}, {failure['change']}: {'; '.join(failure['differences'])}")
    if found["failures"]:
        raise typer.Exit(1)


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)
