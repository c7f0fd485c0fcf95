"""Time that is said once for several outcomes, or in the next sentence: 'This lasted three months.'"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from rules.facts import Duration, Outcome, PainScore, When
from rules.reading.outcomes.amounts import NUMERIC, Amount, agree
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.events import event_of
from rules.reading.outcomes.timing import Timing, ending, held_between, no_longer_than, phase_of, timing
from rules.reading.outcomes.wordings import measured, results, times
from rules.reading.outcomes.wordings.times import LASTING

ACCOUNT = 160  # characters from an outcome to the words that end it, within one account of a course
Made = list[tuple[Amount, Outcome]]  # the outcomes of a sentence, in order of the text


def hold_of_another(chart: Chart, sentence: Sentence, done: When | None) -> tuple[Duration | None, bool]:
    """How long the outcome of the sentence before or after held, and whether it is over.

    'This lasted three months.', 'Duration: 5 hours.', 'It wore off in August.' `done`: when the procedure was.
    """
    lasting = LASTING.search(chart.text(sentence))
    if lasting and times.ANOTHER_HELD.search(chart.text(sentence), 0, lasting.end()):
        return None, False
    if lasting:
        verb = Amount("verbal", sentence.start + lasting.start(), sentence.start + lasting.end(), sentence)
        return _held(chart, sentence, verb), False
    has_subject = times.WHAT_HELD.match(chart.text(sentence).lstrip())
    for words in (results.OVER, times.ENDS):
        for end in words.finditer(chart.folded, sentence.start, sentence.end):
            if times.NOT_YET.search(chart.folded, max(0, end.start() - 24), end.start()):
                continue
            if times.ANOTHER_HELD.search(chart.folded, sentence.start, end.start()):
                continue
            if not has_subject and not times.NO_SUBJECT.match(chart.folded, sentence.start, end.start()):
                continue
            over = Amount("over", end.start(), end.end(), sentence)
            length = ending(chart, over, done)
            if length or words is results.OVER:
                return length, True
    return None, False


def _held(chart: Chart, sentence: Sentence, verb: Amount) -> Duration | None:
    """The length that a sentence names, or the time from the procedure to the day it names."""
    lengths = chart.lengths(sentence)
    length = lengths[-1].value if lengths else None
    if length is None:
        length = timing(chart, sentence, verb, event_of(chart, sentence, verb), present=False).lasted
    if isinstance(length, Duration) and times.NOT_PAST.search(chart.folded, sentence.start, sentence.end):
        return no_longer_than(length)
    return length if isinstance(length, Duration) else None


def relasted(outcome: Outcome, length: Duration, *, over: bool = False) -> Outcome:
    """The outcome, known to have held so long."""
    timed = Timing(lasted=length, phase=None if outcome.phase == "unknown" else outcome.phase)
    over = over or outcome.over
    return replace(outcome, lasted=length, over=over, measured_on=None, phase=phase_of(timed, None))


def superseded(chart: Chart, told: list[Outcome | PainScore], made: Made) -> None:
    """'Pain 75 % better. Since July back to baseline.': what is told first was before, though no time is said."""
    for amount, outcome in made:
        if amount.kind != "back" or outcome.of == "both":
            continue
        for i, earlier in enumerate(told):
            if isinstance(earlier, Outcome) and _was_before(chart, earlier, outcome):
                told[i] = replace(earlier, measured_on=None, over=True)


def _was_before(chart: Chart, earlier: Outcome, back: Outcome) -> bool:
    """Whether an outcome presumed of the note's day is over by what the next sentences say."""
    if not _is_presumed(chart, earlier):
        return False
    alike = (earlier.of, earlier.procedure, earlier.date) == (back.of, back.procedure, back.date)
    sided = back.side in (earlier.side, "bilateral", None)
    start, end = earlier.span.start or 0, earlier.span.end or 0
    if not (alike and sided) or _is_none(earlier) or (back.span.start or 0) - end > ACCOUNT:
        return False
    return not times.STILL.search(chart.folded, max(0, start - 30), end + 16)


def as_long_as(outcomes: Sequence[Outcome], told: Sequence[object], text: str) -> Sequence[Outcome]:
    """'Activities were 70 % easier over those same weeks': as long as the last outcome that was told before."""
    if not times.SAME_TIME.search(text):
        return outcomes
    last = next((fact.lasted for fact in reversed(told) if isinstance(fact, Outcome) and fact.lasted), None)
    timed = [o.lasted or o.measured_at for o in outcomes]
    return [relasted(o, last) if last and not t else o for o, t in zip(outcomes, timed, strict=True)]


