"""Numbers that name no scale and can only be pain scores: 'pre 8, post 2', 'from 7 to 3', 'VAS 72 then 31'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.facts import Score
from rules.reading.dates import FoundDate
from rules.reading.numbers import Found, bare_numbers
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.wordings import scores
from rules.reading.outcomes.wordings.measured import PAIN
from rules.reading.text import within

NEAR_PROCEDURE = 120  # characters before a sentence in which its procedure is named
NEAR_NOUN = 300  # characters: 'an eight' so near after a procedure is a score
FAR = 60  # characters: so far a word says something of a number
LONG_LABEL = 120  # characters before a number in which its label stands
NEAR = 3  # sentences: so far back a score still tells what a bare number is


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence in which bare numbers are looked for."""

    folded: str
    sentence: Sentence
    text: str
    recent: bool  # a sentence just before gave a score without a partner
    labelled: bool  # a line of a form: 'Before: 8', below a word of pain


def bare_scores(
    chart: Chart, sentence: Sentence, dates: Sequence[FoundDate], taken: list[tuple[int, int]], scored: int
) -> list[Found]:
    """The bare scores of a sentence, by the words on both sides; `scored` is how many scores name their scale."""
    line = _line(chart, sentence)
    if not (scored or _may_hold_one(chart, line)):
        return []
    masked = [*((date.start, date.end) for date in dates), *taken]
    found = _up_to_ten(chart, line, masked)
    if scores.MILLIMETRES.search(line.text):
        found += _up_to_hundred(chart, line, [*masked, *((number.start, number.end) for number in found)])
    found.sort(key=lambda number: number.start)
    alone = len(found) + scored < 2
    if alone and not line.labelled and not any(is_lone(chart, sentence, n.start, n.end) for n in found):
        return []
    return found


