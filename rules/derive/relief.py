"""Whether an earlier procedure helped, and for long enough: reading rules 2 to 9 of the policies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rules import words
from rules.amounts import Interval, add, between, compare, length, relief
from rules.derive import telling
from rules.derive.readings import STEROID_DAYS, Asked, Reading, as_reading, one_account, readings
from rules.derive.seen import BY, Seen, conflicting, ruled, silent
from rules.events import Event, overlap
from rules.facts import Outcome, PainScore, Score, When
from rules.pack import Quantity, Rule
from rules.record import Chart, Record
from rules.verdict import Caution, Verdict

# Less than this is no clinically important change: not even the anaesthetic worked (Farrar 2001; reading rule 2).
IMPORTANT_CHANGE = Fraction(30)
# Readings of one event further apart than this are a course, nearer ones a conflict.
COURSE_DAYS = Fraction(14)


# Words that say that little came of it are no level; for the question whether another account may say so at the same
# time they stand for less than an important change.
LITTLE = Interval(None, IMPORTANT_CHANGE)


def sustained(asked: Asked, anaesthetic_only: bool = False) -> Seen:
    """What the steroid did: whether the level is as asked, and with `lasting` held for that long.

    `anaesthetic_only`: the event was a diagnostic block, of which every reading is the anaesthetic's.
    """
    found, verbal = readings(asked)
    seen = _sustained(asked, found, verbal, anaesthetic_only)
    if seen.verdict == "met" and not anaesthetic_only and (pair := _disputed(asked, found, verbal)):
        return in_doubt(asked, *pair)
    return seen


def _disputed(
    asked: Asked, found: Sequence[Reading], verbal: Sequence[Outcome]
) -> tuple[Reading, Reading] | None:
    """A level that is high enough, and another document's account of that time that may well be lower.

    'Only a little better', 'not much help' give no amount (reading rule 9), 'improvement: 3 out of 10' can be read in
    two ways (rule 7), '40 % better' may be of another recent procedure, and 'left SI 6/10' names no score before. None
    of these decides; nor does the level that it speaks against.
    """
    above = [r for r in found if r.level(asked.rule) == "met" and r.phase != "anaesthetic" and not r.outcome.peak]
    little = [as_reading(o, (LITTLE,), asked.event) for o in verbal if o.of == "pain" and o.change == "same"]
    little += _too_low(asked, asked.record.unplaced())
    little += _too_low(asked, _scores_against(asked, above))
    may_be_lower = [_at_its_lowest(r, asked.rule) for r in found if _may_be_lower(r, asked.rule)]
    steroid = any(r.phase == "steroid" for r in above)
    others = [
        r for r in (*little, *may_be_lower)
        if r.phase != "anaesthetic" and not r.outcome.peak
        and not (steroid and r.position is not None and r.position < STEROID_DAYS)
    ]  # fmt: skip
    return next(
        (
            (a, b) for a in above for b in others
            if a.outcome.span.document != b.outcome.span.document
            and not (_course(a, b) or _told_as_course(a, b, above))
        ),
        None,
    )  # fmt: skip


def _too_low(asked: Asked, outcomes: Sequence[Outcome]) -> list[Reading]:
    """Those whose amount is below the threshold."""
    assert isinstance(asked.rule.wanted, Quantity)
    told = [(o, relief(o)) for o in outcomes if o.status == "ok"]
    wanted = asked.rule.wanted.value
    return [
        as_reading(outcome, (amount,), asked.event)
        for outcome, amount in told
        if amount is not None and compare(amount, asked.rule.test, wanted) == "not_met"
    ]


# The most that a scale can show: a pain of 6 now was never more than a 10 before.
_HIGHEST: dict[str | None, Score] = {
    "nrs": Score(Fraction(10), Fraction(10)),
    "vas_cm": Score(Fraction(10), Fraction(10)),
    "vas_mm": Score(Fraction(100), Fraction(100)),
}


def _scores_against(asked: Asked, above: Sequence[Reading]) -> list[Outcome]:
    """'Left SI 6/10 today', without a score before: set against the one before that the other document compares with.

    Where that names none, against the highest of its scale: who is at 6 now has at most 40 % relief.
    Only a score of this procedure or side, and of no condition of its own (at worst, while walking) but an average.
    """
    event = asked.event
    scores = [
        fact for fact in asked.record.facts
        if isinstance(fact, PainScore) and fact.moment != "before" and fact.condition in (None, "average")
        and fact.measured_on is not None and (event.when is None or fact.measured_on > event.when.last)
        and (fact.date is None or event.when is None or overlap(fact.date, event.when))
        and fact.procedure in (None, event.procedure) and fact.side in (None, asked.record.side)
        and (fact.procedure or fact.side)
    ]  # fmt: skip
    pairs = [
        (reading.outcome, score, _score_before(reading.outcome, score))
        for reading in above for score in scores
        if reading.outcome.span.document != score.span.document and not _was_a_hold(reading)
    ]  # fmt: skip
    return [
        replace(
            outcome, span=score.span, pre=before, post=score.score, scale=score.scale, percent=None, how="computed",
            lasted=None, over=False, measured_on=score.measured_on, measured_at=score.measured_at,
        )
        for outcome, score, before in pairs if before is not None
    ]  # fmt: skip


def _was_a_hold(reading: Reading) -> bool:
    """'80 % for ten weeks' is a past that a score of today does not speak against."""
    return reading.ended or (reading.held is not None and reading.at is None)


def _score_before(outcome: Outcome, score: PainScore) -> Score | None:
    """The score that a later one is held against: the outcome's own, on the same scale, else the highest there is."""
    if outcome.pre is None:
        return _HIGHEST.get(score.scale)
    return outcome.pre if outcome.pre.low > 0 and outcome.scale == score.scale and score.condition is None else None


