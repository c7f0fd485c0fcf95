"""What a letter is made of: parts of paragraphs. The same parts become Word, PDF and Markdown."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from copilot.notices import Audience, Kind

Style = Literal["title", "heading", "text", "line", "bullet", "quote"]
DRAFT = "DRAFT – not a determination"
EXAMPLE = "EXAMPLE – not a real notice"

# The lines that stay blank until somebody signs, as `notices.yaml` has them.
SIGN_LINES = ("Reviewed by", "Credentials and specialty", "License", "Date of decision", "Date")

# Marks that turn the direction of text round, hide it, or stand for nothing: none belongs in a letter.
HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """`text` on one line, without control characters, direction marks, hidden characters and broken halves."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in HIDDEN.sub("", text))
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cs", "Co", "Cn"))
    return " ".join(kept.split())


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a "line" stands close to its neighbours. `element`: the id of the legal element it belongs to."""

    text: str
    style: Style = "text"
    element: str | None = None

    def of(self, element: str) -> Paragraph:
        return replace(self, text=clean(self.text), element=element)


@dataclass(frozen=True, slots=True)
class Part:
    """A part under its heading; "" where it has none."""

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as drawn. `mark` stands on every page. `waits`: why nobody may sign it yet. `notes`: for staff only."""

    kind: Kind
    audience: Audience
    title: str
    mark: str
    parts: tuple[Part, ...]
    waits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Everything that is said, in order: the title after the letterhead's parts, headings and paragraphs."""
        said: list[Paragraph] = []
        for part in self.parts:
            if part.id == "decision":
                said.append(Paragraph(self.title, "title"))
            if part.heading:
                said.append(Paragraph(part.heading, "heading"))
            said += part.paragraphs
        return tuple(said)

    @property
    def markdown(self) -> str:
        """The letter as Markdown, in which no value is taken for markup."""
        lines = [f"**{self.mark}**", ""] if self.mark else []
        first, last = {id(part.paragraphs[0]) for part in self.parts}, ""
        for paragraph in self.paragraphs:
            close = paragraph.style == last and last in ("bullet", "line") and id(paragraph) not in first
            if lines and lines[-1] and not close:
                lines.append("")
            lines.append(_MARKDOWN[paragraph.style] + escaped(paragraph.text) + "  " * (paragraph.style == "line"))
            last = paragraph.style
        return "\n".join([*lines, "", *([f"**{self.mark}**"] if self.mark else [])]).rstrip("\n") + "\n"


_MARKDOWN = {"title": "# ", "heading": "## ", "text": "", "line": "", "bullet": "- ", "quote": "> "}


def escaped(text: str) -> str:
    """`text` so that Markdown and HTML show it as it is."""
    text = re.sub(r"[\\`*\[\]<>{}|~$]|(?<!\w)_(?=[^\W_])|(?<=[^\W_])_(?!\w)", lambda m: "\\" + m.group(), text)
    text = text.replace("&", "&amp;") if re.search(r"&#?\w+;", text) else text
    return re.sub(r"^(\s*)([#+=-]|\d+[.)](?=\s))", r"\1\\\2", text)


def unescaped(line: str) -> str:
    """What `escaped` was given."""
    line = re.sub(r"\\([\\`*\[\]<>{}|~$_#+=-])", r"\1", line)
    return re.sub(r"^\\(\d+[.)])", r"\1", line).replace("&amp;", "&")
