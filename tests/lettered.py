"""The founding case with a review made by hand, in the states a letter can be in. All people and plans are invented."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from typing import Any

from copilot.case import Case
from copilot.letter import Drawn, draw
from copilot.notices import Audience, Decision, PlanData, plan_data
from copilot.review import Citation, Criterion, Draft, Receipt, Review, SignOff
from copilot.verifier import Sources, sources
from rules.facts import to_json
from tests.founding import CASE, CAUTION, CRITERIA, FACTS, POLICY, REFERENCES, REQUESTS, evidence, span

PLAN = plan_data(None).model_copy(update={"example": False, "name": "Harborlight Health"})
LAWS: dict[str, dict[str, Any]] = {
    "self-funded": {"line_of_business": "commercial", "funding": "self_funded", "state": "TX"},
    "insured": {"line_of_business": "commercial", "funding": "insured", "state": "OH"},
    "California": {"line_of_business": "commercial", "funding": "insured", "state": "CA"},
    "Medicare Advantage": {"line_of_business": "medicare_advantage", "state": "OH"},
    "Medicaid": {"line_of_business": "medicaid", "state": "NY"},
}
AUDIENCES: tuple[Audience, ...] = ("member", "provider")


def a_case(law: str = "self-funded", **changes: Any) -> Case:
    data = CASE.model_dump(mode="json")
    data["plan"] = {"payer": "aetna", **LAWS[law]}
    return Case.model_validate(data | changes)


def a_review(recommendation: str = "deny", **changes: Any) -> Review:
    """The founding review; pended, its first criteria are open; approved, all are met."""
    criteria = list(CRITERIA)
    if recommendation == "approve":
        criteria[0] = criteria[0].model_copy(update={"verdict": "met", "because": "The relief held."})
    if recommendation == "pend":
        criteria[0] = criteria[0].model_copy(
            update={"verdict": "undocumented", "evidence": [], "observed": None, "because": "No relief is recorded."}
        )
        criteria.insert(1, CONTRADICTORY)
    data: dict[str, Any] = {
        "case_id": CASE.id, "review_id": "r1", "recommendation": recommendation,
        "sign_off": SignOff(needs="physician" if recommendation == "deny" else "reviewer"), "policy": POLICY,
        "criteria": criteria, "cautions": [CAUTION], "facts": [to_json(f) for f in FACTS],
        "requests": [] if recommendation == "approve" else list(REQUESTS), "draft": Draft(source="rules"),
        "overrides": [],
        "narrative": "", "references": list(REFERENCES), "passages": [],
        "receipt": Receipt(case_sha256="", policy_sha256="", guidelines_sha256="", engine="1"),
    }  # fmt: skip
    return Review(**(data | changes))


CONTRADICTORY = Criterion(
    id="conservative-care", title="At least 6 weeks of conservative care", verdict="contradictory", decisive=True,
    because="One note gives 8 weeks of physical therapy, another none.",
    threshold={"test": "at_least", "value": 6, "unit": "week"}, observed=None,
    evidence=[evidence(span("clinic note", "completed 8 weeks of physical therapy"))],
    citations=[Citation(guideline="aetna-cpb-0016", passage="sij-conservative", quote="At least 6 weeks")],
)  # fmt: skip


def drawn(law: str = "self-funded", audience: Audience = "member", recommendation: str = "deny",
          decision: Decision | None = None, words: str = "", plan: PlanData = PLAN) -> Drawn:  # fmt: skip
    if plan is PLAN:
        return _drawn(law, audience, recommendation, decision, words)
    return draw(a_case(law), a_review(recommendation), plan, audience, decision, words)


@cache
def _drawn(law: str, audience: Audience, recommendation: str, decision: Decision | None, words: str) -> Drawn:
    return draw(a_case(law), a_review(recommendation), PLAN, audience, decision, words)


@cache
def rests_on(law: str = "self-funded", audience: Audience = "member", recommendation: str = "deny",
             decision: Decision | None = None, plan: PlanData = PLAN) -> Sources:  # fmt: skip
    kind = drawn(law, audience, recommendation, decision).letter.kind
    return sources(a_case(law), a_review(recommendation), plan, kind, audience)


def said(letter: Drawn) -> str:
    """All that a letter says, in a line."""
    return " ".join(p.text for p in letter.letter.paragraphs)


def edited(docx: bytes, change: Any, part: str = "word/document.xml") -> bytes:
    """The Word file with a part's XML changed by `change`."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return held.getvalue()


def replaced(docx: bytes, was: str, now: str, part: str = "word/document.xml") -> bytes:
    """The Word file with words replaced, as somebody typing over them would."""

    def change(xml: str) -> str:
        assert was in xml, was
        return xml.replace(was, now, 1)

    return edited(docx, change, part)


def grade(text: str) -> float:
    """The Flesch–Kincaid grade of a text: 0.39 words a sentence + 11.8 syllables a word − 15.59."""
    sentences = [s for s in re.split(r"[.!?:]+(?:\s|$)", text) if re.search(r"[a-z]", s)]
    words = re.findall(r"[A-Za-z][A-Za-z’']*", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    word = re.sub(r"(?:es|ed|e)$", "", word.lower()) if len(word) > 3 else word.lower()
    return max(1, len(re.findall(r"[aeiouy]+", word)))
