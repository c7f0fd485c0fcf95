"""The model's draft: what it is shown, what it is asked for, and what came back.

The model sees the request, the criteria, the passages and excerpts of the record, masked. It never sees a fact that the
rules read nor a verdict they reached, and nothing it writes decides anything: `reconcile` holds it against both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from copilot import prompts, review, words
from copilot.masking import Mask, NoMask
from copilot.model import Budget, Model, ModelFailure, Prompt, messages, tokens
from copilot.narrative import Findings

PASSAGE_TOKENS = 800
RECORD_TOKENS = 1200
NO_MODEL = "No language model is configured: the rules wrote this review."

Verdict = Literal["met", "not_met", "undocumented", "contradictory"]


class CriterionFinding(BaseModel):
    """What the model finds on one criterion: a verdict and the record's words for it, '' where there are none."""

    id: str
    verdict: Verdict
    quote: str
    document: str


class Answer(BaseModel):
    """The model's whole answer. Each text is prose with citations; `prose` gives them by section of the narrative."""

    recommendation: Literal["approve", "deny", "pend"]
    criteria: list[CriterionFinding]
    determination: str
    missing: str
    analysis: str
    pitfalls: str
    documentation: str

    @property
    def prose(self) -> dict[str, str]:
        return {key: getattr(self, key) for key in SECTIONS if getattr(self, key).strip()}

    @property
    def text(self) -> str:
        return "\n\n".join(self.prose.values())


SECTIONS = ("determination", "missing", "analysis", "pitfalls", "documentation")


@dataclass(frozen=True)
class Drafted:
    """A draft as the contract shows it, with the answer behind it (None where there is none) and what was sent."""

    draft: review.Draft
    answer: Answer | None = None
    prompt: Prompt | None = None
    tokens_in: int = 0
    tokens_out: int = 0


def write(model: Model | None, findings: Findings, budget: Budget | None = None) -> Drafted:
    """The model's draft on a case; where there is no model or it fails, an empty one with a notice that says why."""
    if model is None:
        return Drafted(review.Draft(source="rules", notice=NO_MODEL))
    mask = masker(model, findings)
    prompt = prompt_for(findings, mask)
    try:
        reply = model.answer(prompt, Answer, budget or Budget())
    except ModelFailure as failure:
        notice = f"{failure} The rules wrote this review."
        return Drafted(review.Draft(source="rules", model=model.name, notice=notice), prompt=prompt)
    answer = restored(reply.value, mask)
    draft = review.Draft(source="llm", model=model.name, recommendation=answer.recommendation, text=answer.text)
    return Drafted(draft, answer, prompt, reply.tokens_in, reply.tokens_out)


def masker(model: Model, findings: Findings) -> Mask:
    """The mask for what leaves: everyone the case names, or nothing where the endpoint may see it all."""
    return NoMask() if model.unmasked else Mask.of(findings.case)


def restored(answer: Answer, mask: Mask) -> Answer:
    """`answer` with the words that its placeholders stand for."""

    def back(value: object) -> object:
        if isinstance(value, str):
            return mask.restore(value)
        if isinstance(value, list):
            return [back(item) for item in value]
        if isinstance(value, dict):
            return {key: back(item) for key, item in value.items()}
        return value

    return Answer.model_validate(back(answer.model_dump()))


def prompt_for(findings: Findings, mask: Mask) -> Prompt:
    """Static instructions first, then what belongs to the policy, then the case: what is shared stands first."""
    case = findings.case
    parts = [
        "# CRITERIA\n" + "\n".join(criteria_lines(findings)),
        "# PASSAGES\n" + "\n".join(passage_lines(findings)),
        "# REQUEST\n" + request_line(findings),
        "# RECORD\n" + mask("\n".join(record_lines(findings))),
    ]
    if case.question:
        parts.insert(3, "# QUESTION\n" + mask(one_line(case.question)[:300]))
    return messages(prompts.read("draft"), [("user", "\n\n".join(parts))])


def criteria_lines(findings: Findings) -> Iterator[str]:
    if not findings.policy:
        yield "No policy governs this request: recommend pend."
    for c in findings.criteria:
        role = "governing" if c.governing else "supporting, a society's, not the plan's"
        marks = findings.mark(*[(x.guideline, x.passage) for x in c.citations])
        yield f"- {c.id} ({role}): {c.title} {marks}".rstrip()


def passage_lines(findings: Findings, budget: int = PASSAGE_TOKENS) -> Iterator[str]:
    """Numbered passages, those that criteria cite first, until the budget is used."""
    titles = {r.guideline: r.title for r in findings.references}
    for n, (guideline, passage) in enumerate(findings.cited(), 1):
        held = findings.passage(guideline, passage)
        line = f"[{n}] {titles.get(guideline, guideline)}, {getattr(held, 'heading', passage)}: {one_line(held.text)}"
        budget -= tokens(line)
        if budget < 0:
            return
        yield line


