"""The rules' own narrative: what a review says in words, each claim cited to a passage `[1]` or to the record.

It is written from the verdicts and facts alone, for a clinician, a nurse reviewer or a member: the same verdicts, the
same facts, other words. It is what a reader gets where no model is configured, and what takes the place of anything a
model wrote that does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from copilot import words
from copilot.case import Case
from copilot.review import UNDATED, Caution, Criterion, GoverningPolicy, PassageHit, Recommendation, Reference
from rules.facts import Fact, Finding, Outcome, ProcedureEvent
from rules.request import PROCEDURE_OF_CODE

Audience = Literal["clinician", "nurse", "member"]


@dataclass(frozen=True)
class Findings:
    """What the rules found on one case. `passage(guideline, id)` gives a passage (`.text .heading .guideline .id`)
    or None; `hits` are the passages that retrieval found for the reader and the model."""

    case: Case
    policy: GoverningPolicy | None
    recommendation: Recommendation
    criteria: tuple[Criterion, ...]
    cautions: tuple[Caution, ...] = ()
    requests: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    references: tuple[Reference, ...] = ()
    passage: Callable[[str, str], Any] = lambda guideline, passage: None
    hits: tuple[PassageHit, ...] = ()

    @property
    def governing(self) -> list[Criterion]:
        return [c for c in self.criteria if c.governing]

    @property
    def supporting(self) -> list[Criterion]:
        return [c for c in self.criteria if not c.governing]

    @property
    def procedure(self) -> str | None:
        """The requested procedure, where its code is known."""
        return PROCEDURE_OF_CODE.get(self.case.request.cpt or "")

    def cited(self) -> list[tuple[str, str]]:
        """The passages a narrative of this case may cite, in the order of their numbers: the governing criteria's,
        the supporting ones', the topics', and what retrieval found."""
        keys = [(c.guideline, c.passage) for criterion in self.criteria for c in criterion.citations]
        keys += [key for key in TOPICS.values() if self._topical(key)]
        keys += [(hit.guideline, hit.passage) for hit in self.hits]
        return [key for key in dict.fromkeys(keys) if self.passage(*key) is not None]

    @cached_property
    def numbers(self) -> dict[tuple[str, str], int]:
        """The number by which each passage is cited."""
        return {key: n for n, key in enumerate(self.cited(), 1)}

    def mark(self, *keys: tuple[str, str] | None) -> str:
        """'[1] [3]' for those of `keys` that stand in the library."""
        return " ".join(f"[{self.numbers[key]}]" for key in dict.fromkeys(keys) if key in self.numbers)

    def _topical(self, key: tuple[str, str]) -> bool:
        """Whether a passage on sacroiliac pain belongs to this request; passages on measuring relief always do."""
        return key[0] not in SACROILIAC or self.procedure in ("sij_injection", "sij_rfa", "sij_fusion")


@dataclass(frozen=True)
class Sentence:
    """One claim with its citations. `about` is a criterion's id or a topic; `section` the key of its section."""

    text: str
    section: str
    about: str
    bullet: bool = False


@dataclass(frozen=True)
class Narrative:
    """Sections of sentences in order. `.text` is Markdown."""

    sections: tuple[tuple[str, str, tuple[Sentence, ...]], ...]  # key, heading, sentences

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(s for _, _, held in self.sections for s in held)

    @property
    def text(self) -> str:
        return "\n\n".join(f"## {heading}\n\n{paragraphs(held)}" for _, heading, held in self.sections if held) + "\n"


def paragraphs(sentences: Iterable[Sentence]) -> str:
    """Markdown of one section: sentences of one topic run on, bullets stand on lines of their own."""
    blocks: list[str] = []
    last: Sentence | None = None
    for sentence in sentences:
        line = f"- {sentence.text}" if sentence.bullet else sentence.text
        if last and not last.bullet and not sentence.bullet and last.about == sentence.about:
            blocks[-1] += f" {line}"
        elif last and last.bullet and sentence.bullet:
            blocks[-1] += f"\n{line}"
        else:
            blocks.append(line)
        last = sentence
    return "\n\n".join(blocks)


