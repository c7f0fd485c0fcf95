"""Word letters: written from a template, read back as a reader sees them, and finished when they are signed.

Read from the XML itself, so that nothing that Word shows goes unread: tables, text boxes, footnotes, headers. What a
letter may not hold (tracked changes, hidden text, fields, links to elsewhere) is named, never passed over.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from copilot.letters.page import DRAFT, SIGN_LINES, Letter, Paragraph, Style, clean
from copilot.problem import Problem

if TYPE_CHECKING:
    from copilot.letter import Signer

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
MAX_XML = 20_000_000
STYLES: dict[str, Style] = {
    "Title": "title", "Heading1": "title", "Heading2": "heading", "Heading3": "heading", "ListBullet": "bullet",
    "ListParagraph": "bullet", "ListNumber": "bullet", "Quote": "quote", "IntenseQuote": "quote",
    "NoSpacing": "line",
}  # fmt: skip
# What stands in the XML and may not stand in a letter, by local name.
NOT_ALLOWED = {
    "ins": "a tracked insertion: accept or reject it", "del": "a tracked deletion: accept or reject it",
    "moveFrom": "a tracked move: accept or reject it", "moveTo": "a tracked move: accept or reject it",
    "fldSimple": "a field code", "instrText": "a field code", "fldChar": "a field code",
    "altChunk": "an embedded document", "object": "an embedded object", "control": "a control",
    "oMath": "a formula", "textpath": "WordArt", "sym": "a symbol without text", "commentReference": "a comment",
    "bdo": "text whose direction is turned round", "dataBinding": "text that Word fills in from elsewhere",
}  # fmt: skip
HIDING = {"vanish": "hidden text", "specVanish": "hidden text", "webHidden": "hidden text",
          "strike": "struck-out text", "dstrike": "struck-out text"}  # fmt: skip
# The parts a Word letter is made of. Charts, diagrams and the like are none: their words would go unread.
PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*|(?:docProps|docMetadata|customXml)/.*|word/(?:document|styles|stylesWithEffects|settings|"
    r"webSettings|fontTable|numbering|header\d*|footer\d*|footnotes|endnotes|comments\w*|intelligence\d*|people)\.xml|"
    r"word/(?:theme|media|fonts|glossary)/.*|.*/"
)


@dataclass(frozen=True, slots=True)
class Page:
    """A Word letter as read. `headers`: what stands at the top of each kind of page, "" where nothing does.

    `gaps`: the paragraphs (from 0) before which a line is left empty.
    """

    paragraphs: tuple[Paragraph, ...]
    headers: tuple[str, ...]
    footers: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    pictures: frozenset[str] = frozenset()
    gaps: frozenset[int] = frozenset()

    @property
    def title(self) -> str:
        return next((p.text for p in self.paragraphs if p.style == "title"), "Letter")

    @property
    def mark(self) -> str:
        return self.headers[0] if self.headers else ""

    def marked(self, mark: str) -> bool:
        """Whether every page carries this mark."""
        return bool(self.headers) and all(mark in header for header in self.headers)


# --- Writing ------------------------------------------------------------------------------------------------------


def write(letter: Letter, template: bytes) -> bytes:
    """The letter as a Word file. The same letter and template give the same bytes."""
    from copilot.letters.templates import context

    document = _template(template)
    document.render(context(letter), _environment(), autoescape=True)
    document.docx.core_properties.title = letter.title
    _keep_numbers_whole(document.docx.element.body)
    for paragraph in document.docx.paragraphs:
        if paragraph.text.endswith(":"):  # what it announces stands on the same page
            paragraph.paragraph_format.keep_with_next = True
    held = io.BytesIO()
    document.save(held)
    return frozen(held.getvalue())


def _keep_numbers_whole(body: etree._Element) -> None:
    """No line of Word's ends within a telephone number: its hyphens become those that do not break."""
    for held in list(body.iter(f"{W}t")):
        parts = re.split(r"(?<=\d)-(?=\d)", held.text or "")
        held.text = parts[0]
        for part in reversed(parts[1:]):
            held.addnext(rest := etree.fromstring(etree.tostring(held)))
            rest.text, rest.tail = part, None
            held.addnext(etree.SubElement(held.getparent(), f"{W}noBreakHyphen"))


def names(template: bytes) -> set[str]:
    """The names that a template takes from its context."""
    return set(_template(template).get_undeclared_template_variables(_environment()))


def _template(template: bytes) -> Any:
    from docxtpl import DocxTemplate

    return DocxTemplate(io.BytesIO(template))


