"""Word files (.docx): body text in order, tables a row a line, tracked insertions kept, deletions and hidden text not.

Read from the XML itself: python-docx's paragraph text leaves out tracked insertions and text boxes, and a chart's
words may stand in either.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from copilot.records.page import Parsed, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same elements under ISO 29500's strict name
MAIN = re.compile(r"word/document\d*\.xml")
# Boxes set in a symbol font, by the low byte of their code.
SYMBOLS = {"a8": "☐", "6f": "☐", "71": "☐", "fe": "☒", "fd": "☒", "78": "☒", "52": "☒", "53": "☒"}
MAX_XML = 100_000_000  # bytes of any one part once unpacked
CELL = " | "

LEFT_OUT = {
    f"{W}del": "deleted (tracked) passages",
    f"{W}moveFrom": "moved (tracked) passages in their old place",
    "hidden": "hidden passages",
    "struck": "struck-out passages",
    PICTURE: "pictures",
}


def parse(data: bytes, progress: object = None) -> Parsed:
    """The text of a Word file. Raises Unreadable for a file that is not one, is damaged, or unpacks to a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = set(archive.namelist())
        main = next(filter(MAIN.fullmatch, sorted(names)), None)
        if main is None:
            raise Unreadable("it is not a Word document. Save it as .docx or .pdf")
        root = _xml(archive, main)
        left_out: Counter[str] = Counter()
        lines = list(_blocks(root, left_out))
        for part, title in (("word/footnotes.xml", "Footnotes"), ("word/endnotes.xml", "Endnotes")):
            if part in names and (more := [line for line in _blocks(_xml(archive, part), left_out) if line.strip()]):
                lines += ["", f"{title}:", *more]
    except (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, EOFError, OSError) as error:
        raise Unreadable("it is damaged. Save it again from Word") from error
    except RuntimeError as error:  # zipfile's answer to an encrypted member
        raise Unreadable("it is protected by a password. Save it without one") from error
    notes = [f"{count} {LEFT_OUT[what]} not read" for what, count in left_out.items()]
    if "word/comments.xml" in names:
        notes.append("comments in the margin not read")
    if any(name.startswith(("word/header", "word/footer")) for name in names):
        notes.append("page headers and footers left out of the text")
    return Parsed(["\n".join(lines).strip("\n")], notes=notes)


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    """A part, unpacked no further than MAX_XML whatever its header claims. No entity is resolved."""
    with archive.open(name) as member:
        content = member.read(MAX_XML + 1)
    if len(content) > MAX_XML:
        raise Unreadable("it unpacks to far more text than a chart has. Save it again from Word")
    content = content.replace(STRICT, W[1:-1].encode())
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _blocks(parent: etree._Element, left_out: Counter[str]) -> Iterator[str]:
    """The lines of a body, cell, text box or note, in order."""
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, left_out)
        elif child.tag == f"{W}tbl":
            yield from _rows(child, left_out)
        elif child.tag in LEFT_OUT:
            left_out[child.tag] += 1
        elif isinstance(child.tag, str):  # body, sdt, footnote …; not a comment or a processing instruction
            yield from _blocks(child, left_out)


def _rows(table: etree._Element, left_out: Counter[str]) -> Iterator[str]:
    for row in table.iter(f"{W}tr"):
        if next(row.iterancestors(f"{W}tbl")) is not table:
            continue
        cells = (" ".join(line for line in _blocks(cell, left_out) if line) for cell in row.iterchildren(f"{W}tc"))
        yield CELL.join(cells)


def _paragraph(paragraph: etree._Element, left_out: Counter[str]) -> Iterator[str]:
    boxes: list[etree._Element] = []
    text = "".join(_inline(paragraph, left_out, boxes))
    yield from text.split("\n")
    for box in boxes:
        yield from _blocks(box, left_out)


def _inline(element: etree._Element, left_out: Counter[str], boxes: list[etree._Element]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag == f"{W}tab":
            if child.getparent().tag == f"{W}r":
                yield "\t"
        elif tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag == FALLBACK or not isinstance(tag, str):
            continue
        elif tag == f"{W}sym":
            yield SYMBOLS.get((child.get(f"{W}char") or "")[-2:].lower(), "")
        elif tag == f"{W}checkBox":
            yield "☒ " if _on(child, "checked", _on(child, "default", False)) else "☐ "
        elif tag == f"{W}r" and (why := _unseen(child)):
            left_out[why] += any(True for _ in child.iter(f"{W}t"))
        elif tag in LEFT_OUT:
            left_out[tag] += 1
        else:
            if tag == f"{W}r" and _raised_figure(child):
                yield " "
            yield from _inline(child, left_out, boxes)


def _unseen(run: etree._Element) -> str | None:
    """Why a person does not read the run as part of the note: it is hidden, white on white, tiny, or struck out."""
    look = run.find(f"{W}rPr")
    if look is None:
        return None
    if _on(look, "strike", False) or _on(look, "dstrike", False):
        return "struck"
    size = _value(look, "sz")
    tiny = size is not None and size.isdigit() and int(size) < 6  # half points
    white = _value(look, "color") == "FFFFFF" and not _shaded(run)
    return "hidden" if _on(look, "vanish", False) or tiny or white else None


def _shaded(run: etree._Element) -> bool:
    """Whether the run, its paragraph or its cell has a colour behind it."""
    behind = [run.find(f"{W}rPr/{W}shd"), run.find(f"{W}rPr/{W}highlight")]
    for holder in run.iterancestors(f"{W}p", f"{W}tc"):
        behind += [holder.find(f"{W}pPr/{W}shd"), holder.find(f"{W}tcPr/{W}shd")]
    return any(one is not None for one in behind)


def _raised_figure(run: etree._Element) -> bool:
    """A footnote's mark: set beside a figure it must not be read as part of it."""
    raised = _value(run, f"rPr/{W}vertAlign") == "superscript"
    return raised and "".join(one.text or "" for one in run.iter(f"{W}t")).strip().isdigit()


def _value(parent: etree._Element, name: str) -> str | None:
    found = parent.find(f"{W}{name}")
    return None if found is None else found.get(f"{W}val", "")


def _on(parent: etree._Element, name: str, absent: bool) -> bool:
    """A switch: on where the element stands without a value, or with one that does not say off."""
    value = _value(parent, name)
    return absent if value is None else value not in ("0", "false", "off")
