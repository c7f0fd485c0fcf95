"""How fast charts are read: pages a second, for `make bench`."""

from __future__ import annotations

import time

from copilot.documents import text_of_bytes
from copilot.records import ocr
from tests.records.chart import DOCUMENTS, as_fax, as_pdf

PAGES = 300


def pages_a_second() -> dict[str, float]:
    """A 300-page PDF with text, and a fax page where the ocr extra is there; the child's start is included."""
    import io

    import pypdfium2

    page, long = pypdfium2.PdfDocument(as_pdf(DOCUMENTS[1]["text"] * 3)), pypdfium2.PdfDocument.new()
    for _ in range(PAGES):
        long.import_pages(page, [0])
    out = io.BytesIO()
    long.save(out)
    found = {"digital PDF": PAGES / _seconds(out.getvalue())}
    if ocr.installed():
        found["scan"] = 1 / _seconds(as_fax(DOCUMENTS[1]["text"]))
    return found


def _seconds(data: bytes) -> float:
    began = time.perf_counter()
    text_of_bytes(data, "chart.pdf")
    return time.perf_counter() - began


if __name__ == "__main__":
    for kind, speed in pages_a_second().items():
        print(f"{kind}: {speed:.2f} pages/s")