# Passages a narrative leans on beside the criteria's own: what is said, and where it stands.
TOPICS: dict[str, tuple[str, str]] = {
    "pre-score": ("repeat-injection-documentation", "pre-score"),
    "post-score": ("repeat-injection-documentation", "post-score"),
    "duration": ("repeat-injection-documentation", "duration"),
    "checklist": ("repeat-injection-documentation", "checklist"),
    "gap": ("repeat-injection-documentation", "gap"),
    "window": ("repeat-injection-documentation", "anaesthetic-not-steroid"),
    "wrong-procedure": ("repeat-injection-documentation", "wrong-procedure"),
    "silence": ("repeat-injection-documentation", "silence"),
    "arithmetic": ("pain-relief-measurement", "arithmetic"),
    "other-sources": ("sij-diagnosis", "other-sources"),
}
SACROILIAC = frozenset({"sij-diagnosis"})

VERDICTS = {
    "met": "met", "not_met": "not met", "undocumented": "not documented", "contradictory": "contradictory in the record"
}  # fmt: skip
RECOMMENDED = {
    "approve": "Approve the requested {what} as medically necessary.",
    "deny": "Deny the requested {what} as not medically necessary.",
    "pend": "Pend the requested {what} until the record answers what is open.",
}
DISCLAIMER = (
    "This is a draft for human review, and a recommendation, not a determination: a named person decides, and only a "
    "physician may decide against the member.",
    "It is no medical or legal advice and does not replace clinical judgement.",
    "Guideline texts are summaries in our own words; where the status says so, nobody has yet compared them with the "
    "primary text.",
)


def write(findings: Findings, audience: Audience = "clinician") -> Narrative:
    """The narrative for one audience. No model takes part in it."""
    if audience == "member":
        from copilot.plain import write_plain

        return write_plain(findings)
    order = ORDER[audience]
    sections = [(key, HEADINGS[key], tuple(SECTIONS[key](findings))) for key in order]
    return Narrative(with_references(sections, findings))


def with_references(sections: list[tuple[str, str, tuple[Sentence, ...]]], findings: Findings) -> tuple[Any, ...]:
    """`sections` with the references that they cite, and the disclaimer, at the end."""
    spoken = " ".join(s.text for _, _, held in sections for s in held)
    references = tuple(
        Sentence(line, "references", "references", bullet=True) for line in reference_list(findings, spoken)
    )
    disclaimer = tuple(Sentence(line, "disclaimer", "disclaimer") for line in DISCLAIMER)
    return (*[section for section in sections if section[2]],
            ("references", "References", references), ("disclaimer", "Disclaimer", disclaimer))  # fmt: skip


def reference_list(findings: Findings, spoken: str) -> list[str]:
    """A line for each passage that `spoken` cites by number: title, heading, publisher, date, status, address."""
    known = {r.guideline: r for r in findings.references}
    lines = []
    for n, (guideline, passage) in enumerate(findings.cited(), 1):
        if f"[{n}]" in spoken:
            source, heading = known.get(guideline), getattr(findings.passage(guideline, passage), "heading", passage)
            dated = f"effective {source.effective}" if source and source.effective != UNDATED else UNDATED
            about = f"{source.title}: {heading}. {source.publisher}, {dated}. " \
                    f"Status: {source.status}. {source.url}" if source else f"{guideline}: {heading}."  # fmt: skip
            lines.append(f"[{n}] {about.strip()}")
    return lines


# --- sections -----------------------------------------------------------------------------------------------------


def determination(f: Findings) -> Iterable[Sentence]:
    verdict = RECOMMENDED[f.recommendation].format(what=words.requested(f.case))
    yield Sentence(f"**Recommendation: {f.recommendation}.** {verdict}", "determination", "recommendation")
    for criterion in [c for c in f.governing if c.decisive][:1]:
        yield Sentence(because(f, criterion), "determination", "recommendation")
    if f.policy:
        number = f" ({f.policy.number})" if f.policy.number else ""
        marks = f.mark(*[(c.guideline, c.passage) for x in f.governing for c in x.citations][:1])
        text = words.cited(f"The governing policy is {f.policy.title}{number}, version {f.policy.version}", marks)
        yield Sentence(text, "determination", "policy")
    else:
        yield Sentence("No policy in the library governs this request, so nothing is decided for or against it.",
                       "determination", "policy")  # fmt: skip
        for caution in f.cautions:
            if caution.kind == "no_policy":
                yield Sentence(caution.message, "determination", "policy")
    if f.recommendation == "deny":
        yield Sentence("A physician must review it before it can become adverse.", "determination", "sign-off")


