"""The Word templates that staff edit, one for each kind of letter: built here, checked whenever one is loaded.

    python -m copilot.letters.templates        builds copilot/letters/templates/*.docx anew

A plan's own stands as letters/templates/<kind>.docx in the data folder. Staff may change anything about its looks, move
parts and add text of their own; every part must stay, and nothing may fetch, compute or hide anything.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, get_args

from copilot.letters.page import Letter, Paragraph, Part, Style
from copilot.notices import DATA, Kind, shipped
from copilot.problem import Problem

STYLES: tuple[Style, ...] = ("text", "bullet", "quote")


def load(kind: Kind, folder: Path | None = None) -> bytes:
    """The template for a kind of letter, the data folder's own where it has one. Raises Problem with all its faults."""
    own = folder / "letters" / "templates" / f"{kind}.docx" if folder else None
    path = own if own and own.is_file() else DATA / "templates" / f"{kind}.docx"
    try:
        template = path.read_bytes()
    except OSError as error:
        raise Problem(f"{path}: it cannot be opened ({error.strerror})") from None
    if path == own and (wrong := check(template)):
        raise Problem(f"{path}: {'; '.join(wrong)}")
    return template


def check(template: bytes) -> list[str]:
    """What is wrong with a template, a line each: what it may not hold, unknown fields, parts that are missing."""
    from jinja2 import TemplateError

    from copilot.letters import docx

    wrong = docx.forbidden(template)
    try:
        unknown = docx.names(template) - set(context(SAMPLE))
        wrong += [f"unknown field {name}" for name in sorted(unknown)]
        page = docx.read(docx.write(SAMPLE, template))
    except (TemplateError, Problem) as error:
        return [*wrong, f"it cannot be filled in ({error})"]
    said = [(p.style, p.text) for p in page.paragraphs]
    for part in SAMPLE.parts:
        wanted = [("heading", part.heading)] if part.heading else []
        wanted += [(p.style, p.text) for p in part.paragraphs]
        if not all(said.count(each) == 1 for each in wanted):
            wrong.append(f"the part {part.id} is missing, or its heading, lists or quotations are")
    if ("title", SAMPLE.title) not in said:
        wrong.append("the title is missing: put {{ title }} in the style Heading 1")
    if not page.marked(SAMPLE.mark):
        wrong.append("{{ mark }} is missing in the header of some page")
    return wrong


def context(letter: Letter) -> dict[str, Any]:
    """What a template may name: `mark`, `title`, and each part's `heading` and `paragraphs` (`text`, `style`)."""
    parts = {part.id: Part(part.id, "", ()) for part in shipped().parts} | {part.id: part for part in letter.parts}
    return {"mark": letter.mark, "title": letter.title, **parts}


def build() -> bytes:
    """A template with every part in order."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Inches, Pt, RGBColor

    document = Document()
    for name, size, bold in (("Normal", 12, False), ("Heading 1", 16, True), ("Heading 2", 13, True)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = "Arial", Pt(size), bold
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(6), 1
        fonts = style.element.rPr.rFonts
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        style.font.name = "Arial"
    lines = document.styles["No Spacing"]
    lines.base_style, lines.paragraph_format.keep_with_next = document.styles["Normal"], True
    lines.paragraph_format.space_after, lines.paragraph_format.line_spacing = Pt(3), 1
    for name in ("List Bullet", "Quote"):
        document.styles[name].font.color.rgb = RGBColor(0, 0, 0)
    document.styles["Quote"].paragraph_format.left_indent = Inches(0.3)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    header = section.header.paragraphs[0]
    header.text = "{{ mark }}"
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    header.runs[0].bold, header.runs[0].font.size = True, Pt(10)

    def line(text: str, style: str = "Normal") -> None:
        document.add_paragraph(text, style=style)

    for part in shipped().parts:
        if part.id == "decision":
            line("{{ title }}", "Heading 1")
        if part.member:
            line(f"{{%p if {part.id}.paragraphs %}}")
            line(f"{{{{ {part.id}.heading }}}}", "Heading 2")
            line("{%p endif %}")
        line(f"{{%p for p in {part.id}.paragraphs %}}")
        if not part.member:
            line("{{ p.text }}", "No Spacing")
            line("{%p endfor %}")
            line("", "No Spacing")
            continue
        line('{%p if p.style == "bullet" %}')
        line("{{ p.text }}", "List Bullet")
        line('{%p elif p.style == "quote" %}')
        line("{{ p.text }}", "Quote")
        line('{%p elif p.style == "line" %}')
        line("{{ p.text }}", "No Spacing")
        line("{%p else %}")
        line("{{ p.text }}")
        line("{%p endif %}")
        line("{%p endfor %}")
    document.core_properties.author = document.core_properties.comments = ""
    document.core_properties.title = "Letter"
    held = io.BytesIO()
    document.save(held)
    from copilot.letters.docx import frozen

    return frozen(held.getvalue(), but=("docProps/thumbnail.jpeg",))


def _sample() -> Letter:
    """A letter with every part, heading and style, each with words of its own."""
    parts = []
    for part in shipped().parts:
        styles: tuple[Style, ...] = STYLES if part.member else ("line",)
        said = tuple(Paragraph(f"Sample {style} & <of> {part.id}", style) for style in styles)
        parts.append(Part(part.id, f"Heading of {part.id}" if part.member else "", said))
    return Letter("adverse", "member", "Sample title", "Sample mark", tuple(parts))


SAMPLE = _sample()

if __name__ == "__main__":
    for kind in get_args(Kind):
        path = DATA / "templates" / f"{kind}.docx"
        path.write_bytes(build())
        print(path)