@lru_cache
def _environment() -> Any:
    """Where templates run: they reach nothing but their context, and each is compiled once."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.from_string = lru_cache(16)(environment.from_string)  # type: ignore[method-assign]
    return environment


def frozen(data: bytes, but: tuple[str, ...] = ()) -> bytes:
    """The same archive without its times, and without the members `but`."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "_rels/.rels" and but:
                content = _without_targets(content, but)
            if item.filename not in but:
                new.writestr(zipfile.ZipInfo(item.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _without_targets(rels: bytes, targets: tuple[str, ...]) -> bytes:
    root = _parsed(rels)
    for relation in list(root):
        if relation.get("Target", "").lstrip("/") in targets:
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


# --- Reading ------------------------------------------------------------------------------------------------------


def read(data: bytes) -> Page:
    """What a Word letter says. Raises Problem where it is no Word file or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _page(archive)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, NotImplementedError, EOFError, RuntimeError):
        raise Problem("the letter is not a Word file (.docx), or a damaged one. Save it again from Word") from None


def forbidden(data: bytes) -> list[str]:
    """What a letter or template may not hold, a line each."""
    return list(read(data).problems)


def _page(archive: zipfile.ZipFile) -> Page:
    body = _xml(archive, "word/document.xml")
    present = set(archive.namelist())
    parts = [n for n in present if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml", n)]
    roots = {name: _xml(archive, name) for name in sorted(parts)}
    problems = [problem for root in (*roots.values(), *_styles(archive, roots)) for problem in _not_allowed(root)]
    problems += [*_elsewhere(archive), *_numbering(archive)]
    if "word/comments.xml" in present and _xml(archive, "word/comments.xml").find(f"{W}comment") is not None:
        problems.append("it holds comments: remove them")
    notes = [p for name in roots if name.endswith("notes.xml") for p in _paragraphs(roots[name])]
    headers, footers = _margins(archive, body, roots)
    pictures = frozenset(hashlib.sha256(archive.read(n)).hexdigest() for n in present if n.startswith("word/media/"))
    said: list[Paragraph] = []
    gaps = set()
    for paragraph in (*_paragraphs(body), *notes):
        if paragraph.text:
            said.append(paragraph)
        else:
            gaps.add(len(said))
    return Page(tuple(said), headers, footers, tuple(dict.fromkeys(problems)), pictures, frozenset(gaps))


def _not_allowed(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name in NOT_ALLOWED and not (name in ("ins", "del") and element.getparent().tag == f"{W}tblPr"):
            yield f"it holds {NOT_ALLOWED[name]}"
        elif name in HIDING and element.get(f"{W}val") not in ("0", "false"):
            yield f"it holds {HIDING[name]}: show or remove it"
        elif name == "color" and (_light(element.get(f"{W}val")) or "ackground" in str(element.get(f"{W}themeColor"))):
            yield "it holds white text, or nearly white: change its color"
        elif name in ("shd", "highlight") and _dark(element):
            yield "it holds text on a dark ground: remove the shading"
        elif name == "sz" and _number(element, "val") < 16:
            yield "it holds text smaller than 8 points: make it larger"
        elif name == "w" and _number(element, "val") < 50:
            yield "it holds text squeezed to less than half its width: undo it"
        elif _too_low(name, element):
            yield "it holds lines too low to be read: give them more height"
        elif name == "t" and not element.tag.startswith(W) and (element.text or "").strip():
            yield "it holds words in a drawing: put them into a paragraph"


def _number(element: etree._Element, name: str, default: int = 1000) -> int:
    """A measure in the units it is written in; 0 for what is none."""
    said = element.get(f"{W}{name}")
    return default if said is None else int(said) if said.isascii() and said.isdigit() else 0


def _too_low(name: str, element: etree._Element) -> bool:
    """Lines and rows of a fixed height under 8 points (in twentieths) cut off what they hold."""
    exact = name in ("spacing", "trHeight") and "exact" in (element.get(f"{W}lineRule"), element.get(f"{W}hRule"))
    return exact and _number(element, "line" if name == "spacing" else "val") < 160


def _light(color: str | None) -> bool:
    return bool(color and re.fullmatch(r"(?:[C-F][0-9A-F]){3}", color.upper()))


def _dark(element: etree._Element) -> bool:
    fill, ink = element.get(f"{W}fill") or "", element.get(f"{W}val") or ""
    return bool(re.fullmatch(r"(?:[0-6][0-9A-Fa-f]){3}", fill)) or ink == "solid" or ink in ("black", "darkBlue")


def _styles(archive: zipfile.ZipFile, roots: dict[str, etree._Element]) -> list[etree._Element]:
    """The styles that the letter uses, with those they rest on, and the defaults."""
    if "word/styles.xml" not in archive.namelist():
        return []
    root = _xml(archive, "word/styles.xml")
    styles = {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
    named = [e.get(f"{W}val") for r in roots.values() for e in r.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")]
    named += [id for id, style in styles.items() if style.get(f"{W}default") in ("1", "true")]
    used: dict[str | None, etree._Element] = {}
    while named:
        style = styles.get(id := named.pop())
        if style is not None and id not in used:
            used[id] = style
            named += [e.get(f"{W}val") for e in style.iter(f"{W}basedOn", f"{W}link")]
    return [*used.values(), *root.iter(f"{W}docDefaults")]


def _numbering(archive: zipfile.ZipFile) -> Iterator[str]:
    """List marks that say something: Word shows them, and no paragraph holds them."""
    if "word/numbering.xml" in archive.namelist():
        for mark in _xml(archive, "word/numbering.xml").iter(f"{W}lvlText"):
            if re.search(r"\w\w|\d", re.sub(r"%\d", "", mark.get(f"{W}val") or "")):
                yield "it holds a list whose numbering has words: put them into the paragraphs"


def _elsewhere(archive: zipfile.ZipFile) -> Iterator[str]:
    """What leads out of the file or runs."""
    for name in archive.namelist():
        if name.endswith(".rels"):
            for relation in _xml(archive, name):
                if relation.get("TargetMode") == "External":
                    kind = relation.get("Type", "").rsplit("/", 1)[-1]
                    yield f"it holds a link to elsewhere ({kind}): remove it"
        elif re.search(r"vbaProject|/embeddings/|/activeX/|\.bin$", name):
            yield "it holds a macro or an embedded object: remove it"
        elif not PARTS.fullmatch(name):
            yield f"it holds {name.removeprefix('word/').split('/')[0]}, whose words go unread: remove it"


def _margins(
    archive: zipfile.ZipFile, body: etree._Element, roots: dict[str, etree._Element]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headers of every kind of page that occurs, and the footers; a section without its own has the last one's."""
    targets = {}
    if "word/_rels/document.xml.rels" in archive.namelist():
        for relation in _xml(archive, "word/_rels/document.xml.rels"):
            targets[relation.get("Id")] = posixpath.normpath(posixpath.join("word", relation.get("Target", "")))
    even = False
    if "word/settings.xml" in archive.namelist():
        even = _xml(archive, "word/settings.xml").find(f"{W}evenAndOddHeaders") is not None
    held: dict[str, list[str]] = {"header": [], "footer": []}
    for where, found in held.items():
        last: dict[str, str] = {}
        for section in body.iter(f"{W}sectPr"):
            for reference in section.findall(f"{W}{where}Reference"):
                root = roots.get(targets.get(reference.get(R_ID), ""))
                text = " ".join(p.text for p in _paragraphs(root) if p.text) if root is not None else ""
                last[reference.get(f"{W}type") or "default"] = text
            kinds = ["default"] + ["first"] * (section.find(f"{W}titlePg") is not None) + ["even"] * even
            found += [last.get(kind, "") for kind in kinds]
    return tuple(dict.fromkeys(held["header"])), tuple(dict.fromkeys(filter(None, held["footer"])))


def _paragraphs(parent: etree._Element) -> Iterator[Paragraph]:
    """Every paragraph in reading order, those in tables, controls and text boxes too."""
    for paragraph in parent.iter(f"{W}p"):
        if next(paragraph.iterancestors(FALLBACK), None) is not None:
            continue
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        named = STYLES.get(style.get(f"{W}val") or "", "text") if style is not None else "text"
        if named == "text" and paragraph.find(f"{W}pPr/{W}numPr") is not None:
            named = "bullet"
        yield Paragraph(_spaced("".join(_text(paragraph))), named)


def _spaced(text: str) -> str:
    """One line; hidden and control characters stay, for the verifier to find."""
    return re.sub(r"[ \t\n\r\f\v\u00a0]+", " ", text).strip()


def _text(paragraph: etree._Element) -> Iterator[str]:
    for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen"):
        if next(element.iterancestors(f"{W}p")) is not paragraph:
            continue  # a text box's own paragraph
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag == f"{W}noBreakHyphen":
            yield "-"
        elif element.getparent().tag == f"{W}r":
            yield " "


def _xml(archive: zipfile.ZipFile, name: str) -> etree._Element:
    with archive.open(name) as member:
        content = member.read(MAX_XML + 1)
    if len(content) > MAX_XML:
        raise Problem("the letter unpacks to far more text than a letter has")
    return _parsed(content)


def _parsed(content: bytes) -> etree._Element:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


# --- Signing ------------------------------------------------------------------------------------------------------


def finish(data: bytes, signer: Signer, mark: str) -> bytes:
    """The signed file: `mark` in place of the draft's in every header, the signer on the blank lines.

    A line for which there is nothing (a reviewer without a licence) goes. Raises Problem where a line is missing.
    """
    from docx import Document

    document = Document(io.BytesIO(data))
    for part in document.part.package.iter_parts():
        if re.search(r"/header\d*\.xml$", str(part.partname)):
            for element in part.element.iter(f"{W}p"):
                if DRAFT in _spaced("".join(_text(element))):
                    _say(element, mark)
    wanted = set(signer.lines)
    for element in list(document.element.body.iter(f"{W}p")):
        blank = re.fullmatch(rf"({'|'.join(SIGN_LINES)}): ?_+", _spaced("".join(_text(element))))
        if blank:
            wanted.discard(blank[1])
            if value := clean(signer.lines[blank[1]] or ""):
                _say(element, f"{blank[1]}: {value}")
            else:
                element.getparent().remove(element)
    if wanted:
        raise Problem(f"the letter has no blank line for {', '.join(sorted(wanted))}: put it back")
    held = io.BytesIO()
    document.save(held)
    return frozen(held.getvalue())


def _say(paragraph: etree._Element, text: str) -> None:
    """Put `text` in place of what a paragraph says, in the looks of its first run."""
    runs = list(paragraph.iter(f"{W}t"))
    for run in runs[1:]:
        run.getparent().remove(run)
    runs[0].text = text
    runs[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
