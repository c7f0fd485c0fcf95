"""A course of therapy that one note tells of and another paper of the record gives the lie to.

The clinic writes 'has completed six weeks of physical therapy', and the therapist's discharge shows two visits in one
week; or another note of the same time says that she never had any. The course is kept and bears what stands against it,
so that it is not taken for more than it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.facts import ConservativeCare, Document, Duration, Fact, Span
from rules.reading.care import THERAPY_NOTE
from rules.reading.dates import dates, days
from rules.reading.text import fold
from rules.reading.wordings import pattern_of

_PT = ("physical_therapy",)
# The therapist has closed the course: what his paper shows of it is the whole.
_CLOSED = pattern_of(
    r"\b(?:discharg\w*|d/c'?d?|last (?:visit|seen|session|attendance|attended)|final (?:visit|session)|"
    r"self-?discharged|(?:did|does) not return|never returned|failed to return|no-?show(?:ed|s)?|case closed|"
    r"lost to follow)\b"
)
# … after so few visits that no weeks can have been done: 'seen for evaluation only', 'visits attended: 1 of 12'.
_HARDLY_SEEN = pattern_of(
    r"\b(?:visits?|sessions?|appointments?)(?: attended| completed| seen| kept)? ?[:=-]? ?(?:1|one|2|two)\b"
    r"(?! ?(?:x|/ ?w|per|times|weekly|a week|mo|-))|"
    r"\b(?:attended|completed|seen for|came (?:to|for)|total of) (?:only |just )?(?:1|one|an?|2|two)"
    r"(?: of (?:\d+|\w+))? (?:visits?|sessions?|appointments?)\b|"
    r"\b(?:evaluation|eval|initial visit|first visit|assessment) only\b|"
    r"\b(?:did not|didn't|never|failed to) (?:return(?:ed)?|come back|came back|attend(?:ed)?)(?: \w+){0,3} "
    r"(?:after|following|since) (?:the |her |his )?(?:initial |first )?(?:eval\w*|visit|assessment|session)\b|"
    r"\bnever (?:attended|started|began|showed|came)\b"
)
# 'Never had physical therapy', 'no PT has been tried': denied altogether, and not for a time or a place.
_THERAPY = r"(?:formal |supervised |outpatient |any |course of |such )*(?:pt|physical therapy|physio\w*|therapy)\b"
_DENIED = pattern_of(
    r"\b(?:never (?:had|done|tried|attended|been (?:to|in)|gone (?:to|for)|started|begun|went (?:to|for)|undergone) "
    rf"{_THERAPY}|"
    r"(?:has not|hasn't|have not|did not|didn't|has yet to) (?:ever |yet |actually )?"
    rf"(?:had|done|tried|attended|do|attend|try|start|started|begun|have|been (?:to|in)|undergone) {_THERAPY}|"
    rf"no {_THERAPY} (?:has been (?:tried|done|had|started|attempted)|"
    r"(?:was )?(?:tried|attempted|done) (?:yet|to date|so far)|to date|so far|yet|ever))"
    r"(?!,? (?:since|in the|in (?:19|20)\d\d|within|this|for (?:the|her|his|an?|\d|\w+ (?:weeks|months))|after|before|"
    r"beyond|elsewhere|here|with us|at (?!all)|recent\w*|but|other than|apart|until|sessions?|homework))"
)
# What tells of another course than the therapist's.
_ANOTHER = pattern_of(
    r"\b(?:earlier|previous|first|another|second|separate|different|repeat|prior) (?:\w+ )?"
    r"(?:course|round|stint|bout|spell|episode)|"
    r"\blast year\b|\byears? (?:ago|back|before)\b|\bin (?:college|her|his)\b"
)
_MARK = pattern_of(r"[.;\n](?!\d)")
_MARGIN = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class _Paper:
    """A therapist's record of a course that is closed: how long it was, and when."""

    shows: Span
    attended: Duration | None
    first: dt.date | None
    last: dt.date | None


def disputed(documents: Sequence[Document], facts: Sequence[Fact]) -> list[Fact]:
    """The facts, each course of therapy with what another paper says against it."""
    told = [f for f in facts if isinstance(f, ConservativeCare) and f.what == _PT and f.active and f.duration]
    if not told:
        return list(facts)
    named = {document.name: document for document in documents}
    papers = [paper for document in documents if (paper := _paper(document, facts))]
    denials = [span for document in documents if (span := _denial(document))]
    against: dict[int, tuple[Span, Duration | None]] = {}
    for course in told:
        note = named[course.span.document]
        found = next((paper for paper in papers if _shows_less(paper, course, note)), None)
        if found:
            against[id(course)] = found.shows, found.attended
        elif denial := next((span for span in denials if not _before(named[span.document], note)), None):
            against[id(course)] = denial, Duration(Fraction(0), Fraction(0), unit="week")
    return [
        replace(fact, against=against[id(fact)][0], attended=against[id(fact)][1])
        if isinstance(fact, ConservativeCare) and id(fact) in against
        else fact
        for fact in facts
    ]


def _paper(document: Document, facts: Sequence[Fact]) -> _Paper | None:
    """What a therapist's own record of a closed course shows."""
    if not THERAPY_NOTE.search(document.name.lower()):
        return None
    folded = fold(document.text)
    if not _CLOSED.search(folded):
        return None
    courses = (f for f in facts if isinstance(f, ConservativeCare) and f.span.document == document.name and f.active)
    lengths = [(most, f) for f in courses if f.duration and (most := days(f.duration)[1])]
    if lengths:
        course = max(lengths, key=lambda pair: pair[0])[1]
        on = [found.when for found in dates(fold(course.span.quote), document.date) if found.when]
        first, last = min((when.first for when in on), default=None), max((when.last for when in on), default=None)
        return _Paper(course.span, course.duration, first, last)
    hardly = _HARDLY_SEEN.search(folded)
    return _Paper(_span(document, *hardly.span()), None, None, document.date) if hardly else None


def _shows_less(paper: _Paper, course: ConservativeCare, note: Document) -> bool:
    """Whether the therapist's record is of the course that the note tells of, and shows clearly less."""
    assert course.duration
    if paper.shows.document == note.name or (note.date and paper.last and note.date < paper.last):
        return False
    claimed, shown = days(course.duration)[0], days(paper.attended)[1] if paper.attended else Fraction(7)
    if claimed is None or shown is None or shown > claimed * 3 / 4:
        return False
    said = _sentence(note, course.span)
    if _ANOTHER.search(said):
        return False
    first, last = paper.first or paper.last, paper.last
    return all(
        found.when is None or first is None or last is None
        or (found.when.first <= last + _MARGIN and found.when.last >= first - _MARGIN)
        for found in dates(said, note.date)
    )  # fmt: skip


def _denial(document: Document) -> Span | None:
    found = _DENIED.search(fold(document.text))
    return _span(document, *found.span()) if found else None


def _before(one: Document, other: Document) -> bool:
    """Whether one note was written before the other: what it denies may have been done since."""
    return one.date is not None and other.date is not None and one.date < other.date


def _sentence(note: Document, span: Span) -> str:
    """The folded words about a span, from the mark before to the mark after it."""
    start, end = span.start or 0, span.end or 0
    before = _MARK.split(fold(note.text[max(0, start - 120) : start]))[-1]
    after = _MARK.split(fold(note.text[end : end + 120]))[0]
    return before + fold(note.text[start:end]) + after


def _span(document: Document, start: int, end: int) -> Span:
    return Span(document.name, start, end, document.text[start:end], document.page_of(start))