def missing(f: Findings) -> Iterable[Sentence]:
    open_criteria = [c for c in f.governing if c.verdict in ("undocumented", "contradictory")]
    for criterion in open_criteria:
        yield Sentence(f"**{criterion.title}** ({VERDICTS[criterion.verdict]}): {because(f, criterion)}",
                       "missing", criterion.id, bullet=True)  # fmt: skip
    gaps = list(outcome_gaps(f))
    for gap, why, topic in gaps:
        text = words.cited(f"The record gives no {gap} for the earlier {f_procedure(f)}: {why}", f.mark(TOPICS[topic]))
        yield Sentence(text, "missing", "outcome", bullet=True)
    if open_criteria:
        text = words.cited("A criterion on which the record is silent is open, not failed", f.mark(TOPICS["silence"]))
        yield Sentence(text, "missing", "silence")


def outcome_gaps(f: Findings) -> Iterable[tuple[str, str, str]]:
    """What the record leaves out of the earlier procedure's outcome, why it matters, and the topic that says so."""
    if f.case.request.purpose != "repeat_therapeutic" or not f.procedure:
        return
    seen = [x for x in f.facts if isinstance(x, Outcome) and x.procedure == f.procedure and x.of != "function"]
    if not any(x.pre for x in seen):
        yield "pain score before the injection", "without it no reduction can be calculated.", "pre-score"
    if not any(x.post for x in seen):
        yield (
            "pain score after the injection on the same scale",
            "words alone cannot be held against a number.",
            "post-score",
        )
    if not any(x.phase == "steroid" for x in seen):
        yield "outcome from the weeks after it", "only that shows what the steroid did.", "post-score"
    if not any(x.lasted for x in seen):
        yield (
            "statement of how long any relief lasted",
            "a threshold that names a time is not met by a percentage alone.",
            "duration",
        )


def governing(f: Findings) -> Iterable[Sentence]:
    for criterion in f.governing:
        yield standing(f, criterion, "governing")


def supporting(f: Findings) -> Iterable[Sentence]:
    if f.supporting:
        yield Sentence("These criteria come from professional societies.", "supporting", "supporting")
        yield Sentence(
            "They are shown for context: they are not the plan's rule and decide nothing here.",
            "supporting",
            "supporting",
        )
    for criterion in f.supporting:
        yield standing(f, criterion, "supporting")


def standing(f: Findings, criterion: Criterion, section: str) -> Sentence:
    decisive = ", decisive" if criterion.decisive and criterion.verdict != "met" else ""
    marks = f.mark(*[(c.guideline, c.passage) for c in criterion.citations])
    whose = "" if criterion.governing else " (a society's criterion)"
    text = words.cited(f"**{criterion.title}**{whose}: {VERDICTS[criterion.verdict]}{decisive}", marks)
    return Sentence(text, section, criterion.id, bullet=True)


def analysis(f: Findings) -> Iterable[Sentence]:
    for criterion in f.governing:
        yield Sentence(because(f, criterion), "analysis", criterion.id)
        yield from quoted(f, criterion)
        yield from calculated(f, criterion)
    for caution in f.cautions:
        if caution.kind in ("ambiguous_statement", "conflict", "imprecise_value", "partial_approval", "ocr"):
            yield Sentence(words.cited(caution.message, caution_mark(f, caution)), "analysis", caution.kind)
    yield from history(f)


