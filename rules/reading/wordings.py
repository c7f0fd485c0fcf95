"""Lists of wordings. A wording is a piece of a regular expression; a line holds one, or a few alike.

A pattern is compiled when it is first used: one review uses less than half of them, and compiling all took longer than
the review.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class _Uncompiled:
    """Stands for a `re.Pattern` until it is used, and then answers with its methods."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern_of(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled when it is first used."""
    return cast("re.Pattern[str]", _Uncompiled(pattern, flags))


def one_of(*wordings: str) -> str:
    """A part of a pattern that any of the wordings fills."""
    return f"(?:{'|'.join(wordings)})"


def any_of(*patterns: str) -> re.Pattern[str]:
    """Any of the patterns, each of which says for itself where it begins and ends."""
    return pattern_of("|".join(patterns))


def words(*wordings: str, before: str = r"\b", after: str = r"\b") -> re.Pattern[str]:
    """Any of the wordings as whole words, or between what must stand before and after each of them."""
    return pattern_of(f"{before}{one_of(*wordings)}{after}")