def _may_be_lower(found: Reading, rule: Rule) -> bool:
    assert isinstance(rule.wanted, Quantity)
    if found.level(rule) != "ambiguous" or found.outcome.of == "both":
        return False
    return any(o is not None and compare(o, rule.test, rule.wanted.value) == "not_met" for o in found.options)


def _at_its_lowest(found: Reading, rule: Rule) -> Reading:
    assert isinstance(rule.wanted, Quantity)
    low = [o for o in found.options if o is not None and compare(o, rule.test, rule.wanted.value) == "not_met"]
    return replace(found, options=tuple(low[:1]))


def _sustained(asked: Asked, found: list[Reading], verbal: list[Outcome], anaesthetic_only: bool) -> Seen:
    """What the levels show, each statement taken as it stands."""
    own = [reading for reading in found if reading.outcome.of != "both"]
    if found and not own:
        return _combined(asked, found)
    if not own:
        return _nothing(asked, verbal)
    later = [] if anaesthetic_only else [r for r in own if r.phase != "anaesthetic"]
    if any(r.phase == "steroid" for r in later):
        # What was read in the first two weeks is superseded by what the steroid did.
        later = [r for r in later if r.phase == "steroid" or r.position is None or r.position >= STEROID_DAYS]
    if not later:
        return _anaesthetic(asked, own)
    chosen = _without_peaks(later, asked.rule)
    if not chosen:
        peak, event = telling.value(later[0], asked), telling.the(asked.event)
        return _silent(asked, f"Only the peak after {event} is recorded ({peak}), not what lasted", later)
    if pair := _conflict(chosen, asked.rule):
        return contradiction(asked, *pair)
    if not asked.rule.lasting:
        return _level(asked, chosen)
    seen = _lasting(asked, chosen)
    gained = _long_gains(asked, chosen, verbal) if seen.verdict == "not_met" else []
    return _nothing(asked, gained) if gained else seen


def _without_peaks(found: Sequence[Reading], rule: Rule) -> list[Reading]:
    """A peak says nothing of what lasted, unless it says how long it held, or is itself too low and stands alone."""
    told = [r for r in found if not r.outcome.peak or r.held is not None]
    if any(r.level(rule) in ("met", "not_met") for r in told):
        return told
    return told + [r for r in found if r not in told and r.level(rule) == "not_met"]