def quoted(f: Findings, criterion: Criterion) -> Iterable[Sentence]:
    """The record's own words for a criterion, those that its reason does not already quote."""
    said: dict[str, str] = {}
    for place in criterion.evidence:
        if place.start is not None and place.quote not in criterion.because:
            said.setdefault(" ".join(place.quote.split()), words.label(f.case, place))
    if said:
        quotes = "; ".join(f'"{words.inner(quote)}" {mark}' for quote, mark in said.items())
        yield Sentence(f"The record says: {quotes}.", "analysis", criterion.id)


def calculated(f: Findings, criterion: Criterion) -> Iterable[Sentence]:
    spans = {(p.document, p.start) for p in criterion.evidence}
    for fact in f.facts:
        if isinstance(fact, Outcome) and (fact.span.document, fact.span.start) in spans:
            if sum_ := words.calculation(fact):
                text = words.cited(f"Reduction in pain: {sum_}", words.label(f.case, fact.span))
                yield Sentence(text, "analysis", criterion.id)


def history(f: Findings) -> Iterable[Sentence]:
    """What was done before, by date, and what the record says came of it."""
    done: dict[tuple[Any, ...], list[str]] = {}
    said: dict[tuple[Any, ...], dict[str, str]] = {}
    for fact in f.facts:
        if (
            isinstance(fact, ProcedureEvent)
            and fact.state == "performed"
            and fact.date
            and fact.procedure not in (None, "other")
        ):
            done.setdefault((fact.procedure, fact.date), []).append(words.label(f.case, fact.span))
        elif isinstance(fact, Outcome) and fact.date and fact.procedure:
            said.setdefault((fact.procedure, fact.date), {}).setdefault(
                words.phrase(f.case, fact.span), words.label(f.case, fact.span)
            )
    for key in sorted(done, key=lambda key: key[1].first):
        procedure, when = key
        sides = {x.side for x in f.facts if isinstance(x, ProcedureEvent) and (x.procedure, x.date) == key and x.side}
        levels = {
            level.upper()
            for x in f.facts
            if isinstance(x, ProcedureEvent) and (x.procedure, x.date) == key
            for level in x.levels
        }
        what = f"{' '.join(sorted(levels))} {words.event(procedure, sides.pop() if len(sides) == 1 else None)}".strip()
        text = words.cited(f"Earlier {what} {words.day(when)}", *done[key])
        outcomes = "; ".join(f'"{quote}" {mark}' for quote, mark in said.get(key, {}).items())
        yield Sentence(
            text.removesuffix(".") + (f": {outcomes}." if outcomes else "."), "analysis", "history", bullet=True
        )


def pitfalls(f: Findings) -> Iterable[Sentence]:
    for fact in f.facts:
        mark = words.label(f.case, fact.span)
        if isinstance(fact, Finding) and fact.name == "inferred_relief":
            said = words.phrase(f.case, fact.span).rstrip(".")
            yield Sentence(
                words.cited(f'A gap between injections is no evidence of relief: "{said}" argues from time '
                            "passed, and delay in seeking care, other treatment, referral or authorisation explain a "
                            "gap as well", mark, f.mark(TOPICS["gap"])), "pitfalls", "gap", bullet=True)  # fmt: skip
        elif isinstance(fact, Finding) and fact.name == "copied_forward":
            yield Sentence(words.cited("The same wording stands in several notes and counts once", mark),
                           "pitfalls", "copied", bullet=True)  # fmt: skip
    elsewhere: dict[str, tuple[Outcome, list[str]]] = {}
    decisive = {(p.document, p.start) for c in f.governing if c.id == "prior-relief" for p in c.evidence}
    for fact in f.facts:
        if not isinstance(fact, Outcome) or fact.of == "function":
            continue
        mark, here = words.label(f.case, fact.span), (fact.span.document, fact.span.start) in decisive
        if here and fact.phase == "anaesthetic":
            after = f" {words.duration(fact.measured_at)} after the injection" if fact.measured_at else ""
            yield Sentence(
                words.cited(f"The reading taken{after} falls within the anaesthetic window: it shows what the "
                            "anaesthetic did, not what the steroid did", mark, f.mark(TOPICS["window"])),
                "pitfalls", "window", bullet=True)  # fmt: skip
        elif fact.procedure not in (None, f.procedure) and f.procedure:
            quote = words.phrase(f.case, fact.span).rstrip(".")
            elsewhere.setdefault(quote, (fact, []))[1].append(mark)
    for quote, (fact, marks) in elsewhere.items():
        yield Sentence(
            words.cited(f'"{quote}" is the result of another procedure '
                        f"({words.event(fact.procedure, fact.side)}): context here, not evidence",
                        *marks, f.mark(TOPICS["wrong-procedure"])),
            "pitfalls", "wrong-procedure", bullet=True)  # fmt: skip


