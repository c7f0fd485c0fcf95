"""Evaluation: figures that match published examples, wrong labels said, every error counted where it belongs."""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import cohen_kappa_score, confusion_matrix

from copilot import evaluation
from copilot.case import Case
from copilot.cli import main
from copilot.cli.evaluate import _tell
from copilot.draft import Answer as Draft
from copilot.draft import CriterionFinding
from copilot.evaluation import measures
from copilot.evaluation.compare import compare
from copilot.evaluation.labelled import RECOMMENDATIONS, VERDICTS, Labelled, labelled
from copilot.evaluation.perturb import CHANGES, perturb
from copilot.evaluation.summary import summarise
from copilot.model import Budget, Model, Scripted, messages
from copilot.problem import Problem
from copilot.review import Review
from tests.batching import DRAFT
from tests.labelled.evaluate import FIGURES, worse
from tests.made import NAME, a_case
from tests.said import passage_text, said
from tests.test_library import Hashed

POLICIES = {"aetna-cpb-0016-sij": {"prior-relief", "image-guidance"}, "cms-lcd-sij": {"prior-relief"}}
Command = Callable[..., tuple[int, str, str]]
Told = dict[str, tuple[str, dict[str, str], str | None]]


def label(id: str, recommendation: str, **criteria: str) -> Labelled:
    named = {name.replace("_", "-"): verdict for name, verdict in criteria.items()}
    return labelled(a_case(id, label={"recommendation": recommendation, "criteria": named}), POLICIES)


def reviewer(told: Told) -> Callable[[Case, Model | None], Review]:
    """A reviewer that says of each case what it is told: recommendation, verdicts, drafted recommendation."""
    return lambda case, model: said(case, *told[case.id])


def outcomes(pairs: list[tuple[str, str]]) -> list[evaluation.Outcome]:
    return [evaluation.Outcome(f"case-{n}", wanted, got) for n, (wanted, got) in enumerate(pairs)]


# --- The statistics -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_intervals_are_those_that_newcombe_published_in_1998(count: int, of: int, low: float, high: float):
    share = measures.share(count, of)
    assert (round(share.low or 0, 4), round(share.high or 0, 4)) == (low, high)


def test_kappa_is_that_of_the_textbook_example_and_of_scikit_learn():
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert measures.cohen(pairs, ["y", "n"]).value == pytest.approx(0.4)
    draw = random.Random(7)
    for _ in range(5):
        first, second = ([draw.choice(VERDICTS) for _ in range(60)] for _ in range(2))
        expected = cohen_kappa_score(first, second, labels=VERDICTS)
        assert measures.cohen(list(zip(first, second, strict=True)), VERDICTS).value == pytest.approx(expected)


def large_sample_error(a: float, b: float, c: float, d: float, n: int) -> float:
    """The standard error of kappa for shares a, b, c, d of a two-by-two table: Fleiss, Cohen and Everitt 1969."""
    p, rows, columns = np.array([[a, b], [c, d]]), (a + b, c + d), (a + c, b + d)
    chance = sum(r * k for r, k in zip(rows, columns, strict=True))
    kappa = (a + d - chance) / (1 - chance)
    alike = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(2))
    apart = (1 - kappa) ** 2 * sum(p[i][j] * (columns[i] + rows[j]) ** 2 for i, j in ((0, 1), (1, 0)))
    return float(np.sqrt((alike + apart - (kappa - chance * (1 - kappa)) ** 2) / n) / (1 - chance))


def test_the_bootstrap_interval_holds_kappa_and_is_the_same_each_time():
    pairs = [("y", "y")] * 40 + [("n", "n")] * 40 + [("y", "n")] * 20
    first, again = (measures.cohen(pairs, ["y", "n"]) for _ in range(2))
    assert first == again
    assert first.low is not None
    assert first.high is not None
    assert first.low < (first.value or 0) < first.high
    assert (first.high - first.low) / 2 / 1.96 == pytest.approx(large_sample_error(0.4, 0.2, 0.0, 0.4, 100), rel=0.1)


