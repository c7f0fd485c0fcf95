"""A document with everything that several readers need from it, found once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from rules.facts import Document, Span
from rules.reading.dates import FoundDate, dates, relative_dates, without_births
from rules.reading.numbers import Found, durations, percents, scores
from rules.reading.procedures import Mention, mentions
from rules.reading.text import Section, Stretch, fold, sections, sentences, ticked, trimmed
from rules.reading.wordings import pattern_of


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
    _stems: dict[str, set[int]] = field(repr=False, compare=False)
    _memo: dict[object, tuple[int, ...] | bool] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, document: Document) -> Page:
        """Fold a document and find what stands in it."""
        folded = ticked(fold(document.text))
        cut, headed = tuple(sentences(document.text, folded)), sections(folded)
        days = dates(folded, document.date)
        ends = {day.end for day in days}  # 'June of last year' holds its 'last year'
        days += [day for day in relative_dates(folded, document.date) if day.end not in ends]
        days.sort(key=lambda found: found.start)
        days = without_births(document.text, folded, days, document.date)
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
            _stems=_stems_of(folded, cut),
        )

    def having(self, words: frozenset[str]) -> tuple[int, ...]:
        """The indexes of the sentences with a word of `words`, as `stems` gives them, in order.

        A reader asks for the sentences that can concern it before it looks closely at any.
        """
        known = self._memo.get(words)
        if not isinstance(known, tuple):
            found: set[int] = set()
            for stem in self._stems.keys() & words:
                found |= self._stems[stem]
            known = self._memo[words] = tuple(sorted(found))
        return known

    def once(self, key: object, compute: Callable[[], bool]) -> bool:
        """An answer on this page that several readers ask for, worked out once."""
        known = self._memo.get(key)
        if not isinstance(known, bool):
            known = self._memo[key] = compute()
        return known

    def starting(
        self, words: frozenset[str], pattern: re.Pattern[str], start: int, end: int
    ) -> Iterator[re.Match[str]]:
        """The matches of a pattern, tried only where one of `words` begins; none overlaps another."""
        free = start
        for word in _WORD.finditer(self.folded, start, end):
            if word.start() >= free and word[0][:4] in words:
                match = pattern.match(self.folded, word.start(), end)
                if match is not None and match.end() > match.start():
                    free = match.end()
                    yield match

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
        return self.section_of(offset).name

    def section_of(self, offset: int) -> Section:
        """The section in which an offset stands."""
        return self.sections[max(0, bisect_right(self.sections, offset, key=lambda section: section.start) - 1)]

    def mentions_in(self, stretch: Stretch) -> tuple[Mention, ...]:
        """The procedures that a stretch names, in order."""
        first = bisect_left(self.mentions, stretch.start, key=lambda mention: mention.start)
        last = bisect_left(self.mentions, stretch.end, lo=first, key=lambda mention: mention.start)
        return self.mentions[first:last]

    def span(self, start: int, end: int) -> Span:
        """The span of a stretch, without the white space and punctuation at its ends."""
        at, to = trimmed(self.document.text, start, end)
        if at >= to:
            at, to = start, end
        return Span(self.document.name, at, to, self.document.text[at:to], self.document.page_of(at))


_WORD = pattern_of(r"[a-z]+")


def stems(words: str) -> frozenset[str]:
    """The first four letters of each of the words, by which `Page.having` knows them; a shorter word stands whole."""
    return frozenset(word[:4] for word in words.split())


def _stems_of(folded: str, cut: Sequence[Stretch]) -> dict[str, set[int]]:
    """For the first four letters of each word the sentences it stands in; a shorter word stands whole."""
    stems: dict[str, set[int]] = {}
    for index, sentence in enumerate(cut):
        for word in set(_WORD.findall(folded, sentence.start, sentence.end)):
            stems.setdefault(word[:4], set()).add(index)
    return stems