def _level(asked: Asked, found: list[Reading]) -> Seen:
    """A criterion that names no duration: a level held two weeks counts, else the latest reading does."""
    rule = asked.rule
    above = [r for r in found if r.level(rule) == "met"]
    held = [r for r in above if r.held and r.held.low is not None and r.held.low >= STEROID_DAYS]
    if held:
        return ruling(asked, "met", held, found)
    latest = _latest(found)
    below = [r for r in latest if r.level(rule) == "not_met"]
    if below:
        return ruling(asked, "not_met", below, below)
    counted = [r for r in latest if r in above and r.held is None and not r.ended]
    if counted:
        return ruling(asked, "met", counted, latest)
    brief = [r for r in latest if r in above]
    if not brief:
        return unclear(asked, latest)
    until = brief[0].held
    if until is not None and until.high is not None and until.high < STEROID_DAYS and _is_over(brief[0], asked):
        return _faded(asked, brief[0])
    value = telling.value(brief[0], asked)
    return _silent(asked, f"Nothing shows that the {value} after {telling.the(asked.event)} held for two weeks", brief)


def _lasting(asked: Asked, found: list[Reading]) -> Seen:
    """A criterion that names a duration: the level held that long, or was read then with no lower one before it."""
    rule, lasting = asked.rule, asked.rule.lasting
    assert lasting is not None
    above = [r for r in found if r.level(rule) == "met"]
    below = [r for r in found if r.level(rule) == "not_met"]
    proofs = [r for r in above if _held(r, lasting) == "met" or _read_late(r, asked.event, lasting, below)]
    short = [r for r in above if _held(r, lasting) == "not_met" and _ended(r, asked)]
    for proof in proofs:
        for brief in short:
            if not one_account(proof.outcome, brief.outcome) and not _is_lower(proof, brief):
                return contradiction(asked, proof, brief)
    if proofs:
        return ruling(asked, "met", proofs, found)
    latest = _latest(found)
    too_low = [r for r in latest if r in below]
    untold = [r for r in above if r.ended and r.position is None]
    if too_low and untold and all(_reached(r, asked.event, lasting) == "met" for r in too_low):
        return _too_early(asked, untold, below)  # it ended at a time that is not told, perhaps after the required one
    if too_low:
        return ruling(asked, "not_met", too_low, too_low)
    if short and all(r in short or r not in above for r in latest):
        return ruling(asked, "not_met", short, short)
    if not above:
        return unclear(asked, latest)
    return _too_early(asked, [r for r in latest if r in above] or above, below)


# --- a course of readings, or a conflict --------------------------------------------------------------------------


def _conflict(found: Sequence[Reading], rule: Rule) -> tuple[Reading, Reading] | None:
    above = [r for r in found if r.level(rule) == "met"]
    below = [r for r in found if r.level(rule) == "not_met"]
    return next(((a, b) for a in above for b in below if not (_course(a, b) or _told_as_course(a, b, above))), None)


def _told_as_course(above: Reading, below: Reading, others: Sequence[Reading]) -> bool:
    """'70 % at three weeks' by one hand, and by another '70 % for three weeks, in week four all back': no conflict.

    What one account tells as a course is none between the end of it and what was read while it held.
    """
    if above.position is None or not _is_none(below):
        return False
    until = below.position
    return any(
        one_account(other.outcome, below.outcome)
        and other.held is not None
        and other.held.high is not None
        and above.position <= other.held.high
        and (until is None or other.held.high <= until)
        and _course(other, below)
        for other in others
        if other is not above
    )


def _course(above: Reading, below: Reading) -> bool:
    """Whether two levels on different sides are a course of events and not a conflict."""
    if above.position is None and above.ended and one_account(above.outcome, below.outcome):
        return True  # '75 % better. Since July back to baseline', '75 % better, has since slipped to 40 %'
    if above.ended and below.position is None and _is_none(below) and one_account(above.outcome, below.outcome):
        return True  # '70 %, but that was over by week eight: right back where it started'
    if _after_its_hold(above, below):
        return True
    a, b = above.outcome.measured_on, below.outcome.measured_on
    untold = above.position is None or below.position is None
    if a is not None and b is not None and (untold or (above.at is not None and below.at is not None)):
        return abs((a - b).days) > COURSE_DAYS  # by the calendar, and not by 'seven months'
    if above.position is None or below.position is None:
        return False
    one = one_account(above.outcome, below.outcome)
    if above.held is None or above.held.high is None:
        return abs(above.position - below.position) > COURSE_DAYS
    if below.held is not None and below.at is None:
        later = below.position - above.position
        return later != 0 if one else later > COURSE_DAYS
    if one and below.position == above.held.high and not _is_none(below):
        return False  # '70 %, 4 months' and, of another hand, '20 % at four months'
    if one and _is_none(below):
        return below.position >= (above.held.low or 0)  # 'better all spring; a week ago it slid right back'
    if one:
        return below.position >= above.held.high
    if above.ended:
        return below.position > above.held.high
    return below.position - above.position > COURSE_DAYS


