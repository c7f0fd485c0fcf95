"""One labelled case after its review: what was right, what was wrong, and whether every quote and citation holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from copilot.answers import Metered
from copilot.case import Case
from copilot.evaluation.labelled import VERDICTS, Labelled
from copilot.model import Model
from copilot.problem import Problem
from copilot.review import Criterion, Review

# Every review whose sessions are counted carries this one; it says nothing about the case at hand.
GENERAL_CAUTIONS = frozenset({"session_count_from_record", "no_policy"})

Reviewer = Callable[[Case, Model | None], Review]
# The text of a guideline's passage, or None where there is no such passage: (guideline, passage, case) -> text.
PassageText = Callable[[str, str, Case], str | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion as labelled and as ruled. `drafted` is the model's verdict, None where it gave none."""

    id: str
    label: str | None
    ruled: str | None
    drafted: str | None = None
    because: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def wrong(self) -> bool:
        return self.label is not None and self.ruled != self.label


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line of results.jsonl. `failed` says why a case could not be reviewed; it is then neither right nor wrong."""

    case_id: str
    label: str
    recommendation: str | None = None
    failed: str | None = None
    drafted: str | None = None
    policy: str | None = None
    criteria: tuple[Judged, ...] = ()
    wrong: tuple[str, ...] = ()
    policy_right: bool | None = None
    lcd_right: bool | None = None
    caution_right: bool | None = None
    overrides: tuple[tuple[str, str | None, str | None], ...] = ()
    citations: int = 0
    bad_citations: tuple[str, ...] = ()
    spans: int = 0
    bad_spans: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    words: int = 0
    line: str | None = None
    tags: tuple[str, ...] = ()
    difficulty: str | None = None
    held_out: bool = False
    why: str | None = field(default=None)

    @property
    def scored(self) -> bool:
        return self.failed is None

    def json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, line: dict[str, Any]) -> Outcome:
        """The outcome that `json` wrote. Raises KeyError or TypeError where the line is none of ours."""
        known = {f.name for f in fields(cls)}
        given: dict[str, Any] = {name: value for name, value in line.items() if name in known}
        given |= {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
        given["criteria"] = tuple(Judged(**{**c, "quotes": tuple(c["quotes"])}) for c in line["criteria"])
        given["overrides"] = tuple(tuple(o) for o in line["overrides"])
        return cls(**given)


def judge(labelled: Labelled, review: Reviewer, passage_text: PassageText, model: Model | None) -> Outcome:
    """Review the case and hold the review against its label. A review that fails is an outcome of its own."""
    case, metered = labelled.case, Metered(model) if model else None
    about: dict[str, Any] = {
        "case_id": case.id, "label": labelled.recommendation, "tags": labelled.tags, "difficulty": labelled.difficulty,
        "held_out": labelled.held_out, "why": labelled.why, "line": case.plan.line_of_business,
        "policy": labelled.policy, "words": sum(len((d.text or "").split()) for d in case.documents),
    }  # fmt: skip
    began = time.perf_counter()
    try:
        made = review(case, metered)
    except Problem as problem:
        return Outcome(**about, failed=str(problem))
    except Exception as error:  # the others are still to be measured; the text of an error may hold patient data
        return Outcome(**about, failed=f"the review failed ({type(error).__name__})")
    seconds = time.perf_counter() - began
    spent: dict[str, Any] = {name: getattr(metered, name, 0) for name in ("calls", "tokens_in", "tokens_out")}
    verdicts = metered.verdicts if metered else {}
    about["policy"] = made.policy.id if made.policy else None
    return Outcome(**about, **spent, **_held_against(labelled, made, verdicts, passage_text), seconds=seconds)


def _held_against(
    labelled: Labelled, made: Review, verdicts: Mapping[str, str], passage_text: PassageText
) -> dict[str, Any]:
    criteria = tuple(_judged(labelled, made, verdicts if made.draft.source == "llm" else {}))
    policy = made.policy
    policy_right = _right(labelled.policy or (None if labelled.no_policy else ...), policy.id if policy else None)
    lcd_right = _right(labelled.lcd or ..., policy.number if policy else None)
    caution_right = _caution(labelled, made)
    spans, bad_spans = _spans(labelled.case, made)
    citations, bad_citations = _citations(labelled.case, made, passage_text)
    wrong = [c.id for c in criteria if c.wrong]
    checks = {"recommendation": made.recommendation == labelled.recommendation, "policy": policy_right,
              "lcd": lcd_right, "caution": caution_right}  # fmt: skip
    return {
        "recommendation": made.recommendation,
        "drafted": made.draft.recommendation if made.draft.source == "llm" else None,
        "criteria": criteria,
        "wrong": (*(name for name, right in checks.items() if right is False), *wrong),
        "policy_right": policy_right, "lcd_right": lcd_right, "caution_right": caution_right,
        "overrides": tuple((o.where, o.drafted, o.ruled) for o in made.overrides if _of_a_verdict(o.drafted)),
        "spans": spans, "bad_spans": bad_spans, "citations": citations, "bad_citations": bad_citations,
        "notices": tuple(made.notices),
    }  # fmt: skip


def _right(wanted: Any, got: str | None) -> bool | None:
    return None if wanted is ... else wanted == got


def _judged(labelled: Labelled, made: Review, drafted: Mapping[str, str]) -> Iterator[Judged]:
    ruled = {c.id: c for c in made.criteria if c.governing}
    for id in dict.fromkeys([*labelled.criteria, *ruled]):
        criterion = ruled.get(id)
        if criterion is None:
            yield Judged(id, labelled.criteria[id], None)
            continue
        yield Judged(
            id, labelled.criteria.get(id), criterion.verdict, drafted.get(id), criterion.because,
            tuple(dict.fromkeys(e.quote for e in criterion.evidence)),
        )  # fmt: skip


def _caution(labelled: Labelled, made: Review) -> bool | None:
    if labelled.caution is None:
        return None
    kinds = {caution.kind for caution in made.cautions}
    return bool(kinds - GENERAL_CAUTIONS) if labelled.caution is True else labelled.caution in kinds


def _of_a_verdict(drafted: str | None) -> bool:
    return drafted in (*VERDICTS, "approve", "deny", "pend")


def _spans(case: Case, made: Review) -> tuple[int, tuple[str, ...]]:
    """How many spans of evidence and cautions the review gives, and which do not hold the words they quote."""
    texts = {document.name: document.text or "" for document in case.documents}
    given = [(c.id, e.document, e.start, e.end, e.quote, e.field) for c in made.criteria for e in c.evidence]
    given += [(c.kind, c.document, c.start, c.end, c.quote or "", None) for c in made.cautions if c.document]
    bad = [
        f"{where}: {document} {start}-{end}"
        for where, document, start, end, quote, path in given
        if not _stands(texts.get(document or ""), start, end, quote, path)
    ]
    return len(given), tuple(bad)


def _stands(text: str | None, start: int | None, end: int | None, quote: str, path: str | None) -> bool:
    if start is None and end is None:
        return path is not None or text is None  # a structured field, not a document of the record
    return text is not None and path is None and text[start:end] == quote


def _citations(case: Case, made: Review, passage_text: PassageText) -> tuple[int, tuple[str, ...]]:
    """How many citations the review gives, and which name no passage or quote words that it does not hold."""
    given = [(criterion, cited) for criterion in made.criteria for cited in criterion.citations]
    bad = []
    for criterion, cited in given:
        text = passage_text(cited.guideline, cited.passage, case)
        if text is None or " ".join(cited.quote.split()) not in " ".join(text.split()):
            bad.append(f"{criterion.id}: {cited.guideline}#{cited.passage}")
    bad += [f"{c.id}: no citation" for c in _uncited(made)]
    return len(given) + len(_uncited(made)), tuple(bad)


def _uncited(made: Review) -> list[Criterion]:
    return [criterion for criterion in made.criteria if not criterion.citations]
