"""Runs of glyphs on a page → lines in reading order → text.

Columns of prose are read one after the other; table rows one line each, cells parted by ' | ', wrapped cells put
together; lines wrapped at the margin joined, so that a sentence is one line as it would be in a typed note. Running
heads and feet are taken out. Coordinates are points from the page's top left corner, y downward.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

CELL = " | "
MARGIN = 0.13  # of the page's height, at the top and at the bottom, is where running heads and feet stand
_ITEM = re.compile(r"[•▪◦●○■□☐☒–—*-]\s|\(?[0-9a-zA-Z]{1,2}[.)]\s")


class Doubt(NamedTuple):
    """A span of a text that may be misread, where it stands on the page (left, top, right, bottom; 0 to 1), and its
    picture with a little about it (PNG in base64), for a person to compare."""

    start: int
    end: int
    place: tuple[float, float, float, float]
    picture: str = ""


@dataclass(slots=True, order=True)
class Run:
    """Glyphs set side by side."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    doubtful: tuple[Doubt, ...] = ()

    @property
    def size(self) -> float:
        return max(self.bottom - self.top, 1.0)


@dataclass(slots=True)
class Line:
    """A line as read. `starts`: the offset in `text` of each run. `edge` and `width`: the
    right margin and the width of its column."""

    runs: list[Run]
    edge: float
    width: float
    text: str = ""
    starts: list[int] = field(default_factory=list)
    wraps: bool = True  # may go on in the next line; a table's row may not
    columns: tuple[int, ...] = ()  # of a table's row: the column of each run, so that an empty cell keeps its place

    def __post_init__(self) -> None:
        before: Run | None = None
        passed = 0
        for number, run in enumerate(self.runs):
            if self.columns and self.columns[number] > passed:
                self.text += CELL * (self.columns[number] - passed)
                passed = self.columns[number]
            else:
                self.text += _between(before, run)
            self.starts.append(len(self.text))
            self.text += run.text
            before = run

    @property
    def top(self) -> float:
        return min(run.top for run in self.runs)

    @property
    def bottom(self) -> float:
        return max(run.bottom for run in self.runs)

    @property
    def size(self) -> float:
        return median(run.size for run in self.runs)


@dataclass(slots=True)
class Page:
    """A page's runs in rows, from the top. `rulings`: the y of horizontal rules, which part the rows of a table."""

    height: float
    rows: list[list[Run]]
    rulings: list[float]


@dataclass(slots=True)
class Placed:
    """A page's text, and where each of its runs stands: (offset in text, run)."""

    text: str
    runs: list[tuple[int, Run]]
    last: Line | None = None

    @property
    def doubtful(self) -> list[Doubt]:
        return [
            one._replace(start=at + one.start, end=at + one.end) for at, run in self.runs for one in run.doubtful
        ]


def _between(before: Run | None, run: Run) -> str:
    if before is None:
        return ""
    gap = run.x0 - before.x1
    if run.top >= before.bottom:  # the next line of a wrapped cell
        return " "
    if gap < 0.12 * run.size:
        return ""
    label = before.text.endswith(":") or _ITEM.fullmatch(before.text + " ")
    return " " if gap < run.size or label else CELL


# --- Rows, columns, tables ----------------------------------------------------------------------------------------


def page(runs: Sequence[Run], height: float, rulings: Sequence[float] = ()) -> Page:
    """The runs of a page as rows."""
    once: dict[tuple[str, int, int], Run] = {}  # type set twice to look bold is read once
    for run in runs:
        run.text = run.text.rstrip()
        if run.text:
            once.setdefault((run.text, round(run.x0 / 2), round(run.top / 2)), run)
    return Page(height, _rows(list(once.values())), sorted(rulings))


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Runs that stand on one line, from left to right; rows from top to bottom."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: (r.top + r.bottom) / 2):
        row = rows[-1] if rows else []
        if row:
            top, bottom = median(r.top for r in row), median(r.bottom for r in row)
            shared = min(bottom, run.bottom) - max(top, run.top)
            if shared > 0.5 * min(bottom - top, run.size):
                row.append(run)
                continue
        rows.append([run])
    for row in rows:
        row.sort(key=lambda r: r.x0)
    return rows


