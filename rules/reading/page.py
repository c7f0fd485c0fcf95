"""A document with everything that several readers need from it, found once."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from rules.facts import Document, Span
from rules.reading.dates import FoundDate, dates, relative_dates
from rules.reading.numbers import Found, durations, percents, scores
from rules.reading.procedures import Mention, mentions
from rules.reading.text import Section, Stretch, fold, section_at, sections, sentences, trimmed


@dataclass(frozen=True, slots=True)
class Page:
    """A document as the readers see it. All offsets index `document.text`; `folded` has the same length.

    `dates` holds calendar dates and relative ones ('six weeks ago') in order of the text.
    """

    document: Document
    folded: str
    sentences: tuple[Stretch, ...]
    sections: list[Section]
    dates: tuple[FoundDate, ...]
    durations: tuple[Found, ...]
    percents: tuple[Found, ...]
    scores: tuple[Found, ...]
    mentions: tuple[Mention, ...]

    @classmethod
    def of(cls, document: Document) -> Page:
        """Fold a document and find what stands in it."""
        folded = fold(document.text)
        cut, headed = tuple(sentences(document.text, folded)), sections(folded)
        days = sorted(
            [*dates(folded, document.date), *relative_dates(folded, document.date)], key=lambda found: found.start
        )
        lengths = tuple(durations(folded))
        return cls(
            document=document,
            folded=folded,
            sentences=cut,
            sections=headed,
            dates=tuple(days),
            durations=lengths,
            percents=tuple(percents(folded)),
            scores=tuple(scores(folded)),
            mentions=tuple(mentions(document, folded, cut, days, lengths, headed)),
        )

    def sentence_index(self, offset: int) -> int:
        """Which sentence an offset stands in (the last one that starts before it)."""
        return max(0, bisect_right(self.sentences, offset, key=lambda sentence: sentence.start) - 1)

    def sentence_at(self, offset: int) -> Stretch:
        """The sentence in which an offset stands."""
        return self.sentences[self.sentence_index(offset)] if self.sentences else Stretch(0, len(self.folded))

    def text(self, stretch: Stretch) -> str:
        """The folded text of a stretch."""
        return self.folded[stretch.start : stretch.end]

    def section(self, offset: int) -> str:
        """The name of the section in which an offset stands."""
        return section_at(self.sections, offset)

    def span(self, start: int, end: int) -> Span:
        """The span of a stretch, without the white space and punctuation at its ends."""
        at, to = trimmed(self.document.text, start, end)
        if at >= to:
            at, to = start, end
        return Span(self.document.name, at, to, self.document.text[at:to], self.document.page_of(at))
