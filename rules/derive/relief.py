"""What an earlier injection did for pain or function, and whether it lasted: reading rules 1 to 10 of the policies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from rules import words
from rules.amounts import ABOUT_POINTS, Interval, add, between, compare, interval, length, relief
from rules.derive.seen import BY, Seen, conflicting, ruled, silent
from rules.facts import Outcome, Percent, Phase, Score, Span, When
from rules.pack import Quantity, Rule
from rules.record import Event, Record
from rules.verdict import Caution, Verdict

# Up to a day after the injection the anaesthetic acts, from two weeks on the steroid (FACTS D2, reading rule 2).
ANAESTHETIC_DAYS = Fraction(1)
STEROID_DAYS = Fraction(14)
# Less than this is no clinically important change: not even the anaesthetic worked (Farrar 2001; reading rule 2).
IMPORTANT_CHANGE = Fraction(30)
# Readings of one event further apart than this are a course, nearer ones a conflict.
COURSE_DAYS = Fraction(14)

Level = Literal["met", "not_met", "undocumented", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement of a level. `at`: days after the procedure; `held`: days it is said to have held."""

    outcome: Outcome
    options: tuple[Interval | None, ...]
    phase: Phase
    at: Interval | None
    held: Interval | None

    def level(self, rule: Rule) -> Level:
        """On which side of the threshold it stands, in every way its words can be read."""
        assert isinstance(rule.wanted, Quantity)
        return self.level_at(rule.wanted.value, rule)

    def level_at(self, wanted: Fraction, rule: Rule) -> Level:
        found = {option and compare(option, rule.test, wanted) for option in self.options}
        if len(found) > 1 or None in found:
            return "ambiguous"
        return found.pop() or "ambiguous"  # type: ignore[return-value]

    @property
    def position(self) -> Fraction | None:
        """Where on the course it stands, in days; a level that only held stands at the end of its hold."""
        place = self.at or self.held
        if place is None:
            return None
        return place.high if place.high is not None else place.low

    @property
    def combined(self) -> bool:
        return self.outcome.of == "both"


def readings(record: Record, event: Event, of: str) -> tuple[list[Reading], list[Outcome]]:
    """The levels that the record gives for an event, and its statements that give none."""
    found, verbal = [], []
    for outcome in record.results(event, of):
        options = _options(outcome, of)
        if options is None:
            verbal.append(outcome)
            continue
        if not record.speaks_for_side(outcome, event):
            options = (*options, None)
        found.append(_reading(outcome, options, event))
    return found, verbal


def _options(outcome: Outcome, of: str) -> tuple[Interval | None, ...] | None:
    """What the words can mean, or None where they give no amount. The literal amount of relief decides alone."""
    if outcome.status == "not_computable":
        return None
    if outcome.status == "ambiguous" and outcome.of != "both":
        read = tuple(relief_of(reading.percent) for reading in outcome.readings)
        if outcome.literal_relief:
            literal = relief(outcome) or next((option for option in read if option), None)
            return None if literal is None else (literal,)
        return read or None
    stated = relief(outcome)
    if stated is None and outcome.change in ("same", "worse") and (of == "function" or outcome.change == "worse"):
        return (Interval(None, Fraction(0)),)
    return None if stated is None else (stated,)


def relief_of(percent: Percent | None) -> Interval | None:
    return interval(percent, Fraction(ABOUT_POINTS)) if percent else None


def _reading(outcome: Outcome, options: tuple[Interval | None, ...], event: Event) -> Reading:
    held = length(outcome.lasted, "day") if outcome.lasted else None
    at = None
    if outcome.measured_at:
        at = length(outcome.measured_at, "day")
    elif outcome.measured_on and event.when and not (held and outcome.over):
        shortest, longest = ((outcome.measured_on - day).days for day in (event.when.last, event.when.first))
        at = Interval(Fraction(max(0, shortest)), Fraction(max(0, longest)))
    return Reading(outcome, options, _phase(outcome, at, held), at, held)


def _phase(outcome: Outcome, at: Interval | None, held: Interval | None) -> Phase:
    """The phase the note names, else the one its time tells."""
    if outcome.phase != "unknown":
        return outcome.phase
    for time in (at, held):
        if time is None:
            continue
        if time.high is not None and time.high <= ANAESTHETIC_DAYS and (time is at or held is None or at is None):
            return "anaesthetic"
        if time.low is not None and time.low >= STEROID_DAYS:
            return "steroid"
    return "unknown"


