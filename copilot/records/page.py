"""What a parser hands back: the text of each page, and what it left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot.records.layout import Doubt

PAGE_BREAK = "\n\n"


class Unreadable(Exception):
    """Why a file cannot be read and how to mend it; one clause, no patient data."""


@dataclass
class Parsed:
    """`pages`: the text of each page (one where the format has none). `doubtful`: (page from 0, span of its text that
    may be misread). `notes`: what was left out and why, one line each, without patient data. `run_on`: pages (from 0)
    whose last sentence goes on in the next."""

    pages: list[str]
    paged: bool = False
    doubtful: list[tuple[int, Doubt]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    run_on: list[int] = field(default_factory=list)

    def joined(self) -> dict[str, object]:
        """One text with the offset of each page, and doubtful spans as offsets in that text."""
        starts, text = [], ""
        for number, page in enumerate(self.pages):
            if number:
                text += " " if number - 1 in self.run_on else PAGE_BREAK
            starts.append(len(text))
            text += page
        return {
            "text": text,
            "pages": starts if self.paged else [],
            "doubtful": [[starts[page] + one.start, starts[page] + one.end] for page, one in self.doubtful],
            "spots": [[page + 1, *one.place] for page, one in self.doubtful],
            "pictures": [one.picture for _, one in self.doubtful],
            "notes": self.notes,
        }
