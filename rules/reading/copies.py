"""Statements that stand unchanged in several notes: copied forward, they were measured once, on a day nobody knows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from rules.facts import Document, Fact, Finding, Outcome, Span
from rules.reading.page import Page
from rules.reading.text import Stretch, fold, sentences, stripped
from rules.reading.wordings import words

# The note says of itself that it was not written anew.
COPIED = words(
    "(?:copied|carried|pulled|brought) forward",
    "cloned (?:from|note)",
    r"copy(?:/| and |-)paste[ds]?",
    "copied (?:from|over)",
    "(?:text|note|hpi) (?:imported|copied|cloned)",
)
FEWEST_WORDS = 5  # 'Relief: 80%.' may well be written anew


def read_copied(page: Page) -> list[Fact]:
    """Where a note says that it was copied: 'carried forward from the last visit'."""
    return [
        Finding(page.span(*match.span()), name="copied_forward", note="the note says so")
        for match in COPIED.finditer(page.folded)
    ]


def copied_forward(documents: Sequence[Document], facts: Iterable[Fact]) -> list[Finding]:
    """One finding for each sentence with an outcome that stands word for word in an earlier note of another day."""
    if len(documents) < 2:
        return []
    seen: dict[str, Document] = {}
    outcomes: dict[str, list[int]] = {}
    for fact in facts:
        if isinstance(fact, Outcome) and fact.span.start is not None:
            outcomes.setdefault(fact.span.document, []).append(fact.span.start)
    found = []
    with_outcomes = [document for document in documents if document.name in outcomes]
    for document in sorted(with_outcomes, key=lambda d: (d.date is None, d.date, d.name)):
        for sentence in _sentences_with(outcomes[document.name], document):
            start, end = sentence.start, sentence.end
            text = " ".join(fold(document.text[start:end]).split())
            if len(text.split()) < FEWEST_WORDS:
                continue
            first = seen.setdefault(text, document)
            if first.name != document.name and (first.date is None or first.date != document.date):
                span = Span(document.name, start, end, document.text[start:end], document.page_of(start))
                found.append(Finding(span, name="copied_forward", note=f"word for word in {first.name}"))
    return found


def _sentences_with(offsets: Sequence[int], document: Document) -> list[Stretch]:
    """The sentences in which these offsets stand, without the white space about them."""
    found = []
    places = sorted(offsets)
    for stretch in sentences(document.text, fold(document.text)):
        if bisect_left(places, stretch.start) < bisect_left(places, stretch.end):
            found.append(stripped(document.text, stretch.start, stretch.end))
    return found