# --- the therapeutic (repeat) criterion ---------------------------------------------------------------------------


def therapeutic(record: Record, event: Event, rule: Rule, of: str, anaesthetic_only: bool = False) -> Seen:
    """Whether the level held after `event`, as `rule` asks (with `lasting`, for that long)."""
    found, verbal = readings(record, event, of)
    own = [reading for reading in found if not reading.combined]
    if found and not own:
        return _combined(record, event, rule, of, found)
    if anaesthetic_only:
        return _anaesthetic(record, event, rule, own, of) if own else _nothing(record, event, rule, verbal, of)
    steroid = [r for r in own if r.phase == "steroid"]
    timed = [r for r in own if r.phase == "unknown" and r.position is not None]
    loose = [r for r in own if r.phase == "unknown" and r.position is None]
    if steroid:
        # What was measured in the first days is superseded by what the steroid did.
        timed = [r for r in timed if r.position is not None and r.position >= STEROID_DAYS]
    chosen = _without_peaks(steroid + timed + loose)
    if not chosen:
        chosen = steroid + timed + loose
        if not chosen:
            return _anaesthetic(record, event, rule, own, of) if own else _nothing(record, event, rule, verbal, of)
        return _peak_only(record, event, rule, chosen, of)
    if pair := _conflict(chosen, rule):
        return _contradiction(record, event, rule, pair, of)
    return _lasting(record, event, rule, chosen, of) if rule.lasting else _level(record, event, rule, chosen, of)


def _combined(record: Record, event: Event, rule: Rule, of: str, found: list[Reading]) -> Seen:
    """One figure for pain and function together: ambiguous for either, unless both would count."""
    as_own = Record(
        record.request, tuple(_as(of, f) if isinstance(f, Outcome) else f for f in record.facts), record.side
    )
    same = next(e for e in as_own.performed if e.procedure == event.procedure and e.when == event.when)
    verdict = therapeutic(as_own, same, rule, of).verdict
    first = found[0].outcome
    caution = Caution(
        "ambiguous_statement",
        f"{words.quote(first.span)} gives one figure for pain and function together; how much of it is {of} is not said.",
        first.span.quote,
        True,
        first.span,
    )
    says = f"{words.quote(first.span)} gives pain and function in one figure"
    return silent(
        says, rule, [r.outcome.span for r in found], _asks_for(record, event, rule, of), [caution], combined=verdict
    )


def _as(of: str, outcome: Outcome) -> Outcome:
    return replace(outcome, of=of, status="ok") if outcome.of == "both" else outcome  # type: ignore[arg-type]


def _without_peaks(found: list[Reading]) -> list[Reading]:
    """A peak says nothing of what lasted, except where it is said how long it held."""
    return [r for r in found if not r.outcome.peak or r.held is not None]


def _peak_only(record: Record, event: Event, rule: Rule, found: list[Reading], of: str) -> Seen:
    below = [r for r in found if r.level(rule) == "not_met"]
    if below and len(below) == len(found):
        return _ruling("not_met", record, event, rule, below, of)
    missing = f"Only the peak after {_the(event)} is recorded ({_value(found[0], of)}), not what lasted"
    return silent(missing, rule, _spans(found), _asks_for(record, event, rule, of), _ambiguities(found, rule))


def _conflict(found: Sequence[Reading], rule: Rule) -> tuple[Reading, Reading] | None:
    above = [r for r in found if r.level(rule) == "met"]
    below = [r for r in found if r.level(rule) == "not_met"]
    return next(((a, b) for a in above for b in below if not _course(a, b)), None)


def _course(above: Reading, below: Reading) -> bool:
    """Whether two levels on different sides are a course of events and not a conflict."""
    same_passage = above.outcome.span.document == below.outcome.span.document and _near(above.outcome, below.outcome)
    if above.position is None or below.position is None:
        a, b = above.outcome.measured_on, below.outcome.measured_on
        return a is not None and b is not None and abs((a - b).days) > COURSE_DAYS
    if above.held is not None and above.held.high is not None:
        if below.held is not None and below.at is None:
            longer = below.position - above.position
            return longer != 0 if same_passage else longer > COURSE_DAYS
        return below.position >= above.held.high if same_passage else below.position > above.held.high
    return abs(above.position - below.position) > COURSE_DAYS


def _near(a: Outcome, b: Outcome) -> bool:
    if a.span.start is None or b.span.start is None or a.span.end is None or b.span.end is None:
        return False
    return max(a.span.start, b.span.start) - min(a.span.end, b.span.end) < 120


