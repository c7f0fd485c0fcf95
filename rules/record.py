"""The record as one request reads it: which procedures were done when, on which side, and which result belongs to which.

Every decision that binds a statement to a procedure is taken here, and only here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from rules.facts import Fact, Outcome, Procedure, ProcedureEvent, Side, Span, When
from rules.request import Request, code_of, procedure_of

Role = Literal["diagnostic", "therapeutic", "ablation"]

# A block that uses the same codes as the injection is counted with it.
FAMILY: dict[Procedure, tuple[Procedure, ...]] = {
    "facet_injection": ("facet_injection", "medial_branch_block"),
    "facet_rfa": ("facet_rfa", "facet_injection", "medial_branch_block"),
}
# The two spinal regions in which the Medicare policies count sessions, by the codes that name one. Source: FACTS B.
REGION_OF_CODE = {
    "62321": "upper", "64479": "upper", "64490": "upper", "64491": "upper", "64633": "upper", "64634": "upper",
    "62323": "lower", "64483": "lower", "64493": "lower", "64494": "lower", "64635": "lower", "64636": "lower",
}  # fmt: skip
_REGION = {"cervical": "upper", "thoracic": "upper", "lumbar": "lower", "sacral": "lower", "lumbosacral": "lower"}
_STEROIDS = ("steroid", "triamcinolone", "methylpred", "betamethasone", "dexamethasone", "depo", "kenalog", "celestone")
_ANAESTHETICS = ("lidocaine", "bupivacaine", "ropivacaine", "marcaine", "mepivacaine", "anaesthetic", "anesthetic")
# Another procedure this soon before the injection could still be what an unnamed result speaks of.
RECENT = dt.timedelta(days=90)
# A result without a date belongs to the mention of the procedure just before it, when that is this near.
NEAR = 160


@dataclass(frozen=True, slots=True)
class Event:
    """One procedure that was done. `sides` is empty where no side is known; `role` None where the chart does not say."""

    procedure: Procedure
    when: When | None
    sides: frozenset[str]
    role: Role | None
    region: str | None
    agents: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    def serves(self, role: Role) -> bool:
        """Whether it counts as that. What the chart does not call diagnostic is therapeutic, unless its kind says so."""
        return self.kind == role

    @property
    def kind(self) -> Role:
        if self.role:
            return self.role
        if self.procedure in ("facet_rfa", "sij_rfa"):
            return "ablation"
        agents = " ".join(self.agents).lower()
        plain = any(name in agents for name in _ANAESTHETICS) and not any(name in agents for name in _STEROIDS)
        return "diagnostic" if plain or self.procedure == "medial_branch_block" else "therapeutic"

    def touches(self, side: str | None) -> bool:
        """Whether it may have been on that side: it was, or its side is not known."""
        return side is None or side == "bilateral" or not self.sides or side in self.sides

    @property
    def both_sides(self) -> bool:
        return len(self.sides) == 2


@dataclass(frozen=True)
class Record:
    """The facts of a record, read for a request on one `side` (for a bilateral request, each side in turn)."""

    request: Request
    facts: tuple[Fact, ...]
    side: Side | None = None
    _bound: dict[int, Event | None] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def procedure(self) -> Procedure | None:
        return procedure_of(self.request)

    @cached_property
    def family(self) -> tuple[Procedure, ...]:
        return FAMILY.get(self.procedure, (self.procedure,)) if self.procedure else ()

    @cached_property
    def region(self) -> str | None:
        return REGION_OF_CODE.get(code_of(self.request) or "")

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, Outcome))

    @cached_property
    def performed(self) -> tuple[Event, ...]:
        """Everything that was done before the request, each once, the earliest first and undated ones before all."""
        on = self.request.on
        events = _merged(_mentions(self.facts))
        return tuple(
            sorted(
                (e for e in events if e.when is None or on is None or e.when.first < on),
                key=lambda e: (e.when.last, e.when.first) if e.when else (dt.date.min, dt.date.min),
            )
        )

    def earlier(self, role: Role, *, side: Side | None = None, kinds: Iterable[Procedure] = ()) -> tuple[Event, ...]:
        """Earlier procedures of the requested kind in that role, on the side (by default this record's) and in the
        region of the request, the latest last."""
        side = side or self.side
        wanted = tuple(kinds) or self._kinds(role)
        return tuple(
            event
            for event in self.performed
            if event.procedure in wanted and event.serves(role) and event.touches(side) and self.in_region(event)
        )

    def _kinds(self, role: Role) -> tuple[Procedure, ...]:
        if role == "ablation":
            return ("facet_rfa",) if self.procedure == "facet_rfa" else ()
        return tuple(kind for kind in self.family if kind != "facet_rfa")

    def in_region(self, event: Event) -> bool:
        return self.region is None or event.region is None or event.region == self.region

    def results(self, event: Event, of: str) -> tuple[Outcome, ...]:
        """What the record says the event did for `of` (pain or function), on this side or naming none."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if outcome.of in (of, "both") and self._event_of(outcome) is event and self._on_side(outcome)
        )

    def _on_side(self, outcome: Outcome) -> bool:
        return outcome.side not in ("left", "right") or self.side in (None, "bilateral", outcome.side)

    def speaks_for_side(self, outcome: Outcome, event: Event) -> bool:
        """Whether a result may be read for this side: one figure for both sides speaks for a bilateral request only."""
        if outcome.side in ("left", "right") or self.side is None or self.request.side in (None, "bilateral"):
            return True
        return not (event.both_sides or (outcome.side == "bilateral" and not event.sides))

    def _event_of(self, outcome: Outcome) -> Event | None:
        if id(outcome) not in self._bound:
            self._bound[id(outcome)] = self._bind(outcome)
        return self._bound[id(outcome)]

    def _bind(self, outcome: Outcome) -> Event | None:
        """The procedure a result belongs to: by name and date, else by the mention just before it, else the latest."""
        events = self.performed
        if outcome.procedure:
            events = tuple(e for e in events if e.procedure == outcome.procedure)
        if outcome.date:
            return _best(outcome, [e for e in events if e.when and _overlap(e.when, outcome.date)], self.family)
        if outcome.procedure is None:
            mine = [e for e in self.performed if e.procedure in self.family]
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


