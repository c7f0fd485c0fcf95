"""A letter's text taken apart: sentences, tokens, quotations, and the Markdown form read back."""

from __future__ import annotations

import re

from copilot.figures import figures
from copilot.letters.docx import Page
from copilot.letters.page import Paragraph, Style, unescaped

TOKEN = re.compile(r"\S+")
QUOTED = re.compile(r"“([^”]+)”|(?<!\w)\"([^\"]+)\"(?!\w)")
LEADS: dict[str, Style] = {"# ": "title", "## ": "heading", "- ": "bullet", "> ": "quote"}


def from_markdown(text: str) -> Page:
    """A letter's Markdown as its paragraphs; lines in bold are the mark at the top of its pages."""
    paragraphs, headers = [], []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("**") and line.endswith("**"):
            headers.append(unescaped(line.strip("*")))
            continue
        lead = next((lead for lead in LEADS if line.startswith(lead)), "")
        paragraphs.append(Paragraph(unescaped(line.removeprefix(lead)), LEADS.get(lead, "text")))
    return Page(tuple(paragraphs), tuple(dict.fromkeys(headers)))


def sentences(text: str) -> list[str]:
    """Sentences; a quotation is never cut."""
    held, start = [], 0
    quoted = [m.span() for m in QUOTED.finditer(text)]
    for m in re.finditer(r"[.!?][”\")]*\s+(?=[A-Z“\"(])", text):
        abbreviated = re.search(r"(?:\b(?:Dr|Mr|Mrs|Ms|vs|No|St|approx)|\b[A-Z])$", text[: m.start()])
        if not abbreviated and not any(a < m.start() < b - 2 for a, b in quoted):
            held.append(text[start : m.end()].strip())
            start = m.end()
    held.append(text[start:].strip())
    return [s for s in held if s]


def stands(wanted: str, text: str) -> bool:
    """Whether a paragraph is there: alone, or as whole sentences of a longer one. Both as `plainly` gives them."""
    if wanted == text:
        return True
    if wanted[-1:] not in ".!?" or wanted not in text:
        return False
    return re.search(rf"(?:^|[.!?]\s){re.escape(wanted)}(?:$|\s)", text) is not None


def plainly(text: str) -> str:
    """Spaces, hyphens and quotation marks made one kind."""
    return " ".join(text.split()).translate(str.maketrans("“”„’‘\u2011", '"""\'\'-'))


def identifiers(text: str) -> tuple[list[str], str]:
    """The identifiers of a text, and the text with blanks in their place. A date or a figure is none."""
    found, rest = [], text
    read = figures(text)
    for m in TOKEN.finditer(text):
        word = bare(m.group(), fold=False)
        start = m.start() + m.group().index(word) if word else m.start()
        dated = any(f.kind in ("date", "level") and f.start < m.end() and m.start() < f.end for f in read)
        whole = any(f.kind != "code" and f.start <= start and start + len(word) <= f.end for f in read)
        if _identifies(word) and not dated and not whole:
            found.append(word)
            rest = rest[: m.start()] + " " * len(m.group()) + rest[m.end() :]
    return found, rest


def _identifies(word: str) -> bool:
    """Codes, numbers of cases and members, telephone numbers, web addresses, dates in digits: read as a whole."""
    if re.fullmatch(r"\d+(?:[.,]\d+)?%?|\d+(?:[–-]\d+)?%?|\d{1,2}/10", word):
        return len(re.sub(r"\D", "", word)) >= 5
    return bool(re.search(r"\d", word)) or "@" in word or bool(re.search(r"\w\.\w+/|www\.|https?:", word))


def bare(token: str, fold: bool = True) -> str:
    """A token without the punctuation around it."""
    word = token.strip(".,;:!?()[]“”\"'’‘…").replace("\u2011", "-")
    return word.casefold() if fold else word


def short(text: str) -> str:
    """Its first ten words."""
    words = text.split()
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")
