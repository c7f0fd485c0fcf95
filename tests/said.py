"""Reviews made to order for the tests of evaluation: a review that says what the test tells it to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copilot.case import Case
from copilot.review import Review
from copilot.store import case_hash

CITED = "at least 70 percent reduction in pain"


def said(case: Case, recommendation: str, verdicts: Mapping[str, str] | None = None, drafted: str | None = None,
         policy: str | None = "aetna-cpb-0016-sij", **changes: Any) -> Review:  # fmt: skip
    """A review of `case` with these verdicts; each criterion quotes the first five words of the first document."""
    document = case.documents[0]
    quote = " ".join((document.text or "").split(" ")[:5])
    evidence = [{"document": document.name, "start": 0, "end": len(quote), "quote": quote}]
    citations = [{"guideline": "aetna-cpb-0016", "passage": "sij-repeat", "quote": CITED}]
    overridden = drafted is not None and drafted != recommendation
    data: dict[str, Any] = {
        "case_id": case.id,
        "review_id": f"review-of-{case.id}",
        "recommendation": recommendation,
        "sign_off": {"needs": "physician" if recommendation == "deny" else "reviewer"},
        "policy": policy and {
            "id": policy, "version": "2025-01-01", "title": "SIJ", "number": None, "why": "fits", "status": "verified",
        },
        "criteria": [
            {"id": id, "title": id, "verdict": verdict, "decisive": True, "because": f"{id} is {verdict}.",
             "threshold": None, "observed": None, "evidence": evidence, "citations": citations}
            for id, verdict in (verdicts or {}).items()
        ],
        "cautions": [],
        "facts": [],
        "requests": [],
        "draft": {"source": "llm" if drafted else "rules", "model": "fake" if drafted else None,
                  "recommendation": drafted, "text": "…"},
        "overrides": [{"where": "recommendation", "drafted": drafted, "ruled": recommendation, "why": "rules"}]
        if overridden else [],
        "narrative": "…",
        "references": [],
        "passages": [],
        "receipt": {"case_sha256": case_hash(case), "policy_sha256": None, "guidelines_sha256": "g", "engine": "1"},
    }  # fmt: skip
    return Review.model_validate(data | changes)


def passage_text(guideline: str, passage: str, case: Case) -> str | None:
    """The text of the one passage that `said` cites."""
    return f"A repeat needs {CITED}." if (guideline, passage) == ("aetna-cpb-0016", "sij-repeat") else None