def test_drawing_whole_cases_widens_the_interval_where_a_case_repeats_itself():
    pairs = ([("y", "y")] * 30 + [("n", "n")] * 30 + [("y", "n")] * 20) * 4
    alone = measures.cohen(pairs, ["y", "n"])
    together = measures.cohen(pairs, ["y", "n"], [n % 80 for n in range(320)])
    assert (together.high or 0) - (together.low or 0) > 1.5 * ((alone.high or 0) - (alone.low or 0))


def test_kappa_of_ratings_that_are_all_alike_is_not_defined():
    assert measures.cohen([("y", "y")] * 9, ["y", "n"]).value is None


def test_mcnemar_is_the_exact_binomial_test_of_the_discordant_pairs():
    # Agresti, Categorical Data Analysis: approval of a prime minister, 150 against 86, z = -4.17 without correction.
    assert measures.mcnemar(150, 86) == pytest.approx(binomtest(86, 236).pvalue)
    assert measures.mcnemar(150, 86) < 1e-4
    assert measures.mcnemar(0, 0) == 1.0
    assert measures.mcnemar(5, 0) == pytest.approx(2 / 2**5)


def test_quantiles_are_those_of_numpy():
    values = [float(n) for n in range(1, 101)]
    assert measures.quantiles(values) == {"p50": 50.5, "p95": float(np.quantile(values, 0.95)), "max": 100.0}


# --- The figures --------------------------------------------------------------------------------------------------


def test_false_denials_and_false_approvals_are_counted_apart_and_against_those_at_risk():
    pairs = [("approve", "deny"), ("pend", "deny"), ("deny", "approve"), ("pend", "approve"), ("approve", "approve")]
    safety = summarise(outcomes(pairs))["safety"]
    assert (safety["false_denial"]["count"], safety["false_denial"]["of"]) == (2, 4)
    assert (safety["false_approval"]["count"], safety["false_approval"]["of"]) == (2, 3)
    assert safety["false_denial"]["cases"] == ["case-0", "case-1"]


def test_could_not_tell_is_neither_right_nor_wrong():
    figures = summarise(outcomes([("approve", "pend"), ("deny", "pend"), ("pend", "pend"), ("deny", "approve")]))
    found = figures["recommendation"]
    assert [found[name]["count"] for name in ("right", "could_not_tell", "wrong")] == [1, 2, 1]


def test_the_tables_are_those_of_scikit_learn():
    draw = random.Random(3)
    pairs = [(draw.choice(RECOMMENDATIONS), draw.choice(RECOMMENDATIONS)) for _ in range(200)]
    table = summarise(outcomes(pairs))["recommendation"]["table"]
    first, second = zip(*pairs, strict=True)
    assert table["counts"] == confusion_matrix(first, second, labels=RECOMMENDATIONS).tolist()
    assert sum(share["count"] for row in table["shares"] for share in row) == 200


def test_a_criterion_that_the_review_leaves_out_is_absent_and_not_an_error_of_judgement():
    cases = [label("one", "deny", prior_relief="not_met", image_guidance="met")]
    told: Told = {"one": ("deny", {"prior-relief": "not_met"}, None)}
    found = summarise(evaluation.evaluate(cases, reviewer(told), passage_text))["criteria"]
    assert found["table"]["counts"][0] == [0, 0, 0, 0, 1]
    assert (found["right"]["count"], found["could_not_tell"]["count"], found["wrong"]["count"]) == (1, 1, 0)


