"""PDF charts, by pdfium: the visible text of each page in reading order.

Text that a person would not see (invisible, white on white, under a black bar, tiny, off the page) is not read, and
the notes say so: what no reader of the page sees must not decide a case.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from copilot.records import layout
from copilot.records.layout import Run
from copilot.records.page import Parsed, Unreadable

MAX_PAGES = 5000
SMALLEST = 3.0  # points; smaller type cannot be read in print
PICTURE = 0.1  # of a page; a smaller one is a logo or a signature
HIDDEN, TURNED = "text that is not visible", "text set at an angle"
PICTURED, COMMENTED = "a picture", "comments"
INVISIBLE = 3  # PDF 32000-1 table 106: neither fill nor stroke; a scanner's text layer, or hidden text
LETTERS = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\xa0": " ", "\xad": "", "\x02": "-"}
)


@dataclass
class Glyphs:
    """What stands on a page: its visible runs, the y of its rules, how many characters were hidden or in a scanner's
    text layer, how many have no known meaning, how many stand at an angle to the rest, how much of the page is picture
    (0 to 1), and whether it has comments."""

    runs: list[Run]
    rulings: list[float]
    width: float
    height: float
    hidden: int = 0
    layer: list[Run] = field(default_factory=list)
    unknown: int = 0
    picture: float = 0.0
    turned: int = 0
    comments: bool = False


def parse(data: bytes, progress: Callable[[int, int], None]) -> Parsed:
    """The text of each page. Raises Unreadable for an encrypted, damaged or endless file."""
    from copilot.records import ocr

    pdf = opened(data)
    pages, scans, notes = [], [], []
    unread: dict[str, list[int]] = {what: [] for what in (HIDDEN, TURNED, PICTURED, COMMENTED)}
    recognise = ocr.installed()
    for index in range(len(pdf)):
        glyphs = read(pdf, index)
        scanned = is_scan(glyphs)
        if scanned:
            scans.append(index + 1)
        if scanned and recognise:
            pages.append(ocr.page(picture(pdf, index), glyphs.width, glyphs.height))
        else:
            pages.append(layout.page(glyphs.runs, glyphs.height, glyphs.rulings))
            for what, there in (
                (HIDDEN, glyphs.hidden > 3), (TURNED, glyphs.turned > 3),
                (PICTURED, glyphs.picture > PICTURE), (COMMENTED, glyphs.comments),
            ):  # fmt: skip
                if there:
                    unread[what].append(index + 1)
        progress(index + 1, len(pdf))
    if len(scans) == len(pdf) and not recognise:
        raise Unreadable(ocr.INSTALL)
    if gone := layout.without_running_lines(pages):
        notes.append(f"{gone} repeated page headers and footers left out of the text")
    placed = [layout.text(page) for page in pages]
    notes += [f"{what} on {numbers(found)} not read" for what, found in unread.items() if found]
    if scans:
        why = "read from a picture; compare figures with it" if recognise else f"not read: {ocr.INSTALL}"
        notes.append(f"{numbers(scans)} {why}")
    doubtful = [(index, doubt) for index, page in enumerate(placed) for doubt in page.doubtful]
    run_on = layout.running_on(placed)
    return Parsed([page.text for page in placed], paged=True, doubtful=doubtful, notes=notes, run_on=run_on)


def picture(pdf: Any, index: int, dpi: int = 200) -> Any:
    """A page as a grey picture (numpy, height × width), of at most 40 million pixels."""
    page = pdf[index]
    try:
        width, height = page.get_size()
        scale = min(dpi / 72, math.sqrt(40e6 / max(width * height, 1)))
        bitmap = page.render(scale=scale, grayscale=True)
        return bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    finally:
        page.close()


def opened(data: bytes) -> Any:
    """The document, or Unreadable."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("it is protected by a password. Save it without one") from error
        raise Unreadable("it is damaged. Print it to a new PDF") from error
    if len(pdf) > MAX_PAGES:
        raise Unreadable(f"it has {len(pdf)} pages; up to {MAX_PAGES} are read. Split it")
    pdf.init_forms()  # what was filled in is drawn, and read, as part of its page
    return pdf


def is_scan(glyphs: Glyphs) -> bool:
    """A page to be read from its picture: next to no text, or text that nobody can decode."""
    count = sum(len(run.text) for run in glyphs.runs)
    if glyphs.picture > 0.3 and (count < 20 or glyphs.layer):
        return True
    return glyphs.unknown > 0.2 * max(count, 1)