def _after_its_hold(above: Reading, below: Reading) -> bool:
    """'For four months 70 %; in May it went back to what it had been, and that has not changed', in one document."""
    if above.outcome.span.document != below.outcome.span.document or not _is_none(below):
        return False
    if above.held is None or above.held.high is None or below.at is None or below.at.low is None:
        return False
    return below.at.high is None and below.at.low >= above.held.high


def _is_none(reading: Reading) -> bool:
    """Whether nothing was left: the end of a hold, not another level."""
    return all(option is not None and option.high is not None and option.high <= 0 for option in reading.options)


def _latest(found: Sequence[Reading]) -> list[Reading]:
    """The last reading of the course with everything that is near it or undated."""
    dated = [r.position for r in found if r.position is not None]
    last = max(dated, default=Fraction(0))
    return [r for r in found if r.position is None or last - r.position <= COURSE_DAYS]


def _held(reading: Reading, lasting: Quantity) -> Verdict | None:
    """Whether the level is said to have held that long; None where no hold is stated."""
    stated = reading.outcome.lasted
    return compare(length(stated, lasting.unit), "at_least", lasting.value) if stated else None


def _reached(reading: Reading, event: Event, lasting: Quantity) -> Verdict:
    """Whether it was read at or after the required time: by the statement's own words, else by the calendar."""
    outcome = reading.outcome
    if reading.at and outcome.measured_at:
        return compare(length(outcome.measured_at, lasting.unit), "at_least", lasting.value)
    if reading.at and outcome.measured_on and event.when:
        return between(event.when, When(outcome.measured_on, outcome.measured_on), "at_least", lasting)
    return "undocumented"


def _read_late(reading: Reading, event: Event, lasting: Quantity, below: Sequence[Reading]) -> bool:
    if _reached(reading, event, lasting) != "met" or reading.position is None:
        return False
    return not _between(reading, below)


def _between(reading: Reading, below: Sequence[Reading]) -> list[Reading]:
    """Lower readings of the steroid phase that stand before this one."""
    end = reading.position or Fraction(0)
    return [r for r in below if r.position is not None and STEROID_DAYS <= r.position < end]


def _ended(reading: Reading, asked: Asked) -> bool:
    """Whether a level that held less than required is known to have ended, and is not where follow-up stopped."""
    assert asked.rule.lasting is not None
    if reading.ended or reading.at is not None:
        return reading.ended
    due = _due(asked.event, asked.rule.lasting)
    return due is None or asked.record.request.on is None or due <= asked.record.request.on


def _is_over(reading: Reading, asked: Asked) -> bool:
    """Whether a level that held for days only is over: it is said to be, or it was told of the past long since."""
    if reading.ended or reading.at is not None:
        return reading.ended
    on, done = asked.record.request.on, asked.event.when
    return on is not None and done is not None and (on - done.last).days > 2 * STEROID_DAYS


def _due(event: Event, lasting: Quantity) -> dt.date | None:
    """The first day on which the required duration has run."""
    return add(event.when.last, lasting) if event.when else None


def _is_lower(a: Reading, b: Reading) -> bool:
    """Whether `a` states a lower level than `b`, so that both can be true of one course."""
    high = a.options[0].high if a.options[0] else None
    low = b.options[0].low if b.options[0] else None
    return high is not None and low is not None and high < low


# --- answers ------------------------------------------------------------------------------------------------------


def ruling(asked: Asked, verdict: Verdict, on: Sequence[Reading], seen: Sequence[Reading]) -> Seen:
    """met or not_met on the readings `on`, told from the one that says most; with the cautions of all `seen`."""
    rule = asked.rule
    first = max(on, key=lambda r: (r.held is not None, r.position or Fraction(0)))
    subject = telling.clause(first, asked)
    made = ruled(
        verdict,
        subject,
        rule,
        first.outcome.percent or first.options[0],
        telling.spans(on),
        telling.cautions(seen, asked),
    )
    if verdict == "not_met" and rule.lasting and first.phase != "anaesthetic" and first.level(rule) == "met":
        return replace(made, says=f"{subject} is shorter than the {rule.lasting} that {BY} asks for")
    return made