def _level(record: Record, event: Event, rule: Rule, found: list[Reading], of: str) -> Seen:
    """A criterion that names no duration: a level held two weeks counts, else the latest reading does."""
    held = [
        r for r in found if r.level(rule) == "met" and r.held and r.held.low is not None and r.held.low >= STEROID_DAYS
    ]
    if held:
        return _ruling("met", record, event, rule, held, of, _ambiguities(found, rule))
    latest = _latest(found)
    levels = {r.level(rule) for r in latest}
    brief = [r for r in latest if r.level(rule) == "met" and (r.held is not None or r.outcome.over)]
    if "not_met" in levels:
        return _ruling("not_met", record, event, rule, [r for r in latest if r.level(rule) == "not_met"], of)
    if brief:
        ended = [r for r in brief if r.outcome.over and r.held is not None]
        if ended:
            return _faded(record, event, rule, ended[0], of)
        missing = f"Nothing shows that the {_value(brief[0], of)} after {_the(event)} held for two weeks"
        return silent(missing, rule, _spans(brief), _asks_for(record, event, rule, of))
    if "met" in levels:
        counted = [r for r in latest if r.level(rule) == "met"]
        return _ruling("met", record, event, rule, counted, of, _ambiguities(latest, rule))
    return _open(record, event, rule, latest, of)


def _faded(record: Record, event: Event, rule: Rule, reading: Reading, of: str) -> Seen:
    assert reading.outcome.lasted is not None
    lasted = words.duration(reading.outcome.lasted)
    says = (
        f"{_sentence(_value(reading, of))} after {_the(event)} held for only {lasted} and then ended "
        f"({words.quote(reading.outcome.span)}), so it is no level to set against the {words.threshold(rule)} that {BY} "
        "asks for"
    )
    return Seen("not_met", says, reading.outcome.percent, "percent", (reading.outcome.span,))


def _latest(found: Sequence[Reading]) -> list[Reading]:
    """The last reading of the course with everything that is near it or undated."""
    dated = [r.position for r in found if r.position is not None]
    if not dated:
        return list(found)
    last = max(dated)
    return [r for r in found if r.position is None or last - r.position <= COURSE_DAYS]


def _lasting(record: Record, event: Event, rule: Rule, found: list[Reading], of: str) -> Seen:
    """A criterion that names a duration: the level held that long, or was read then with no lower one between."""
    assert rule.lasting is not None
    above = [r for r in found if r.level(rule) == "met"]
    below = [r for r in found if r.level(rule) == "not_met"]
    proofs = [r for r in above if _held(r, rule.lasting) == "met" or _read_late(r, event, rule.lasting, below)]
    short = [r for r in above if _held(r, rule.lasting) == "not_met" and _ended(r, record, event, rule.lasting)]
    for proof in proofs:
        for brief in short:
            if not _near(proof.outcome, brief.outcome) and not _lower(proof, brief):
                return _contradiction(record, event, rule, (proof, brief), of)
    if proofs:
        return _ruling("met", record, event, rule, proofs, of, _ambiguities(found, rule))
    latest = _latest(found)
    if any(r in latest for r in below):
        return _ruling("not_met", record, event, rule, [r for r in latest if r in below], of)
    if short and all(r in short or r not in above for r in latest):
        return _ruling("not_met", record, event, rule, short, of)
    if not above:
        return _open(record, event, rule, latest, of)
    return _not_run(record, event, rule, [r for r in latest if r in above] or above, of)


def _held(reading: Reading, lasting: Quantity) -> Verdict | None:
    if reading.outcome.lasted is None:
        return None
    return compare(length(reading.outcome.lasted, lasting.unit), "at_least", lasting.value)


def _read_late(reading: Reading, event: Event, lasting: Quantity, below: Sequence[Reading]) -> bool:
    """Read at or after the required time, with no lower reading of the steroid phase before it."""
    if _reached(reading, event, lasting) != "met" or reading.position is None:
        return False
    return not any(low.position is not None and STEROID_DAYS <= low.position < reading.position for low in below)


def _reached(reading: Reading, event: Event, lasting: Quantity) -> Verdict:
    outcome = reading.outcome
    if reading.at is None:
        return "undocumented"
    if outcome.measured_at:
        return compare(length(outcome.measured_at, lasting.unit), "at_least", lasting.value)
    if outcome.measured_on and event.when:
        return between(event.when, When(outcome.measured_on, outcome.measured_on), "at_least", lasting)
    return "undocumented"


