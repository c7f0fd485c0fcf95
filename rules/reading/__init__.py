"""Text → facts. `read` is the whole of it."""

from __future__ import annotations

from collections.abc import Sequence

from rules.facts import Document, Fact
from rules.reading.care import read_care
from rules.reading.copies import copied_forward
from rules.reading.doubt import settled
from rules.reading.guidance import read_guidance
from rules.reading.inferences import read_inferences
from rules.reading.manoeuvres import read_manoeuvres
from rules.reading.outcomes import read_outcomes
from rules.reading.page import Page
from rules.reading.pain_duration import read_pain_duration
from rules.reading.procedures import events
from rules.reading.sessions import read_sessions

READERS = (read_outcomes, read_pain_duration, read_care, read_manoeuvres, read_guidance, read_sessions, read_inferences)


def read(documents: Sequence[Document]) -> tuple[Fact, ...]:
    """The facts of a record, document by document, in order of the text. Same input, same facts."""
    facts = [fact for document in documents for fact in settled(document, _facts_of)]
    return (*facts, *copied_forward(documents, facts))


def _facts_of(document: Document) -> list[Fact]:
    page = Page.of(document)
    facts: list[Fact] = list(events(document, page.mentions))
    for reader in READERS:
        facts += reader(page)
    return facts
