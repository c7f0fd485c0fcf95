"""The rules' narrative: everything the founding article holds, each claim with its source, for three audiences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from copilot import claims, narrative
from copilot.guard import Guard
from copilot.narrative import Narrative
from tests.founding import FOUNDING
from tests.handmade import CASES

ABBREVIATIONS = ("SIJ", "CT", "MRI", "NRS", "LCD", "CPB")


def text_of(written: Narrative, key: str) -> str:
    return " ".join(s.text for s in written.sentences if s.section == key)


def test_the_founding_case_is_told_with_everything_the_article_held() -> None:
    written = narrative.write(FOUNDING)
    assert [key for key, _, _ in written.sections] == [
        "determination", "missing", "governing", "supporting", "analysis", "pitfalls", "other_sources", "documentation",
        "requests", "to_confirm", "references", "disclaimer",
    ]  # fmt: skip
    assert "**Recommendation: deny.**" in text_of(written, "determination")
    assert '"0 pain relief currently"' in text_of(written, "determination")
    assert "A gap between injections is no evidence of relief" in text_of(written, "pitfalls")
    assert "anaesthetic window" in text_of(written, "pitfalls")
    assert "another procedure" in text_of(written, "pitfalls")
    assert "spinal stenosis" in text_of(written, "other_sources")
    assert "draft for human review" in text_of(written, "disclaimer")


def test_a_societys_criteria_stand_apart_and_decide_nothing() -> None:
    written = narrative.write(FOUNDING)
    assert "50%" not in text_of(written, "governing")
    assert "not the plan's rule" in text_of(written, "supporting")


@pytest.mark.parametrize("name", CASES)
def test_each_citation_leads_to_a_passage_or_a_document(name: str) -> None:
    findings = CASES[name]
    guard = Guard(findings)
    for sentence in narrative.write(findings).sentences:
        claim = claims.Claim(sentence.text)
        if sentence.section != "references":
            assert all(n in guard.passages for n in claim.numbers)
            assert all(guard.documents_of(label) for label in claim.labels)


@pytest.mark.parametrize("name", CASES)
def test_what_is_cited_is_listed_and_nothing_else(name: str) -> None:
    written = narrative.write(CASES[name])
    spoken = " ".join(s.text for s in written.sentences if s.section != "references")
    listed = re.findall(r"^\[(\d+)\]", text_of(written, "references").replace(" [", "\n["), re.M)
    assert sorted(set(re.findall(r"\[(\d+)\]", spoken)), key=int) == listed


def test_a_calculation_is_written_out() -> None:
    assert "(8 − 2) ÷ 8 × 100 = 75%" in narrative.write(CASES["approved"]).text


def test_an_approval_asks_for_nothing_and_suggests_no_other_source() -> None:
    keys = [key for key, _, _ in narrative.write(CASES["approved"]).sections]
    assert not {"missing", "other_sources", "documentation"} & set(keys)


def test_without_a_policy_nothing_is_decided_and_the_narrative_says_so() -> None:
    none = replace(FOUNDING, policy=None, criteria=(), recommendation="pend")
    assert "No policy in the library governs this request" in narrative.write(none).text


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("audience", ["clinician", "nurse", "member"])
def test_every_audience_hears_the_same_verdicts(name: str, audience: narrative.Audience) -> None:
    findings = CASES[name]
    text = narrative.write(findings, audience).text
    for criterion in findings.governing:
        assert criterion.title in text
    member = {
        "approve": "fits the plan's rules",
        "deny": "does not fit one of the plan's rules",
        "pend": "cannot answer yet",
    }
    assert (
        member[findings.recommendation] if audience == "member" else f"Recommendation: {findings.recommendation}"
    ) in text


@pytest.mark.parametrize("name", CASES)
def test_a_member_reads_it_at_about_an_eighth_grade_level(name: str) -> None:
    written = narrative.write(CASES[name], "member")
    own = " ".join(
        re.sub(r"\"[^\"]*\"|\[[^\]]*\]", "", s.text)
        for s in written.sentences
        if s.section not in ("references", "requests")
    )
    assert grade(own) <= 8.5


@pytest.mark.parametrize("name", CASES)
def test_a_member_finds_every_abbreviation_explained(name: str) -> None:
    written = narrative.write(CASES[name], "member")
    spoken = " ".join(s.text for s in written.sentences if s.section in ("about", "criteria", "requests"))
    for short in ABBREVIATIONS:
        if re.search(rf"\b{short}\b", spoken):
            assert re.search(rf"\b{short}\b", text_of(written, "words")), short


def test_no_name_and_no_identifier_of_the_member_is_told() -> None:
    for name, findings in CASES.items():
        text = narrative.write(findings).text
        member = findings.case.member
        assert (member.name or "").split()[-1] not in text, name
        assert (member.id or "-") not in text


def grade(text: str) -> float:
    """The Flesch-Kincaid grade level."""
    words = re.findall(r"[A-Za-z']+", text)
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", w.lower())))) for w in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
