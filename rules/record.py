"""The record as one request reads it: which results belong to which procedure, and which of them count.

Every decision that binds a statement to a procedure is taken here, and only here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property

from rules.events import Event, Role, overlap, performed
from rules.facts import Fact, Outcome, Procedure, Side
from rules.request import Request, code_of, procedure_of

# A block that uses the same codes as the injection is counted with it.
FAMILY: dict[Procedure, tuple[Procedure, ...]] = {
    "facet_injection": ("facet_injection", "medial_branch_block"),
    "facet_rfa": ("facet_rfa", "facet_injection", "medial_branch_block"),
}
# The spinal region of the codes that name one. Source: FACTS B.
REGION_OF_CODE = {
    "62321": "upper", "64479": "upper", "64490": "upper", "64491": "upper", "64633": "upper", "64634": "upper",
    "62323": "lower", "64483": "lower", "64493": "lower", "64494": "lower", "64635": "lower", "64636": "lower",
}  # fmt: skip
# Another procedure this soon before the injection could still be what an unnamed result speaks of.
RECENT = dt.timedelta(days=90)
# A result without a date belongs to the mention of the procedure just before it, when that is this near. Characters.
NEAR = 160


class Chart:
    """The facts of a record for one request: what was done, and what each result belongs to."""

    def __init__(self, request: Request, facts: Sequence[Fact]) -> None:
        self.request = request
        self.facts = tuple(facts)
        self.procedure = procedure_of(request)
        self.family = FAMILY.get(self.procedure, (self.procedure,)) if self.procedure else ()
        self.region = REGION_OF_CODE.get(code_of(request) or "")
        self.outcomes = tuple(fact for fact in self.facts if isinstance(fact, Outcome))

    @cached_property
    def performed(self) -> tuple[Event, ...]:
        """Everything that was done before the request, each once, the earliest first and undated ones before all."""
        return performed(self.facts, self.request.on, self.family)

    @cached_property
    def results(self) -> tuple[tuple[Outcome, Event], ...]:
        """Each result with the procedure it belongs to; one that belongs to none is not among them."""
        bound = ((outcome, self._bind(outcome)) for outcome in self.outcomes)
        return tuple((outcome, event) for outcome, event in bound if event is not None)

    def in_region(self, event: Event) -> bool:
        return self.region is None or event.region is None or event.region == self.region

    def _bind(self, outcome: Outcome) -> Event | None:
        """The procedure a result belongs to: by name and date, else by the mention just before it, else the latest."""
        events = self.performed
        if outcome.procedure:
            events = tuple(e for e in events if e.procedure == outcome.procedure)
        if outcome.date:
            return _best(outcome, [e for e in events if e.when and overlap(e.when, outcome.date)], self.family)
        if outcome.procedure is None:
            mine = [e for e in self.performed if e.procedure in self.family]
            if (near := _mention_before(outcome, self.performed)) and near in mine:
                return near  # another joint's injection on another line is no rival
            if not mine or self._could_be_another(outcome, mine[-1]):
                return None
            events = tuple(mine)
        if near := _mention_before(outcome, events):
            return near
        fitting = [e for e in events if _side_fits(outcome, e) and self.in_region(e)]
        known = [e for e in fitting if e.when and (outcome.measured_on is None or e.when.first <= outcome.measured_on)]
        found = known or [e for e in fitting if e.when is None]
        return found[-1] if found else None

    def _could_be_another(self, outcome: Outcome, mine: Event) -> bool:
        """Whether a result that names no procedure could be another recent procedure's."""
        for other in self.performed:
            if other.procedure == mine.procedure:
                continue
            if other.when is None or mine.when is None:
                if any(span.document == outcome.span.document for span in other.spans):
                    return True
            elif other.when.last >= mine.when.first - RECENT:
                return True
        return False


class Record:
    """A chart read for one side (for a bilateral request each side in turn; None where no side is named)."""

    def __init__(self, chart: Chart, side: Side | None = None) -> None:
        self.chart = chart
        self.side = side
        self.request = chart.request
        self.facts = chart.facts
        self.procedure = chart.procedure
        self.family = chart.family
        self.region = chart.region

    def earlier(self, role: Role, *, side: Side | None = None, kind: Procedure | None = None) -> tuple[Event, ...]:
        """Earlier procedures of the requested kind in that role, on the side (by default this record's) and in the
        region of the request, the latest last."""
        side = side or self.side
        wanted = (kind,) if kind else self._kinds(role)
        return tuple(
            event
            for event in self.chart.performed
            if event.procedure in wanted and event.kind == role and event.touches(side) and self.chart.in_region(event)
        )

    def _kinds(self, role: Role) -> tuple[Procedure, ...]:
        if role == "ablation":
            return ("facet_rfa",) if self.procedure == "facet_rfa" else ()
        return tuple(kind for kind in self.family if kind != "facet_rfa")

    def results(self, event: Event, of: str) -> tuple[Outcome, ...]:
        """What the record says the event did for `of` (pain or function), on this side or naming none."""
        return tuple(
            outcome
            for outcome, bound in self.chart.results
            if bound is event and outcome.of in (of, "both") and self._on_side(outcome)
        )

    def unplaced(self) -> tuple[Outcome, ...]:
        """Results of pain that could be of any procedure, on this side or naming none: no word tells which."""
        placed = {id(outcome) for outcome, _ in self.chart.results}
        return tuple(
            outcome
            for outcome in self.chart.outcomes
            if id(outcome) not in placed and outcome.procedure is None and outcome.date is None
            and outcome.of == "pain" and self._on_side(outcome)
        )  # fmt: skip

    def _on_side(self, outcome: Outcome) -> bool:
        return outcome.side not in ("left", "right") or self.side in (None, "bilateral", outcome.side)

    def speaks_for_side(self, outcome: Outcome, event: Event) -> bool:
        """Whether a result may be read for this side: one figure for both sides speaks for a bilateral request only."""
        if outcome.side in ("left", "right") or self.side is None or self.request.side in (None, "bilateral"):
            return True
        return not (event.both_sides or (outcome.side == "bilateral" and not event.sides))


def _best(outcome: Outcome, events: Sequence[Event], family: Sequence[Procedure]) -> Event | None:
    """Of the events on a date the one whose side fits; a result naming no procedure takes the only kind there is."""
    fitting = [e for e in events if _side_fits(outcome, e)] or list(events)
    if outcome.procedure is None and len({e.procedure for e in fitting}) > 1:
        return None
    exact = [e for e in fitting if e.when == outcome.date]
    if len(exact or fitting) > 1:
        spoken = [e for e in (exact or fitting) if outcome.span in e.spans]
        return (spoken or exact or fitting)[-1]
    return (exact or fitting)[-1] if fitting else None


def _side_fits(outcome: Outcome, event: Event) -> bool:
    return outcome.side in (None, "bilateral") or not event.sides or outcome.side in event.sides


def _mention_before(outcome: Outcome, events: Sequence[Event]) -> Event | None:
    """The event whose mention stands nearest before the result in the same document."""
    if outcome.span.start is None or outcome.span.end is None:
        return None
    nearest: tuple[int, Event] | None = None
    for event in events:
        for span in event.spans:
            if span == outcome.span or span.document != outcome.span.document or span.start is None:
                continue
            gap = outcome.span.start - span.start
            if (0 <= gap <= NEAR or span.start < outcome.span.end <= span.start + NEAR) and _side_fits(outcome, event):
                distance = abs(gap)
                if nearest is None or distance < nearest[0]:
                    nearest = (distance, event)
    return nearest[1] if nearest else None
