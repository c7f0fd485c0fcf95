"""Scans: the text of a picture by RapidOCR (the `ocr` extra), with what may be misread marked, never mended.

A token is doubtful where it was read with little confidence, where a letter stands in a number ('O/10', '8O%'), or
where a further reading of the same line, coarser or with thinner strokes, gives other figures. A number read from a
doubtful token is ambiguous until a person has compared it with the picture.
"""

from __future__ import annotations

import difflib
import functools
import math
import re
from dataclasses import dataclass
from statistics import median
from typing import Any

from copilot.records import layout
from copilot.records.layout import Doubt, Run
from copilot.records.page import Unreadable

DPI = 200
MAX_PIXELS = 40_000_000
# Least confidence. On clean 200 dpi faxes a right character beside a space may have 0.53, so one alone tells little;
# misread lines had 0.57 as a whole.
SURE_FIGURE, SURE_TOKEN, SURE_LINE = 0.5, 0.7, 0.8
MEND = "make ocr, or pip install rapidocr"  # in a checkout, or beside an installed package
INSTALL = f"it is a picture, and text recognition is not installed: {MEND}"

_FIGURE = re.compile(r"\d")
# A letter in a number, and a score of ten that lost its stroke ('810').
_MISREAD = re.compile(
    r"(?<![A-Za-z])(?:[OoQDlISBZ|]+\s*(?:/\s*1[0Oo]|%)|\d+[OoQDlIBZ|]+\d*|[OoQlI|]+\d+)(?![A-Za-z])"
    r"|/\s*(?:1[Oo]|[lI|][0Oo])\b|(?<![\d/.,-])(?:\d|10)10(?![\d/.,%-])"
)
# Where this share of a page's figures, and at least two, are doubtful, all of them are. Measured on made faxes: at 200
# dpi 120 of 120 figures were right and none doubtful; at 120 dpi 15 % were doubtful, and a few of the rest wrong.
HARD_TO_READ = 0.1


@dataclass
class Letter:
    """A recognised character: confidence 0 to 1, and its corners in pixels."""

    character: str
    confidence: float
    corners: list[list[float]]


def installed() -> bool:
    """Whether the extra is there."""
    from importlib.util import find_spec

    return find_spec("rapidocr") is not None


@functools.cache
def engine() -> Any:
    """The recogniser. Its models come with its wheel; nothing is fetched. Takes a second and 1 GB."""
    if not installed():
        raise Unreadable(INSTALL)
    make_room()
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    # Lines are found on a smaller picture, twice as fast, and read from the full one. On eight made faxes a side of
    # 1536 gave 3 doubtful tokens; 1280 cut the lines closer and gave 18.
    return RapidOCR(params={"Det.limit_type": "max", "Det.limit_side_len": 1536})


def make_room() -> None:
    """Raise this process's limit on memory, within what `child.limit` allows at most: recognition takes a gigabyte."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY:
        wanted = 4 << 30
        resource.setrlimit(resource.RLIMIT_AS, (min(wanted, hard) if hard != resource.RLIM_INFINITY else wanted, hard))


def page(picture: Any, width: float, height: float) -> layout.Page:
    """A picture (grey, numpy, height × width) as a page of `width` × `height` points."""
    found, picture = _turned_right(picture)
    if found is None:
        return layout.page([], height)
    if (picture.shape[1] > picture.shape[0]) != (width > height):
        width, height = height, width
    scale = width / picture.shape[1]
    angle = _skew(found.boxes)
    runs, read = [], []
    for box, text, score, words in zip(found.boxes, found.txts, found.scores, found.word_results, strict=True):
        letters = _letters(words)
        doubts = _doubts(text, letters, picture, float(score))
        x0, x1, top, bottom = (value * scale for value in _upright(box, angle, picture.shape))
        runs.append(Run(text, x0, x1, top, bottom, tuple(doubts)))
        read.append((text, letters))
    if _hard_to_read(runs):
        for run, (text, letters) in zip(runs, read, strict=True):
            spans = {(one.start, one.end) for one in run.doubtful} | _with_figures(text)
            run.doubtful = tuple(_placed(text, spans, letters, picture))
    return layout.page(runs, height)


def recognised(picture: Any) -> Any:
    """The recogniser's result with its characters, or None where it sees no text."""
    # The engine keeps the switches of its last call, so each call sets them all.
    found = engine()(
        picture, use_det=True, use_cls=False, use_rec=True, return_word_box=True, return_single_char_box=True
    )
    return found if found.boxes is not None and len(found.boxes) else None