def _read(rows: list[list[Run]], rulings: list[float]) -> Iterator[Line]:
    edge = max((run.x1 for row in rows for run in row), default=0.0)
    width = edge - min((run.x0 for row in rows for run in row), default=0.0)
    at = 0
    while at < len(rows):
        end, gutters = _gutters(rows, at)
        if end - at < 2 or not gutters:
            yield Line(rows[at], edge, width, wraps=len(rows[at]) == 1)
            at += 1
            continue
        block = rows[at:end]
        for gutter in gutters:
            left = [side for row in block if (side := [run for run in row if run.x1 <= gutter + 1])]
            right = [side for row in block if (side := [run for run in row if run.x1 > gutter + 1])]
            if _ruled(block, rulings) < 2 and _prose(left) and _prose(right):
                yield from _read(left, rulings)
                yield from _read(right, rulings)
                break
        else:
            end = at + next((n for n, pair in enumerate(pairwise(block), 1) if _space(*pair) > 1.4 * pair[1][0].size),
                            len(block))  # fmt: skip - white space parts one table from the next
            end, gutters = _gutters(rows[:end], at)
            if 3 * sum(len(row) > 1 for row in rows[at:end]) < end - at:  # a lone gap, not a table
                end = at + 1
            if end - at == 1:
                yield Line(rows[at], edge, width, wraps=False)
            else:
                yield from _table(rows[at:end], gutters, rulings)
        at = end


def _gutters(rows: list[list[Run]], start: int) -> tuple[int, list[float]]:
    """The end of the block of rows from `start` that share white gutters, and the gutters' left edges."""
    gaps = [(a.x1, b.x0) for a, b in pairwise(rows[start]) if b.x0 - a.x1 > min(a.size, b.size)]
    end = start + 1
    for row in rows[start + 1 :]:
        kept = [narrowed for low, high in gaps if (narrowed := _narrow(low, high, row))]
        if not kept:
            break
        space = _space(rows[end - 1], row)
        if space > 3 * row[0].size or (space > row[0].size and len(kept) < len(gaps) and end - start > 1):
            break  # another table, or none
        gaps, end = kept, end + 1
    while end - start > 1 and len(rows[end - 1]) == 1 and _spans(rows[end - 1][0], rows[start]):
        end -= 1  # a full line of text after the columns
    both = sum(len(row) > 1 for row in rows[start:end])
    return (end, [low for low, _ in gaps]) if both > 1 or end - start > 3 else (start + 1, [])


def _space(above: list[Run], below: list[Run]) -> float:
    return min(run.top for run in below) - max(run.bottom for run in above)


def _narrow(low: float, high: float, row: list[Run]) -> tuple[float, float] | None:
    """A gutter made as narrow as `row` leaves it, or None where the row runs across it."""
    middle = (low + high) / 2
    low = max([low, *(run.x1 for run in row if (run.x0 + run.x1) / 2 < middle)])
    high = min([high, *(run.x0 for run in row if (run.x0 + run.x1) / 2 >= middle)])
    return (low, high) if high - low > 0.9 * row[0].size else None


def _spans(run: Run, row: list[Run]) -> bool:
    return run.x1 - run.x0 > 0.8 * (row[-1].x1 - row[0].x0)


def _prose(rows: list[list[Run]]) -> bool:
    """Lines of a column of running text, as against cells."""
    if len(rows) < 4:
        return False
    words = median(sum(len(run.text.split()) for run in row) for row in rows)
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    full = sum(row[-1].x1 > right - 0.25 * (right - left) for row in rows)
    return words >= 4 and 2 * full >= len(rows)


def _table(rows: list[list[Run]], gutters: list[float], rulings: list[float]) -> Iterator[Line]:
    """One line a record: a wrapped cell's lines are put together. Records are parted by rules where there are any,
    else each begins with a row that has something in the first column and in another."""

    def column(run: Run) -> int:
        return sum(run.x0 > gutter for gutter in gutters)

    def parted(above: list[Run], below: list[Run]) -> bool:
        if ruled:
            return _ruled([above, below], rulings) > 0
        return len(below) > 1 and column(below[0]) == 0

    ruled = _ruled(rows, rulings) > 0
    records: list[list[list[Run]]] = []
    for row in rows:
        if records and not parted(records[-1][-1], row):
            records[-1].append(row)
        else:
            records.append([row])
    for record in records:
        placed = sorted((column(run), number, run.x0, run) for number, row in enumerate(record) for run in row)
        yield Line([run for *_, run in placed], 0.0, 0.0, wraps=False, columns=tuple(at for at, *_ in placed))


