"""Pain scores in rows and columns, and amounts of relief in a list of times.

       before   8 weeks            day 0 ..... 8            when   | visit      | R SI | knee
Right    8        2                week 6 .... 3            3 Mar  | before     | 8    | 4
Left     6        1                week 12 ... 3            14 Apr | six weeks  | 2    | 5

A table of the two joints is read as two tables, one a side:

           Left   Right            before   L 7   R 8
before     7      8                week 5   L 2   R 2
5 weeks    2      3

A table that holds scores and cannot be told apart gives nothing, and its cells are no sentences either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from rules.facts import Duration, Outcome, Percent, Scale, Score, Side, Unit
from rules.reading.dates import latest_month
from rules.reading.outcomes.amounts import Amount, inverse
from rules.reading.outcomes.binding import bound
from rules.reading.outcomes.chart import Chart
from rules.reading.outcomes.meaning import Meaning, stated
from rules.reading.outcomes.pairs import compared
from rules.reading.outcomes.timing import Timing, from_to, phase_of, timing
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
LEAST_COLUMN = 2  # rows of a table with a heading, or of two sides
ASIDE = 3  # characters by which a cell may stand aside of its title
LEAST_ROWS = 3  # of a list of times and scores
UNIT: dict[str, Unit] = {"d": "day", "w": "week", "m": "month"}
_SEPARATOR = pattern_of(r" *(?:\||\t|\.{3,}|…| {2,})[ |\t.…]*")
_RULE = pattern_of(r"[-=_+| :]*")
_NUMBER = pattern_of(r"(?P<n>\d{1,3}(?:\.\d)?)(?:\s*/\s*10|\s*mm)?$")
_PERCENT = pattern_of(r"(?:[a-z ,]{0,24} )?~?(?P<n>\d{1,3}) ?(?:%|per ?cent)$")
_MILLIMETRES = pattern_of(r"\bvas\b|\bmm\b")
_IN_PERCENT = pattern_of(r"%|\bper ?cent")
# 'L 7', 'right: 2/10', 'Left relief': a cell of one side.
_SIDED = pattern_of(r"(?:left|right|lt|rt|l|r)(?: side| sij?| joint)?\b[ :=.-]*")
# '08:50', '2:15 pm', '0905'; not '1998' or '2025'.
_CLOCK = pattern_of(
    r"(?<![\d:./])(?:(?P<h>\d{1,2}):|(?P<hh>0\d|1[0-8]|2[1-3]))(?P<m>[0-5]\d)(?![\d:./])(?: ?(?P<p>[ap])\.?m\b)?"
)
NOON = 12
# 'Index procedure: ', 'Date of injection - '.
_INDEX_DAY = pattern_of(
    r"\b(?:index (?:procedure|injection|date|treatment)|(?:procedure|injection|treatment) date"
    r"|date of (?:the )?(?:procedure|injection|treatment))(?: date)?[ :=-]*$"
)


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
        made = list(_of_two_sides(chart, block)) or list(_of_several_days(chart, block))
        made = made or _read(chart, block, LEAST_ROWS)
        outcomes += made
        if made or _several_columns(chart, block) or _is_another_log(chart, block):
            taken.append(Stretch(block[0].start, block[-1].end))
    return outcomes, taken


def _read(chart: Chart, block: list[_Line], least: int) -> list[Outcome]:
    """What the first reader that knows its form finds in a table; `least` rows make a list of times."""
    readers: Iterable[Iterator[Outcome]] = (
        _matrix(chart, block),
        _list_of_times(chart, block, least),
        _columns_of_relief(chart, block),
        _list_of_relief(chart, block, least),
    )
    return next((found for reader in readers if (found := list(reader))), [])


# --- two sides --------------------------------------------------------------------------------------------------------


def _of_two_sides(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A table with a column of each side, read as one of each; a procedure of one side has no result on the other."""
    if side_in(chart.folded, block[0].start, block[-1].end) != "bilateral":
        return
    sides = [_sides_of_columns(chart, block[0], line) for line in block]
    if not {"left", "right"} <= set(chain.from_iterable(sides)):
        return
    for side in ("left", "right"):
        part = [_of_one_side(chart, line, known, side) for line, known in zip(block, sides, strict=True)]
        yield from (
            replace(outcome, side=side)
            for outcome in _read(chart, [line for line in part if line.cells], LEAST_COLUMN)
            if outcome.side in (side, "bilateral", None)
        )


