"""A policy document of the user's made into a guideline: split into passages, headed by what the user said of it.

What the document does not say is not guessed: no payer, no line and no date is read out of its text. The guideline is
Markdown in the data folder, for the user to look over and to complete.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import sqlite3
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import yaml

from copilot import guideline as guideline_text
from copilot.documents import text_of
from copilot.guideline import Guideline
from copilot.index import lock
from copilot.problem import Problem

WORDS = 180  # of a passage; the built-in embedding reads about that many
FEWEST = 5  # words of text; less is no policy

_ATX = re.compile(r"^\s{0,3}#{1,6}[ \t]+(?P<heading>.*?)[ \t]*#*[ \t]*(?:\{#[^}]*\})?[ \t]*$")
_NUMBERED = re.compile(
    r"^(?:(?:section|article|part) +\d|\d+(?:\.\d+)*\.? +\S|[IVX]+\. +\S|[A-Z]\. +\S)", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")


@dataclass(frozen=True)
class Stated:
    """What the user says of the document. None and () are what was not said."""

    id: str | None = None
    title: str | None = None
    publisher: str | None = None
    number: str | None = None
    url: str | None = None
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    payers: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Added:
    """The guideline made, where it stands, and what the user should know of how it was read."""

    guideline: Guideline
    path: Path
    notes: tuple[str, ...]


def add(path: Path, stated: Stated, folder: Path, known: tuple[Guideline, ...]) -> Added:
    """Make a guideline of the document and put it in the folder, whole or not at all.

    A Markdown file that has front matter of ours is taken as it stands. Raises Problem for a file that cannot be read,
    holds too little text, has been added before, or bears the id and version of another guideline.
    """
    loaded = text_of(path)
    notes: tuple[str, ...] = ()
    if loaded.kind == "text" and loaded.text.startswith("---\n"):
        if stated != Stated():
            raise Problem(f"{path}: it has its own front matter; change it there and leave the options out")
        markdown = loaded.text
    else:
        markdown, notes = _markdown(path, loaded.text, stated)
    made = guideline_text.parse(markdown, path.name, added=True)
    target = folder / f"{made.id}{'' if made.effective_from is None else '@' + made.version}.md"
    try:
        with lock(folder / ".lock", 10):
            _refuse_duplicates(path, made, known, target)
            _write(target, markdown)
    except (OSError, sqlite3.Error) as error:
        raise Problem(f"{folder}: the guideline cannot be kept there ({type(error).__name__})") from None
    return Added(made, target, (*loaded.notes, *notes))


def _refuse_duplicates(path: Path, made: Guideline, known: tuple[Guideline, ...], target: Path) -> None:
    for other in known:
        if other.key == made.key:
            raise Problem(f"{path}: {made.key} is in the library already; give another --id, or its --effective date")
        if _body(other) == _body(made):
            raise Problem(f"{path}: the same text is in the library already, as {other.key}")
    if target.exists():
        raise Problem(f"{path}: {target.name} is in the data folder already; give another --id")


def _body(guideline: Guideline) -> str:
    words = " ".join(word for passage in guideline.passages for word in passage.text.split())
    return hashlib.sha256(words.encode()).hexdigest()


def _write(target: Path, markdown: str) -> None:
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=".adding-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(markdown)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _markdown(path: Path, text: str, stated: Stated) -> tuple[str, tuple[str, ...]]:
    """The document in our format, and what is to be said of how it was read."""
    sections = _sections(text, markdown=path.suffix.lower() == ".md")
    if sum(len(content.split()) for _, content in sections) < FEWEST:
        raise Problem(f"{path}: holds too little text for a policy; give the document with its text")
    title = stated.title or _title(text, path)
    head = {
        "id": stated.id or slug(path.stem) or f"guideline-{hashlib.sha256(text.encode()).hexdigest()[:8]}",
        "title": title,
        "publisher": stated.publisher or "not stated",
        "url": stated.url,
        "number": stated.number,
        "effective": {"from": stated.effective_from, "to": stated.effective_to},
        "payers": [payer.lower() for payer in stated.payers],
        "lines": list(stated.lines),
        "licence": "the publisher's; kept on this machine",
        "status": "added",
    }
    parts = ["---", yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=1000).strip(), "---"]
    taken: set[str] = set()
    for heading, content in sections:
        pieces = _pieces(content)
        for number, piece in enumerate(pieces, 1):
            label = heading if len(pieces) == 1 else f"{heading} ({number})"
            anchor = _free(slug(label)[:60].strip("-") or "passage", taken)
            parts += ["", f"## {label.replace('{', '(').replace('}', ')')} {{#{anchor}}}", "", _escaped(piece)]
    notes = ("found no headings in it; the passages were cut by length",) if len(sections) == 1 else ()
    return "\n".join(parts) + "\n", notes


def _sections(text: str, markdown: bool) -> list[tuple[str, str]]:
    """(heading, text) pairs in the order of the document; what stands before the first heading is its introduction."""
    sections: list[tuple[str, list[str]]] = [("Introduction", [])]
    lines = text.splitlines()
    for i, line in enumerate(lines):
        heading = _heading(line, lines[i - 1] if i else "", lines[i + 1] if i + 1 < len(lines) else "", markdown)
        if heading:
            _close(sections)
            sections.append((heading, []))
        else:
            sections[-1][1].append(line)
    _close(sections)
    return [(heading, content) for heading, body in sections if (content := "\n".join(body).strip())]


def _close(sections: list[tuple[str, list[str]]]) -> None:
    """A heading with nothing under it is text of the section before: no word of the document is lost."""
    heading, body = sections[-1]
    if len(sections) > 1 and not "".join(body).strip():
        sections.pop()
        sections[-1][1].extend(["", heading])


def _heading(line: str, before: str, after: str, markdown: bool) -> str | None:
    """The heading that the line is, or None. In plain text: short, no sentence, set off by case, number or space."""
    if found := _ATX.match(line):
        return found["heading"] or None
    text = line.strip()
    if markdown or not text or len(text) > 90 or len(text.split()) > 12 or text[-1] in ".;," or text[0] in "-*•·":
        return None
    letters = [c for c in text if c.isalpha()]
    begins = not before.strip()
    shouted = len(letters) > 3 and text.isupper()
    numbered = begins and bool(_NUMBERED.match(text)) and not _NUMBERED.match(after.strip())  # else it is a list
    set_off = begins and not after.strip()
    return text.rstrip(":").strip() if letters and (shouted or numbered or set_off) else None


def _pieces(content: str) -> list[str]:
    """The text in passages of about WORDS words, cut between paragraphs, else between sentences, else between words."""
    pieces: list[str] = []
    room = 0
    for block in re.split(r"\n[ \t]*\n", content):
        for part in _cut(block.strip()):
            length = len(part.split())
            if pieces and length <= room:
                pieces[-1] += "\n\n" + part
                room -= length
            elif length:
                pieces.append(part)
                room = WORDS - length
    return pieces


def _cut(block: str) -> list[str]:
    if len(block.split()) <= WORDS:
        return [block]
    parts: list[str] = []
    for sentence in _SENTENCE.split(block):
        words = sentence.split()
        for run in (words[i : i + WORDS] for i in range(0, len(words), WORDS)):
            if parts and len(parts[-1].split()) + len(run) <= WORDS:
                parts[-1] += " " + " ".join(run)
            else:
                parts.append(" ".join(run))
    return parts


def _escaped(text: str) -> str:
    """A line that would open a passage of ours, or end the front matter, is taken literally."""
    return re.sub(r"^(#{1,6}[ \t]|---)", r"\\\1", text, flags=re.MULTILINE)


def _free(anchor: str, taken: set[str]) -> str:
    """The anchor, or with a number where another passage has it."""
    number = 1
    while (named := anchor if number == 1 else f"{anchor}-{number}") in taken:
        number += 1
    taken.add(named)
    return named


def _title(text: str, path: Path) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    heading = _ATX.match(first)
    named = heading["heading"] if heading else first
    return named if 3 <= len(named) <= 120 else path.stem


def slug(text: str) -> str:
    """Lower-case letters, digits and single hyphens; '' where the text has none of them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
