"""What a machine read from a picture with little confidence (OCR) counts for nothing until a person has looked.

The document is read twice: as it stands, and with every doubtful span blanked. What both readings say is certain. An
outcome that only the first gives is ambiguous; any other fact is as the second reading has it, with a finding
`read_with_doubt` where that takes something away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rules.facts import Document, Fact, Finding, Outcome, Reading

BLANK = "\ufffd"  # no box: an empty box is a choice that is not ticked
NOTE = "OCR: read from a picture with little confidence; compare it with the picture"

Reader = Callable[[Document], Sequence[Fact]]


def settled(document: Document, reader: Reader) -> list[Fact]:
    """The facts of a document in order of the text, those that rest on doubtful spans marked."""
    as_read = list(reader(document))
    if not document.doubtful:
        return as_read
    certain = [_in_words_of(document, fact) for fact in reader(_blanked(document))]
    doubtful = [fact for fact in as_read if fact not in certain]
    ambiguous = [_ambiguous(fact) for fact in doubtful if isinstance(fact, Outcome)]
    kept = [
        fact for fact in certain
        if not (isinstance(fact, Outcome) and any(_overlap(fact, other) for other in ambiguous))
    ]  # fmt: skip
    lost = [Finding(fact.span, name="read_with_doubt", note=NOTE) for fact in doubtful if not isinstance(fact, Outcome)]
    return sorted([*kept, *ambiguous, *lost], key=lambda fact: (fact.span.start or 0, fact.span.end or 0))


def _blanked(document: Document) -> Document:
    text = list(document.text)
    for start, end in document.doubtful:
        for offset in range(start, min(end, len(text))):
            if text[offset].isalnum():
                text[offset] = BLANK
    return replace(document, text="".join(text), doubtful=())


def _in_words_of(document: Document, fact: Fact) -> Fact:
    span = fact.span
    return replace(fact, span=replace(span, quote=document.text[span.start : span.end]))


def _ambiguous(outcome: Outcome) -> Outcome:
    """As read, or otherwise: no side of a threshold is certain, and the literal words decide nothing."""
    ways = outcome.readings or (Reading(outcome.percent, "as the machine read it"),)
    otherwise = Reading(None, "misread by the machine")
    return replace(outcome, status="ambiguous", readings=(*ways, otherwise), literal_relief=False, note=NOTE)


def _overlap(one: Fact, other: Fact) -> bool:
    return (one.span.start or 0) < (other.span.end or 0) and (other.span.start or 0) < (one.span.end or 0)