def _turned_right(picture: Any) -> tuple[Any, Any]:
    """The reading of the page the right way up, and the picture so turned: sheets are fed sideways and upside down."""
    import numpy

    found = recognised(picture)
    if found is None or not (_lies_on_its_side(found) or _looks_upside_down(found)):
        return found, picture
    turns = (1, 3) if _lies_on_its_side(found) else (2,)
    pictures = [numpy.ascontiguousarray(numpy.rot90(picture, turn)) for turn in turns]
    readings = [(found, picture), *((recognised(other), other) for other in pictures)]
    return max(readings, key=lambda one: _sure_letters(one[0]))


def _looks_upside_down(found: Any) -> bool:
    """Little is read, or with little confidence: of a page on its head the long lines are not read at all."""
    return _sure_letters(found) < 200 or sum(found.scores) / len(found.scores) < 0.9


def _sure_letters(found: Any) -> float:
    """How many letters were read, each counted by its line's confidence."""
    return sum(len(text) * score for text, score in zip(found.txts, found.scores, strict=True)) if found else 0.0


# --- Doubt --------------------------------------------------------------------------------------------------------


def _letters(words: Any) -> list[Letter]:
    return [Letter(character, float(confidence), corners) for character, confidence, corners in words]


def _doubts(text: str, letters: list[Letter], picture: Any, score: float) -> list[Doubt]:
    """The spans of a line that may be misread, each with its place on the page (fractions of width and height)."""
    spans = {span for span in _tokens(text) if score < SURE_LINE or _unsure(text, span, letters)}
    spans |= {match.span() for match in _MISREAD.finditer(text)}
    if _FIGURE.search(text):
        spans |= _read_otherwise(text, letters, picture)
    return _placed(text, spans, letters, picture)


def _placed(text: str, spans: set[tuple[int, int]], letters: list[Letter], picture: Any) -> list[Doubt]:
    found = []
    for start, end in sorted(spans):
        place = _place(text, start, end, letters, picture.shape)
        found.append(Doubt(start, end, place, _cut_out(picture, place)))
    return found


def _cut_out(picture: Any, place: tuple[float, float, float, float]) -> str:
    """A PNG in base64 of a place with some of its line about it; in four greys it has about a kilobyte."""
    import base64
    import io

    from PIL import Image

    height, width = picture.shape
    left, top, right, bottom = place[0] * width, place[1] * height, place[2] * width, place[3] * height
    about = bottom - top
    box = (
        max(left - 3 * about, 0), max(top - about / 3, 0),
        min(right + 3 * about, width), min(bottom + about / 3, height),
    )  # fmt: skip
    out = io.BytesIO()
    Image.fromarray(picture).crop(tuple(round(side) for side in box)).quantize(4).save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def _with_figures(text: str) -> set[tuple[int, int]]:
    return {span for span in _tokens(text) if _FIGURE.search(text[slice(*span)])}


def _hard_to_read(runs: list[Run]) -> bool:
    figures = sum(len(_with_figures(run.text)) for run in runs)
    doubtful = sum(bool(_FIGURE.search(run.text[one.start : one.end])) for run in runs for one in run.doubtful)
    return doubtful > 1 and doubtful >= HARD_TO_READ * figures