def _ended(reading: Reading, record: Record, event: Event, lasting: Quantity) -> bool:
    """Whether a level that held less than required is known to have ended and is not merely where follow-up stopped."""
    if reading.outcome.over:
        return True
    if reading.at is not None and reading.held is not None and reading.at.low is not None:
        hold = reading.held.high
        return hold is not None and reading.at.low > hold * Fraction(11, 10) + 7
    due = _due(event, lasting)
    return due is None or record.request.on is None or due <= record.request.on


def _due(event: Event, lasting: Quantity) -> dt.date | None:
    """The first day on which the required duration has run."""
    return add(event.when.last, lasting) if event.when else None


def _lower(a: Reading, b: Reading) -> bool:
    """Whether `a` states a lower level than `b`, so that both can be true of one course."""
    high = a.options[0].high if a.options[0] else None
    low = b.options[0].low if b.options[0] else None
    return high is not None and low is not None and high < low


def _anaesthetic(record: Record, event: Event, rule: Rule, found: list[Reading], of: str) -> Seen:
    """Only the anaesthetic phase is known: it can show that nothing worked, never what lasted."""
    failed = [r for r in found if all(o and compare(o, "at_least", IMPORTANT_CHANGE) == "not_met" for o in r.options)]
    if len(failed) == len(found):
        return _ruling("not_met", record, event, rule, failed, of, _ambiguities(found, rule))
    missing = f"The only reading after {_the(event)} is from the anaesthetic phase ({_value(found[0], of)}); nothing shows what lasted"
    return silent(missing, rule, _spans(found), _asks_for(record, event, rule, of), _ambiguities(found, rule))


def _nothing(record: Record, event: Event, rule: Rule, verbal: Sequence[Outcome], of: str) -> Seen:
    kind = "relief" if of == "pain" else "change in function"
    if verbal:
        said = words.quote(verbal[0].span)
        why = (
            verbal[0].note if verbal[0].status == "not_computable" and verbal[0].note else f"gives no amount of {kind}"
        )
        missing = (
            f"{said}, said of {_the(event)}, {why}"
            if why.startswith("gives")
            else f"{said}, said of {_the(event)}, cannot be computed ({why})"
        )
    else:
        missing = f"The record gives no amount of {kind} after {_the(event)}"
    return silent(missing, rule, [o.span for o in verbal], _asks_for(record, event, rule, of))


def _open(record: Record, event: Event, rule: Rule, found: list[Reading], of: str) -> Seen:
    """Only ambiguous or imprecise readings."""
    first = found[0]
    ambiguous = [r for r in found if r.level(rule) == "ambiguous"]
    if ambiguous:
        missing = f"{words.quote(ambiguous[0].outcome.span)}, said of {_the(event)}, can be read in more than one way"
        return silent(
            missing, rule, _spans(found), _asks_for(record, event, rule, of), _ambiguities(found, rule, must=True)
        )
    caution = Caution(
        "imprecise_value",
        f"{words.quote(first.outcome.span)} is too imprecise to be set against {words.asked(rule)}.",
        first.outcome.span.quote,
        span=first.outcome.span,
    )
    missing = f"{_sentence(_value(first, of))} after {_the(event)} ({words.quote(first.outcome.span)}) is imprecise: it may lie on either side"
    return silent(
        missing, rule, _spans(found), _asks_for(record, event, rule, of), (caution, *_ambiguities(found, rule)),
        observed=first.outcome.percent or first.options[0],
    )  # fmt: skip