def _ruled(rows: list[list[Run]], rulings: list[float]) -> int:
    """How many of the rows have a rule between them and the next."""
    return sum(any(_middle(above) < y < _middle(below) for y in rulings) for above, below in pairwise(rows))


def _middle(row: list[Run]) -> float:
    return sum(run.top + run.bottom for run in row) / (2 * len(row))


# --- Running heads and feet ---------------------------------------------------------------------------------------

_COUNTER = re.compile(r"(?i)(?:page|pg|p)?\.?\s*\d+\s*(?:/|of)\s*\d+|\b(?:page|pg|p\.)\s*\d+|\d{1,2}:\d{2}(?::\d{2})?")
_BARE_NUMBER = re.compile(r"[-–\s]*\d{1,4}[-–\s]*")
_TELLS = re.compile(r"\d")


def without_running_lines(pages: list[Page]) -> int:
    """Take running heads and feet out of the pages; how many rows went.

    A running line stands at one height in the margin of three pages (of both, where there are two), the same but for
    page numbers and clock times. One that holds another number or date stays where it first stands: it may be the
    only place that says it.
    """
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, page in enumerate(pages):
        for row in page.rows:
            if key := _key(row, page):
                seen[key].add(number)
    needed = min(3, max(2, len(pages)))
    met: set[str] = set()
    gone = 0
    for page in pages:
        rows = []
        for row in page.rows:
            key = _key(row, page)
            if key and len(set().union(*(seen.get((key[0], key[1] + near), ()) for near in (-1, 0, 1)))) >= needed:
                if key[0] in met or not _TELLS.search(key[0]):
                    gone += 1
                    continue
                met.add(key[0])
            rows.append(row)
        page.rows = rows
    return gone


def _key(row: list[Run], page: Page) -> tuple[str, int] | None:
    middle = _middle(row)
    if MARGIN * page.height < middle < (1 - MARGIN) * page.height:
        return None
    text = " ".join(_COUNTER.sub("§", " ".join(run.text for run in row)).split()).casefold()
    return ("§" if _BARE_NUMBER.fullmatch(text) else text, round(middle / 8))


# What begins a line of its own: an item of a list, or a heading.
_OPENS = re.compile(rf"{_ITEM.pattern}|[A-Z][A-Z /&-]{{2,40}}(?::|$)|[A-Z][A-Za-z /]{{1,30}}:(?:\s|$)")


# --- Text ---------------------------------------------------------------------------------------------------------

def text(page: Page) -> Placed:
    """The page's text: wrapped lines joined by a space, paragraphs parted by an empty line."""
    found, placed = "", []
    before: Line | None = None
    for line in _read(page.rows, page.rulings):
        if before is not None:
            found += _break(before, line)
        placed += [(len(found) + at, run) for at, run in zip(line.starts, line.runs, strict=True)]
        found += line.text
        before = line
    return Placed(found, placed, before)


def running_on(pages: Sequence[Placed]) -> list[int]:
    """The pages (from 0) whose last sentence goes on at the top of the next one."""
    return [at for at, (page, after) in enumerate(pairwise(pages)) if page.last and _goes_on(page.last, after.text)]


_WITHIN = re.compile(r"[a-z]|\d+ ?%|\d+/10")


def _goes_on(before: Line, text: str) -> bool:
    """Whether a sentence that reaches the margin goes on in another column or page, as its first letters tell."""
    if not before.wraps or before.text.endswith((".", ":", "!", "?", ";")):
        return False
    reaches = before.edge - before.runs[-1].x1 < 0.18 * before.width
    return reaches and bool(_WITHIN.match(text)) and not _OPENS.match(text)


def _break(before: Line, line: Line) -> str:
    gap = line.top - before.bottom
    if gap > 0.9 * line.size or gap < -2 * line.size:  # a new paragraph, or the top of the next column
        return "\n\n" if gap > 0 else " " if _goes_on(before, line.text) else "\n"
    last, first = before.runs[-1], line.runs[0]
    room = before.edge - last.x1
    word = len(first.text.split(" ", 1)[0]) / max(len(first.text), 1) * (first.x1 - first.x0)
    alike = abs(last.size - first.size) < 0.25 * first.size
    slack = 0.5 * first.size if last.text.endswith((".", ":", "!", "?", ";")) else 0.18 * before.width
    wrapped = before.wraps and line.wraps and alike and room < max(1.2 * word + 0.5 * first.size, slack)
    return " " if wrapped and not _OPENS.match(line.text) else "\n"
