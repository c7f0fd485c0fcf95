"""Text → facts. `read` is the whole of it."""

from __future__ import annotations

from collections.abc import Sequence

from rules.facts import Document, Fact, ProcedureEvent
from rules.reading.addressed import addressed, read_addressed, without
from rules.reading.baselines import compared
from rules.reading.care import read_care
from rules.reading.causes import read_causes
from rules.reading.cautions import read_cautions
from rules.reading.context import elsewhere, of_another
from rules.reading.copies import copied_forward, read_copied
from rules.reading.disputed_care import disputed
from rules.reading.doubt import settled
from rules.reading.function import read_function
from rules.reading.guidance import read_guidance
from rules.reading.imaging import read_imaging
from rules.reading.inferences import read_inferences
from rules.reading.manoeuvres import read_manoeuvres
from rules.reading.medication import read_medication
from rules.reading.outcomes import read_outcomes
from rules.reading.page import Page
from rules.reading.pain_duration import grown, read_pain_duration
from rules.reading.procedures import events
from rules.reading.radiation import read_radiation
from rules.reading.sessions import read_sessions
from rules.reading.trigger_points import read_trigger_points

READERS = (
    read_outcomes, read_function, read_pain_duration, read_care, read_manoeuvres, read_guidance, read_sessions,
    read_radiation, read_imaging, read_causes, read_cautions, read_trigger_points, read_medication, read_inferences,
    read_copied,
)  # fmt: skip


def read(documents: Sequence[Document]) -> tuple[Fact, ...]:
    """The facts of a record, document by document, in order of the text. Same input, same facts."""
    facts = compared(documents, [fact for document in documents for fact in settled(document, _facts_of)])
    return (*grown(documents, disputed(documents, facts)), *copied_forward(documents, facts))


def _facts_of(document: Document) -> list[Fact]:
    page = Page.of(document)
    facts: list[Fact] = [event for event in events(document, page.mentions) if not _anothers(page, event)]
    for reader in READERS:
        facts += reader(page)
    spoken_to = addressed(page)
    return [*without(facts, spoken_to), *read_addressed(page, spoken_to)]


def _anothers(page: Page, event: ProcedureEvent) -> bool:
    """Whether a procedure is another person's, or spoken of in a rule or a consent; a dated one was this patient's."""
    at = event.span.start or 0
    return of_another(page, at) or (event.date is None and event.state == "performed" and elsewhere(page, at))
