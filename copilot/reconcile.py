"""The draft held against the verdicts: what survives, what the rules put in its place, and a ledger of it all.

No sentence of a model reaches a reader unless the guard found nothing against it. What the rules have to say is always
there in full; a kept sentence stands instead of theirs only where it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copilot import claims, draft, narrative, review
from copilot.draft import Drafted
from copilot.figures import figures
from copilot.guard import Guard
from copilot.model import Budget, Model
from copilot.narrative import Audience, Findings, Sentence
from copilot.review import Override

LONGEST, MOST = 8000, 40  # characters and sentences of one section that are looked at; nothing beyond is kept
PROSE = ("determination", "missing", "analysis", "pitfalls", "documentation")


@dataclass(frozen=True)
class Reconciled:
    """The final narrative in Markdown, the ledger, and the draft as the contract shows it."""

    narrative: str
    overrides: list[Override]
    draft: review.Draft
    kept: tuple[str, ...] = ()


def reconcile(
    drafted: Drafted,
    findings: Findings,
    audience: Audience = "clinician",
    model: Model | None = None,
    budget: Budget | None = None,
) -> Reconciled:
    """The review's narrative and ledger. With `model` given, it may rewrite once what failed; then the rules do."""
    own = narrative.write(findings, audience)
    if drafted.answer is None:
        return Reconciled(own.text, [], drafted.draft)
    overrides = [*decisions(drafted.answer, findings), *quotations(drafted.answer, findings)]
    guard = Guard(findings)
    checked = {
        key: [(s, guard.check(s)) for s in claims.split(text[:LONGEST])[:MOST]]
        for key, text in drafted.answer.prose.items()
    }
    rewritten = repaired(checked, drafted, findings, guard, model, budget)
    kept: dict[str, list[str]] = {}
    for key, held in checked.items():
        for sentence, reasons in held:
            if not reasons:
                kept.setdefault(key, []).append(sentence)
                continue
            better = rewritten.get(sentence)
            if better:
                kept.setdefault(key, []).append(better)
            ruled = better or instead(sentence, key, own.sentences)
            overrides.append(
                Override(where=where(sentence, guard), drafted=sentence, ruled=ruled, why="; ".join(reasons))
            )
    overrides += left_out(drafted.answer, findings, guard)
    text = own.text if audience == "member" else merged(own, kept, findings)
    return Reconciled(text, overrides, drafted.draft, tuple(s for held in kept.values() for s in held))


def decisions(answer: draft.Answer, findings: Findings) -> Iterator[Override]:
    """Where the draft's recommendation or a criterion's verdict is not the rules'."""
    if answer.recommendation != findings.recommendation:
        decisive = [c for c in findings.governing if c.decisive]
        why = (
            decisive[0].because if decisive else "No policy governs." if not findings.policy else "The verdicts decide."
        )
        yield Override(where="recommendation", drafted=answer.recommendation, ruled=findings.recommendation, why=why)
    known = {c.id: c for c in findings.criteria}
    for found in answer.criteria:
        criterion = known.get(found.id)
        if criterion is None:
            yield Override(where="criteria", drafted=found.id[:80], ruled=None, why="There is no such criterion.")
        elif found.verdict != criterion.verdict:
            yield Override(where=found.id, drafted=found.verdict, ruled=criterion.verdict, why=criterion.because)


def quotations(answer: draft.Answer, findings: Findings) -> Iterator[Override]:
    """Quotes given as evidence that stand nowhere in the record."""
    texts = [" ".join((d.text or "").split()) for d in findings.case.documents]
    for found in answer.criteria:
        quote = " ".join(found.quote.split()).strip('"“”')
        if quote and not any(quote in text for text in texts):
            yield Override(where=found.id[:80], drafted=quote, ruled=None, why="The quotation is not in the record.")


def left_out(answer: draft.Answer, findings: Findings, guard: Guard) -> Iterator[Override]:
    """Decisive criteria that the draft does not judge, or that its prose never speaks of."""
    judged = {c.id for c in answer.criteria}
    for criterion in findings.governing:
        if not criterion.decisive:
            continue
        spoken = any(criterion.id in guard.about(s) for text in answer.prose.values() for s in claims.split(text))
        if criterion.id not in judged or not spoken:
            yield Override(where=criterion.id, drafted=None, ruled=criterion.verdict,
                           why=f"The draft leaves out a decisive criterion: {criterion.title}.")  # fmt: skip


def where(sentence: str, guard: Guard) -> str:
    """The criterion that a sentence is about, where it is about one alone."""
    about = guard.about(sentence)
    return next(iter(about)) if len(about) == 1 else "narrative"


def instead(drafted: str, section: str, own: tuple[Sentence, ...]) -> str | None:
    """The rules' own sentence on what a failed sentence was about; None where they have none: it is only dropped."""
    wanted = claims.stems(claims.Claim(drafted).body)
    best, most = None, 2
    for sentence in own:
        if sentence.section in ("references", "disclaimer", "to_confirm"):
            continue
        shared = len(wanted & claims.stems(sentence.text)) + (sentence.section == section)
        if shared > most:
            best, most = sentence.text, shared
    return best


def repaired(
    checked: dict[str, list[tuple[str, tuple[str, ...]]]],
    drafted: Drafted,
    findings: Findings,
    guard: Guard,
    model: Model | None,
    budget: Budget | None,
) -> dict[str, str]:
    """Failed sentences that the model, told what was wrong, rewrote so that nothing is left against them."""
    failed = [(s, reasons) for held in checked.values() for s, reasons in held if reasons]
    if model is None or drafted.prompt is None or not failed:
        return {}
    return {
        old: new
        for old, new in draft.rewrite(model, findings, drafted.prompt, failed, budget)
        if new and not guard.check(new)
    }


def merged(own: narrative.Narrative, kept: dict[str, list[str]], findings: Findings) -> str:
    """The rules' sections, with kept sentences in place of the rules' own wherever they say the same."""
    sections = []
    for key, heading, sentences in own.sections:
        if key in ("references", "disclaimer"):
            continue
        said = kept.get(key, []) if key in PROSE else []
        mine = [s for n, s in enumerate(sentences) if (key == "determination" and n == 0) or not says(said, s)]
        drafted = tuple(Sentence(s, key, "drafted") for s in said)
        first = mine[:1] if key == "determination" else []
        sections.append((key, heading, (*first, *drafted, *mine[len(first) :])))
    return narrative.Narrative(narrative.with_references(sections, findings)).text


def says(kept: list[str], sentence: Sentence) -> bool:
    """Whether kept sentences already say what `sentence` says: its figures, quotations, citations and most words."""
    if not kept:
        return False
    mine = claims.Claim(sentence.text)
    spoken = [claims.Claim(k) for k in kept]
    theirs = [f for k in spoken for f in figures(k.body)]
    return (
        all(any(f.same(t) for t in theirs) for f in mine.figures)
        and all(any(q in k.body for k in spoken) for q in mine.quotes)
        and set(mine.brackets) <= {b for k in spoken for b in k.brackets}
        and len(claims.stems(mine.body) & claims.stems(" ".join(k.body for k in spoken)))
        >= 0.7 * len(claims.stems(mine.body))
    )