def _not_run(record: Record, event: Event, rule: Rule, found: list[Reading], of: str) -> Seen:
    """The level is high enough, and nothing shows that it lasted long enough."""
    assert rule.lasting is not None
    first = max(found, key=lambda r: r.position or Fraction(0))
    value = _sentence(_value(first, of))
    due, on = _due(event, rule.lasting), record.request.on
    straddles = _held(first, rule.lasting) == "undocumented" or (
        first.outcome.measured_at is not None and _reached(first, event, rule.lasting) == "undocumented"
    )
    cautions: list[Caution] = []
    if straddles:
        time = first.outcome.lasted or first.outcome.measured_at
        how = words.duration(time) if time else ""
        missing = (
            f"{value} after {_the(event)} for {how} ({words.quote(first.outcome.span)}) is imprecise as to its duration"
        )
        cautions.append(
            Caution("imprecise_value", f"{words.quote(first.outcome.span)} is too imprecise to be set against {rule.lasting}.",
                    first.outcome.span.quote, span=first.outcome.span)
        )  # fmt: skip
    elif first.position is not None:
        missing = f"{value} was last read {_time(first, event)} ({words.quote(first.outcome.span)}), before the {rule.lasting} had run"
    else:
        missing = f"{value} after {_the(event)} ({words.quote(first.outcome.span)}) is given without saying how long it lasted"
    asks = _asks_for(record, event, rule, of)
    if due and (on is None or due > on):
        asks = (f"{asks[0]}; the {rule.lasting} have run on {words.day(due)} at the earliest",)
    elif due:
        asks = (f"{asks[0]}, read on or after {words.day(due)}",)
    return silent(missing, rule, _spans(found), asks, (*cautions, *_ambiguities(found, rule)), first.outcome.percent)


def _ruling(
    verdict: Verdict, record: Record, event: Event, rule: Rule, found: Sequence[Reading], of: str,
    cautions: Sequence[Caution] = (),
) -> Seen:  # fmt: skip
    """met or not_met on `found`; the sentence is written from the reading that says most."""
    first = max(found, key=lambda r: (r.held is not None, r.position or Fraction(0)))
    subject = _clause(first, event, of)
    level = first.level(rule) if first.phase != "anaesthetic" else verdict
    seen = ruled(verdict, subject, rule, first.outcome.percent or first.options[0], _spans(found),
                 cautions or _ambiguities(found, rule))  # fmt: skip
    if verdict == "not_met" and level == "met" and rule.lasting:
        says = f"{subject} is shorter than the {rule.lasting} that {BY} asks for"
        seen = Seen(seen.verdict, says, seen.observed, seen.unit, seen.evidence, seen.cautions)
    return seen


def _contradiction(record: Record, event: Event, rule: Rule, pair: tuple[Reading, Reading], of: str) -> Seen:
    one, other = (_clause(reading, event, of) for reading in pair)
    return conflicting(
        f"The record says both {one} and {other}", rule, _spans(pair), _ambiguities(pair, rule),
        (f"Which of the results recorded after {_the(event)} holds, with the pain scores and their dates",),
    )  # fmt: skip


def _ambiguities(found: Sequence[Reading], rule: Rule, must: bool = True) -> tuple[Caution, ...]:
    """Cautions to acknowledge: statements about this event that could be read on the other side of the threshold."""
    cautions = []
    for reading in found:
        outcome = reading.outcome
        if outcome.status == "ambiguous":
            ocr = "ocr" in (outcome.note or "").lower()
            others = [relief_of(r.percent) for r in outcome.readings]
            assert isinstance(rule.wanted, Quantity)
            sides = {option and compare(option, rule.test, rule.wanted.value) for option in others}
            if len(sides) > 1 or None in sides or ocr or outcome.literal_relief:
                ways = "; or ".join(r.gloss for r in outcome.readings if r.gloss)
                read = f" It can be read as: {ways}." if ways else ""
                taken = " The literal words decide here." if outcome.literal_relief else ""
                message = f"{words.quote(outcome.span)} can be read in more than one way.{read}{taken}"
                cautions.append(
                    Caution("ocr" if ocr else "ambiguous_statement", message, outcome.span.quote, must, outcome.span)
                )
        elif None in reading.options:
            message = f"{words.quote(outcome.span)} names no side after an injection on both sides; it does not say how the requested side did."
            cautions.append(Caution("ambiguous_statement", message, outcome.span.quote, must, outcome.span))
    return tuple(cautions)


# --- the diagnostic criterion ------------------------------------------------------------------------------------


