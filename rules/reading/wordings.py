"""Lists of wordings. A wording is a piece of a regular expression; a line holds one, or a few alike.

A pattern is compiled when it is first used: one review uses less than half of them, and compiling all took longer than
the review.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")


class _Uncompiled:
    """Stands for a `re.Pattern` until it is used, and then answers with its methods."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(factored(self.pattern), self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]", re.DOTALL)


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern, cut at the bars that stand in no group."""
    depth, start, found = 0, 0, []
    for piece in _PIECE.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if piece[0] == "|" and not depth:
            found.append(pattern[start : piece.start()])
            start = piece.end()
    return [*found, pattern[start:]]


def factored(pattern: str) -> str:
    r"""The same with the `\b` of neighbouring alternatives said once: `re` would try each at every letter."""
    factored = []
    for at_word, group in groupby(_alternatives(pattern), lambda one: one.startswith(r"\b")):
        alike = list(group)
        factored.append(rf"\b(?:{'|'.join(one[2:] for one in alike)})" if at_word else "|".join(alike))
    return "|".join(factored)


def pattern_of(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled when it is first used; the `re` of its matches is another object."""
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
