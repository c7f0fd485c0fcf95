"""What the requested procedure is for, where the record leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.facts import Fact, ProcedureEvent
from rules.record import Chart, Record
from rules.request import Purpose, Request

_ABLATIONS = ("facet_rfa", "sij_rfa")
_DIAGNOSTIC = re.compile(r"\bdiagnostic\b|\bmedial branch block|\bmbb\b", re.IGNORECASE)
_REPEAT = re.compile(r"\b(?:repeat|another|further|second|third|fourth)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:first|initial)\b", re.IGNORECASE)


def purpose(request: Request, facts: Sequence[Fact], description: str = "") -> Purpose | None:
    """The purpose, or None where neither the request nor the record settles it; then the review asks.

    `description` is the request's own wording (`request.description`), never text of the record.
    """
    if request.purpose:
        return request.purpose
    record = Record(Chart(request, facts), request.side)
    if record.procedure in _ABLATIONS:
        return "ablation"
    if record.procedure is None:
        return None
    asked = [
        fact
        for fact in facts
        if isinstance(fact, ProcedureEvent) and fact.state == "requested" and fact.procedure in record.family
    ]
    wanted = {fact.purpose for fact in asked if fact.purpose}
    words = " ".join([description, *(fact.span.quote for fact in asked)])
    if wanted == {"diagnostic"} or (not wanted and _DIAGNOSTIC.search(words)):
        return "diagnostic"
    if "diagnostic" in wanted:
        return None
    first, repeat = bool(_FIRST.search(words)), bool(_REPEAT.search(words))
    earlier = any(event.told for event in record.earlier("therapeutic"))
    never = any(isinstance(f, ProcedureEvent) and f.state == "not_done" and f.procedure in record.family for f in facts)
    if earlier:
        return None if first else "repeat_therapeutic"
    if (first or never) and not repeat:
        return "initial_therapeutic"
    return "repeat_therapeutic" if repeat and not first and not never else None
