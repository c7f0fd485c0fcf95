"""The record as text with its evidence marked: cut at every mark's ends, so that marks may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilot.case import CaseDocument
from copilot.review import Review

# Where marks overlap the one that weighs against the request shows: it must not hide behind support.
WEIGHT = ("not_met", "contradictory", "undocumented", "met", "caution", "doubtful")


@dataclass(frozen=True, slots=True)
class Mark:
    """`kind`: a verdict, caution or doubtful. `of`: the criterion's id, or "" ."""

    start: int
    end: int
    kind: str
    of: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `start` counts from the document's first character. `kind` is "" where nothing is marked; `page`
    is the number of the page that begins with it, else None."""

    text: str
    start: int
    kind: str
    of: tuple[str, ...]
    page: int | None = None


def marks(review: Review | None, document: CaseDocument) -> list[Mark]:
    """What a review points at in a document."""
    found = [Mark(a, b, "doubtful", "") for a, b in document.doubtful]
    if review is None:
        return found
    for criterion in review.criteria:
        found += [
            Mark(e.start, e.end, criterion.verdict, criterion.id)
            for e in criterion.evidence
            if e.document == document.name and e.start is not None and e.end is not None
        ]
    found += [
        Mark(c.start, c.end, "caution", "")
        for c in review.cautions
        if c.document == document.name and c.start is not None and c.end is not None
    ]
    return found


def pieces(text: str, found: Iterable[Mark], pages: Sequence[int] = ()) -> list[Piece]:
    """The text cut where marks begin and end, and where `pages` say that a page begins; the pieces joined are the
    text."""
    held = [mark for mark in found if 0 <= mark.start < mark.end <= len(text)]
    begins = {at: number for number, at in enumerate(pages, 1) if 0 <= at < len(text)}
    cuts = sorted({0, len(text), *begins, *(m.start for m in held), *(m.end for m in held)})
    made = []
    for start, end in pairwise(cuts):
        over = [m for m in held if m.start <= start and end <= m.end]
        kind = min((m.kind for m in over), key=WEIGHT.index, default="")
        made.append(Piece(text[start:end], start, kind, tuple(dict.fromkeys(m.of for m in over if m.of)),
                          begins.get(start)))  # fmt: skip
    return made