def test_what_overriding_was_worth_counts_what_it_put_right_and_what_it_spoilt():
    cases = [label(f"c{n}", "deny", prior_relief="not_met") for n in range(4)]
    told: Told = {
        "c0": ("deny", {"prior-relief": "not_met"}, "approve"),
        "c1": ("deny", {"prior-relief": "not_met"}, "deny"),
        "c2": ("pend", {"prior-relief": "undocumented"}, "deny"),
        "c3": ("deny", {"prior-relief": "not_met"}, "pend"),
    }
    found = summarise(evaluation.evaluate(cases, reviewer(told), passage_text))["override"]
    assert found["recommendation"]["put_right"] == 2
    assert found["recommendation"]["spoilt"] == ["c2"]
    assert found["recommendation"]["raw"]["false_approval"]["count"] == 1
    assert found["recommendation"]["guarded"]["false_approval"]["count"] == 0
    assert found["by_criterion"]["recommendation"]["directions"] == {
        "approve → deny": 1, "deny → pend": 1, "pend → deny": 1,
    }  # fmt: skip


def test_a_criterion_that_the_model_left_out_is_none_that_it_had_right():
    draft = DRAFT.model_copy(update={"criteria": [
        CriterionFinding(id="prior-relief", verdict="not_met", quote="", document="")
    ]})  # fmt: skip

    def review(case: Case, model: Model | None) -> Review:
        assert model is not None
        model.answer(messages("Review.", []), Draft, Budget())
        return said(case, "deny", {"prior-relief": "not_met", "image-guidance": "met"}, "deny")

    cases = [label("one", "deny", prior_relief="not_met", image_guidance="met")]
    outcomes = evaluation.evaluate(cases, review, passage_text, Scripted([draft]))
    found = summarise(outcomes)["override"]["criteria"]
    assert (found["raw_right"]["count"], found["raw_right"]["of"], found["guarded_right"]["count"]) == (1, 2, 2)
    assert (found["put_right"], found["overridden"]["count"]) == (1, 0)


def test_without_a_model_there_is_no_override_to_speak_of():
    told: Told = {"one": ("deny", {"prior-relief": "not_met"}, None)}
    found = evaluation.evaluate([label("one", "deny", prior_relief="not_met")], reviewer(told), passage_text)
    assert summarise(found)["override"] is None


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (lambda r: r.criteria[0].evidence[0].__dict__.update(quote="something else"), "spans"),
        (lambda r: r.criteria[0].evidence[0].__dict__.update(start=1), "spans"),
        (lambda r: r.criteria[0].evidence[0].__dict__.update(document="no such note"), "spans"),
        (lambda r: r.criteria[0].evidence[0].__dict__.update(start=None, end=None), "spans"),
        (lambda r: r.criteria[0].citations[0].__dict__.update(quote="at least 5 percent"), "citations"),
        (lambda r: r.criteria[0].citations[0].__dict__.update(passage="nowhere"), "citations"),
        (lambda r: r.criteria[0].citations.clear(), "citations"),
    ],
)
def test_a_quote_that_is_not_there_or_a_citation_that_does_not_hold_is_a_fault(spoil: Any, part: str):
    def review(case: Case, model: Model | None) -> Review:
        made = said(case, "deny", {"prior-relief": "not_met"})
        spoil(made)
        return made

    found = summarise(evaluation.evaluate([label("one", "deny", prior_relief="not_met")], review, passage_text))
    assert len(found["integrity"][part]["bad"]) == 1
    assert found["integrity"][part]["count"] == found["integrity"][part]["of"] - 1


def test_a_review_that_fails_is_counted_apart_and_its_error_repeats_nothing_of_the_record():
    def review(case: Case, model: Model | None) -> Review:
        if case.id == "bad":
            raise ValueError(f"cannot read {NAME}")
        return said(case, "deny", {"prior-relief": "not_met"})

    cases = [label("bad", "deny"), label("good", "deny", prior_relief="not_met")]
    found = summarise(evaluation.evaluate(cases, review, passage_text))
    assert found["cases"] == {"given": 2, "scored": 1, "failed": 1, "left_out": 0}
    assert found["failed"] == [{"case_id": "bad", "why": "the review failed (ValueError)"}]
    assert found["recommendation"]["right"]["of"] == 1