def contradiction(asked: Asked, one: Reading, other: Reading) -> Seen:
    pair = (one, other)
    says = " and ".join(telling.clause(reading, asked) for reading in pair)
    ask = f"Which of the results recorded after {telling.the(asked.event)} holds, with the pain scores and their dates"
    cautions = telling.cautions(pair, asked)
    return conflicting(f"The record says both {says}", asked.rule, telling.spans(pair), cautions, (ask,))


def in_doubt(asked: Asked, one: Reading, other: Reading) -> Seen:
    """A level that another account of the same time speaks against, though it gives no amount that decides."""
    said = words.quote(other.outcome.span)
    against = f"{said} in the {other.outcome.span.document}, said of the same time, speaks against it"
    return _silent(asked, f"{telling.clause(one, asked)} stands against another account: {against}", (one, other))


def unclear(asked: Asked, found: Sequence[Reading]) -> Seen:
    """Only readings that are ambiguous or too imprecise."""
    ambiguous = [r for r in found if r.level(asked.rule) == "ambiguous"]
    if ambiguous:
        said = words.quote(ambiguous[0].outcome.span)
        return _silent(asked, f"{said}, said of {telling.the(asked.event)}, can be read in more than one way", found)
    first = found[0]
    said = words.quote(first.outcome.span)
    value = words.capital(telling.value(first, asked))
    missing = f"{value} after {telling.the(asked.event)} ({said}) is imprecise and may lie on either side"
    caution = telling.imprecise(first.outcome.span, words.asked(asked.rule))
    seen = _silent(asked, missing, found, (caution,))
    observed = ruled("undocumented", "", asked.rule, first.outcome.percent or first.options[0])
    return replace(seen, observed=observed.observed, unit=observed.unit)


def _anaesthetic(asked: Asked, found: Sequence[Reading]) -> Seen:
    """Only the anaesthetic phase is known: it can show that nothing worked, never what lasted."""
    if all(o and compare(o, "at_least", IMPORTANT_CHANGE) == "not_met" for r in found for o in r.options):
        return ruling(asked, "not_met", found, found)
    event, value = telling.the(asked.event), telling.value(found[0], asked)
    missing = f"The only reading after {event} is from the anaesthetic phase ({value}); nothing shows what lasted"
    return _silent(asked, missing, found)


def _nothing(asked: Asked, verbal: Sequence[Outcome]) -> Seen:
    if brief := _brief_gain(asked, verbal):
        return brief
    kind = "relief" if asked.of == "pain" else "change in function"
    event = telling.the(asked.event)
    missing = f"The record gives no amount of {kind} after {event}"
    if verbal:
        said = f"{words.quote(verbal[0].span)}, said of {event},"
        why = verbal[0].note if verbal[0].status == "not_computable" else None
        missing = f"{said} gives no amount of {kind}" + (f" ({why})" if why else "")
    return silent(missing, asked.rule, [outcome.span for outcome in verbal], telling.asks(asked))


def _long_gains(asked: Asked, found: Sequence[Reading], verbal: Sequence[Outcome]) -> list[Outcome]:
    """Gains in function without an amount that are said to have held as long as is asked, or longer, and then ended.

    'Stairs were possible again for seven months. He is no more able now than before': what he was able to do in those
    months may have been enough, and what he is now says nothing of it.
    """
    lasting = asked.rule.lasting
    if asked.of != "function" or lasting is None or any(r.outcome.percent is not None for r in found):
        return []
    gains = [(o, o.lasted) for o in verbal if o.change == "better" and o.lasted]
    return [o for o, held in gains if compare(length(held, lasting.unit), "at_least", lasting.value) != "not_met"]


