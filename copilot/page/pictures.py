"""A letter's PDF as pictures of its pages. The PDF is our own; pdfium works for one thread at a time."""

from __future__ import annotations

import io
import threading

from copilot.problem import Problem

SCALE = 1.7  # pixels a point: sharp on the page, and small
_ONE_AT_A_TIME = threading.Lock()


def pages(pdf: bytes) -> int:
    """How many pages it has."""
    import pypdfium2

    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def picture(pdf: bytes, number: int) -> bytes:
    """A page, counted from 1, as PNG. Raises Problem where there is no such page."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        if not pdf:
            raise Problem("the letter has no PDF")
        with pypdfium2.PdfDocument(pdf) as document:
            if not 1 <= number <= len(document):
                raise Problem("the letter has no such page")
            image = document[number - 1].render(scale=SCALE).to_pil()
    written = io.BytesIO()
    image.quantize(32).save(written, "PNG", optimize=False)
    return written.getvalue()