def spread(chart: Chart, made: Made) -> Made:
    """'At 6 weeks: R 90 %, L 40 %': what is said once of time holds for both sides, and for one result said twice.
    """
    on = chart.on  # on which is read what has no time of its own
    spread = list(made)
    for i, (amount, outcome) in enumerate(made):
        if outcome.lasted or outcome.measured_at:
            continue
        presumed = outcome.measured_on == on and not times.STILL.search(chart.text(amount.piece))
        untimed = outcome.measured_on is None or (presumed and amount.kind in NUMERIC)
        for _, other in (*reversed(made[:i]), *made[i + 1 :]):
            alike = amount.kind in NUMERIC and other.measured_at and {outcome.of, other.of} == {"pain", "function"}
            apart = _of_the_other_side(outcome, other) or alike
            beside = apart and (untimed or outcome.measured_on == on)
            same = agree(outcome.percent, other.percent) and (outcome.measured_on is None or outcome.of != other.of)
            if _has_time(other, on) and (beside or (untimed and same)):
                timed = replace(
                    outcome,
                    lasted=other.lasted,
                    measured_at=other.measured_at,
                    measured_on=other.measured_on,
                    over=outcome.over or other.over,
                    phase=other.phase,
                )
                spread[i] = (amount, timed)
                break
    return spread


def _has_time(outcome: Outcome, on: dt.date | None) -> bool:
    own_day = outcome.measured_on is not None and outcome.measured_on != on
    return bool(outcome.lasted or outcome.measured_at or own_day)


def _of_the_other_side(outcome: Outcome, other: Outcome) -> bool:
    return bool(outcome.side and other.side and outcome.side != other.side)


def ended(made: Made, told: Sequence[Outcome | PainScore] = ()) -> Made:
    """'For 8 weeks, then back to baseline', '… then no different': the return comes after what had lasted.

    What lasted may stand in a sentence before: '55 % for eight weeks. After that the pain returned in full.'
    """
    ended = list(made)
    for i, (amount, outcome) in enumerate(made):
        returned = amount.kind == "back" or (amount.kind == "zero" and outcome.of == "function")
        if not returned or outcome.measured_at or outcome.lasted:
            continue
        if outcome.measured_on and outcome.phase == "steroid":
            continue
        lasted = next((earlier.lasted for _, earlier in reversed(made[:i]) if earlier.lasted), None)
        if lasted is None and amount.kind == "back":
            lasted = _held_before(told, outcome)
        after = Duration(lasted.high or lasted.low, None, "more_than", lasted.unit) if lasted else None
        on = None if after else outcome.measured_on
        ended[i] = (amount, replace(outcome, measured_at=after, phase="steroid", measured_on=on))
    return ended


def _held_before(told: Sequence[Outcome | PainScore], back: Outcome) -> Duration | None:
    """How long held what was told just before of the same procedure, and is now said to be back."""
    last = next((fact for fact in reversed(told) if isinstance(fact, Outcome) and fact.of == back.of), None)
    if last is None or _is_none(last) or (back.span.start or 0) - (last.span.end or 0) > ACCOUNT:
        return None
    alike = (last.procedure, last.date) == (back.procedure, back.date) and back.side in (last.side, "bilateral", None)
    return last.lasted if alike else None


def slipped(chart: Chart, made: Made) -> Made:
    """'75 % better, has since slipped to 40 %': what has no time of its own was before.

    '2 from 8, which kept for three months, has since slipped to 6': its hold stands before the level that follows.
    """
    told = list(made)
    for i, (amount, _) in enumerate(made):
        left = chart.folded[max(0, amount.start - 60) : amount.start]
        if not (times.SLIPPED_TO.search(left) or times.SINCE_RIGHT.match(chart.folded, amount.end)):
            continue
        for j, (earlier, outcome) in enumerate(told[:i]):
            if _is_presumed(chart, outcome) and not times.STILL.search(chart.text(earlier.piece)):
                held = held_between(chart, earlier.end, amount.start)
                over = replace(outcome, measured_on=None, over=True)
                told[j] = (earlier, relasted(over, held) if held else over)
    return told


def _is_presumed(chart: Chart, outcome: Outcome) -> bool:
    """Whether an outcome was given the note's day for want of a time of its own."""
    told = outcome.lasted or outcome.measured_at
    return not told and outcome.measured_on is not None and outcome.measured_on == chart.on


def worn_off(chart: Chart, made: Made, amounts: Sequence[Amount]) -> Made:
    """'80 % relief, gone by week six': an outcome that is said to have ended, and when."""
    told = list(made)
    for over in amounts:
        if over.kind != "over" or times.NOT_YET.search(chart.folded[max(0, over.start - 24) : over.start]):
            continue
        i = max((i for i, (amount, _) in enumerate(told) if amount.start < over.start), default=None)
        if i is None:
            continue
        amount, outcome = told[i]
        of_pain = measured.PAIN_WORD.search(chart.folded, over.start, over.end)
        if (outcome.of == "function" and of_pain) or over.piece.start < amount.piece.start or _is_none(outcome):
            continue
        lasted = outcome.lasted or held_between(chart, over.piece.start, over.start)
        end = ending(chart, over, outcome.date)
        if lasted is None and outcome.measured_at in (None, end):  # 'tailed off after three months' times the end
            lasted, outcome = end, replace(outcome, measured_at=None)
        phase = outcome.phase
        if lasted and lasted != outcome.lasted:
            phase = phase_of(Timing(lasted=lasted, phase=None if phase == "unknown" else phase), None)
        on = None  # what is over is not there on the day it is told
        told[i] = (amount, replace(outcome, lasted=lasted, over=True, measured_on=on, phase=phase))
    return told


def _is_none(outcome: Outcome) -> bool:
    return outcome.percent is not None and outcome.percent.high is not None and outcome.percent.high <= 0
