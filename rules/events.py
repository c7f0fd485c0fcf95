"""What was done: every procedure that the record says was performed, each once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rules.facts import Fact, Outcome, Procedure, ProcedureEvent, Side, Span, When

Role = Literal["diagnostic", "therapeutic", "ablation"]

# The two spinal regions in which the Medicare policies count sessions. Source: FACTS B.
_REGION = {"cervical": "upper", "thoracic": "upper", "lumbar": "lower", "sacral": "lower", "lumbosacral": "lower"}
_STEROIDS = ("steroid", "triamcinolone", "methylpred", "betamethasone", "dexamethasone", "depo", "kenalog", "celestone")
_ANAESTHETICS = ("lidocaine", "bupivacaine", "ropivacaine", "marcaine", "mepivacaine", "anaesthetic", "anesthetic")


@dataclass(frozen=True, slots=True)
class Event:
    """One procedure that was done. `sides` is empty where no side is known; `role` None where the chart does not say.

    `told`: the record dates it or says what it did, so that it is more than a mention.
    """

    procedure: Procedure
    when: When | None
    sides: frozenset[str]
    role: Role | None
    region: str | None
    agents: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    told: bool = False

    @property
    def kind(self) -> Role:
        """What it counts as: therapeutic, unless the chart, the procedure or the agents say otherwise."""
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


def performed(facts: Sequence[Fact], before: dt.date | None, family: Sequence[Procedure] = ()) -> tuple[Event, ...]:
    """Everything that was done before that day, the earliest first and undated ones before all.

    A dated result that names no procedure shows one of the first of `family`, where the record names no other kind.
    """
    mentions = _mentions(facts)
    if family and all(mention.procedure in family for mention in mentions):
        mentions = sorted((*mentions, *_unnamed(facts, family[0])), key=_vagueness)
    return tuple(
        sorted(
            (e for e in _merged(mentions) if e.when is None or before is None or e.when.first < before),
            key=lambda e: (e.when.last, e.when.first) if e.when else (dt.date.min, dt.date.min),
        )
    )


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
                    fact.date is not None,
                )
            )
        elif isinstance(fact, Outcome) and fact.procedure:
            found.append(Event(fact.procedure, fact.date, _sides(fact.side), None, None, (), (fact.span,), True))
    return sorted(found, key=_vagueness)


def _unnamed(facts: Sequence[Fact], procedure: Procedure) -> list[Event]:
    return [
        Event(procedure, fact.date, _sides(fact.side), None, None, (), (fact.span,), True)
        for fact in facts
        if isinstance(fact, Outcome) and fact.procedure is None and fact.date
    ]


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
        return overlap(event.when, mention.when) and sides_fit
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
        told=event.told or mention.told,
    )


def _sides(side: Side | None) -> frozenset[str]:
    if side is None:
        return frozenset()
    return frozenset(("left", "right")) if side == "bilateral" else frozenset((side,))


def overlap(a: When, b: When) -> bool:
    return a.first <= b.last and b.first <= a.last