def _sides_of_columns(chart: Chart, head: _Line, line: _Line) -> list[Side | None]:
    """The side of each cell of a line: its own ('L 7'), else that of its title, the titles standing to the right."""
    titles = [_one_side(chart.text(cell)) for cell in head.cells]
    titled = any(titles) and not any(head.scores) and not any(head.shares) and len(titles) <= len(line.cells)
    above = [None] * (len(line.cells) - len(titles)) + titles if titled else [None] * len(line.cells)
    if titled and len(titles) < len(line.cells):
        above = _by_column(chart, head, titles, line) or above
    own = [_one_side(chart.text(cell)) if _is_sided_amount(chart.text(cell)) else None for cell in line.cells]
    return [mine or theirs for mine, theirs in zip(own, above, strict=True)]


def _by_column(chart: Chart, head: _Line, titles: list[Side | None], line: _Line) -> list[Side | None] | None:
    """The side of each cell by the bars before it, else by where it begins: 'KT   (baseline)' is of one column."""

    def bars(of: _Line) -> list[int]:
        return [chart.folded.count("|", of.start, cell.start) for cell in of.cells]

    if 0 < max(bars(head)) == max(bars(line)):
        named = dict(zip(bars(head), titles, strict=True))
        return [named.get(bar) for bar in bars(line)]
    begins = [(cell.start - head.start, side) for cell, side in zip(head.cells, titles, strict=True)]
    gaps = [min((abs(cell.start - line.start - at), side or "") for at, side in begins) for cell in line.cells]
    sides: list[Side | None] = [side or None if gap <= ASIDE else None for gap, side in gaps]
    return sides if sorted(filter(None, sides)) == sorted(filter(None, titles)) else None


def _is_sided_amount(text: str) -> bool:
    label = _SIDED.match(text)
    return label is not None and text[label.end() : label.end() + 1].isdigit()


def _one_side(text: str) -> Side | None:
    side = side_in(text, 0, len(text))
    return None if side == "bilateral" else side


def _of_one_side(chart: Chart, line: _Line, sides: list[Side | None], side: Side) -> _Line:
    """A line without the columns of the other side and what follows them, each cell without its label of the side."""
    first = next((i for i, known in enumerate(sides) if known), len(sides))
    kept = [cell for i, cell in enumerate(line.cells) if i < first or sides[i] == side]
    labels = [_SIDED.match(chart.folded, cell.start, cell.end) for cell in kept]
    bare = [Stretch(label.end(), cell.end) if label else cell for cell, label in zip(kept, labels, strict=True)]
    return _of_cells(chart.folded, line.start, line.end, bare)


# --- a column of each procedure ---------------------------------------------------------------------------------------


