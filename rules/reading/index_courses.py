"""The course of a disability index: 'ODI 52 on the day of the injection, 24 in July and 24 again today'.

One value before the procedure and others after it, each with words of its own time; where any value has none, or no
value is plainly of before, nothing is read here. Roles and times are found as those of pain scores are.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from rules.facts import Outcome, Percent, Score
from rules.reading.outcomes.amounts import Amount, relief_between
from rules.reading.outcomes.binding import bind
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.events import event_of
from rules.reading.outcomes.meaning import Meaning
from rules.reading.outcomes.pieces import divide
from rules.reading.outcomes.roles import Role, moments
from rules.reading.page import Page
from rules.reading.text import Stretch, within
from rules.reading.wordings import pattern_of

LONGEST = 300  # characters of a course
# A value: no part of a date, a length or a count.
_VALUE = pattern_of(
    r"(?<![\d/.$#-])(?P<n>\d{1,3}(?:\.\d)?)(?: ?/ ?(?:100|50|24))?(?: ?%)?"
    r"(?![\d/.-]\d|[/\d]|-|(?:st|nd|rd|th)\b"
    r"| ?(?:weeks?|wks?|w|months?|mos?|days?|d|points?|pts|mg|ml|degrees?|years?|y)\b)"
)
# Where the index is spoken of no more.
_ANOTHER = pattern_of(
    r"\b(?:pain|nrs|nprs|vas|phq\S*|gad\S*|ess|bmi|bp|a1c|weight|lefs|psfs|promis|tug|walk\w*|sit\w*|stand\w*|age)\b"
    r"|/ ?10\b(?!/)"
)
# A next sentence that goes on with it: 'It scored 24 at the July visit.'
GOES_ON = pattern_of(r"\s*(?:it|this|that|the (?:score|index|figure|number|total))\b(?! (?:hurts?|aches?))")


def course_of(page: Page, chart: Chart, start: int, end: int) -> list[Outcome]:
    """The outcomes of the values that stand after an index named in [start, end), each against the one before."""
    another = _ANOTHER.search(page.folded, start, min(end, start + LONGEST))
    stretch = Stretch(start, another.start() if another else end)
    values = _values(page, stretch)
    if len(values) < 2 or end - start > LONGEST:
        return []
    pieces = divide(page.folded, stretch, [(amount.start, amount.end) for amount in values])
    values = [replace(amount, piece=piece) for amount, piece in zip(values, pieces, strict=True)]
    values, said = moments(chart, stretch, values)
    if not values:
        return []
    said = [moment or _by_its_day(chart, amount) for amount, moment in zip(values, said, strict=True)]
    if said.count("pre") != 1 or None in said:
        return []
    before = values[said.index("pre")]
    assert before.score is not None
    if before.score.low <= 0:
        return []
    after = [amount for amount, moment in zip(values, said, strict=True) if moment == "post"]
    return [_outcome(chart, stretch, before, amount) for amount in after]


def _by_its_day(chart: Chart, amount: Amount) -> Role:
    """'40 (2/10/25)': the day before the procedure was before it."""
    event = event_of(chart, amount.piece, replace(amount, piece=Stretch(amount.start, amount.start)))
    days = [date.when for date in chart.dates(amount.piece.start, amount.piece.end) if date.when is not None]
    if len(days) != 1 or event is None or event.when is None:
        return None
    return "pre" if days[0].last <= event.when.first else None


def _values(page: Page, stretch: Stretch) -> list[Amount]:
    others = [(date.start, date.end) for date in within(page.dates, stretch.start, stretch.end)]
    others += [(length.start, length.end) for length in within(page.durations, stretch.start, stretch.end)]
    found = []
    for match in _VALUE.finditer(page.folded, stretch.start, stretch.end):
        value = Fraction(match["n"])
        if value <= 100 and not any(a < match.end() and match.start() < b for a, b in others):
            score = Score(value, value)
            found.append(Amount("score", match.start(), match.end(), stretch, score=score, scale="vas_mm"))
    return found


def _outcome(chart: Chart, stretch: Stretch, before: Amount, after: Amount) -> Outcome:
    assert before.score is not None
    assert after.score is not None
    change: Percent = relief_between(before.score, after.score)
    reach = (before.start, before.end)
    meaning = Meaning(percent=change, how="computed", of="function", pre=before.score, post=after.score, reach=reach)
    made = bind(chart, stretch, after, meaning)
    low = change.low or 0
    return replace(made, change="better" if low > 0 else "worse" if low < 0 else "same", specific=True)
