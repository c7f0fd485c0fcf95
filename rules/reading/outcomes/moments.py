"""Which words of before and after belong to which score: '8 before, 2 after', 'pre 8 post 2', '6 day-of; 3 on 11/14'.

A word of time between two scores belongs to the one it is not divided from; where nothing divides, to the one after it
if the sentence puts its times first ('before 8 after 2'), else to the one before it ('8 before 2 after').
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rules.facts import When
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.wordings import scores as words
from rules.reading.text import Stretch

Moment = Literal["pre", "post"]
# Words of time that bind only what stands next to them: 'to 3', 'is 2'.
_NEXT_BEFORE = ("to", "is", "by", "out", "then")
_NEXT_AFTER = ("to", "is", "from", "by", "then")
_NEXT = 12  # characters
_FAR = 80  # characters; a word of time further from a score than this says nothing of it


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of before or after where it stands."""

    start: int
    end: int
    moment: Moment
    words: str


def cues_in(chart: Chart, start: int, end: int, done: When | None) -> list[Cue]:
    """The words of time in a stretch, in order. `done`: the day of the procedure, where it is known."""
    pre = [Cue(m.start(), m.end(), "pre", m[0]) for m in words.PRE.finditer(chart.folded, start, end)]
    post = [Cue(m.start(), m.end(), "post", m[0]) for m in words.POST.finditer(chart.folded, start, end)]
    days = _days(chart, start, end, done) if done else []
    apart = [cue for cue in (*post, *days) if not any(cue.start < p.end and p.start < cue.end for p in pre)]
    return sorted([*pre, *apart], key=lambda cue: (cue.start, cue.end))


def _days(chart: Chart, start: int, end: int, done: When) -> list[Cue]:
    """A day that is not the one by which the procedure is named: the procedure's own is before, a later one after."""
    found: list[Cue] = []
    for date in chart.dates(start, end):
        if date.when is None or date.end > end or date.start in chart.event_dates:
            continue
        if date.when == done and not words.LATER_THAT_DAY.match(chart.folded, date.end, end):
            found.append(Cue(date.start, date.end, "pre", "day"))
        elif date.when == done:
            found.append(Cue(date.start, date.end, "post", "day"))
        elif date.when.first > done.last:
            found.append(Cue(date.start, date.end, "post", "day"))
    return found


def moment_cues(chart: Chart, sentence: Stretch, scores: Sequence[Amount], done: When | None) -> list[list[Cue]]:
    """For each score of a sentence (at least one), the words of time that belong to it."""
    owned: list[list[Cue]] = [[] for _ in scores]
    ends = [max(sentence.start, scores[0].piece.start), *(score.end for score in scores)]
    starts = [*(score.start for score in scores), sentence.end]
    gaps = [cues_in(chart, start, end, done) if start < end else [] for start, end in zip(ends, starts, strict=True)]
    led = any(not _division(chart.folded[cue.end : starts[0]]) for cue in gaps[0])
    times_first = led or not gaps[-1]
    for i, gap in enumerate(gaps):
        for cue in gap:
            if i == 0 or (i < len(scores) and _belongs_to_next(chart.folded, ends[i], cue, starts[i], times_first)):
                owned[i].append(cue)
            else:
                owned[i - 1].append(cue)
    return owned


def _belongs_to_next(folded: str, end: int, cue: Cue, start: int, times_first: bool) -> bool:
    if words.LEADS.fullmatch(cue.words):
        return True  # 'falling to 15' says nothing of what it fell from
    if words.LABELS.match(folded, cue.end, start):
        return True  # 'post NRS (6 wk) = 2'
    before, after = _division(folded[end : cue.start]), _division(folded[cue.end : start])
    return times_first if before == after else before > after


def divided(chart: Chart, scores: Sequence[Amount], owned: Sequence[Sequence[Cue]]) -> list[Amount]:
    """The scores, each with the piece of the sentence in which its own words of time stand."""
    pieces = [score.piece for score in scores]
    for i in range(1, len(scores)):
        left, right = scores[i - 1], scores[i]
        if left.piece.end != right.piece.start:
            continue  # another amount stands between
        mine = [cue.end for cue in owned[i - 1] if left.end <= cue.start < right.start]
        theirs = [cue.start for cue in owned[i] if left.end <= cue.start < right.start]
        if not (mine or theirs):
            continue
        low, high = max(mine, default=left.end), min(theirs, default=right.start)
        cut = words.DIVIDES.search(chart.folded, low, high)
        at = cut.start() if cut else low
        pieces[i - 1], pieces[i] = Stretch(pieces[i - 1].start, at), Stretch(at, pieces[i].end)
    return [replace(score, piece=piece) for score, piece in zip(scores, pieces, strict=True)]


def _division(between: str) -> int:
    """How strongly words divide: a full stop, a comma, nothing."""
    return next((rank for rank, pattern in words.DIVISIONS if pattern.search(between)), 0)


def _divides(folded: str, cue: Cue, score: Amount) -> bool:
    """Whether a comma or more stands between a word of time and its score."""
    between = folded[cue.end : score.start] if cue.end <= score.start else folded[score.end : cue.start]
    return _division(between) > 0


def moment_of(folded: str, score: Amount, cues: Sequence[Cue]) -> Moment | None:
    """Before or after, by the nearest of a score's own words of time."""
    best: tuple[int, Moment] | None = None
    if len({cue.moment for cue in cues}) > 1:  # 'before the injection 8, and steady since': the one not divided from it
        near = [c for c in cues if not _divides(folded, c, score)]
        cues = near if len({cue.moment for cue in near}) == 1 else cues
    led = any(cue.end <= score.start for cue in cues)
    for cue in cues:
        before = cue.end <= score.start
        if led and not before and cue.words == "current":
            continue  # 'before the injection: 5/10, current' says of what kind it was
        gap = score.start - cue.end if before else cue.start - score.end + 1
        if gap > _FAR or (cue.words in (_NEXT_BEFORE if before else _NEXT_AFTER) and (gap > _NEXT or not before)):
            continue
        if best is None or gap < best[0] or (gap == best[0] and cue.moment == "pre"):
            best = (gap, cue.moment)
    return best[1] if best else None
