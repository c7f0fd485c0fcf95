"""Reviewers compared with one another and with the copilot, criterion by criterion, as accreditation asks for yearly.

REVIEWERS.csv has a row for each opinion: case_id, criterion, reviewer, verdict. The criterion `recommendation` takes
approve, deny or pend; every other takes met, not_met, undocumented or contradictory. A reviewer need not judge all.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from copilot.documents import decode, read_bytes
from copilot.evaluation.labelled import RECOMMENDATIONS, VERDICTS
from copilot.evaluation.measures import agreed, cohen, fleiss, gwet, share
from copilot.evaluation.outcome import Outcome
from copilot.problem import Problem

COLUMNS = ("case_id", "criterion", "reviewer", "verdict")
COPILOT = "copilot"
RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one reviewer says of one criterion of one case."""

    case_id: str
    criterion: str
    reviewer: str
    verdict: str


def opinions(path: Path, criteria: Collection[str], on_problem: Callable[[Problem], None]) -> list[Opinion]:
    """The opinions in a CSV file on `criteria` and the recommendation.

    Raises Problem where its columns are missing; a bad row is told and left out.
    """
    rows = csv.reader(decode(read_bytes(path), str(path)).lstrip("\ufeff").splitlines())
    header = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in COLUMNS if name not in header]:
        raise Problem(f"{path}: the first line must name the columns {', '.join(COLUMNS)}; {missing[0]} is missing")
    found: dict[tuple[str, str, str], Opinion] = {}
    for number, row in enumerate(rows, 2):
        if not any(field.strip() for field in row):
            continue
        try:
            opinion = _opinion(dict(zip(header, map(str.strip, row), strict=False)), criteria)
            key = (opinion.case_id, opinion.criterion, opinion.reviewer)
            if key in found:
                raise Problem("this reviewer has judged this criterion of this case already; the first row is used")
            found[key] = opinion
        except Problem as problem:
            on_problem(Problem(f"{path} line {number}: {problem}"))
    if not found:
        raise Problem(f"{path}: no row can be used; write a row such as case-1,prior-relief,a.nurse,not_met")
    return list(found.values())


def _opinion(row: dict[str, str], criteria: Collection[str]) -> Opinion:
    for name in COLUMNS:
        if not row.get(name):
            raise Problem(f"{name} is empty")
    opinion = Opinion(*(row[name] for name in COLUMNS))
    if opinion.reviewer == COPILOT:
        raise Problem(f"reviewer: {COPILOT} is the program's own name; give a person's")
    if opinion.criterion != RECOMMENDATION and opinion.criterion not in criteria:
        raise Problem(f"criterion: no policy has {opinion.criterion[:60]!r}; `necessity policies show ID` names them")
    if opinion.verdict not in _categories(opinion.criterion):
        raise Problem(f"verdict: give one of {', '.join(_categories(opinion.criterion))}")
    return opinion


def of_copilot(outcomes: Iterable[Outcome]) -> list[Opinion]:
    """The copilot's own opinions, as those of one more reviewer."""
    return [
        Opinion(outcome.case_id, criterion, COPILOT, verdict)
        for outcome in outcomes if outcome.scored
        for criterion, verdict in _verdicts(outcome)
        if verdict
    ]  # fmt: skip


def _verdicts(outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(RECOMMENDATION, outcome.recommendation), *((c.id, c.ruled) for c in outcome.criteria)]


def agreement(given: Sequence[Opinion]) -> dict[str, Any]:
    """Agreement by criterion: among people, of each pair of them, and of each with the copilot."""
    named = sorted({o.criterion for o in given}, key=lambda name: (name != RECOMMENDATION, name))
    people = sorted({o.reviewer for o in given} - {COPILOT})
    judged = {o.case_id for o in given if o.reviewer != COPILOT}
    return {
        "reviewers": people,
        "cases": len(judged),
        "with_copilot": any(o.reviewer == COPILOT and o.case_id in judged for o in given),
        "criteria": {name: _criterion([o for o in given if o.criterion == name], people) for name in named
                     if any(o.criterion == name and o.reviewer != COPILOT for o in given)},
    }  # fmt: skip


def _criterion(given: Sequence[Opinion], people: Sequence[str]) -> dict[str, Any]:
    categories = _categories(given[0].criterion)
    by_case: dict[str, dict[str, str]] = {}
    for opinion in given:
        by_case.setdefault(opinion.case_id, {})[opinion.reviewer] = opinion.verdict
    ratings = [[said[name] for name in people if name in said] for said in by_case.values()]
    together = [subject for subject in ratings if len(subject) > 1]
    return {
        "cases": len(together),
        "unanimous": share(sum(len(set(subject)) == 1 for subject in together), len(together)).json(),
        "agreement": agreed(together),
        "ac1": gwet(together, categories).json(),
        "kappa": fleiss(together, categories).json(),
        "pairs": [_pair(by_case, *pair, categories) for pair in combinations(people, 2)],
        "copilot": [_pair(by_case, person, COPILOT, categories) for person in people],
        "split": sorted(case for case, said in by_case.items()
                        if len({said[name] for name in people if name in said}) > 1),
    }  # fmt: skip


def _pair(by_case: dict[str, dict[str, str]], first: str, second: str, categories: Sequence[str]) -> dict[str, Any]:
    pairs = [(said[first], said[second]) for said in by_case.values() if first in said and second in said]
    return {
        "between": [first, second],
        "agreed": share(sum(a == b for a, b in pairs), len(pairs)).json(),
        "kappa": cohen(pairs, categories).json(),
        "ac1": gwet(pairs, categories).json(),
    }


def _categories(criterion: str) -> tuple[str, ...]:
    return RECOMMENDATIONS if criterion == RECOMMENDATION else VERDICTS


def as_csv(found: dict[str, Any]) -> list[str]:
    """The table to file: a line for each criterion and each pair, with its figures."""
    rows: list[list[Any]] = [["criterion", "between", "cases", "agreement", "ac1", "ac1 low", "ac1 high", "kappa",
                              "kappa low", "kappa high"]]  # fmt: skip
    for name, part in found["criteria"].items():
        rows.append([name, "all reviewers", part["cases"], part["agreement"], *_figures(part)])
        for pair in (*part["pairs"], *part["copilot"]):
            if pair["agreed"]["of"]:
                rows.append([name, " and ".join(pair["between"]), pair["agreed"]["of"], pair["agreed"]["share"],
                             *_figures(pair)])  # fmt: skip
    return [",".join(map(_cell, row)) + "\n" for row in rows]


def _figures(part: dict[str, Any]) -> list[Any]:
    return [part[name][end] for name in ("ac1", "kappa") for end in ("value", "low", "high")]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = f"{value:.4f}" if isinstance(value, float) else str(value)
    if text[:1] in "=+-@" and not isinstance(value, float):
        text = "'" + text  # a spreadsheet would run it
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text
