"""Pain scores in rows and columns, and amounts of relief in a list of times.

       before   8 weeks            day 0 ..... 8            when   | visit      | R SI | knee
Right    8        2                week 6 .... 3            3 Mar  | before     | 8    | 4
Left     6        1                week 12 ... 3            14 Apr | six weeks  | 2    | 5

A table that holds scores and cannot be told apart gives nothing, and its cells are no sentences either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.facts import Duration, Outcome, Percent, Scale, Score, Unit
from rules.reading.dates import latest_month
from rules.reading.outcomes.amounts import Amount, inverse
from rules.reading.outcomes.binding import bound
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.meaning import Meaning, stated
from rules.reading.outcomes.pairs import compared
from rules.reading.outcomes.timing import Timing, from_to, timing
from rules.reading.outcomes.wordings import measured, shares
from rules.reading.outcomes.wordings import scores as words
from rules.reading.procedures import Mention, side_in
from rules.reading.text import Stretch, stripped
from rules.reading.wordings import pattern_of

NEAR = 300  # characters before a table in which its procedure is named
TITLE = 60  # characters; a longer line above a list is prose
HEADED = 240  # characters before a list in which it is said what it lists
LONGEST = 300  # characters; a longer line is prose
TOP = 10  # of a numeric rating scale
LEAST_COLUMN = 2  # rows of a table with a heading
LEAST_ROWS = 3  # of a list of times and scores
UNIT: dict[str, Unit] = {"d": "day", "w": "week", "m": "month"}
_SEPARATOR = pattern_of(r" *(?:\||\t|\.{3,}|…| {2,})[ |\t.…]*")
_RULE = pattern_of(r"[-=_+| :]*")
_NUMBER = pattern_of(r"(?P<n>\d{1,3}(?:\.\d)?)(?:\s*/\s*10|\s*mm)?$")
_PERCENT = pattern_of(r"(?:[a-z ,]{0,24} )?~?(?P<n>\d{1,3}) ?(?:%|per ?cent)$")
_MILLIMETRES = pattern_of(r"\bvas\b|\bmm\b")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of cells; `scores` holds the number of each cell that is one, `shares` that of each percentage."""

    start: int
    end: int
    cells: tuple[Stretch, ...]
    scores: tuple[Score | None, ...]
    shares: tuple[Percent | None, ...]


def read_tables(chart: Chart) -> tuple[list[Outcome], list[Stretch]]:
    """The outcomes of every table of scores, and the stretches that the tables take."""
    outcomes: list[Outcome] = []
    taken: list[Stretch] = []
    for block in _blocks(chart.folded):
        readers = (_matrix, _list_of_times, _columns_of_relief, _list_of_relief)
        made = next((found for reader in readers if (found := list(reader(chart, block)))), [])
        outcomes += made
        if made or _several_columns(chart, block):
            taken.append(Stretch(block[0].start, block[-1].end))
    return outcomes, taken


# --- lines and cells --------------------------------------------------------------------------------------------------


def _blocks(folded: str) -> Iterator[list[_Line]]:
    """Lines of two cells or more that follow one another; a drawn rule or the procedure's day between parts nothing."""
    block: list[_Line] = []
    end = 0
    for match in re.finditer(r"[^\n]+", folded):
        adjoins = match.start() - end <= 1
        if block and adjoins and (_RULE.fullmatch(match[0]) or words.PROCEDURE_LINE.fullmatch(match[0])):
            end = match.end()
            continue
        line = _line(folded, match.start(), match.end())
        if len(line.cells) >= 2 and (not block or adjoins):
            block.append(line)
        else:
            if len(block) >= 2:
                yield block
            block = [line] if len(line.cells) >= 2 else []
        end = match.end()
    if len(block) >= 2:
        yield block


def _line(folded: str, start: int, end: int) -> _Line:
    if end - start > LONGEST:
        return _Line(start, end, (), (), ())
    bounds = [start, *(at for cut in _SEPARATOR.finditer(folded, start, end) for at in cut.span()), end]
    cells = [stripped(folded, *bounds[i : i + 2]) for i in range(0, len(bounds), 2)]
    cells = [cell for cell in cells if folded[cell.start : cell.end].strip("-:=")]
    texts = [folded[cell.start : cell.end] for cell in cells]
    return _Line(start, end, tuple(cells), tuple(map(_score, texts)), tuple(map(_share, texts)))