def other_sources(f: Findings) -> Iterable[Sentence]:
    if f.recommendation != "approve" and (mark := f.mark(TOPICS["other-sources"])):
        yield Sentence(
            words.cited("Other sources of the pain to evaluate: disc disease, facet joint disease, spinal stenosis, "
                        "spondylolisthesis, fracture, infection, tumour, a failed fusion or painful hardware, "
                        "and the hip", mark),
            "other_sources", "other_sources")  # fmt: skip


def documentation(f: Findings) -> Iterable[Sentence]:
    if f.recommendation == "approve":
        return
    for criterion in f.governing:
        if criterion.verdict != "met":
            marks = f.mark(*[(c.guideline, c.passage) for c in criterion.citations])
            yield Sentence(
                words.cited(f"Evidence for: {criterion.title}", marks), "documentation", criterion.id, bullet=True
            )
    if f.case.request.purpose == "repeat_therapeutic" and (mark := f.mark(TOPICS["checklist"])):
        for item in (
            "The pain score before the injection, on a named scale",
            "The pain score after it on the same scale, for the anaesthetic phase and again weeks later",
            "The percentage of relief calculated from the two scores, and how long it lasted",
        ):
            yield Sentence(words.cited(item, mark), "documentation", "outcome", bullet=True)


def requests(f: Findings) -> Iterable[Sentence]:
    for line in f.requests:
        yield Sentence(line.rstrip("."), "requests", "requests", bullet=True)


def to_confirm(f: Findings) -> Iterable[Sentence]:
    for item in f.policy.not_encoded if f.policy else []:
        yield Sentence(item.rstrip("."), "to_confirm", "to_confirm", bullet=True)


def because(f: Findings, criterion: Criterion) -> str:
    """A criterion's one-sentence reason with its places in the record and its passages."""
    places = [words.label(f.case, p) for p in criterion.evidence]
    return words.cited(criterion.because, *places, f.mark(*[(c.guideline, c.passage) for c in criterion.citations]))


def caution_mark(f: Findings, caution: Caution) -> str:
    if not (caution.document and caution.quote is not None):
        return ""
    from copilot.review import Evidence

    place = Evidence(document=caution.document, start=caution.start, end=caution.end, quote=caution.quote)
    return words.label(f.case, place)


def f_procedure(f: Findings) -> str:
    return words.event(f.procedure, None)  # type: ignore[arg-type]


SECTIONS: dict[str, Callable[[Findings], Iterable[Sentence]]] = {
    "determination": determination, "missing": missing, "governing": governing, "supporting": supporting,
    "analysis": analysis, "pitfalls": pitfalls, "other_sources": other_sources, "documentation": documentation,
    "requests": requests, "to_confirm": to_confirm,
}  # fmt: skip
HEADINGS = {
    "determination": "Recommendation and reason", "missing": "What is missing from the record, and why it matters",
    "governing": "Criteria that govern", "supporting": "Supporting criteria", "analysis": "This case",
    "pitfalls": "Pitfalls met in this case", "other_sources": "Other sources of pain to evaluate",
    "documentation": "Documentation required before approval", "requests": "To ask of the provider",
    "to_confirm": "For the reviewer to confirm",
}  # fmt: skip
ORDER: dict[str, tuple[str, ...]] = {
    "clinician": ("determination", "missing", "governing", "supporting", "analysis", "pitfalls", "other_sources",
                  "documentation", "requests", "to_confirm"),
    "nurse": ("determination", "governing", "missing", "requests", "to_confirm", "analysis", "pitfalls", "supporting",
              "documentation"),
}  # fmt: skip