def _brief_gain(asked: Asked, verbal: Sequence[Outcome]) -> Seen | None:
    """A gain in function without an amount that held for less than is asked: whatever its amount, it was too short."""
    lasting = asked.rule.lasting
    due = _due(asked.event, lasting) if lasting else None
    if asked.of != "function" or lasting is None or due is None or not verbal:
        return None
    if asked.record.request.on is not None and due > asked.record.request.on:
        return None
    holds = [(o.lasted, o.span) for o in verbal if o.lasted and o.change == "better"]
    too_short = [compare(length(hold, lasting.unit), "at_least", lasting.value) == "not_met" for hold, _ in holds]
    if len(holds) < len(verbal) or not all(too_short):
        return None
    longest, span = max(holds, key=lambda hold: length(hold[0], "day").high or 0)
    held, said, event = words.duration(longest), words.quote(span), telling.the(asked.event)
    says = f"Better function for {held} after {event} ({said}) is shorter than the {lasting} that {BY} asks for"
    return Seen("not_met", says, None, None, tuple(outcome.span for outcome in verbal))


def _faded(asked: Asked, reading: Reading) -> Seen:
    """A level that ended before the steroid phase."""
    assert reading.outcome.lasted is not None
    value, lasted = words.capital(telling.value(reading, asked)), words.duration(reading.outcome.lasted)
    said = words.quote(reading.outcome.span)
    says = (
        f"{value} after {telling.the(asked.event)} held for only {lasted} and then ended ({said}), so that nothing "
        f"of it is left to set against the {words.threshold(asked.rule)} that {BY} asks for"
    )
    return Seen("not_met", says, reading.outcome.percent, "percent", (reading.outcome.span,))


def _too_early(asked: Asked, found: Sequence[Reading], below: Sequence[Reading]) -> Seen:
    """The level is high enough, and nothing shows that it lasted long enough."""
    lasting, event, on = asked.rule.lasting, asked.event, asked.record.request.on
    assert lasting is not None
    first = max(found, key=lambda r: r.position or Fraction(0))
    said, time, after = words.quote(first.outcome.span), telling.time(first, event), telling.the(event)
    value = words.capital(telling.value(first, asked))
    stated = first.outcome.lasted or first.outcome.measured_at
    cautions: tuple[Caution, ...] = ()
    if stated and compare(length(stated, lasting.unit), "at_least", lasting.value) == "undocumented":
        missing = f"{value} after {after} for {words.duration(stated)} ({said}) is imprecise as to its duration"
        cautions = (telling.imprecise(first.outcome.span, lasting),)
    elif _reached(first, event, lasting) == "met" and (lower := _between(first, below)):
        missing = f"{value} was read {time} ({said}), but {telling.clause(lower[0], asked)} stands before it"
    elif first.position is not None:
        missing = f"{value} was last read {time} ({said}), before the {lasting} had run"
    else:
        missing = f"{value} after {after} ({said}) is given without saying how long it lasted"
    (ask,) = telling.asks(asked)
    due = _due(event, lasting)
    if due:
        run = f"; the {lasting} have run on {words.day(due)} at the earliest" if on is None or due > on else ""
        ask += run or f", read on or after {words.day(due)}"
    seen = silent(missing, asked.rule, telling.spans(found), (ask,), (*cautions, *telling.cautions(found, asked)))
    return replace(seen, observed=first.outcome.percent, unit="percent")


def _silent(asked: Asked, missing: str, found: Sequence[Reading], cautions: Sequence[Caution] = ()) -> Seen:
    own = telling.cautions(found, asked)
    return silent(missing, asked.rule, telling.spans(found), telling.asks(asked), (*cautions, *own))


def _combined(asked: Asked, found: Sequence[Reading]) -> Seen:
    """One figure for pain and function together: ambiguous for either, unless both would count the same."""
    record = asked.record
    facts = tuple(_as_own(asked, f) if isinstance(f, Outcome) else f for f in record.facts)
    apart = Record(Chart(record.request, facts), record.side)
    mine = asked.event
    event = next(e for e in apart.chart.performed if (e.procedure, e.when) == (mine.procedure, mine.when))
    span = found[0].outcome.span
    message = f"{words.quote(span)} gives one figure for pain and function; how much of it is {asked.of} is not said."
    caution = Caution("ambiguous_statement", message, span.quote, True, span)
    missing = f"{words.quote(span)} gives pain and function in one figure"
    seen = silent(missing, asked.rule, telling.spans(found), telling.asks(asked), [caution])
    return replace(seen, combined=sustained(Asked(apart, event, asked.rule, asked.of)).verdict)


def _as_own(asked: Asked, outcome: Outcome) -> Outcome:
    return replace(outcome, of=asked.of, status="ok") if outcome.of == "both" else outcome