def _mentions(facts: Sequence[Fact]) -> list[Event]:
    """Each statement that something was done, as an event of its own; the most exactly dated first."""
    found = []
    for fact in facts:
        if isinstance(fact, ProcedureEvent) and fact.state == "performed":
            found.append(
                Event(
                    fact.procedure,
                    fact.date,
                    _sides(fact.side),
                    fact.purpose,
                    _REGION.get(fact.region or ""),
                    fact.agents,
                    (fact.span,),
                )
            )
        elif isinstance(fact, Outcome) and fact.procedure:
            found.append(Event(fact.procedure, fact.date, _sides(fact.side), None, None, (), (fact.span,)))
    return sorted(found, key=_vagueness)


def _vagueness(event: Event) -> tuple[int, int]:
    width = (event.when.last - event.when.first).days if event.when else 10_000
    return width, 0 if event.role else 1


def _merged(mentions: Sequence[Event]) -> list[Event]:
    """One event for each procedure and day. A vaguer mention joins the exact ones it may mean."""
    events: list[Event] = []
    for mention in mentions:
        alike = [i for i, event in enumerate(events) if _same(event, mention)]
        if not alike:
            events.append(mention)
        elif mention.when or len(alike) == 1:
            at = alike[-1]
            if mention.when and len(alike) > 1:
                # A month that holds two known days adds no third.
                continue
            events[at] = _joined(events[at], mention)
    return events


def _same(event: Event, mention: Event) -> bool:
    if event.procedure != mention.procedure:
        return False
    if event.role and mention.role and event.role != mention.role:
        return False
    if event.region and mention.region and event.region != mention.region:
        return False
    if mention.when is None or event.when is None:
        if mention.role == "diagnostic" and event.kind != "diagnostic":
            return False
        return not event.sides or not mention.sides or bool(event.sides & mention.sides)
    if event.when.day is None or mention.when.day is None:
        sides_fit = not event.sides or not mention.sides or bool(event.sides & mention.sides)
        return _overlap(event.when, mention.when) and sides_fit
    return event.when == mention.when


def _joined(event: Event, mention: Event) -> Event:
    sides = event.sides
    if mention.when is not None and (mention.when == event.when):
        sides = event.sides | mention.sides
    return replace(
        event,
        sides=sides or mention.sides,
        role=event.role or mention.role,
        region=event.region or mention.region,
        agents=event.agents or mention.agents,
        spans=event.spans + mention.spans,
    )


def _sides(side: Side | None) -> frozenset[str]:
    if side is None:
        return frozenset()
    return frozenset(("left", "right")) if side == "bilateral" else frozenset((side,))


def _overlap(a: When, b: When) -> bool:
    return a.first <= b.last and b.first <= a.last


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
