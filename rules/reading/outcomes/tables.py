"""Pain scores in rows and columns: a heading of times with a row for each side, or a time and its score on each line.

       before   8 weeks            day 0    8
Right    8        2                week 6   3
Left     6        1                week 12  3
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rules.facts import Outcome, Scale, Score
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.binding import bound
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.pairs import compared
from rules.reading.outcomes.timing import timing
from rules.reading.outcomes.wordings import scores as words
from rules.reading.procedures import Mention, side_in
from rules.reading.text import Stretch

NEAR = 300  # characters before a table in which its procedure is named
LONGEST = 300  # characters; a longer line is prose
TOP = 10  # of a numeric rating scale
LEAST_ROWS = 3  # of a list of times and scores
_CELL = re.compile(r"[^|\t\n]+?(?=\s*(?:\||\t| {2,}|\n|$))")
_NUMBER = re.compile(r"(?P<n>\d{1,3}(?:\.\d)?)(?:\s*/\s*10|\s*mm)?$")
_MILLIMETRES = re.compile(r"\bvas\b|\bmm\b")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of cells; `scores` holds the number of each cell that is one."""

    start: int
    end: int
    cells: tuple[Stretch, ...]
    scores: tuple[Score | None, ...]


def read_tables(chart: Chart) -> tuple[list[Outcome], list[Stretch]]:
    """The outcomes of every table of scores, and the stretches that the tables take."""
    outcomes: list[Outcome] = []
    taken: list[Stretch] = []
    for block in _blocks(chart.folded):
        made = list(_matrix(chart, block)) or list(_list_of_times(chart, block))
        if made:
            outcomes += made
            taken.append(Stretch(block[0].start, block[-1].end))
    return outcomes, taken


def _blocks(folded: str) -> Iterator[list[_Line]]:
    """Lines of two cells or more that follow one another."""
    block: list[_Line] = []
    for match in re.finditer(r"[^\n]+", folded):
        line = _line(folded, match.start(), match.end())
        if len(line.cells) >= 2 and (not block or line.start - block[-1].end <= 1):
            block.append(line)
            continue
        if len(block) >= 2:
            yield block
        block = [line] if len(line.cells) >= 2 else []
    if len(block) >= 2:
        yield block


def _line(folded: str, start: int, end: int) -> _Line:
    cells: list[Stretch] = []
    if end - start > LONGEST:
        return _Line(start, end, (), ())
    for match in _CELL.finditer(folded, start, end):
        text = match[0]
        if text.strip(" -:"):
            cells.append(Stretch(match.start() + len(text) - len(text.lstrip()), match.end()))
    numbers = []
    for cell in cells:
        number = _NUMBER.fullmatch(folded[cell.start : cell.end].strip())
        value = Fraction(number["n"]) if number else None
        numbers.append(Score(value, value) if value is not None and value <= 100 else None)
    return _Line(start, end, tuple(cells), tuple(numbers))


def _matrix(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A heading of times, one of them before and one after, over rows of as many scores."""
    head = block[0]
    times = [(cell, _moment(chart, cell)) for cell in head.cells]
    times = times[-sum(moment is not None for _, moment in times) :] if any(m for _, m in times) else []
    if not times or {moment for _, moment in times} != {"pre", "post"}:
        return
    for row in block[1:]:
        cells = list(zip(row.cells, row.scores, strict=True))[-len(times) :]
        if len(row.cells) <= len(times) or any(score is None for _, score in cells):
            continue
        label = Stretch(row.cells[0].start, row.cells[-len(times)].start)
        event = _event(chart, head.start, label)
        if event is None:
            continue
        scored = [
            (cell, score, time, moment) for (cell, score), (time, moment) in zip(cells, times, strict=True) if score
        ]
        pre = next((cell, score) for cell, score, _, moment in scored if moment == "pre")
        for cell, score, time, moment in scored:
            if moment == "post":
                yield _outcome(chart, head, pre, (cell, score), time, event, label)


def _list_of_times(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A time and a score on each line, the first of them before."""
    rows = [
        (line.cells[0], line.cells[1], line.scores[1])
        for line in block
        if len(line.cells) == 2 and line.scores[1] is not None and _moment(chart, line.cells[0])
    ]
    pre = next(((cell, score) for time, cell, score in rows if _moment(chart, time) == "pre"), None)
    event = _event(chart, block[0].start, Stretch(block[0].start, block[0].start))
    if len(rows) < LEAST_ROWS or pre is None or pre[1] is None or event is None:
        return
    for time, cell, score in rows:
        if _moment(chart, time) == "post" and score is not None:
            yield _outcome(chart, time, (pre[0], pre[1]), (cell, score), time, event, time)


def _moment(chart: Chart, cell: Stretch) -> str | None:
    text = chart.text(cell)
    if words.PRE.search(text):
        return "pre"
    timed = chart.lengths(cell) or chart.dates(cell.start, cell.end) or words.POST.search(text)
    return "post" if timed else None


def _event(chart: Chart, start: int, label: Stretch) -> Mention | None:
    """The procedure that the row names with its day, else the last one before the table."""
    before = [mention for mention in chart.performed(start - NEAR, start) if mention.procedure]
    own = [mention for mention in chart.performed(label.start, label.end) if mention.procedure]
    dated = [mention for mention in own if mention.when is not None] or before
    return (dated or own)[-1] if dated or own else None


def _outcome(
    chart: Chart, line: Stretch | _Line, pre: tuple[Stretch, Score], post: tuple[Stretch, Score], time: Stretch,
    event: Mention, label: Stretch,
) -> Outcome:  # fmt: skip
    metric = _MILLIMETRES.search(chart.folded, max(0, line.start - NEAR), line.end)
    scale: Scale = "vas_mm" if metric and max(pre[1].high, post[1].high) > TOP else "nrs"
    first = Amount("score", pre[0].start, pre[0].end, pre[0], score=pre[1], scale=scale)
    then = Amount("score", post[0].start, post[0].end, time, score=post[1], scale=scale)
    when = timing(chart, Stretch(line.start, line.end), then, event, present=True)
    side = side_in(chart.folded, label.start, label.end) or event.side
    return bound(chart, then, compared(first, then, alike=True), when, side, event)