def _score(text: str) -> Score | None:
    number = _NUMBER.fullmatch(text)
    value = Fraction(number["n"]) if number else None
    return Score(value, value) if value is not None and value <= 100 else None


def _share(text: str) -> Percent | None:
    number = _PERCENT.fullmatch(text)
    value = Fraction(number["n"]) if number else None
    return Percent(value, value) if value is not None and value <= 100 else None


# --- a heading of times -----------------------------------------------------------------------------------------------


def _matrix(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A heading of times, one of them before and one after, over rows of as many scores."""
    headed = ((i, _times(chart, line)) for i, line in enumerate(block))
    at, times = next(((i, times) for i, times in headed if times), (0, []))
    head = block[at]
    for row in block[at + 1 :] if times else ():
        cells = list(zip(row.cells, row.scores, strict=True))[-len(times) :]
        if len(row.cells) <= len(times) or any(score is None for _, score in cells):
            continue
        label = Stretch(row.cells[0].start, row.cells[-len(times)].start)
        event = None if _is_of_another_thing(chart.text(label)) else _event(chart, block, label)
        if event is None:
            continue
        scored = [
            (cell, score, time, moment) for (cell, score), (time, moment) in zip(cells, times, strict=True) if score
        ]
        pre = next((cell, score) for cell, score, _, moment in scored if moment == "pre")
        for cell, score, time, moment in scored:
            if moment == "post":
                yield _outcome(chart, head, pre, (cell, score), time, event, label)


def _times(chart: Chart, head: _Line) -> list[tuple[Stretch, str | None]]:
    """The times with which a heading ends, if one of them is before and one after."""
    times = [(cell, _moment(chart, cell)) for cell in head.cells]
    count = _trailing(moment is not None for _, moment in times)
    times = times[len(times) - count :]
    return times if {moment for _, moment in times} == {"pre", "post"} else []


def _trailing(flags: Iterator[bool]) -> int:
    """How many at the end are true."""
    count = 0
    for flag in flags:
        count = count + 1 if flag else 0
    return count


# --- a time on each line ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of a list: when, and the cell that says how much."""

    time: Stretch
    moment: str
    cell: Stretch
    at: int


def _list_of_times(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A time and a score on each line, the first of them before."""
    column = _column(chart, block)
    if column is None:
        return
    rows = [(row, score) for line in block if (row := _row(chart, line, column)) and (score := line.scores[row.at])]
    first = next((chart.text(row.time) for row, _ in rows if row.moment == "pre" and not chart.lengths(row.time)), "")
    if _is_of_another_thing(first) or _is_headed_by_another(chart, block):
        return  # 'ODI before', 'Walking, in minutes:'
    event = _event(chart, block, None)
    rows = [(_placed(chart, row, event), score) for row, score in rows]
    pre = next(((row.cell, score) for row, score in reversed(rows) if row.moment == "pre"), None)
    if len(rows) < (LEAST_ROWS if column == -1 else 2) or pre is None or event is None:
        return
    for row, score in rows:
        if words.MONTH_CELL.fullmatch(chart.text(row.time)) and _in_month(chart, row.time, event) is None:
            continue  # the month of the procedure itself
        if row.moment == "post":
            yield _outcome(chart, row.time, pre, (row.cell, score), row.time, event, row.time)


def _placed(chart: Chart, row: _Row, event: Mention | None) -> _Row:
    """A row with the moment that its day tells: what was written before the day of the procedure is before it."""
    if event is None or event.when is None:
        return row
    days = [date.when for date in chart.dates(row.time.start, row.time.end) if date.when is not None]
    named = words.MONTH_CELL.fullmatch(chart.text(row.time))
    if named and chart.on is not None:
        days = [latest_month(named["month"], chart.on)]
    return replace(row, moment="pre") if days and days[-1].last < event.when.first else row


def _is_headed_by_another(chart: Chart, block: list[_Line]) -> bool:
    """'Oswestry', 'Minutes of walking': a line right above that names another measure and no pain."""
    above = chart.folded[: block[0].start].rstrip()
    title = above[max(above.rfind("\n"), above.rfind(". ")) + 1 :]
    return len(title) <= TITLE and _is_of_another_thing(title) and not measured.PAIN.search(title)


def _column(chart: Chart, block: list[_Line]) -> int | None:
    """Which cell of each line is the score: the last, or of several the one that its heading says is of the pain."""
    several = [line for line in block if sum(score is not None for score in line.scores) > 1]
    if not several:
        return -1
    head = block[0]
    if any(score is not None for score in head.scores) or any(len(line.cells) != len(head.cells) for line in several):
        return None
    scored = [i for i in range(len(head.cells)) if all(line.scores[i] is not None for line in several)]
    own = [i for i in scored if not _is_of_another_thing(chart.text(head.cells[i]))]
    return own[0] if len(own) == 1 else None


def _row(chart: Chart, line: _Line, column: int) -> _Row | None:
    at = column % len(line.cells) if column < len(line.cells) else None
    if column == -1 and sum(score is not None for score in line.scores) == 1:
        at = next(i for i, score in enumerate(line.scores) if score is not None)  # '12 May ... 4   church picnic'
    if at is None or at == 0:
        return None
    timed = [(cell, moment) for cell in line.cells[:at] if (moment := _moment(chart, cell))]
    if not timed or len(timed) < at - 1:
        return None
    moment = "pre" if any(moment == "pre" for _, moment in timed) else "post"
    time = next((cell for cell, _ in reversed(timed) if chart.lengths(cell)), timed[0][0])
    return _Row(time, moment, line.cells[at], at)


def _list_of_relief(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A time and a percentage on each line, below a heading that says of what."""
    rows = [
        (row, share) for line in block if (row := _row(chart, line, -1)) and (share := line.shares[row.at]) is not None
    ]
    if len(rows) < LEAST_ROWS:
        return
    above = chart.folded[max(0, rows[0][0].time.start - HEADED) : rows[0][0].time.start]
    left = shares.REMAINING_RIGHT.search(above) or shares.REMAINING_LEFT.search(above)
    if not (left or measured.RELIEF.search(above)):
        return
    event = _event(chart, block, None) or next(iter(chart.done), None)
    for row, share in rows:
        amount = Amount("percent", row.cell.start, row.cell.end, Stretch(row.time.start, row.cell.end), percent=share)
        when = timing(chart, amount.piece, amount, event, present=False)
        meaning = stated(inverse(share) if left else share)
        yield bound(chart, amount, meaning, when, event.side if event else None, event)


def _columns_of_relief(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A heading that says of what, over rows of a time and a percentage of each: 'weeks after | relief | stairs'."""
    head = block[0]
    rows = [line for line in block[1:] if any(line.shares) and len(line.cells) == len(head.cells)]
    if len(rows) < LEAST_COLUMN or any(head.shares) or any(len(line.cells) != len(head.cells) for line in block):
        return
    event = _event(chart, block, None)
    for line in rows:
        first = next(i for i, share in enumerate(line.shares) if share is not None)
        when = _time_of_row(chart, head, line, first)
        for cell, share, titled in zip(line.cells[first:], line.shares[first:], head.cells[first:], strict=True):
            meaning = _titled(chart.text(titled), share) if share is not None else None
            if meaning is not None:
                amount = Amount("percent", cell.start, cell.end, Stretch(line.start, cell.end), percent=share)
                yield bound(chart, amount, meaning, when, event.side if event else None, event)


def _titled(title: str, share: Percent) -> Meaning | None:
    """What a percentage below a title says: relief, pain that is left, function; None for anything else."""
    left = words.LEFT_TITLE.search(title)
    if measured.FUNCTION.search(title) and not measured.PAIN_WORD.search(title):
        return replace(stated(share), of="function")
    if measured.RELIEF.search(title) or left:
        return stated(inverse(share) if left else share)
    return None


def _time_of_row(chart: Chart, head: _Line, line: _Line, first: int) -> Timing:
    """The time in the cells before a row's first percentage: a length, a number below 'weeks after', else a day."""
    for titled, cell, number in zip(head.cells[:first], line.cells[:first], line.scores[:first], strict=True):
        unit = words.UNITS_AFTER.search(chart.text(titled))
        lengths = chart.lengths(cell)
        if number is not None and unit is not None:
            since = Duration(number.low, number.low, "exact", UNIT[unit["unit"][0]])
            return Timing(measured_at=since, reach=(cell.start, cell.end))
        if lengths and isinstance(lengths[0].value, Duration):
            return Timing(measured_at=lengths[0].value, reach=(cell.start, cell.end))
    days = [date.when.day for date in chart.dates(line.start, line.cells[first].start) if date.when and date.when.day]
    return Timing(measured_on=days[0] if days else None)


def _several_columns(chart: Chart, block: list[_Line]) -> bool:
    """A table of several scores a line, before and after, of which nobody can say which is the pain treated."""
    rows = [line for line in block if sum(score is not None for score in line.scores) > 1]
    timed = {_moment(chart, cell) for line in block for cell in line.cells[:2]}
    return len(rows) > 1 and timed >= {"pre", "post"} and all(len(line.cells) == len(rows[0].cells) for line in rows)


# --- what is what -----------------------------------------------------------------------------------------------------


def _moment(chart: Chart, cell: Stretch) -> str | None:
    text = chart.text(cell)
    if words.PRE.search(text):
        return "pre"
    timed = chart.lengths(cell) or chart.dates(cell.start, cell.end) or words.POST.search(text)
    return "post" if timed or words.MONTH_CELL.fullmatch(text) else None


def _is_of_another_thing(label: str) -> bool:
    """'R knee', 'Sit-to-stand, 30 s', 'ODI': a row or a column of something else than the pain treated."""
    others = (words.OTHER_SITE, words.OTHER_MEASURE, measured.OTHER_THING, measured.OTHER_MEASURE_LEFT)
    return any(pattern.search(label) for pattern in others)


def _event(chart: Chart, block: list[_Line], label: Stretch | None) -> Mention | None:
    """The procedure that the row names with its day, else the one that stands before the table, or in it.

    A row with a day of its own, below a procedure, is that procedure on that day.
    """
    own = _named(chart, label.start, label.end) if label else []
    dated = [mention for mention in own if mention.when is not None]
    if dated:
        return dated[-1]
    start, end = block[0].start, block[-1].end
    known = own or _named(chart, start - NEAR, start) or _named(chart, start, end) or _only_one(chart)
    if not known or label is None:
        return known[-1] if known else None
    days = [date.when for date in chart.dates(label.start, label.end) if date.when and date.when.day]
    return replace(known[-1], when=days[0]) if len(days) == 1 else known[-1]


def _named(chart: Chart, start: int, end: int) -> list[Mention]:
    return [mention for mention in chart.performed(start, end) if mention.procedure]


def _only_one(chart: Chart) -> list[Mention]:
    """The procedure of a document that tells of one only."""
    named = [mention for mention in chart.done if mention.procedure]
    return named[:1] if len({(m.procedure, m.when) for m in named if m.when}) == 1 else []


def _in_month(chart: Chart, time: Stretch, event: Mention) -> Timing | None:
    """A cell of a month's name alone, 'March', 'April visit': the latest such month before the note."""
    named = words.MONTH_CELL.fullmatch(chart.text(time))
    if named is None or chart.on is None or event.when is None:
        return None
    month = latest_month(named["month"], chart.on)
    if month.first <= event.when.last:
        return None
    return Timing(measured_at=from_to(event.when, month), reach=(time.start, time.end))


def _outcome(
    chart: Chart, line: Stretch | _Line, pre: tuple[Stretch, Score], post: tuple[Stretch, Score], time: Stretch,
    event: Mention, label: Stretch,
) -> Outcome:  # fmt: skip
    metric = _MILLIMETRES.search(chart.folded, max(0, line.start - NEAR), max(line.end, post[0].end))
    scale: Scale = "vas_mm" if metric and max(pre[1].high, post[1].high) > TOP else "nrs"
    first = Amount("score", pre[0].start, pre[0].end, pre[0], score=pre[1], scale=scale)
    then = Amount("score", post[0].start, post[0].end, time, score=post[1], scale=scale)
    when = _in_month(chart, time, event) or timing(chart, Stretch(line.start, line.end), then, event, present=True)
    side = side_in(chart.folded, label.start, label.end) or event.side
    return bound(chart, then, compared(first, then, alike=True), when, side, event)