def _of_several_days(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """'10/21/25 (lidocaine)   11/18/25 (bupivacaine)' over rows of before and after: each column is of its own day."""
    at, done = next(((i, done) for i, line in enumerate(block) if (done := _procedures_above(chart, line))), (0, []))
    rows = [line for line in block[at + 1 :] if len(line.cells) > len(done)]
    rows = [line for line in rows if all(score is not None for score in line.scores[-len(done) :])] if done else []
    for i, event in enumerate(done) if len(rows) >= LEAST_COLUMN else ():
        for outcome in _read(chart, [_of_one_column(chart, line, len(done), i) for line in rows], LEAST_COLUMN):
            told = replace(outcome, procedure=event.procedure, date=event.when, side=event.side, measured_on=None)
            yield replace(told, phase=phase_of(Timing(measured_at=outcome.measured_at, lasted=outcome.lasted), event))


def _procedures_above(chart: Chart, line: _Line) -> list[Mention]:
    """The procedures whose days are the titles of a line, two or more, each day once."""
    if any(line.scores) or any(line.shares):
        return []
    days = [chart.dates(cell.start, cell.end) for cell in line.cells]
    days = days[1:] if days and not days[0] else days
    if len(days) < LEAST_COLUMN or any(len(found) != 1 for found in days):
        return []
    done = [next((m for m in chart.done if m.procedure and m.when == found[0].when), None) for found in days]
    known = [mention for mention in done if mention is not None]
    return known if len(known) == len(days) == len({mention.when for mention in known}) else []


def _of_one_column(chart: Chart, line: _Line, width: int, column: int) -> _Line:
    kept = [*line.cells[:-width], line.cells[len(line.cells) - width + column]]
    return _of_cells(chart.folded, line.start, line.end, kept)


# --- lines and cells --------------------------------------------------------------------------------------------------


def _blocks(folded: str) -> Iterator[list[_Line]]:
    """Lines of two cells or more that follow one another; a drawn rule or the procedure's day between parts nothing."""
    block: list[_Line] = []
    end = 0
    for match in re.finditer(r"[^\n]+", folded):
        adjoins = match.start() - end <= 1
        of_its_day = words.PROCEDURE_LINE.fullmatch(match[0]) and not _CLOCK.match(match[0])
        if block and adjoins and (_RULE.fullmatch(match[0]) or of_its_day):
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
    return _of_cells(folded, start, end, cells)


def _of_cells(folded: str, start: int, end: int, cells: list[Stretch]) -> _Line:
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
    """A line of a list: when, and the cell that says how much. `clock`: the minute of the day, if no day is named."""

    time: Stretch
    moment: str
    cell: Stretch
    at: int
    clock: int | None = None


def _list_of_times(chart: Chart, block: list[_Line], least: int) -> Iterator[Outcome]:
    """A time and a score on each line, the first of them before."""
    column = _column(chart, block)
    if column is None:
        return
    rows = [(row, score) for line in block if (row := _row(chart, line, column)) and (score := line.scores[row.at])]
    untimed = (chart.text(row.time) for row, _ in rows if row.moment == "pre" and not chart.lengths(row.time))
    if _is_of_another_thing(next(untimed, "")) or _is_headed_by_another(chart, block):
        return  # 'ODI before', 'Walking, in minutes:'
    event = _event(chart, block, None)
    act = _clock_of_the_act(chart, block)
    rows = [(_placed(chart, row, event, act), score) for row, score in rows]
    pre = next(((row, score) for row, score in reversed(rows) if row.moment == "pre"), None)
    if len(rows) < (least if column == -1 else 2) or pre is None or event is None:
        return
    first, before = pre
    if first.clock is not None and not _is_of_pain_by_the_clock(chart, block, [score for _, score in rows]):
        return
    for row, score in rows:
        if words.MONTH_CELL.fullmatch(chart.text(row.time)) and _in_month(chart, row.time, event) is None:
            continue  # the month of the procedure itself
        if row.moment == "post":
            outcome = _outcome(chart, row.time, (first.cell, before), (row.cell, score), row.time, event, row.time)
            yield _by_the_clock(outcome, event, act or first.clock, row.clock)


def _clock_of_the_act(chart: Chart, block: list[_Line]) -> int | None:
    """When the procedure was done, where a line without a score says so: '09:12 block'."""
    for line in block:
        scored = any(score is not None for score in line.scores)
        if not scored and words.THE_ACT.search(chart.folded, line.start, line.end):
            return next((clock for cell in line.cells if (clock := _clock(chart.text(cell))) is not None), None)
    return None


def _is_of_pain_by_the_clock(chart: Chart, block: list[_Line], scores: list[Score]) -> bool:
    """Whether numbers beside times of a day are pain scores, and no pulse and no count of a recovery room."""
    above = chart.folded[max(0, block[0].start - HEADED) : block[0].end]
    of_pain = measured.PAIN.search(above) or words.SCALE_NAMED.search(above)
    return bool(of_pain) and not _is_another_log(chart, block) and all(score.high <= TOP for score in scores)


def _is_another_log(chart: Chart, block: list[_Line]) -> bool:
    """Times of a day below a title of something else: 'Aldrete', 'Sedation'."""
    by_the_clock = sum(_CLOCK.match(chart.text(line.cells[0])) is not None for line in block)
    if by_the_clock < LEAST_COLUMN:
        return False
    title = chart.folded[max(0, block[0].start - HEADED) : block[0].start].rstrip().rpartition("\n")[2]
    return bool(words.OTHER_MEASURE.match(title.strip()))


def _by_the_clock(outcome: Outcome, event: Mention, start: int | None, clock: int | None) -> Outcome:
    """'08:50 before, 09:20 after': what no other words time was measured so many minutes after the procedure."""
    if start is None or clock is None or clock <= start or outcome.measured_at or outcome.lasted:
        return outcome
    since = Fraction(clock - start)
    at = Duration(since, since, "exact", "minute")
    return replace(outcome, measured_at=at, measured_on=None, phase=phase_of(Timing(measured_at=at), event))


def _clock(text: str) -> int | None:
    """The minute of the day that a cell names: '08:50', '2:15 pm', '0905'."""
    match = _CLOCK.search(text)
    if match is None:
        return None
    hours = int(match["h"] or match["hh"])
    hours += 12 if match["p"] == "p" and hours < NOON else 0
    return hours * 60 + int(match["m"]) if hours < 2 * NOON else None


def _placed(chart: Chart, row: _Row, event: Mention | None, act: int | None) -> _Row:
    """A row with the moment that its day or its clock tells: what was written before the procedure is before it."""
    if act and row.clock and row.clock < act:
        return replace(row, moment="pre")
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
    dated = chart.dates(line.start, line.cells[at].start)
    clocks = [] if dated else [clock for cell, _ in timed if (clock := _clock(chart.text(cell))) is not None]
    return _Row(time, moment, line.cells[at], at, clocks[0] if clocks else None)


def _list_of_relief(chart: Chart, block: list[_Line], least: int) -> Iterator[Outcome]:
    """A time and a percentage on each line, below a heading that says of what, and perhaps that it is in percent."""
    timed = [(line, row) for line in block if (row := _row(chart, line, -1))]
    timed = [(line, row) for line, row in timed if line.shares[row.at] or line.scores[row.at]]
    # The titles 'Left   Right' speak of no pain that is left.
    headed_to = timed[0][1].time.start if timed and least == LEAST_ROWS else block[0].start
    above = chart.folded[max(0, headed_to - HEADED) : headed_to]
    unit = words.RELIEF_IN_PERCENT.search(above)
    rows = [(row, share) for line, row in timed if (share := line.shares[row.at] or _in_percent(line, row.at, unit))]
    if len(rows) < least:
        return
    left = shares.REMAINING_RIGHT.search(above) or shares.REMAINING_LEFT.search(above)
    if not (left or measured.RELIEF.search(above)):
        return
    event = _event(chart, block, None) or next(iter(chart.done), None)
    for row, share in rows:
        amount = Amount("percent", row.cell.start, row.cell.end, Stretch(row.time.start, row.cell.end), percent=share)
        when = timing(chart, amount.piece, amount, event, present=False)
        meaning = stated(inverse(share) if left else share)
        yield bound(chart, amount, meaning, when, event.side if event else None, event)


def _in_percent(line: _Line, at: int, unit: object) -> Percent | None:
    """A bare number whose unit a heading names: 'pain relief %' above 80."""
    score = line.scores[at]
    return Percent(score.low, score.high) if unit and score is not None else None


def _columns_of_relief(chart: Chart, block: list[_Line]) -> Iterator[Outcome]:
    """A heading that says of what, over rows of a time and a percentage of each: 'weeks after | relief | stairs'.

    Its titles may stand over the percentages only, and name the unit once for a column: 'pain relief %'.
    """
    head = block[0]
    width = len(block[-1].cells)
    if any(head.shares) or len(head.cells) > width or any(len(line.cells) != width for line in block[1:]):
        return
    titles = [None] * (width - len(head.cells)) + [chart.text(cell) for cell in head.cells]
    event = _event(chart, block, None)
    table = [(line, _shares_below(titles, line)) for line in block[1:]]
    rows = [(line, row) for line, row in table if any(row)]
    if len(rows) < LEAST_COLUMN:
        return
    for line, row in rows:
        first = next(i for i, share in enumerate(row) if share is not None)
        own = [mention for mention in _named(chart, line.start, line.cells[first].start) if mention.when is not None]
        of = own[-1] if own else event  # 'L SIJ inj   03/04/25   60 %': a row of its own procedure
        when = Timing() if own else _time_of_row(chart, titles, line, first)
        for cell, share, title in zip(line.cells[first:], row[first:], titles[first:], strict=True):
            meaning = _titled(title, share) if share is not None and title else None
            if meaning is not None:
                amount = Amount("percent", cell.start, cell.end, Stretch(line.start, cell.end), percent=share)
                yield bound(chart, amount, meaning, when, of.side if of else None, of)


def _shares_below(titles: list[str | None], line: _Line) -> list[Percent | None]:
    units = [_IN_PERCENT.search(title or "") for title in titles]
    return [share or _in_percent(line, i, units[i]) for i, share in enumerate(line.shares)]


def _titled(title: str, share: Percent) -> Meaning | None:
    """What a percentage below a title says: relief, pain that is left, function; None for anything else."""
    left = words.LEFT_TITLE.search(title)
    if measured.FUNCTION.search(title) and not measured.PAIN_WORD.search(title):
        return replace(stated(share), of="function")
    if measured.RELIEF.search(title) or left:
        return stated(inverse(share) if left else share)
    return None


def _time_of_row(chart: Chart, titles: list[str | None], line: _Line, first: int) -> Timing:
    """The time in the cells before a row's first percentage: a length, a number below 'weeks after', else a day."""
    for title, cell, number in zip(titles[:first], line.cells[:first], line.scores[:first], strict=True):
        unit = words.UNITS_AFTER.search(title or "")
        if number is not None and unit is not None:
            since = Duration(number.low, number.low, "exact", UNIT[unit["unit"][0]])
            return Timing(measured_at=since, reach=(cell.start, cell.end))
        told = timing(chart, cell, Amount("percent", cell.end, cell.end, cell), None, present=False).measured_at
        if told is not None:
            return Timing(measured_at=told, reach=(cell.start, cell.end))
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
    timed = chart.lengths(cell) or chart.dates(cell.start, cell.end) or words.POST.search(text) or _CLOCK.match(text)
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
    known = known or _of_the_index_day(chart, start, end)
    if not known or label is None:
        return known[-1] if known else None
    days = [date.when for date in chart.dates(label.start, label.end) if date.when and date.when.day]
    return replace(known[-1], when=days[0]) if len(days) == 1 else known[-1]


def _named(chart: Chart, start: int, end: int) -> list[Mention]:
    return [mention for mention in chart.performed(start, end) if mention.procedure]


def _of_the_index_day(chart: Chart, start: int, end: int) -> list[Mention]:
    """'Target: L SI joint   Index procedure: 2025-06-03' above a table: what was done that day."""
    above = max(0, start - NEAR)
    named = [date for date in chart.dates(above, end) if _INDEX_DAY.search(chart.folded, above, date.start)]
    days = [date for date in named if date.when and date.when.day]
    if len(days) != 1 or any(mention.procedure for mention in chart.done):
        return []
    side = side_in(chart.folded, above, days[0].start)
    return [Mention(days[0].start, days[0].end, None, when=days[0].when, side=side)]


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