def request_line(findings: Findings) -> str:
    asked = findings.case.request
    when = f", date of service {asked.date_of_service}" if asked.date_of_service else ""
    guidance = f", guidance requested: {asked.guidance}" if asked.guidance else ""
    codes = f", diagnoses {', '.join(asked.diagnoses)}" if asked.diagnoses else ""
    return f"{words.requested(findings.case)}{when}{guidance}{codes}"


# What bears on some criterion of some pack; the criteria's own titles add their words.
TELLING = re.compile(
    r"inject|relief|pain|better|improv|wors|block|ablat|rfa|epidural|esi\b|facet|sacro|\bsij?\b|trigger|fluoro|\bct\b|ultraso|"
    r"guid|therap|exercis|nsaid|naproxen|ibuprofen|physio|chiro|faber|gaenslen|thrust|compress|distract|yeoman|patrick|"
    r"weeks?\b|months?\b|function|walk|sit|sleep|work|odi\b|medic|opioid|"
    r"radicul|claudic|mri|imag|allerg|pregnan|exclu|rule", re.I)  # fmt: skip


def record_lines(findings: Findings, budget: int = RECORD_TOKENS) -> Iterator[str]:
    """Each document's sentences that bear on a criterion, in order, with dots where something was left out."""
    pieces = [(n, start, text, telling(findings, n, start, text))
              for n, document in enumerate(findings.case.documents)
              for start, text in sentences(blanked(findings, n, document.text or ""))]  # fmt: skip
    chosen: set[tuple[int, int]] = set()
    for n, start, text, score in sorted(pieces, key=lambda piece: -piece[3]):
        if score and (budget := budget - tokens(text) - 1) >= 0:
            chosen.add((n, start))
    for n, document in enumerate(findings.case.documents):
        kept, last = [], True
        for where, start, text, _ in pieces:
            if where == n:
                if (n, start) in chosen:
                    kept.append(one_line(text))
                elif last:
                    kept.append("…")
                last = (n, start) in chosen
        if any(k != "…" for k in kept):
            yield f"{words.document_label(document)}\n{' '.join(kept)}"


def telling(findings: Findings, document: int, start: int, text: str) -> int:
    """How much a sentence bears on the criteria: what the reader read weighs most, then figures, then words."""
    name, end = findings.case.documents[document].name, start + len(text)
    read = any(
        f.span.document == name and f.span.start is not None and f.span.start < end and (f.span.end or 0) > start
        for f in findings.facts
    )
    figures = bool(re.search(r"\d\s*%|per ?cent|\d\s*/\s*10\b", text, re.I))
    return 6 * read + 2 * figures + min(3, len({m.lower() for m in TELLING.findall(text)}))


def blanked(findings: Findings, document: int, text: str) -> str:
    """`text` without the passages that speak to the model: blanks in their place, offsets unchanged."""
    name = findings.case.documents[document].name
    for c in findings.cautions:
        if c.kind == "instruction_like_text" and c.document == name and c.start is not None and c.end is not None:
            if text[c.start : c.end] == c.quote:
                text = text[: c.start] + " " * (c.end - c.start) + text[c.end :]
    return text


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(offset, sentence) of a document: lines, split at full stops that end a sentence."""
    for found in re.finditer(r"[^\n]+?(?:(?<![A-Z])(?<!\bDr)(?<!\bvs)[.;?!](?=\s+[A-Z(\"“])|(?=\n)|\Z)", text):
        if found.group().strip():
            yield found.start(), found.group()


def one_line(text: str) -> str:
    return " ".join(text.split())


class Rewritten(BaseModel):
    """The failed sentences rewritten, in the order given; '' for one that is better left out."""

    sentences: list[str]


def rewrite(
    model: Model,
    findings: Findings,
    first: Prompt,
    failed: list[tuple[str, tuple[str, ...]]],
    budget: Budget | None = None,
) -> list[tuple[str, str]]:
    """(old, new) for each failed sentence, after one more call that begins as the `first` did.

    A model that fails here has rewritten nothing.
    """
    mask = masker(model, findings)
    listed = "\n".join(
        mask(f"{n}. {sentence}\n   Wrong: {'; '.join(why)}") for n, (sentence, why) in enumerate(failed, 1)
    )
    prompt = messages(first.messages[0][1], [*first.messages[1:], ("user", prompts.read("rewrite") + "\n\n" + listed)])
    try:
        reply = model.answer(prompt, Rewritten, budget or Budget())
    except ModelFailure:
        return []
    return [(old, mask.restore(new).strip()) for (old, _), new in zip(failed, reply.value.sentences, strict=False)]
