"""A document with everything that several readers need from it, found once."""

from __future__ import annotations

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

    def section(self, offset: int) -> str:
        """The name of the section in which an offset stands."""
        return section_at(self.sections, offset)

    def span(self, start: int, end: int) -> Span:
        """The span of a stretch, without the white space and punctuation at its ends."""
        at, to = trimmed(self.document.text, start, end)
        if at >= to:
            at, to = start, end
        return Span(self.document.name, at, to, self.document.text[at:to], self.document.page_of(at))
