"""The model as a finder: words in the record that bear on an undocumented criterion and that the reader passed over.

A suggestion is shown and changes nothing. Its quote stands verbatim in the record, what it says in figures is read by
the same deterministic reader, and only a person's correction makes it count.
"""

from __future__ import annotations

from collections.abc import Iterator

from copilot import words
from copilot.draft import Drafted
from copilot.figures import figures
from copilot.narrative import Findings
from copilot.outcomes import spoken
from copilot.review import Caution
from rules import reading
from rules.facts import Document, Fact


def suggestions(drafted: Drafted, findings: Findings) -> list[Caution]:
    """A caution of kind `suggested_evidence` for each passage that the model points to and nobody has read yet."""
    if drafted.answer is None:
        return []
    return list(_suggested(drafted, findings))


def _suggested(drafted: Drafted, f: Findings) -> Iterator[Caution]:
    open_ones = {c.id: c for c in f.governing if c.verdict == "undocumented"}
    seen: set[tuple[str, int]] = set()
    for found in drafted.answer.criteria if drafted.answer else []:
        criterion = open_ones.get(found.id)
        place = criterion and located(found.quote, found.document, f)
        if not criterion or not place or place in seen or _smuggled(place, found.quote, f):
            continue
        seen.add(place)
        name, start = place
        end = start + len(found.quote)
        if any(
            x.span.document == name and x.span.start is not None and x.span.start < end and start < (x.span.end or 0)
            for x in f.facts
        ):
            continue  # the reader did not pass it over
        facts = reading.read([Document(name, found.quote)])
        yield Caution(
            kind="suggested_evidence", quote=found.quote, document=name, start=start, end=end,
            message=f"The model points here for: {criterion.title}. {read_as(facts)} "
                    "It changes nothing until a person accepts it.",
        )  # fmt: skip


def located(quote: str, document: str, f: Findings) -> tuple[str, int] | None:
    """(document, offset) of a quotation: verbatim, two words or more, in the document named or the only one with it."""
    if len(quote.split()) < 2:
        return None
    holding = [d for d in f.case.documents if quote in (d.text or "")]
    named = [d for d in holding if document.strip("[] ") in (d.name, words.document_label(d).strip("[]"))]
    chosen = named or (holding if len(holding) == 1 else [])
    return (chosen[0].name, (chosen[0].text or "").index(quote)) if chosen else None


def read_as(facts: tuple[Fact, ...]) -> str:
    """What the reader reads from the suggested words alone."""
    said = [x.text or str(x.low) for fact in facts for x in figures(fact.span.quote)] or [
        fact.kind.replace("_", " ") for fact in facts if spoken(fact)
    ]
    return f"The reader reads there: {', '.join(dict.fromkeys(said))}." if said else "The reader reads no figure there."


def _smuggled(place: tuple[str, int], quote: str, f: Findings) -> bool:
    """Whether the quotation is part of text that speaks to the machine."""
    name, start = place
    return any(
        c.kind == "instruction_like_text"
        and c.document == name
        and c.start is not None
        and c.start < start + len(quote)
        and start < (c.end or 0)
        for c in f.cautions
    )