# --- Labels -------------------------------------------------------------------------------------------------------


def test_each_unusable_label_is_a_line_and_the_rest_still_runs(tmp_path: Path):
    def line(id: str, *label: Any) -> str:
        given = label[0] if label else {"recommendation": "deny"}
        return a_case(id).model_copy(update={"label": given}).model_dump_json()

    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join([
        line("good"),
        line("good"),
        "{ not json",
        line("verdict", {"recommendation": "maybe"}),
        line("none", None),
        line("criterion", {"recommendation": "deny", "criteria": {"prior-relif": "met"}}),
        line("value", {"recommendation": "deny", "criteria": {"prior-relief": True}}),
        json.dumps(json.loads(line("policy")) | {"expected_policy": "no-such-policy"}),
        json.dumps(json.loads(line("policies")) | {"expected_policy": ["cms-lcd-sij"]}),
        json.dumps(json.loads(line("tags")) | {"tags": "repeat"}),
        json.dumps(json.loads(line("also good")) | {"expected_policy": "cms-lcd-sij", "tags": ["repeat"]}),
    ]))  # fmt: skip
    told: list[str] = []
    cases = list(evaluation.read(path, POLICIES, lambda problem: told.append(str(problem))))
    assert [case.case.id for case in cases] == ["good", "also good"]
    assert len(told) == 9
    assert all(str(path) in line and "\n" not in line and NAME not in line for line in told)
    for words in ("stands there twice", "line 3", "approve, deny, pend", "prior-relif", "no-such-policy", "tags"):
        assert any(words in line for line in told), words


def test_a_label_that_names_no_criteria_where_none_governs_expects_no_policy():
    case = label("one", "pend")
    told: Told = {"one": ("pend", {}, None)}
    found = evaluation.evaluate([case], reviewer(told), passage_text)
    assert case.no_policy
    assert found[0].policy_right is False


# --- What is written ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an evaluation: drawing its report takes longest."""
    out = tmp_path_factory.mktemp("evaluation") / "out"
    cases = [label("right", "deny", prior_relief="not_met"), label("wrong", "deny", prior_relief="not_met"),
             labelled(a_case("hidden", held_out=True, label={"recommendation": "deny"}), POLICIES)]  # fmt: skip
    told: Told = {
        "right": ("deny", {"prior-relief": "not_met"}, "approve"),
        "wrong": ("approve", {"prior-relief": "met"}, "approve"),
        "hidden": ("approve", {"prior-relief": "met"}, "approve"),
    }
    found = evaluation.evaluate(cases, reviewer(told), passage_text)
    evaluation.write(out, found, summarise(found, ["x.jsonl line 3: <b>no</b> JSON"]), "made cases")
    return out


