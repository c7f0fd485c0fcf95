"""The response to a diagnostic injection: relief in the anaesthetic phase."""

from __future__ import annotations

from fractions import Fraction

from rules import words
from rules.derive import telling
from rules.derive.readings import Asked, Reading, as_reading, readings
from rules.derive.relief import contradiction, in_doubt, ruling, unclear
from rules.derive.seen import Seen, silent

# The shorter-lived agent, lidocaine, acts for one to two hours (FACTS, R). In days.
ACTING = Fraction(2, 24)


def anaesthetic_response(asked: Asked, labelled: bool = True) -> Seen:
    """Relief while the anaesthetic acted.

    `labelled`: the chart calls the injection diagnostic, so that a reading without a time is the block's own response.
    """
    found, verbal = readings(asked)
    untimed = [r for r in found if labelled and r.phase == "unknown" and r.position is None]
    phase = [r for r in found if r.phase == "anaesthetic" or r in untimed]
    if not phase:
        late = found if labelled else []
        event = telling.the(asked.event)
        missing = f"The record gives no relief during the anaesthetic phase of {event}"
        if late:
            missing += f" (only {telling.time(late[0], asked.event)}: {words.quote(late[0].outcome.span)})"
        elif verbal:
            missing = f"{words.quote(verbal[0].span)}, said of {event}, gives no amount of relief"
        evidence = telling.spans(late) or [outcome.span for outcome in verbal if labelled]
        ask = f"The pain scores before {event} and during its anaesthetic phase, on the same scale"
        return silent(missing, asked.rule, evidence, (ask,))
    phase = [r for r in phase if not r.outcome.peak] or phase
    above = [r for r in phase if r.level(asked.rule) == "met"]
    below = [r for r in phase if r.level(asked.rule) == "not_met"]
    conflict = next(((a, b) for a in above for b in below if not _one_course(a, b)), None)
    if conflict:
        return contradiction(asked, *conflict)
    little = [o for o in verbal if o.change == "same" and o.of == "pain" and (o.phase == "anaesthetic" or labelled)]
    if above and (said := [o for o in little if o.span.document not in {r.outcome.span.document for r in above}]):
        return in_doubt(asked, above[0], as_reading(said[0], (None,), asked.event))
    if above or below:
        return ruling(asked, "met" if above else "not_met", above or below, phase)
    return unclear(asked, phase)


def _one_course(above: Reading, below: Reading) -> bool:
    """Whether the lower reading is of the time before the anaesthetic took, or after it had worn off."""
    if below.position is None:
        return False
    if above.held is not None and above.held.high is not None and below.position > above.held.high:
        return True
    if above.position is None:
        return below.position > ACTING
    return below.position < above.position or below.position > max(above.position, ACTING)
