"""The frozen form of a letter: PDF/UA-1, tagged, the same bytes for the same text, with the fonts that typst brings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from copilot.letters.docx import Page
from copilot.letters.page import clean
from copilot.notices import DATA
from copilot.problem import Problem

FONTS = ["Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"]


def write(page: Page) -> bytes:
    """A Word letter's text as PDF. Raises Problem where a character can be shown by no font of this machine."""
    import typst

    content = {"title": clean(page.title), "mark": clean(page.mark), "foot": clean(" ".join(page.footers)),
               "fonts": FONTS, "blocks": list(_blocks(page))}  # fmt: skip
    source = (DATA / "letter.typ").read_bytes()

    def compiled(own_fonts_only: bool) -> bytes:
        given: dict[str, Any] = {"letter": json.dumps(content, ensure_ascii=False)}
        compiler = typst.Compiler(source, ignore_system_fonts=own_fonts_only, sys_inputs=given)
        return bytes(compiler.compile(format="pdf", pdf_standards=["ua-1"]))

    try:
        return compiled(True)
    except typst.TypstError:
        pass  # a name in a script that typst's own fonts do not hold: try this machine's
    try:
        return compiled(False)
    except typst.TypstError as error:
        found = re.search(r"the text `\"(.+?)\"`", str(error))
        what = f"the character U+{ord(found[1][0]):04X}" if found else "something in the letter"
        raise Problem(f"the PDF cannot be written: no font on this machine shows {what}") from None


def _blocks(page: Page) -> Iterator[dict[str, Any]]:
    """Paragraphs as blocks; list items that follow one another are one list, lines one block that no page parts, and a
    first heading is the title."""
    titled = any(p.style == "title" for p in page.paragraphs)
    last: dict[str, Any] = {"style": None, "texts": []}
    for n, paragraph in enumerate(page.paragraphs):
        style = paragraph.style
        if style == "heading" and not titled:
            style, titled = "title", True
        if n in page.gaps:
            last = {"style": "gap", "texts": []}
            yield last
        if style == last["style"] and style in ("bullet", "line"):
            last["texts"].append(clean(paragraph.text))
        else:
            last = {"style": style, "texts": [clean(paragraph.text)]}
            yield last
