"""PDF charts: the text of each page, by pdfium."""

from __future__ import annotations

from collections.abc import Callable

from copilot.records.page import Parsed, Unreadable

MAX_PAGES = 5000


def parse(data: bytes, progress: Callable[[int, int], None]) -> Parsed:
    """The text of each page. Raises Unreadable for an encrypted, damaged or endless file."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("it is protected by a password. Save it without one") from error
        raise Unreadable("it is damaged. Print it to a new PDF") from error
    if len(pdf) > MAX_PAGES:
        raise Unreadable(f"it has {len(pdf)} pages; up to {MAX_PAGES} are read. Split it")
    pages, empty = [], []
    for index in range(len(pdf)):
        page = pdf[index]
        text = page.get_textpage().get_text_range().replace("\r\n", "\n").strip()
        pages.append(text)
        if not text:
            empty.append(index + 1)
        page.close()
        progress(index + 1, len(pdf))
    notes = [f"page {number} holds no text (a scan?)" for number in empty] if len(empty) < len(pdf) else []
    return Parsed(pages, paged=True, notes=notes)
