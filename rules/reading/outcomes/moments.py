"""Which words of before and after belong to which score: '8 before, 2 after', 'pre 8 post 2', '6 day-of; 3 on 11/14'.

A word of time between two scores belongs to the one it is not divided from; where nothing divides, to the one after it
if the sentence puts its times first ('before 8 after 2'), else to the one before it ('8 before 2 after').
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rules.facts import When
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.wordings import scores as words
from rules.reading.regained import MONTH
from rules.reading.text import Stretch
from rules.reading.wordings import pattern_of

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


@dataclass(frozen=True, slots=True)
class Item:
    """One moment of a row of moments."""

    piece: Stretch
    moment: Moment | None


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


# Scores in a row: '8, 3 and 3', '8 / 2 / 3'.
_IN_A_ROW = pattern_of(r"(?: ?/ ?10)? ?(?:,|/|;|&|,? (?:and|then)) ?(?:then )?(?:an? )?")
_ITEM_ENDS = pattern_of(r"[,;|:]|\.\s|/(?!\d)|\b(?:and|then)\b|&")
# What may stand between a row of moments and its scores.
_LEADS_TO_ROW = pattern_of(
    r"(?:[\s:=-]|\b(?:was|were|is|are|of|at|scores?|pain|nrs|vas|nprs|reads?|ran|she|he|gave|put|rated)\b)*"
)
# After the scores: '8, 2, 3 (before, at two weeks, now)'.
_ROW_FOLLOWS = pattern_of(r"(?: ?/ ?10)?[ ,(:-]*(?:respectively\W*)?")
_A_MONTH = pattern_of(rf"\W*(?:(?:in|early|late|mid) )*{MONTH}\W*")
# 'Before lunch', 'after PT': no moment of the procedure.
_OF_ANOTHER_ACT = pattern_of(
    r"\b(?:before|after|pre|post|prior to|following)[- ](?:the |her |his |each |a )?(?:lunch|breakfast|dinner|supper"
    r"|meals?|eating|pt|therapy|physio\w*|exercis\w*|walk\w*|work\w*|bed\w*|sleep\w*|shower\w*|class|sessions?|visits?|stairs"
    r"|treadmill|med\w*|pills?|tablets?|surgery|fall|accident|driv\w*|sit\w*|stand\w*)\b"
)
_PLACES = ("at the", "at his", "at her")
_WEAK = ("then", "by", "out", *_PLACES, "at today")


def in_rows(chart: Chart, sentence: Stretch, scores: Sequence[Amount], done: When | None) -> list[Item] | None:
    """'Pain before, in June and now: 8, 3, 3': two rows, of moments and of scores; each score has its moment's place.

    None where there are no such rows, empty where the rows are not of one length, so that nothing tells which is which.
    """
    if len(scores) < 2 or not _IN_A_ROW.fullmatch(chart.folded, scores[0].end, scores[1].start):
        return None
    items = _row_before(chart, sentence, scores[0].start, done) or _row_after(chart, sentence, scores[-1].end, done)
    if len(items) < 2:
        return None
    whole = all(_IN_A_ROW.fullmatch(chart.folded, a.end, b.start) for a, b in pairwise(scores))
    said = [item.moment for item in items]
    if None in said or not whole or len(items) != len(scores) or said.count("pre") > 1:
        return []
    return items


def _row_before(chart: Chart, sentence: Stretch, end: int, done: When | None) -> list[Item]:
    ends = [m.span() for m in _ITEM_ENDS.finditer(chart.folded, sentence.start, end)]
    starts = [sentence.start, *(e for _, e in ends)]
    row: list[Item] = []
    for start, stop in reversed([*zip(starts, [*(s for s, _ in ends), end], strict=True)]):
        item = _item(chart, Stretch(start, stop), done)
        if item is None and not row and _LEADS_TO_ROW.fullmatch(chart.folded, start, stop):
            continue  # what leads to the scores: ': 8', 'were 8'
        if item is None:
            break
        row.insert(0, item)
    return row


def _row_after(chart: Chart, sentence: Stretch, start: int, done: When | None) -> list[Item]:
    opens = _ROW_FOLLOWS.match(chart.folded, start, sentence.end)
    start = opens.end() if opens else start
    row: list[Item] = []
    for cut in [*_ITEM_ENDS.finditer(chart.folded, start, sentence.end), None]:
        stop = cut.start() if cut else sentence.end
        item = _item(chart, Stretch(start, stop), done)
        if item is None and chart.folded[start:stop].strip(" ,"):
            break
        row += [item] if item else []
        start = cut.end() if cut else stop
    return row


def _item(chart: Chart, words_of: Stretch, done: When | None) -> Item | None:
    """A moment of a row, where its words name one; a month is taken without what leads to it."""
    cues = [cue for cue in cues_in(chart, words_of.start, words_of.end, done) if not _is_weak(cue)]
    dates = [d for d in chart.dates(words_of.start, words_of.end) if d.start not in chart.event_dates]
    if _OF_ANOTHER_ACT.search(chart.folded, words_of.start, words_of.end):
        return Item(words_of, None)
    if not dates and not cues and _A_MONTH.fullmatch(chart.folded, words_of.start, words_of.end):
        return Item(words_of, None)  # no year is known for it
    if not (cues or dates or chart.lengths(words_of)) or words_of.end - words_of.start > _FAR:
        return None
    told = {cue.moment for cue in cues}
    moment: Moment = "pre" if "pre" in told else "post"
    if dates and dates[0].when is not None and dates[0].when.day is None and moment == "post":
        words_of = Stretch(dates[0].start, words_of.end)
    return Item(words_of, moment)


def _is_weak(cue: Cue) -> bool:
    return cue.words in _WEAK or words.LEADS.fullmatch(cue.words) is not None


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
    if any(cue.words not in _PLACES for cue in cues):  # 'that morning, sitting at her machine, 7' is of that morning
        cues = [cue for cue in cues if cue.words not in _PLACES]
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