def anaesthetic_response(record: Record, event: Event, rule: Rule, labelled: bool = True) -> Seen:
    """Relief in the anaesthetic phase of `event`. `labelled`: the chart calls it diagnostic, so that a reading without a
    time is the block's own response."""
    found, verbal = readings(record, event, "pain")
    own = [r for r in found if not r.combined]
    if found and not own:
        return _combined(record, event, rule, "pain", found)
    phase = [r for r in own if r.phase == "anaesthetic"]
    if not phase and labelled:
        phase = [r for r in own if r.phase == "unknown" and r.position is None]
    if not phase:
        if not labelled:
            return silent("", rule)
        late = f" (only {_time(own[0], event)}: {words.quote(own[0].outcome.span)})" if own else ""
        missing = f"The record gives no relief during the anaesthetic phase of {_the(event)}{late}"
        if verbal and not own:
            missing = f"{words.quote(verbal[0].span)}, said of {_the(event)}, gives no amount of relief"
        spans = [r.outcome.span for r in own] or [o.span for o in verbal]
        return silent(missing, rule, spans, (_ASK_DIAGNOSTIC.format(_the(event)),))
    phase = [r for r in phase if not r.outcome.peak] or phase
    sides = {level: [r for r in phase if r.level(rule) == level] for level in ("met", "not_met")}
    if sides["met"] and sides["not_met"]:
        pair = next(((a, b) for a in sides["met"] for b in sides["not_met"] if not _worn_off(a, b)), None)
        if pair:
            return _contradiction(record, event, rule, pair, "pain")
        return _ruling("met", record, event, rule, sides["met"], "pain")
    for verdict in ("met", "not_met"):
        if sides[verdict]:
            return _ruling(verdict, record, event, rule, sides[verdict], "pain", _ambiguities(phase, rule))
    return _open(record, event, rule, phase, "pain")


_ASK_DIAGNOSTIC = "The pain scores before {} and during its anaesthetic phase, on the same scale"


def _worn_off(above: Reading, below: Reading) -> bool:
    """The anaesthetic wore off after a stated hold."""
    if above.held is None or above.held.high is None or below.position is None:
        return False
    return below.position > above.held.high


# --- wording ------------------------------------------------------------------------------------------------------


def _spans(found: Sequence[Reading]) -> list[Span]:
    return list(dict.fromkeys(r.outcome.span for r in found))


def _the(event: Event) -> str:
    """'the left SIJ injection of 3 March 2026'."""
    side = "bilateral " if event.both_sides else f"{next(iter(event.sides))} " if event.sides else ""
    day = f" of {words.when(event.when)}" if event.when else ""
    return f"the {side}{words.LABEL[event.procedure]}{day}"


def _value(reading: Reading, of: str) -> str:
    """'71.4 % relief', '0 % relief', '60 % better function'."""
    noun = "relief" if of == "pain" else "better function"
    option = next((o for o in reading.options if o is not None), None)
    stated = reading.outcome.percent if not reading.outcome.pre else None
    found = stated or option
    if found is None:
        return noun
    if found.high is not None and found.high <= 0 and found.low is None:
        return "no " + noun
    return f"{words.amount(found, '%')} {noun}"


def _clause(reading: Reading, event: Event, of: str) -> str:
    """'2 of 7 left on 3 March 2026 (71.4 % relief, 6 weeks after the injection of 20 January 2026; "…")'."""
    outcome = reading.outcome
    on = (
        f" on {words.day(outcome.measured_on)}" if outcome.measured_on and not (outcome.lasted and outcome.over) else ""
    )
    time = _time(reading, event)
    said = words.quote(outcome.span)
    if outcome.pre and outcome.post:
        left, had = words.amount(_pair(outcome.post)), words.amount(_pair(outcome.pre))
        scale = " mm" if outcome.scale == "vas_mm" else ""
        return f"{left} of {had}{scale} left{on} ({_value(reading, of)}, {time}; {said})"
    return f"{_sentence(_value(reading, of))}{on} ({time}; {said})"


def _pair(score: Score) -> Interval:
    return Interval(score.low, score.high)


def _time(reading: Reading, event: Event) -> str:
    outcome = reading.outcome
    if outcome.lasted:
        return f"for {words.duration(outcome.lasted)} after {_the(event)}"
    if outcome.measured_at:
        return f"{words.duration(outcome.measured_at)} after {_the(event)}"
    if reading.at and reading.at.low == reading.at.high and reading.at.low is not None:
        days = int(reading.at.low)
        spell = f"{days // 7} weeks" if days >= 14 and days % 7 == 0 else f"{days} day{'' if days == 1 else 's'}"
        return f"{spell} after {_the(event)}" if days else f"on the day of {_the(event)}"
    return f"after {_the(event)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _asks_for(record: Record, event: Event, rule: Rule, of: str) -> tuple[str, ...]:
    lasting = f" and how long it lasted ({rule.lasting} are asked for)" if rule.lasting else ""
    if of == "function":
        return (
            f"What {_the(event)} changed in painful movements or daily activities, in percent or on a scale{lasting}",
        )
    return (
        f"Pain scores before {_the(event)} and at follow-up at least two weeks after it, on the same scale, with dates{lasting}",
    )
