"""A review: what the rules recommend on a case and everything that shows why. The shape of CONTRACT.md section 3.

A review is a recommendation. Nothing leaves draft without a person's sign-off, and only a physician's can be adverse.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Recommendation = Literal["approve", "deny", "pend"]
Verdict = Literal["met", "not_met", "undocumented", "contradictory"]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignOff(Part):
    needs: Literal["reviewer", "physician"]
    status: str = "draft"


class GoverningPolicy(Part):
    """`number` is the published one (for an LCD, the state's contractor's); `marks` the confidence marks in force."""

    id: str
    version: str
    title: str
    number: str | None
    why: str
    status: str
    not_encoded: list[str] = []


class Evidence(Part):
    """`text[start:end] == quote` of the named document; a structured field has `field` and null offsets."""

    document: str
    page: int | None = None
    start: int | None = None
    end: int | None = None
    quote: str
    field: str | None = None


class Citation(Part):
    guideline: str
    passage: str
    quote: str


class Criterion(Part):
    """`decisive` is true where this criterion settles the recommendation. `ask` is what would change the verdict."""

    id: str
    title: str
    verdict: Verdict
    decisive: bool
    governing: bool = True
    because: str
    threshold: dict[str, Any] | None
    observed: dict[str, Any] | None
    evidence: list[Evidence]
    citations: list[Citation]
    mark: str | None = None


class Caution(Part):
    kind: str
    quote: str | None = None
    message: str
    must_acknowledge: bool = False
    document: str | None = None
    start: int | None = None
    end: int | None = None


class Draft(Part):
    source: Literal["llm", "rules"]
    model: str | None = None
    recommendation: Recommendation | None = None
    text: str = ""
    notice: str | None = None


class Override(Part):
    """`where`: recommendation, a criterion id, or narrative. One disagreement between the draft and the rules."""

    where: str
    drafted: str | None
    ruled: str | None
    why: str


UNDATED = "undated"


class Reference(Part):
    """`effective`: the ISO date that the guideline is in force from, or "undated"."""

    guideline: str
    title: str
    publisher: str
    effective: str
    url: str
    status: str = "unverified-summary"


class PassageHit(Part):
    guideline: str
    passage: str
    score: float


class Receipt(Part):
    case_sha256: str
    policy_sha256: str | None
    guidelines_sha256: str
    engine: str
    model: str | None = None
    prompt_sha256: str | None = None


class Review(Part):
    """One case reviewed. Criteria of the governing policy come first, all of them; supporting ones follow."""

    case_id: str
    review_id: str
    recommendation: Recommendation
    sign_off: SignOff
    policy: GoverningPolicy | None
    criteria: list[Criterion]
    cautions: list[Caution]
    facts: list[dict[str, Any]]
    requests: list[str]
    draft: Draft
    overrides: list[Override]
    narrative: str
    references: list[Reference]
    passages: list[PassageHit]
    receipt: Receipt
    notices: list[str] = []
