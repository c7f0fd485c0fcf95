"""Picture files (.png .jpg .tif) of pages, read as scans; a TIFF may hold many."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from copilot.records import layout, ocr
from copilot.records.page import Parsed, Unreadable

MAX_PIXELS = 40_000_000  # a page at 600 dpi has 34 million
MAX_PAGES = 500


def parse(data: bytes, progress: Callable[[int, int], None]) -> Parsed:
    """The text of each picture."""
    if not ocr.installed():
        raise Unreadable(ocr.INSTALL)
    pages = []
    for picture, count in pictures(data):
        height, width = picture.shape
        pages.append(ocr.page(picture, width * 72 / ocr.DPI, height * 72 / ocr.DPI))
        progress(len(pages), count)
    placed = [layout.text(page) for page in pages]
    doubtful = [(index, doubt) for index, page in enumerate(placed) for doubt in page.doubtful]
    notes = ["read from a picture; compare figures with it"]
    run_on = layout.running_on(placed)
    return Parsed([page.text for page in placed], paged=True, doubtful=doubtful, notes=notes, run_on=run_on)


def pictures(data: bytes) -> Any:
    """(grey picture as numpy height × width, how many there are). Raises Unreadable for a bomb or a damaged file."""
    import numpy
    from PIL import Image, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # Pillow warns above this and refuses above its double
    try:
        with Image.open(io.BytesIO(data)) as image:
            count = getattr(image, "n_frames", 1)
            if count > MAX_PAGES:
                raise Unreadable(f"it holds {count} pictures; up to {MAX_PAGES} are read. Split it")
            for frame in ImageSequence.Iterator(image):
                if frame.width * frame.height > MAX_PIXELS:
                    raise Unreadable("its picture is larger than a page. Scan it at 200 to 300 dpi")
                yield numpy.asarray(frame.convert("L")), count
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable("it is damaged, or larger than a page. Scan it again") from error


def crop(data: bytes, place: list[float]) -> str:
    """A PNG in base64 of a place on a page, with some of the page about it.

    `place`: [page from 1, left, top, right, bottom], fractions.
    """
    import base64

    from PIL import Image

    page, left, top, right, bottom = int(place[0]), *place[1:]
    picture = _page_picture(data, page)
    height, width = picture.shape
    about = 0.02 if (right - left, bottom - top) != (1, 1) else 0.0
    box = (
        max(left - about, 0) * width, max(top - about, 0) * height,
        min(right + about, 1) * width, min(bottom + about, 1) * height,
    )  # fmt: skip
    out = io.BytesIO()
    Image.fromarray(picture).crop(tuple(round(side) for side in box)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def _page_picture(data: bytes, page: int) -> Any:
    from copilot.records import pdf

    if b"%PDF-" in data[:1024]:
        opened = pdf.opened(data)
        if 1 <= page <= len(opened):
            return pdf.picture(opened, page - 1, dpi=150)
    else:
        for number, (picture, _) in enumerate(pictures(data), 1):
            if number == page:
                return picture
    raise Unreadable(f"it has no page {page}")
