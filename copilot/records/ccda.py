"""C-CDA documents: the narrative of each section, which is what the author attested; coded entries are not read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from lxml import etree

from copilot.records.page import Parsed, Unreadable

V3 = "{urn:hl7-org:v3}"
CELL = " | "
BLOCKS = {"paragraph", "list", "item", "table", "tr", "thead", "tbody", "tfoot", "caption", "br", "footnote"}
MARKED = {"linkHtml", "renderMultiMedia", "colgroup", "col"}


def parse(data: bytes, progress: Callable[[int, int], None]) -> Parsed:
    """The document's title, date and sections. Raises Unreadable for other or damaged XML."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise Unreadable("it is damaged XML. Export it again") from error
    if root.tag != f"{V3}ClinicalDocument":
        raise Unreadable("it is XML of another kind than C-CDA. Export it as C-CDA, PDF or text")
    if (other := root.find(f"{V3}component/{V3}nonXMLBody/{V3}text")) is not None:
        return _carried(other, progress)
    lines = [*_head(root)]
    entries = 0
    for section in root.iterfind(f"{V3}component/{V3}structuredBody/{V3}component/{V3}section"):
        lines += _section(section)
        entries += len(section.findall(f".//{V3}entry"))
    notes = [f"{entries} coded entries not read: the narrative is what was attested"] if entries else []
    if pictures := len(root.findall(f".//{V3}text//{V3}renderMultiMedia")):
        notes.append(f"{pictures} pictures not read")
    return Parsed(["\n".join(lines).strip("\n")], notes=notes)


def _head(root: etree._Element) -> Iterator[str]:
    if title := _words(root.find(f"{V3}title")):
        yield title
    times = (root.find(f"{V3}effectiveTime{inner}") for inner in ("", f"/{V3}low"))
    value = next((found for time in times if time is not None and (found := time.get("value"))), "")
    if re.match(r"\d{8}", value):
        yield f"Date: {value[:4]}-{value[4:6]}-{value[6:8]}"
    yield ""


def _section(section: etree._Element) -> Iterator[str]:
    code = section.find(f"{V3}code")
    title = _words(section.find(f"{V3}title")) or (code.get("displayName") if code is not None else None)
    if title:
        yield f"{title.rstrip(':')}:"
    text = section.find(f"{V3}text")
    if text is not None:
        yield from _narrative(text)
    yield ""
    for inner in section.iterfind(f"{V3}component/{V3}section"):
        yield from _section(inner)


def _narrative(text: etree._Element) -> Iterator[str]:
    """The lines of a narrative block; a table row is a line."""
    line = ""
    for kind, words in _pieces(text):
        if kind == "text":
            line += words
        elif kind == "cell":
            line = line.rstrip() + CELL
        elif line.strip():
            yield " ".join(line.removesuffix(CELL).split())
            line = ""
    if line.strip():
        yield " ".join(line.split())


def _pieces(element: etree._Element) -> Iterator[tuple[str, str]]:
    if element.text:
        yield "text", element.text
    for child in element:
        if isinstance(child.tag, str):
            name = etree.QName(child).localname
            if child.get("revised") != "delete" and name not in MARKED:
                if name in BLOCKS:
                    yield "break", ""
                yield from _pieces(child)
                if name in BLOCKS:
                    yield "break", ""
                elif name in ("td", "th") and _another_cell(child):
                    yield "cell", ""
        if child.tail:
            yield "text", child.tail


def _another_cell(cell: etree._Element) -> bool:
    return any(isinstance(one.tag, str) for one in cell.itersiblings())


def _words(element: etree._Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _carried(text: etree._Element, progress: Callable[[int, int], None]) -> Parsed:
    """An unstructured document carries a file: a PDF, or text."""
    kind = text.get("mediaType") or "text/plain"
    if text.get("representation") != "B64":
        return Parsed(["".join(text.itertext()).strip()])
    try:
        content = base64.b64decode("".join("".join(text.itertext()).split()), validate=True)
    except binascii.Error as error:
        raise Unreadable("the file that it carries is damaged. Export it again") from error
    if kind == "application/pdf":
        from copilot.records.pdf import parse as parse_pdf

        return parse_pdf(content, progress)
    if kind.startswith("text/plain"):
        return Parsed([content.decode("utf-8", "replace").strip()])
    raise Unreadable("it carries a file of a kind that is not read. Export it as PDF")
