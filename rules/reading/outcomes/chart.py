"""A document as the reader of outcomes sees it, and a sentence of it with what it may lean on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rules.facts import When
from rules.reading.dates import FoundDate
from rules.reading.numbers import Found
from rules.reading.outcomes.wordings.events import OUTCOME_OF
from rules.reading.outcomes.wordings.joints import CLAUSE
from rules.reading.outcomes.wordings.measured import ANSWERS, ASKS
from rules.reading.outcomes.wordings.not_results import ELSEWHERE, OF_A_RULE
from rules.reading.page import Page
from rules.reading.procedures import Mention, is_procedure_note
from rules.reading.text import Stretch, within
from rules.reading.wordings import pattern_of

# Who wrote a document, by its name.
_AUTHORS = (
    ("therapist", pattern_of(r"\bpt\b|physical therapy|therap|physio")),
    ("phone", pattern_of(r"phone|call")),
    ("letter", pattern_of(r"letter|lmn|appeal")),
    ("nurse", pattern_of(r"nurs|\brn\b|\bma\b")),
    ("physician", pattern_of(r"clinic|consult|visit|progress|procedure|operat|office")),
)


@dataclass(frozen=True, slots=True)
class Sentence(Stretch):
    """A sentence, and how many sentences ago an outcome and a score without a partner were last read."""

    index: int
    since_outcome: int
    since_score: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What holds for every sentence of a document.

    `done` are its performed procedures; `event_dates` where the dates start that are a procedure's own: they time the
    procedure, never a measurement.
    """

    page: Page
    folded: str
    on: dt.date | None
    author: str | None
    procedure_note: bool
    done: list[Mention]
    event_dates: frozenset[int]

    @classmethod
    def of(cls, page: Page) -> Chart:
        """The chart of a page."""
        name = page.document.name.lower()
        return cls(
            page=page,
            folded=page.folded,
            on=page.document.date,
            author=next((role for role, pattern in _AUTHORS if pattern.search(name)), None),
            procedure_note=is_procedure_note(page.document, page.folded),
            done=[mention for mention in page.mentions if mention.state == "performed"],
            event_dates=frozenset(_event_dates(page)),
        )

    @property
    def elsewhere(self) -> bool:
        """Whether the document is a rule's text, or tells of other treatment: an acupuncturist's result."""
        name = self.page.document.name.lower()
        named = any(mention.procedure not in (None, "other") for mention in self.done)
        return bool(OF_A_RULE.search(name)) or (not named and bool(ELSEWHERE.search(name)))

    def text(self, stretch: Stretch) -> str:
        """The folded text of a stretch."""
        return self.folded[stretch.start : stretch.end]

    def performed(self, start: int, end: int) -> Sequence[Mention]:
        """The performed procedures named in [start, end)."""
        return within(self.done, start, end)

    def lengths(self, stretch: Stretch) -> Sequence[Found]:
        """The lengths of time in a stretch."""
        return within(self.page.durations, stretch.start, stretch.end)

    def dates(self, start: int, end: int) -> Sequence[FoundDate]:
        """The dates in [start, end)."""
        return within(self.page.dates, start, end)

    def answered(self, index: int) -> bool:
        """Whether the sentence after a question of an outcome answers it: 'How much less is the pain? Thirty percent.'

        The two are then read as one sentence.
        """
        if index + 1 >= len(self.page.sentences):
            return False
        question, answer = self.page.sentences[index], self.page.sentences[index + 1]
        if self.folded[question.start : question.end].rstrip(" \n\"'")[-1:] != "?":
            return False
        if not ANSWERS.match(self.folded, answer.start, answer.end):
            return False
        if within(self.page.percents, question.start, question.end):
            return False
        return bool(ASKS.search(self.folded, question.start, question.end))

    def clause(self, sentence: Stretch, at: int) -> Stretch:
        """The clause in which an offset stands: a hope or a rule reaches no further."""
        start, end = sentence.start, sentence.end
        for cut in CLAUSE.finditer(self.folded, sentence.start, sentence.end):
            if cut.end() <= at:
                start = cut.end()
            elif cut.start() > at:
                end = cut.start()
                break
        return Stretch(start, end)


def _holds(about: When, date: FoundDate) -> bool:
    """'Six weeks ago' dates a procedure to some days, of which it is one."""
    return date.when is not None and about.first <= date.when.first and date.when.last <= about.last


def _event_dates(page: Page) -> set[int]:
    starts: set[int] = set()
    for mention in page.mentions:
        if mention.when is None or mention.resolved:
            continue
        around = within(page.dates, mention.start - 140, mention.start + 140)
        near = [d for d in around if d.when == mention.when or (mention.counted and _holds(mention.when, d))]
        if near:
            starts.add(min(near, key=lambda d: min(abs(d.start - mention.end), abs(mention.start - d.end))).start)
    known = {mention.when for mention in page.mentions if mention.when is not None}
    starts |= {
        date.start
        for date in page.dates
        if date.when in known and OUTCOME_OF.search(page.folded, max(0, date.start - 16), date.start)
    }
    return starts
