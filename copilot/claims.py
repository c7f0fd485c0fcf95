"""A drafted sentence taken apart: its citations, quotations, clauses and figures, so that each can be checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from copilot.figures import Figure, figures

ABBREVIATED = r"(?<!\bDr)(?<!\bvs)(?<!\bNo)(?<!\bapprox)(?<!\be\.g)(?<!\bi\.e)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\b[A-Z])"
MARKS = r"(?:[ ]*\[[^\[\]\n]{1,80}\])"
# What stands in quotation marks; in single ones only where it is a phrase, so that an apostrophe opens nothing.
QUOTE = re.compile(r"[\"“«]([^\"“”«»\n]+)[\"”»]|(?<![\w])['‘]((?=[^'‘’\n]{0,300}\s)[^'‘’\n]{5,300})['’](?!\w)")
CLAUSE = re.compile(
    r"\s*[;:–—]\s+|"
    r",\s+(?=the (?:other|rest|remaining|left|right)\b)|"
    r",\s+(?=(?:and|but|so|while|which|who|whereas|although|though|yet|because|since|as)\b)|"
    r"\s+(?=(?:but|while|whereas|although|though|however|because|therefore)\b)",
    re.I,
)


def split(markdown: str) -> list[str]:
    """The sentences of a text, each with the citations that follow it, without headings, bullets and numbering."""
    held: list[str] = []
    for line in markdown.splitlines():
        line = re.sub(r"^\s*(?:[-*•]\s+|\d{1,2}[.)]\s+(?=\D)|>+\s*)", "", line).strip()
        if not line or re.fullmatch(r"[#=*_\-\s]*", line) or re.match(r"#{1,6}\s", line):
            continue
        inside = [m.span() for m in QUOTE.finditer(line)]
        start = 0
        for m in re.finditer(rf"{ABBREVIATED}[.?!]+[\"”)*_]*{MARKS}*(?=\s+[\"“(*A-Z0-9]|\s*$)", line):
            if not any(a < m.start() < b - 2 for a, b in inside):
                held.append(line[start : m.end()].strip())
                start = m.end()
        if line[start:].strip():
            held.append(line[start:].strip())
    return [h for h in held if re.search(r"\w", h)]


@dataclass(frozen=True)
class Claim:
    """One sentence. `text` is as drafted, `body` without citations and emphasis."""

    text: str

    @cached_property
    def brackets(self) -> list[str]:
        return [b.strip() for b in re.findall(r"\[([^\[\]\n]{1,80})\]", self.text)]

    @cached_property
    def numbers(self) -> list[int]:
        """Passage numbers: '[1]', '[1, 2]', '[1-3]'."""
        cited: list[int] = []
        for bracket in self.brackets:
            if re.fullmatch(r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*", bracket):
                for part in re.split(r"[,;]", bracket):
                    ends = [int(n) for n in re.findall(r"\d+", part)]
                    cited += range(ends[0], min(ends[-1], ends[0] + 50) + 1)
        return cited

    @cached_property
    def labels(self) -> list[str]:
        """Citations of the record: every bracket that is no list of numbers. '[a; b]' cites two documents."""
        return [b for b in self.brackets if not re.fullmatch(r"\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*", b)]

    @cached_property
    def body(self) -> str:
        bare = re.sub(r"[ ]*\[[^\[\]\n]{1,80}\]", "", self.text)
        return re.sub(r"\*\*|__|`", "", bare).strip()

    @cached_property
    def quotes(self) -> list[str]:
        return [a or b for a, b in QUOTE.findall(self.body)]

    @cached_property
    def unquoted(self) -> str:
        """The body with what is quoted blanked out, offsets unchanged: what the drafter says in its own voice."""
        return QUOTE.sub(lambda m: '"' + " " * (len(m.group()) - 2) + '"', self.body)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return figures(self.body)

    @cached_property
    def clauses(self) -> list[tuple[int, str]]:
        """(offset, clause) of the unquoted body."""
        held, start = [], 0
        for m in CLAUSE.finditer(self.unquoted):
            held.append((start, self.unquoted[start : m.start()]))
            start = m.end()
        return [*held, (start, self.unquoted[start:])]

    def clause_of(self, figure: Figure) -> tuple[int, str]:
        return max((c for c in self.clauses if c[0] <= figure.start), key=lambda c: c[0])


_STOP = """
a about above after again against all also although an and any are as at back be because been before being below
between both but by can cannot could did do does done down due during each either for from further had has have he her
here hers him his how however if in into is it its itself just may me might more most must my no nor not now of off on
once one only or other our out over own per rather same shall she should since so some still such than that the their
them then there therefore these they this those through thus to too under until up upon very was we were what when
where whether which while who whom whose why will with within without would yet you your
"""
STOP = frozenset(_STOP.split())


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Content words of a text, cut to their stems; British and American spellings are one."""
    return frozenset(stem(w) for w in re.findall(r"[A-Za-zÀ-ÿ]{3,}", text.lower()) if w not in STOP)


@cache
def stem(word: str) -> str:
    """The stem of a word; British and American spellings are one."""
    word = word.lower().replace("ae", "e").replace("our", "or").replace("isation", "ization").replace("mme", "m")
    word = re.sub(r"is(e|ed|es|ing)$", r"iz\1", word) if len(word) > 6 else word
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")