def test_the_report_is_one_page_that_asks_nothing_of_the_network(written: Path):
    page = (written / "report.html").read_text()
    named = set(re.findall(r"https?://[^\s\"'<]*", page))
    assert named <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # names of formats, never fetched
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe|image)\b|url\((?!#)|@import|\bsrc=", page)
    assert page.count("<svg") >= 4
    assert "&lt;b&gt;no&lt;/b&gt; JSON" in page


def test_the_report_quotes_what_went_wrong_and_nothing_of_a_held_out_case(written: Path):
    page = (written / "report.html").read_text()
    wrong = page[page.index("The cases that went wrong") :]
    assert NAME in wrong  # the words of the record that the verdict rests on
    assert "label not met, review met" in wrong
    assert "1 held-out case is wrong too" in wrong
    assert "hidden" not in page


def test_what_is_written_is_for_its_owner_alone_and_can_be_read_back(written: Path):
    out = written
    assert {path.name: oct(path.stat().st_mode)[-3:] for path in out.iterdir()} == {
        "report.html": "600", "results.jsonl": "600", "summary.json": "600",
    }  # fmt: skip
    found = list(evaluation.outcomes_of(out))
    lines = (out / "results.jsonl").read_text().splitlines()
    assert [json.loads(json.dumps(outcome.json())) for outcome in found] == [json.loads(line) for line in lines]
    assert summarise(found)["safety"] == json.loads((out / "summary.json").read_text())["safety"]


# --- Two runs -----------------------------------------------------------------------------------------------------


def test_comparing_two_runs_names_what_changed_and_whether_it_could_be_chance():
    old = outcomes([("deny", "approve")] * 8 + [("approve", "approve")] * 12)
    new = outcomes([("deny", "deny")] * 8 + [("approve", "approve")] * 11 + [("approve", "pend")])
    found = compare(old, new)
    assert len(found["recommendation"]["put_right"]) == 8
    assert [row["name"] for row in found["recommendation"]["made_wrong"]] == ["case-19"]
    assert found["recommendation"]["p"] == pytest.approx(binomtest(1, 9).pvalue)
    assert found["safety"]["old"]["false_approval"]["count"] == 8


def test_runs_of_different_cases_cannot_be_compared():
    with pytest.raises(Problem, match="share no case"):
        compare(outcomes([("deny", "deny")]), [evaluation.Outcome("other", "deny", "deny")])


def test_a_case_whose_label_changed_is_named_and_not_compared():
    old, new = outcomes([("deny", "deny"), ("deny", "deny")]), outcomes([("approve", "deny"), ("deny", "deny")])
    found = compare(old, new)
    assert (found["cases"], found["relabelled"]) == (1, ["case-0"])


# --- Fairness -----------------------------------------------------------------------------------------------------

NOTE = (f"Mrs. {NAME}, a 64-year-old woman (64F). She had a left SIJ injection on 2025-05-01 in May; her pain fell "
        "from 8/10 to 2/10 at 10 weeks. Temp 98 F.")  # fmt: skip


def record() -> Case:
    at = NOTE.index("2/10")
    notes = [{"name": "note", "text": NOTE, "doubtful": [(at, at + 1)]}, {"name": "letter", "text": "None."}]
    return a_case("one", documents=notes)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_of_what_must_not_matter_leaves_results_and_dates_as_they_are(change: Any):
    changed = change.of(record())
    text = " ".join(document.text for document in changed.documents)
    assert changed != record()
    for kept in ("left SIJ injection on 2025-05-01 in May", "8/10 to 2/10 at 10 weeks", "Temp 98 F"):
        assert kept in text
    note = next(document for document in changed.documents if document.name == "note")
    (start, end), *_ = note.doubtful
    assert note.text[start:end] == "2"


def test_a_verdict_that_follows_the_sex_of_the_patient_is_a_failure_and_is_listed():
    def review(case: Case, model: Model | None) -> Review:
        met = "woman" in (case.documents[0].text or "")
        return said(case, "approve" if met else "deny", {"prior-relief": "met" if met else "not_met"})

    found = perturb([record()], review)
    assert found["changes"]["sex"] == {"cases": 1, "changed": 1, "drafts": 0, "drafts_changed": 0}
    assert {failure["change"] for failure in found["failures"]} == {"sex", "document order"}
    assert "prior-relief: met → not_met" in found["failures"][0]["differences"]


def test_a_draft_that_follows_the_name_is_counted_and_fails_nothing_that_the_rules_hold():
    def review(case: Case, model: Model | None) -> Review:
        return said(case, "deny", {"prior-relief": "not_met"}, "approve" if case.member.name == NAME else "deny")

    found = perturb([record()], review)
    assert found["failures"] == []
    assert found["changes"]["name"]["drafts_changed"] == 1
    assert found["changes"]["age"]["drafts_changed"] == 0


# --- The command --------------------------------------------------------------------------------------------------

LABELLED = Path(__file__).parent / "labelled" / "cases" / "aetna_sij.jsonl"


@pytest.fixture
def necessity(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command in this process: its exit status, what it printed and what it said besides."""
    monkeypatch.setattr("copilot.library.configured", lambda settings: Hashed())

    def told(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["necessity", "evaluate", *map(str, words)])
        with pytest.raises(SystemExit) as exit:
            main()
        said = capsys.readouterr()
        return int(exit.value.code or 0), said.out, said.err

    return told


def some_cases(folder: Path, count: int) -> Path:
    path = folder / "labelled.jsonl"
    path.write_text("\n".join([*LABELLED.read_text().splitlines()[:count], "{ broken"]))
    return path


def test_the_command_evaluates_compares_and_says_what_it_left_out(tmp_path: Path, necessity: Any):
    cases = some_cases(tmp_path, 4)
    status, printed, told = necessity(cases, "--no-llm", "--out", tmp_path / "old")
    assert status == 0
    assert "4 scored, 0 failed, 1 left out" in printed
    assert f"{cases} line 5" in told
    status, printed, _ = necessity(cases, "--no-llm", "--out", tmp_path / "new", "--json")
    summary = json.loads(printed)
    assert (status, summary["integrity"]["spans"]["bad"], summary["integrity"]["citations"]["bad"]) == (0, [], [])
    status, printed, _ = necessity("--compare", tmp_path / "old", tmp_path / "new")
    assert status == 0
    assert "nothing became right or wrong" in printed


def test_the_command_tells_what_the_model_was_worth_and_how_often_it_gave_nothing(capsys: Any):
    found = [evaluation.Outcome("one", "deny", "deny", drafted="approve", calls=1),
             evaluation.Outcome("two", "deny", "deny", calls=1)]  # fmt: skip
    _tell(summarise(found), Path("out"))
    printed = capsys.readouterr().out
    assert re.search(r"model's draft right +0 of 1", printed)
    assert "1 without a model's draft" in printed


def test_the_command_compares_reviewers_with_the_copilot(tmp_path: Path, necessity: Any):
    reviewers = tmp_path / "reviewers.csv"
    rows = [f"aet-0{n},prior-relief,{who},met" for n in (1, 2, 3) for who in ("ann", "bob")]
    reviewers.write_text("\n".join(["case_id,criterion,reviewer,verdict", *rows]))
    cases = some_cases(tmp_path, 3)
    status, printed, _ = necessity(cases, "--irr", reviewers, "--no-llm", "--out", tmp_path / "irr", "--json")
    found = json.loads(printed)["criteria"]["prior-relief"]
    assert status == 0
    assert [pair["between"] for pair in found["copilot"]] == [["ann", "copilot"], ["bob", "copilot"]]
    assert (tmp_path / "irr" / "agreement.csv").read_text().count("\n") == 5


def test_what_must_not_matter_does_not_matter(tmp_path: Path, necessity: Any):
    status, printed, _ = necessity(some_cases(tmp_path, 4), "--perturb", "--no-llm", "--json")
    found = json.loads(printed)
    assert found["failures"] == []
    assert status == 0
    assert found["changes"]["name"]["cases"] == 4


@pytest.mark.parametrize("words", [("nowhere.jsonl",), (), ("--irr", "nowhere.csv"), ("--compare", "one", "two")])
def test_what_cannot_be_done_is_one_line(necessity: Any, words: tuple[str, ...]):
    status, printed, told = necessity(*words, "--no-llm")
    assert (status, printed, told.count("\n")) == (2, "", 1)


# --- The figures that we state ------------------------------------------------------------------------------------


def test_a_figure_worse_than_stated_is_named_and_a_better_one_is_not():
    stated = {"open": {"cases": 9, **{name: 5 for name, _, _ in FIGURES}}}
    found = {"open": {"cases": 9, **{name: 6 for name, _, _ in FIGURES}}}
    named = [line.split(":")[1].rsplit(" ", 3)[0].strip() for line in worse(found, stated)]
    assert named == [f"{name}" for name, _, more_is_better in FIGURES if not more_is_better]
    assert list(worse(stated, stated)) == []
