"""Relief that is spoken of without an amount: 'tremendous response', 'she did great'."""

from __future__ import annotations

from rules.facts import Outcome, Score
from rules.reading.numbers import value
from rules.reading.outcomes.amounts import Amount, relief_between, top
from rules.reading.outcomes.binding import bind
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.exclude import excluded
from rules.reading.outcomes.meaning import LITTLE, VERBAL_ONLY, Meaning
from rules.reading.outcomes.wordings import measured
from rules.reading.outcomes.wordings import verbal as words

NEAR = 200  # characters before a sentence in which its procedure may be named


def verbal(chart: Chart, sentence: Sentence) -> Outcome | None:
    """The outcome of a sentence that has only words of relief, or None."""
    folded, text = chart.folded, chart.text(sentence)
    if "__" in text or not _about_a_procedure(chart, sentence, text):
        return None  # a blank to be filled in is no statement
    points = words.POINTS.search(folded, sentence.start, sentence.end)
    little = words.LITTLE_DONE.search(folded, sentence.start, sentence.end)
    match = points or little or words.VERBAL.search(folded, sentence.start, sentence.end)
    if match is None or excluded(chart, sentence, "verbal", *match.span()):
        return None
    start, end = match.span()
    if not points and not little and words.DENIED.search(folded[max(sentence.start, start - 20) : start]):
        return None
    after = words.LITTLE_AFTER.match(folded, end, sentence.end)
    end = after.end() if after else end
    slight = little or after or words.LITTLE.search(folded[max(sentence.start, start - 12) : end])
    said = _points(chart, sentence) or (LITTLE if slight else VERBAL_ONLY)
    return bind(chart, sentence, Amount("verbal", start, end, sentence), said)


def falls_by_points(chart: Chart, sentence: Sentence) -> bool:
    """Whether a sentence of a procedure tells of a fall of so many points from a score."""
    return _points(chart, sentence) is not None and _about_a_procedure(chart, sentence, chart.text(sentence))


def _points(chart: Chart, sentence: Sentence) -> Meaning | None:
    """'Down by 3 points from 8': a fall of so many points, with the score it fell from."""
    match = words.POINTS_FROM.search(chart.folded, sentence.start, sentence.end)
    if match is None or not words.FELL.search(chart.folded, sentence.start, sentence.end):
        return None
    fall, pre = value(match["fall"]), value(match["pre"])
    if not 0 < fall <= pre <= top("nrs"):
        return None
    before, after = Score(pre, pre), Score(pre - fall, pre - fall)
    return Meaning(relief_between(before, after), "computed", pre=before, post=after, scale="nrs")


def _about_a_procedure(chart: Chart, sentence: Sentence, text: str) -> bool:
    if chart.performed(sentence.start, sentence.end):
        return True
    if _points(chart, sentence) and measured.HURTS.search(text):
        return True
    if words.FELT.search(chart.folded, sentence.start, sentence.end):
        return True
    if sentence.since_outcome <= 1 and measured.BENEFIT.search(text):
        return True
    near = chart.performed(sentence.start - NEAR, sentence.start)
    return bool(near and words.OPENS_ON_THE_PATIENT.match(text[:40]))