def is_lone(chart: Chart, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words around a bare number make it a score though the sentence has no other."""
    if scores.LONE.search(chart.folded[max(sentence.start, start - 44) : start]):
        return True
    left = chart.folded[max(sentence.start, start - FAR) : start]
    right = chart.folded[end : min(sentence.end, end + FAR)]
    if scores.SCALE_BEFORE.search(left):
        return True
    spoken_of = bool(sentence.since_score <= NEAR or PAIN.search(left + right) or scores.SPOKEN_OF.search(left))
    if scores.AS_NOUN.search(left) or scores.NAMED.search(left) or scores.PRE.search(left):
        spoken_of = spoken_of or bool(chart.performed(sentence.start - NEAR_NOUN, sentence.end))
    if spoken_of and scores.AS_NOUN.search(left):
        return True
    if not spoken_of:
        return False
    if scores.LABELLED.search(chart.folded[max(sentence.start, start - LONG_LABEL) : start]):
        return True
    return bool(scores.RATED.search(left) or scores.TIMED_LEFT.search(left) or scores.TIMED_RIGHT.match(right))


def _line(chart: Chart, sentence: Sentence) -> _Line:
    text = chart.text(sentence)
    near = NEAR_NOUN if chart.procedure_note else NEAR_PROCEDURE  # its drugs and operator stand between
    headed = PAIN.search(chart.folded, max(0, sentence.start - 120), sentence.start) or chart.performed(
        sentence.start - near, sentence.start
    )
    labelled = bool(headed and scores.LABEL.match(text.rstrip(" .\n0123456789")))
    return _Line(chart.folded, sentence, text, sentence.since_score <= NEAR, labelled)


def _may_hold_one(chart: Chart, line: _Line) -> bool:
    if line.recent or line.labelled or chart.performed(line.sentence.start - NEAR_PROCEDURE, line.sentence.end):
        return True
    if line.sentence.since_outcome == 1 and scores.SIDE_OPENS.match(line.text):
        return True
    return any(pattern.search(line.text) for pattern in (PAIN, scores.SPOKEN_OF, scores.DRAWN))


def _up_to_ten(chart: Chart, line: _Line, masked: list[tuple[int, int]]) -> list[Found]:
    sentence = line.sentence
    others = [(found.start, found.end) for found in _measured(chart, sentence)]
    others += [(m.start, m.end) for m in within(chart.page.mentions, sentence.start - 120, sentence.end)]
    others += [(sentence.start + m.start(), sentence.start + m.end()) for m in scores.LEGEND.finditer(line.text)]
    found = []
    for number in bare_numbers(line.folded, sentence.start, sentence.end):
        start, end = number.start, number.end
        if any(s <= start < e for s, e in others) or any(s < end and start < e for s, e in masked):
            continue
        if scores.LIST_NUMBER.match(line.text[: end + 1 - sentence.start]):
            continue
        if _is_count(line, start, end) or not (_is_score(line, start, end) or _follows_a_day(line, masked, number)):
            continue
        named = scores.NRS_LEFT.search(line.folded[max(sentence.start, start - 8) : start])
        found.append(replace(number, scale="nrs") if named else number)
    return found


def _follows_a_day(line: _Line, masked: list[tuple[int, int]], number: Found) -> bool:
    """'8/5 6, 9/1 pm 2': a log of days and scores."""
    day = max((e for _, e in masked if e <= number.start), default=None)
    if day is None or not scores.SCORE_RIGHT.match(line.folded[number.end : number.end + 30] + " "):
        return False
    return bool(scores.DAY_THEN.fullmatch(line.folded, day, number.start))


def _is_count(line: _Line, start: int, end: int) -> bool:
    """'Week 6', 'weeks 3 to 10', 'at four and at ten weeks', 'injections in 12 months: one'."""
    folded, begins = line.folded, line.sentence.start
    if scores.TIME_OF_TWO.match(folded, end) and scores.LEADS_TO_TIME.search(folded[max(begins, start - 8) : start]):
        return True
    if scores.COUNTS_RIGHT.match(folded, end) and scores.COUNTS_LEFT.search(folded, max(begins, start - 8), start):
        return True
    if scores.POINTS_RIGHT.match(folded, end, line.sentence.end):
        return True
    if scores.COUNTED_ON.search(folded, max(begins, start - 20), start):
        return True
    counted = scores.COUNTED.search(folded, max(begins, start - 14), start)
    before = folded[max(begins, counted.start() - 10) : counted.start()] if counted else ""
    if counted and not (scores.NUMBER_LEFT.search(before) or scores.THIS_LEFT.search(before)):
        return not scores.SCALE_BEFORE.search(folded[max(begins, start - FAR) : start])
    counts = scores.COUNT_OF.search(folded[begins:start]) and scores.COUNT_PERIOD.search(folded[begins:end])
    return bool(counts and not PAIN.search(folded, begins, start))


def _is_score(line: _Line, start: int, end: int) -> bool:
    folded, sentence = line.folded, line.sentence
    left, right = folded[sentence.start : start], folded[end : sentence.end]
    if scores.ARROW_RIGHT.match(folded[end : end + 4]) or scores.ARROW_LEFT.search(folded[max(0, start - 4) : start]):
        return True
    if scores.LABEL.match(left) and not right.strip(" .\n").strip():  # 'Week 6: 3'
        if line.recent or PAIN.search(folded, max(0, sentence.start - 120), sentence.start):
            return True
    if line.recent and not left.strip(" \n*-") and scores.OPENS_SENTENCE.match(folded[end : end + 9]):
        return True
    after = folded[end : end + 30]
    timed = scores.PRE.match(after.lstrip(" ,(")) or scores.POST.match(after.lstrip(" ,("))
    if not timed and not after.startswith("  ") and not scores.SCORE_RIGHT.match(after + " "):
        return False
    return bool(scores.SCORE_LEFT.search(" " + folded[max(sentence.start, start - 34) : start]))


def _measured(chart: Chart, sentence: Sentence) -> Sequence[Found]:
    """Numbers that are a length of time or a percentage."""
    page = chart.page
    return [*within(page.durations, sentence.start, sentence.end), *within(page.percents, sentence.start, sentence.end)]


def _up_to_hundred(chart: Chart, line: _Line, masked: list[tuple[int, int]]) -> list[Found]:
    """Two figures in a sentence that speaks of a VAS or of millimetres."""
    sentence, own = line.sentence, _measured(chart, line.sentence)
    found = []
    for match in scores.MILLIMETRE_NUMBER.finditer(line.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if any(s < end and start < e for s, e in masked) or any(x.start <= start < x.end for x in own):
            continue
        mark = Fraction(match[1])
        found.append(Found(start, end, Score(mark, mark), "vas_mm", "bare"))
    return found
