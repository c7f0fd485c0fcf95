"""Relief between a score before a procedure and one after it that stand in two documents.

The procedure's own note holds the score before, a later one the score after; neither alone says what it did. Only
scores that each document binds to the same procedure, day and side are compared, on one scale and under like
conditions, and only where the later document states no result of that procedure itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rules.events import overlap
from rules.facts import Document, Fact, Outcome, PainScore, Side, Span
from rules.reading.outcomes.amounts import relief_between
from rules.reading.outcomes.timing import Timing, phase_of
from rules.reading.procedures import Mention
from rules.reading.text import fold, sentences, stripped

LONGEST_QUOTE = 200  # characters of a sentence around a score


def compared(documents: Sequence[Document], facts: Iterable[Fact]) -> list[Fact]:
    """The facts, with an outcome in place of each score after that has its one score before in another document."""
    facts = list(facts)
    scores = [fact for fact in facts if isinstance(fact, PainScore) and fact.moment]
    before = [score for score in scores if score.moment == "before" and score.date and score.date.day]
    before += _of_pairs(documents, facts)
    after = [score for score in scores if score.moment == "after"]
    if not (before and after) or len(documents) < 2:
        return facts
    outcomes = [fact for fact in facts if isinstance(fact, Outcome) and fact.of != "function"]
    made: dict[int, Outcome] = {}
    for score in after:
        own = [other for other in before if _same_procedure(other, score)]
        if any(other.span.document == score.span.document for other in own):
            continue
        alike = [other for other in own if _alike(other, score)]
        if len({(other.date, other.score) for other in alike}) != 1 or alike[0].score.low <= 0:
            continue
        if not any(_tells_itself(outcome, alike[0], score) for outcome in outcomes):
            made[id(score)] = _outcome(documents, alike[0], score)
    return [made.get(id(fact), fact) for fact in facts]


def _of_pairs(documents: Sequence[Document], facts: Iterable[Fact]) -> list[PainScore]:
    """The scores before that a procedure's own note compares with those of its recovery room."""
    written = {document.name: document.date for document in documents}
    return [
        PainScore(
            fact.span, score=fact.pre, scale=fact.scale, procedure=fact.procedure, date=fact.date, side=fact.side,
            moment="before",
        )
        for fact in facts
        if isinstance(fact, Outcome) and fact.of == "pain" and fact.pre is not None and fact.status == "ok"
        and fact.date is not None and fact.date.day is not None and fact.date.day == written.get(fact.span.document)
    ]  # fmt: skip


def _tells_itself(outcome: Outcome, before: PainScore, after: PainScore) -> bool:
    """Whether the later document states what the procedure did."""
    if outcome.span.document != after.span.document or outcome.procedure not in (before.procedure, None):
        return False
    return not outcome.date or not before.date or overlap(outcome.date, before.date)


def _same_procedure(before: PainScore, after: PainScore) -> bool:
    if before.date is None or before.procedure is None or before.procedure != after.procedure:
        return False
    if after.measured_on is None or before.date.last >= after.measured_on:
        return False
    return overlap(after.date or before.date, before.date) and _sides_fit(before.side, after.side)


def _sides_fit(one: Side | None, other: Side | None) -> bool:
    return one == other or one is None or other is None or "bilateral" in (one, other)


def _alike(before: PainScore, after: PainScore) -> bool:
    """Whether both were taken on one scale, under one condition as far as it is said."""
    same = before.condition == after.condition or None in (before.condition, after.condition)
    return same and before.scale == after.scale


def _outcome(documents: Sequence[Document], before: PainScore, after: PainScore) -> Outcome:
    told = Timing(measured_at=after.measured_at, measured_on=None if after.measured_at else after.measured_on)
    procedure = Mention(before.span.start or 0, before.span.end or 0, before.procedure, when=before.date)
    return Outcome(
        _sentence(documents, after.span),
        procedure=before.procedure,
        date=before.date,
        side=after.side or before.side,
        phase=phase_of(told, procedure),
        pre=before.score,
        post=after.score,
        scale=before.scale,
        percent=relief_between(before.score, after.score),
        how="computed",
        measured_at=told.measured_at,
        measured_on=told.measured_on,
        baseline=_sentence(documents, before.span),
    )


def _sentence(documents: Sequence[Document], span: Span) -> Span:
    """The sentence around a score; of a long one what is near it."""
    document = next(d for d in documents if d.name == span.document)
    at = span.start or 0
    around = next(s for s in sentences(document.text, fold(document.text)) if s.start <= at < s.end)
    told = stripped(document.text, around.start, around.end)
    if told.end - told.start > LONGEST_QUOTE:
        return span
    return Span(span.document, told.start, told.end, document.text[told.start : told.end], span.page)