def _tokens(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S+", text)]


def _of(text: str, start: int, end: int, letters: list[Letter]) -> list[Letter]:
    """The recognised characters of a span; white space has none."""
    before = sum(not character.isspace() for character in text[:start])
    return letters[before : before + sum(not character.isspace() for character in text[start:end])]


def _unsure(text: str, span: tuple[int, int], letters: list[Letter]) -> bool:
    found = [letter.confidence for letter in _of(text, *span, letters)]
    if not found or sum(found) / len(found) < SURE_TOKEN:
        return True
    return bool(_FIGURE.search(text[slice(*span)])) and min(found) < SURE_FIGURE


def _read_otherwise(text: str, letters: list[Letter], picture: Any) -> set[tuple[int, int]]:
    """Tokens with figures that a further reading of the line reads otherwise."""
    xs = [x for letter in letters for x, _ in letter.corners]
    ys = [y for letter in letters for _, y in letter.corners]
    if not xs:
        return set()
    crop = picture[max(int(min(ys)) - 4, 0) : int(max(ys)) + 5, max(int(min(xs)) - 6, 0) : int(max(xs)) + 7]
    if crop.shape[0] < 8 or crop.shape[1] < 8:
        return set()
    tokens = _tokens(text)
    doubted: set[tuple[int, int]] = set()
    for other in (_coarser(crop), _thinner(crop)):
        again = engine()(other, use_det=False, use_cls=False, use_rec=True)
        doubted |= {tokens[number] for number in _differing(text, (again.txts or ("",))[0])}
    return doubted


def _differing(text: str, other: str) -> set[int]:
    """Which tokens of `text` hold figures that `other` does not have in their place. Spaces do not count."""
    before, after = text.split(), other.split()
    found: set[int] = set()
    for kind, low, high, low2, high2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal" and _figures(before[low:high]) != _figures(after[low2:high2]):
            found |= {number for number in range(low, high) if _FIGURE.search(before[number])}
    return found


def _figures(tokens: list[str]) -> str:
    return "".join(character for token in tokens for character in token if character.isdigit() or character in "./%")


def _coarser(picture: Any) -> Any:
    """The same line at three quarters of its size; a steady reading stays the same."""
    import cv2

    small = cv2.resize(picture, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (3, 3), 0)


def _thinner(picture: Any) -> Any:
    """The same line with thinner strokes: an 8 filled in by the fax may open to a 6 or a 3."""
    import cv2
    import numpy

    return cv2.dilate(cv2.resize(picture, None, fx=1.5, fy=1.5), numpy.ones((2, 2), numpy.uint8))


def _place(
    text: str, start: int, end: int, letters: list[Letter], shape: tuple[int, ...]
) -> tuple[float, float, float, float]:
    """Where the span stands in the picture: left, top, right, bottom as fractions."""
    found = _of(text, start, end, letters) or letters
    xs = [x for letter in found for x, _ in letter.corners] or [0]
    ys = [y for letter in found for _, y in letter.corners] or [0]
    return (min(xs) / shape[1], min(ys) / shape[0], max(xs) / shape[1], max(ys) / shape[0])


# --- Position -----------------------------------------------------------------------------------------------------


def _skew(boxes: Any) -> float:
    """The angle, in radians, at which the lines of the page run; the long lines tell."""
    found = [(float(b[1][0] - b[0][0]), math.atan2(b[1][1] - b[0][1], b[1][0] - b[0][0])) for b in boxes]
    longest = max((width for width, _ in found), default=0.0)
    return median(angle for width, angle in found if width >= longest / 2) if found else 0.0


def _upright(box: Any, angle: float, shape: tuple[int, ...]) -> tuple[float, float, float, float]:
    """(x0, x1, top, bottom) of a box once the page is turned straight about its centre."""
    middle_x, middle_y = shape[1] / 2, shape[0] / 2
    cos, sin = math.cos(-angle), math.sin(-angle)
    turned = [
        ((x - middle_x) * cos - (y - middle_y) * sin + middle_x, (x - middle_x) * sin + (y - middle_y) * cos + middle_y)
        for x, y in box
    ]
    (left_top, right_top, right_bottom, left_bottom) = turned
    return (
        (left_top[0] + left_bottom[0]) / 2, (right_top[0] + right_bottom[0]) / 2,
        (left_top[1] + right_top[1]) / 2, (left_bottom[1] + right_bottom[1]) / 2,
    )  # fmt: skip


def _lies_on_its_side(found: Any) -> bool:
    long = [box for box, text in zip(found.boxes, found.txts, strict=True) if len(text) > 3]
    tall = sum(math.dist(box[0], box[3]) > 1.5 * math.dist(box[0], box[1]) for box in long)
    return tall > len(long) / 2
