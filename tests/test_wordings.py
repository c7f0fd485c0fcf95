"""Patterns are made quicker to try, and find what they found."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.reading import procedure_words
from rules.reading.text import fold
from rules.reading.wordings import factored

LABELLED = Path(__file__).parent / "labelled"


def notes() -> Iterator[str]:
    for file in sorted((LABELLED / "cases").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines()[::4]:
            for document in json.loads(line)["documents"]:
                yield fold(document.get("text") or "")
    for file in sorted((LABELLED / "sentences").glob("*.jsonl")):
        yield from (fold(json.loads(line)["text"]) for line in file.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bno\b|\bnot (?:any|a)\b|(?<=: )nil|\bzero\b",
        r"(?P<left>\bleft\b)|\bright\b|\b[|)]x|\bboth\b",
        r"\bone\b",
        r"[a|b]c|\bd\|e\b|\bf(?:\bg|\bh)\b",
    ],
)
def test_a_boundary_said_once_finds_the_same(pattern: str) -> None:
    text = "not any left, right nil: nil zero; bc ac d|e fg one |x )x both no lefty notary"
    found = [match.span() for match in re.finditer(pattern, text)]
    assert [match.span() for match in re.finditer(factored(pattern), text)] == found


def test_whatever_stands_in_for_a_procedure_begins_as_is_told() -> None:
    """A wording whose first letters are not told where the others' are would never be found."""
    missed = [
        match[0]
        for note in notes()
        for match in procedure_words.STANDS_IN.finditer(note)
        if not procedure_words.GENERIC.match(note, match.start())
    ]
    assert missed == []
