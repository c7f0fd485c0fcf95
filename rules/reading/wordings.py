"""Lists of wordings, compiled once. A wording is a piece of a regular expression; a line holds one, or a few alike."""

from __future__ import annotations

import re


def one_of(*wordings: str) -> str:
    """A part of a pattern that any of the wordings fills."""
    return f"(?:{'|'.join(wordings)})"


def any_of(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns, each of which says for itself where it begins and ends."""
    return re.compile("|".join(patterns))


def words(*wordings: str, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    """Any of the wordings as whole words, or between what must stand before and after each of them."""
    return re.compile(f"{before}{one_of(*wordings)}{after}")
