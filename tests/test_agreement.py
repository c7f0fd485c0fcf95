"""Reviewers compared: the coefficients of published examples, and a file of opinions read with care."""

from __future__ import annotations

from pathlib import Path

import pytest

from copilot.evaluation import Outcome
from copilot.evaluation.agreement import Opinion, agreement, as_csv, of_copilot, opinions
from copilot.evaluation.measures import agreed, cohen, fleiss, gwet
from copilot.evaluation.outcome import Judged
from copilot.problem import Problem

# Four raters, twelve units, five categories, some ratings missing: Gwet, Handbook of Inter-Rater Reliability (2014).
UNITS = [
    "111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3",
]  # fmt: skip
# Fleiss' own kind of table: ten subjects, fourteen raters, five categories; kappa 0.210.
FLEISS = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip


def test_ac1_and_kappa_with_missing_ratings_are_those_that_gwet_published():
    ratings = [list(unit) for unit in UNITS]
    assert gwet(ratings, list("12345")).value == pytest.approx(0.77544, abs=5e-6)
    assert fleiss(ratings, list("12345")).value == pytest.approx(0.76117, abs=5e-6)
    assert agreed(ratings) == pytest.approx(0.81818, abs=5e-6)


def test_kappa_of_many_raters_is_that_of_the_textbook_table():
    ratings = [[category for category, n in zip("abcde", row, strict=True) for _ in range(n)] for row in FLEISS]
    assert fleiss(ratings, list("abcde")).value == pytest.approx(0.210, abs=5e-4)


def test_ac1_stays_high_where_kappa_collapses_because_nearly_all_is_met():
    pairs = [("met", "met")] * 118 + [("met", "not_met")] * 5 + [("not_met", "met")] * 2
    # Gwet 2008, 125 subjects as 118, 5, 2, 0.
    assert cohen(pairs, ("met", "not_met")).value == pytest.approx(-0.0234, abs=5e-5)
    assert gwet(pairs, ("met", "not_met")).value == pytest.approx(0.9408, abs=5e-5)


def a_file(folder: Path, *lines: str) -> Path:
    path = folder / "reviewers.csv"
    path.write_text("\n".join(["case_id,criterion,reviewer,verdict", *lines]), encoding="utf-8")
    return path


def test_each_row_that_cannot_be_used_is_a_line_and_the_rest_counts(tmp_path: Path):
    path = a_file(
        tmp_path, "c1,prior-relief,ann,met", "c1,prior-relief,ann,not_met", "c1,prior-relief,bob,fulfilled",
        "c1,,bob,met", "c1,recommendation,bob,met", "", "c1,prior-relief,copilot,met", "c1,recommendation,bob,pend",
        "c1,prior-releif,ann,met",
    )  # fmt: skip
    told: list[str] = []
    assert opinions(path, {"prior-relief"}, lambda problem: told.append(str(problem))) == [
        Opinion("c1", "prior-relief", "ann", "met"), Opinion("c1", "recommendation", "bob", "pend"),
    ]  # fmt: skip
    assert [line.split(":")[0].rsplit(" ", 1)[1] for line in told] == ["3", "4", "5", "6", "8", "10"]


def test_a_file_without_the_columns_says_which_is_missing(tmp_path: Path):
    path = tmp_path / "reviewers.csv"
    path.write_text("case,criterion,reviewer,verdict\n1,a,b,met\n")
    with pytest.raises(Problem, match="case_id is missing"):
        opinions(path, (), lambda problem: None)


def test_reviewers_are_compared_with_one_another_and_each_with_the_copilot():
    given = [
        Opinion(f"c{n}", "prior-relief", who, "met" if n < limit else "not_met")
        for who, limit in (("ann", 6), ("bob", 5)) for n in range(10)
    ]  # fmt: skip
    machine = of_copilot([
        Outcome(f"c{n}", "deny", "deny", criteria=(Judged("prior-relief", None, "met" if n < 6 else "not_met"),))
        for n in range(10)
    ])  # fmt: skip
    found = agreement([*given, *machine])
    part = found["criteria"]["prior-relief"]
    assert (found["reviewers"], found["cases"], found["with_copilot"]) == (["ann", "bob"], 10, True)
    assert list(found["criteria"]) == ["prior-relief"]  # nobody but the copilot gave a recommendation
    assert part["unanimous"]["count"] == 9
    assert part["split"] == ["c5"]
    assert [pair["agreed"]["count"] for pair in part["copilot"]] == [10, 9]
    assert part["copilot"][0]["kappa"]["value"] == 1.0


def test_the_table_to_file_has_a_line_for_each_comparison_and_runs_no_formula():
    given = [Opinion("c1", "prior-relief", who, "met") for who in ("=cmd()", "bob")]
    lines = as_csv(agreement(given))
    assert lines[0].startswith("criterion,between,cases,agreement,ac1")
    assert [line.split(",")[1] for line in lines[1:]] == ["all reviewers", "'=cmd() and bob"]
