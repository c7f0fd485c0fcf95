"""What `policies check` finds, each in a clear line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rules import check
from rules.pack import BadPack, Pack, parse

PACK = """
policy: plan-sij
title: A plan's own SIJ policy
publisher: A plan
effective: {from: 2025-01-01, to: null}
applies_to: {payers: [plan], lines: [commercial], cpt: ["27096"]}
guideline: plan-sij
status: unverified-summary
require: {repeat_therapeutic: [prior-relief]}
criteria:
  prior-relief:
    title: At least 60 % relief
    fact: previous_relief
    at_least: 60 percent
    mark: R
    cite: {passage: repeat, quote: relief of at least 60 percent}
    ask: Pain scores
"""
CASES = """
request: {cpt: "27096", purpose: repeat_therapeutic, side: left, on: 2025-12-01}
cases:
  - name: Sixty percent at six weeks
    record: [{injection: 2025-06-02}, {relief: 60, after: 6 weeks}]
    expect: {prior-relief: met}
  - name: Fifty-nine is just below
    record: [{injection: 2025-06-02}, {relief: 59, after: 6 weeks}]
    expect: {prior-relief: not_met}
  - {name: Silence about the outcome, record: [{injection: 2025-06-02}], expect: {prior-relief: undocumented}}
  - name: Two undated results differ
    record: [{injection: 2025-06-02}, {relief: 80}, {relief: 10}]
    expect: {prior-relief: contradictory}
"""
TEXT = {("plan-sij", "repeat"): "A repeat asks for relief of at least\n60 percent. [R]"}


def problems(text: str = PACK, cases: str = CASES, passages: Any = TEXT) -> list[str]:
    return check.problems(parse(text, "pack.yaml"), passages, check.cases(cases, "cases.yaml"))


def pack(**changes: Any) -> Pack:
    return parse(PACK, "pack.yaml").model_copy(update=changes)


def test_a_pack_whose_quote_threshold_and_cases_hold_is_proved() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("relief of at least 60 percent}", "relief of at least 60 per cent}", "the quote does not stand in plan-sij"),
        ("passage: repeat", "passage: repeats", "guideline plan-sij has no passage repeats"),
        ("at_least: 60 percent", "at_least: 50 percent", "no quote says 50 %"),
        ("at_least: 60 percent", "at_least: 60 percent\n    lasting: 2 months", "no quote says 2 months"),
        ("at_least: 60 percent", "at_least: 60 weeks", "previous_relief is measured in percent"),
        ("fact: previous_relief", "fact: previus_relief", "no derived fact is called previus_relief"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_named(old: str, new: str, line: str) -> None:
    assert old in PACK
    assert any(line in found for found in problems(PACK.replace(old, new)))


def test_a_threshold_may_stand_in_the_quote_as_a_word() -> None:
    text = (
        PACK.replace("at_least: 60 percent", "at_least: 6 weeks")
        .replace("60 percent}", "six weeks}")
        .replace("previous_relief", "conservative_care")
    )
    found = check.proof(parse(text, "pack.yaml"), {("plan-sij", "repeat"): "relief of at least six weeks"})
    assert found == []


def test_a_case_that_does_not_hold_says_what_came_out() -> None:
    (found,) = problems(cases=CASES.replace("relief: 60,", "relief: 50,"))
    assert "'Sixty percent at six weeks': prior-relief is not_met, expected met: 50 % relief" in found


def test_a_verdict_without_a_case_is_named() -> None:
    kept = "\n".join(line for line in CASES.splitlines() if "Silence" not in line)
    assert problems(cases=kept) == ["plan-sij/2025-01-01: prior-relief: no case where it is undocumented"]


def test_versions_that_overlap_are_named() -> None:
    closed = parse(PACK.replace("to: null", "to: 2025-12-31"), "pack.yaml")
    newer = parse(PACK.replace("from: 2025-01-01", "from: 2025-12-31"), "pack.yaml")
    assert len(check.overlaps([closed, newer])) == 1
    assert check.overlaps([pack(), newer]) == []
    assert check.overlaps([pack(), pack()]) == ["plan-sij/2025-01-01: stands twice"]


def test_a_published_version_that_changed_or_is_gone_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "published.json"
    assert "is not published" in check.changed([pack()], manifest)[0]
    assert check.publish([pack()], manifest) == ["plan-sij/2025-01-01"]
    assert check.changed([pack()], manifest) == []
    assert "was changed" in check.changed([pack(sha256="0" * 64)], manifest)[0]
    assert "is gone" in check.changed([], manifest)[0]


def test_publishing_never_replaces_what_is_published(tmp_path: Path) -> None:
    manifest = tmp_path / "published.json"
    check.publish([pack()], manifest)
    assert check.publish([pack(sha256="0" * 64)], manifest) == []
    assert json.loads(manifest.read_text())["plan-sij/2025-01-01"] == pack().sha256


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("title: A plan's own SIJ policy\n", "", "pack.yaml: title: Field required"),
        ("publisher: A plan", "publisher: A plan\nauthor: me", "pack.yaml: author: Extra inputs"),
        ("2025-01-01, to: null", "2025-01-01, to: 2024-01-01", "effective.to lies before effective.from"),
        ("[prior-relief]}", "[prior-relief, interval]}", "require names interval, which criteria does not define"),
        ("at_least: 60 percent", "at_least: 60", "write a number and its unit"),
        ("at_least: 60 percent", "at_least: 60 percent\n    at_most: 70 percent", "give one comparison"),
        ("mark: R", "mark: R\n    mark: S", "a field is given twice"),
        ("fact: prev", "any: [{fact: pregnancy, equals: true}]\n    fact: prev", "give one of fact, all, any"),
        ("effective: {", "effective: {{", "no usable YAML at line"),
        ("policy: plan-sij", "policy: plan-sij\nsha256: abc", "sha256 is worked out by the program"),
        ("cpt: [\"27096\"]", "cpt: [\"27096\"], states: {L1: [XX]}", "states: each once, two letters"),
    ],
)  # fmt: skip
def test_a_pack_that_cannot_be_used_is_one_clear_line(old: str, new: str, line: str) -> None:
    assert old in PACK
    with pytest.raises(BadPack) as bad:
        parse(PACK.replace(old, new), "pack.yaml")
    assert line in str(bad.value)
    assert "\n" not in str(bad.value)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("relief: 60,", "relif: 60,", "{relif 60, after 6 weeks}: says nothing"),
        ("after: 6 weeks", "after: a while", "'a while' is no amount"),
        ("relief: 80}", "relief: 80, bogus: 1}", "'bogus' has no meaning here"),
        ("expect: {prior-relief: met}", "expect: {prior-relief: fine}", "cases.yaml: cases.0.expect.prior-relief"),
    ],
)  # fmt: skip
def test_a_case_that_is_not_understood_is_one_clear_line(old: str, new: str, line: str) -> None:
    assert old in CASES
    with pytest.raises(BadPack) as bad:
        check.cases(CASES.replace(old, new, 1), "cases.yaml")
    assert line in str(bad.value)