def numbers(pages: list[int]) -> str:
    """'page 3', 'pages 1-4, 7'."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    words = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)
    return f"page{'s' if len(pages) > 1 else ''} {words}"


# --- One page -----------------------------------------------------------------------------------------------------


def read(pdf: Any, index: int) -> Glyphs:
    """Everything on one page; closes it, so that a long chart takes no more memory than a short one."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        page = pdf[index]
        comments = False
        if raw.FPDFPage_GetAnnotCount(page):
            comments = _commented(raw, page)
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            page = pdf[index]
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"page {index + 1} is damaged. Print it to a new PDF") from error
    textpage = page.get_textpage()
    try:
        found = _Page(raw, page, textpage).glyphs()
        found.comments = comments
        return found
    finally:
        textpage.close()
        page.close()


def _commented(raw: Any, page: Any) -> bool:
    """Whether a note stands in the margin whose words the page itself does not show."""
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            drawn = kind == raw.FPDF_ANNOT_FREETEXT and raw.FPDFAnnot_HasKey(annotation, b"AP")
            words = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0) > 2  # an empty one has its end mark
            if words and not drawn and kind not in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
                return True
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return False


class _Page:
    def __init__(self, raw: Any, page: Any, textpage: Any) -> None:
        self.raw, self.page, self.text = raw, page, textpage
        self.left, self.low, right, high = page.get_cropbox()
        self.width, self.height = right - self.left, high - self.low
        if self.width <= 0 or self.height <= 0:
            raise Unreadable("a page of it has no size. Print it to a new PDF")
        self.objects: dict[int, int] = {}  # address of a page object → its place in the painting order
        self.fills: list[tuple[int, tuple[float, float, float, float], bool]] = []  # order, bounds, is it light
        self.pictures: list[tuple[int, tuple[float, float, float, float]]] = []
        self.rulings: list[float] = []
        self.survey()

    def survey(self) -> None:
        """The page's painted areas, pictures and rules, in painting order."""
        raw = self.raw
        for order in range(raw.FPDFPage_CountObjects(self.page)):
            item = raw.FPDFPage_GetObject(self.page, order)
            kind = raw.FPDFPageObj_GetType(item)
            self.objects[_address(item)] = order
            if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
                continue
            box = [ctypes.c_float() for _ in range(4)]
            if not raw.FPDFPageObj_GetBounds(item, *box):
                continue
            left, low, right, high = (value.value for value in box)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.pictures.append((order, (left, low, right, high)))
            elif high - low < 2.5 and right - left > 30:
                self.rulings.append(self.low + self.height - (low + high) / 2)
            else:
                mode, stroke = ctypes.c_int(), raw.FPDF_BOOL()
                raw.FPDFPath_GetDrawMode(item, mode, stroke)
                colour = self.colour(raw.FPDFPageObj_GetFillColor, item)
                if mode.value and colour and colour[3] > 200:
                    self.fills.append((order, (left, low, right, high), min(colour[:3]) > 235))
                if right - left > 30:
                    self.rulings += [self.low + self.height - y for y in (low, high)]

    def colour(self, get: Callable[..., int], item: Any) -> tuple[int, int, int, int] | None:
        parts = [ctypes.c_uint() for _ in range(4)]
        return tuple(part.value for part in parts) if get(item, *parts) else None  # type: ignore[return-value]

    def glyphs(self) -> Glyphs:
        raw, text = self.raw, self.text
        area = sum(max(r - x, 0) * max(h - y, 0) for _, (x, y, r, h) in self.pictures)
        found = Glyphs([], self.rulings, self.width, self.height, picture=min(area / (self.width * self.height), 1.0))
        looks: dict[int, tuple[str, float]] = {}
        upright: list[Run] = []
        turned: dict[int, list[Run]] = {}
        layer: list[Run] = []
        box = raw.FS_RECTF()
        before = 0
        for index in range(raw.FPDFText_CountChars(text)):
            code = raw.FPDFText_GetUnicode(text, index)
            if raw.FPDFText_IsGenerated(text, index) == 1 or code in (0x0D, 0x0A, 0):
                before = 0
                continue
            if raw.FPDFText_HasUnicodeMapError(text, index) == 1:
                found.unknown += 1
            character = _character(code).translate(LETTERS)
            if not raw.FPDFText_GetLooseCharBox(text, index, box) or not character:
                continue
            address = _address(raw.FPDFText_GetTextObject(text, index))
            if address not in looks:
                looks[address] = self.look(index, address, box)
            look, angle = looks[address]
            if look == "hidden" or not self.on_page(box):
                found.hidden += not character.isspace()
                continue
            turn = -round(math.degrees(angle) / 90) % 4 if _right_angle(angle) else 9
            runs = layer if look == "layer" else turned.setdefault(turn, []) if turn else upright
            self.add(runs, character, box, turn, joined=address == before)
            before = address
        found.layer = layer
        found.runs = self.turned_upright(upright, turned, found)
        return found

    def look(self, index: int, address: int, box: Any) -> tuple[str, float]:
        """Whether a text object can be seen ('shown', 'layer', 'hidden'), and its angle."""
        raw, text = self.raw, self.text
        angle = max(raw.FPDFText_GetCharAngle(text, index), 0.0)
        item = raw.FPDFText_GetTextObject(text, index)
        order = self.objects.get(address, len(self.objects))
        middle = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        if raw.FPDFTextObj_GetTextRenderMode(item) == INVISIBLE or any(
            order < at and _inside(middle, bounds) for at, bounds in self.pictures
        ):
            return ("layer" if any(_inside(middle, bounds) for _, bounds in self.pictures) else "hidden", angle)
        if any(order < at and _inside(middle, bounds) for at, bounds, _ in self.fills):
            return "hidden", angle
        if min(box.top - box.bottom, max(box.right - box.left, box.top - box.bottom)) < SMALLEST * 0.8:
            return "hidden", angle
        colour = self.colour(raw.FPDFPageObj_GetFillColor, item)
        if colour and (colour[3] < 10 or min(colour[:3]) > 245):
            below = [light for at, bounds, light in self.fills if at < order and _inside(middle, bounds)]
            pictured = any(at < order and _inside(middle, bounds) for at, bounds in self.pictures)
            if colour[3] < 10 or not (pictured or (below and not below[-1])):
                return "hidden", angle
        return "shown", angle

    def on_page(self, box: Any) -> bool:
        return (
            self.left - 2 < box.right and box.left < self.left + self.width + 2
            and self.low - 2 < box.top and box.bottom < self.low + self.height + 2
        )  # fmt: skip

    def add(self, runs: list[Run], character: str, box: Any, turn: int, joined: bool) -> None:
        """Append a glyph to the last run, or begin a new one where it stands apart. Coordinates as if upright."""
        x0, x1 = box.left - self.left, box.right - self.left
        top, bottom = self.low + self.height - box.top, self.low + self.height - box.bottom
        if turn == 1:  # written upward
            x0, x1, top, bottom = self.height - bottom, self.height - top, x0, x1
        elif turn == 2:
            x0, x1, top, bottom = self.width - x1, self.width - x0, self.height - bottom, self.height - top
        elif turn == 3:  # written downward
            x0, x1, top, bottom = top, bottom, self.width - x1, self.width - x0
        last = runs[-1] if runs else None
        back = (1.5 if joined else 0.5) * (last.size if last else 0)  # both letters of a ligature have its box
        if last and abs(last.bottom - bottom) < 0.4 * last.size and -back < x0 - last.x1 < last.size:
            if character.isspace():
                if not last.text.endswith(" "):
                    last.text += " "
                return
            spaced = x0 - last.x1 > (0.28 if joined else 0.2) * last.size and not last.text.endswith(" ")
            last.text += (" " if spaced else "") + character
            last.x1, last.top, last.bottom = max(last.x1, x1), min(last.top, top), max(last.bottom, bottom)
        elif not character.isspace():
            runs.append(Run(character, x0, x1, top, bottom))

    def turned_upright(self, upright: list[Run], turned: dict[int, list[Run]], found: Glyphs) -> list[Run]:
        """The runs of the direction most of the page is written in; a page lying on its side is turned."""
        main = max(((len(runs), turn) for turn, runs in turned.items() if turn != 9), default=(0, 0))
        if main[0] > len(upright):
            if main[1] != 2:
                found.width, found.height = self.height, self.width
                found.rulings = []
            turned[0] = upright
            upright = turned.pop(main[1])
        found.turned = sum(len(run.text) for runs in turned.values() for run in runs)
        return upright


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def _character(code: int) -> str:
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def _right_angle(angle: float) -> bool:
    return abs(math.degrees(angle) / 90 - round(math.degrees(angle) / 90)) < 0.12


def _inside(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]
