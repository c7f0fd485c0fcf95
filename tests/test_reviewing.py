"""The way of a case, end to end: the founding case and its variants, each one small change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from copilot import settings
from copilot.load import load
from copilot.model import Scripted
from copilot.review import Review
from copilot.reviewing import review

EXAMPLES = Path(__file__).parent.parent / "examples"


def reviewed(name: str, **options: object) -> Review:
    (case,) = load(EXAMPLES / name)
    return review(case, settings=settings.load(), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_each_example_comes_out_as_its_label_says(path: Path) -> None:
    (case,) = load(path)
    done = reviewed(path.name)
    assert case.label is not None
    assert done.recommendation == case.label["recommendation"]
    assert {c.id: c.verdict for c in done.criteria if c.governing} == case.label["criteria"]


def test_the_founding_case_is_denied_on_its_literal_words_with_a_caution_a_physician_must_acknowledge() -> None:
    done = reviewed("founding-case.json")
    relief = next(c for c in done.criteria if c.id == "prior-relief")
    assert done.sign_off.needs == "physician"
    assert relief.decisive
    assert "0 pain relief currently" in [e.quote for e in relief.evidence]
    caution = next(c for c in done.cautions if c.kind == "ambiguous_statement")
    assert caution.must_acknowledge
    assert caution.quote == "0 pain relief currently"


def test_society_criteria_are_shown_as_supporting_and_never_decide() -> None:
    society = [c for c in reviewed("founding-case.json").criteria if not c.governing]
    assert society
    assert not any(c.decisive for c in society)


def test_the_argument_from_the_gap_is_named_and_refused() -> None:
    assert "gap" in reviewed("founding-case.json").narrative.split("## Pitfalls")[1]


@pytest.mark.parametrize(("example", "number"), [("variant-medicare-advantage-ohio.json", "L39383")])
def test_a_medicare_advantage_member_is_judged_by_the_lcd_of_the_state(example: str, number: str) -> None:
    done = reviewed(example)
    assert done.policy is not None
    assert done.policy.id == "cms-lcd-sij"
    assert done.policy.number == number


def test_where_no_policy_governs_the_review_pends_and_says_why() -> None:
    done = reviewed("variant-medicare-advantage-texas.json")
    assert done.policy is None
    assert any(c.kind == "no_policy" for c in done.cautions)


def test_every_span_is_word_for_word_the_record() -> None:
    (case,) = load(EXAMPLES / "founding-case.json")
    texts = {d.name: d.text or "" for d in case.documents}
    done = reviewed("founding-case.json")
    spans = [e.model_dump() for c in done.criteria for e in c.evidence] + done.facts
    for span in spans:
        if span["start"] is not None:
            assert texts[span["document"]][span["start"] : span["end"]] == span["quote"]


def test_every_citation_stands_in_its_passage() -> None:
    from copilot.library import open_library

    library = open_library(settings.load())
    for criterion in reviewed("founding-case.json").criteria:
        for citation in criterion.citations:
            passage = library.get(citation.guideline, citation.passage)
            assert passage is not None
            assert passage.says(citation.quote)


def test_a_model_that_approves_is_overridden_in_words_too() -> None:
    answer = {
        "recommendation": "approve",
        "criteria": [{"id": "prior-relief", "verdict": "met", "quote": "90% relief", "document": "procedure note"}],
        "determination": "The request is medically necessary because the patient had 90% relief [1].",
        "missing": "",
        "analysis": "The prior injection gave 90% relief for six months.",
        "pitfalls": "",
        "documentation": "",
    }
    done = reviewed("founding-case.json", model=Scripted([answer, answer]))
    assert done.recommendation == "deny"
    assert done.draft.recommendation == "approve"
    assert {"recommendation", "prior-relief"} <= {o.where for o in done.overrides}
    assert "90%" not in done.narrative


def test_the_same_case_gives_the_same_review_byte_for_byte() -> None:
    assert reviewed("founding-case.json") == reviewed("founding-case.json")


def necessity(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "copilot", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_json_is_one_object_a_case_and_nothing_else_on_standard_output() -> None:
    done = necessity("review", EXAMPLES / "founding-case.json", "--no-llm", "--json")
    (line,) = done.stdout.splitlines()
    assert done.returncode == 0
    assert json.loads(line)["recommendation"] == "deny"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.json", b""),
        ("half.json", b'{"id": "x", "request": {'),
        ("binary.json", bytes(range(256)) * 40),
        ("wrong.json", b'{"id": "x", "request": {"cpt": "27096"}, "documents": []}'),
        ("empty.txt", b"  "),
    ],
)
@pytest.mark.parametrize("command", ["review", "facts"])
def test_an_unusable_file_gets_one_line_that_names_it(command: str, name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = necessity(command, path)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    assert name in line
