"""What an evaluation needs of this installation: the reviewer, the policies, the passages that citations name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from copilot import model as models
from copilot import policies, reviewing, settings
from copilot.case import Case
from copilot.evaluation.labelled import Policies
from copilot.evaluation.outcome import PassageText, Reviewer
from copilot.library import open_library
from copilot.model import Model
from copilot.review import Review


@dataclass(frozen=True, slots=True)
class Ready:
    """The pieces that `evaluate` takes. `model` is None where none is configured or wanted."""

    review: Reviewer
    passage_text: PassageText
    policies: Policies
    model: Model | None


def ready(no_llm: bool = False) -> Ready:
    """The installation as its settings describe it. Raises Problem where they cannot be used."""
    in_force = settings.load()
    packs = policies.packs(in_force)
    library = open_library(in_force, partial(reviewing.standing_questions, packs))
    library.prepare()  # the index is built before the first review is timed
    known: dict[str, set[str]] = {}
    for pack in packs:
        known.setdefault(pack.policy, set()).update(criterion.id for criterion in pack.criteria.values())

    def review(case: Case, model: Model | None) -> Review:
        return reviewing.review(case, settings=in_force, model=model)

    def passage_text(guideline: str, passage: str, case: Case) -> str | None:
        found = library.get(guideline, passage, case.request.date_of_service or case.received)
        found = found or library.get(guideline, passage)
        return found.text if found else None

    return Ready(review, passage_text, known, None if no_llm else models.configured(in_force))
