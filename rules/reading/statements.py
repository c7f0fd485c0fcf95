"""The amounts a sentence states, each with the piece of the sentence that speaks of it.

'60% for 5 weeks, 30% through week 12' holds two amounts; 'for 5 weeks' belongs to the first, 'through week 12' to the
second. Everything said of one amount (side, time, before or after) is looked for in its own piece first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rules.facts import Percent, Scale, Score
from rules.reading import cues
from rules.reading.numbers import Found
from rules.reading.text import Stretch

Kind = Literal["percent", "fraction", "score", "bare", "zero", "full", "back", "over", "worse", "doubled", "verbal", "unquantified"]


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and its piece of the sentence."""

    kind: Kind
    start: int
    end: int
    piece: Stretch
    percent: Percent | None = None
    score: Score | None = None
    scale: Scale | None = None

    def left(self, folded: str) -> str:
        return folded[self.piece.start : self.start]

    def right(self, folded: str) -> str:
        return folded[self.end : self.piece.end]


_SEPARATOR = re.compile(r"[,;(|\n\t]|->|→|\.\s|\b(?:and|then|but|while|whereas|with|which|although|though|however|followed by|from)\b|/(?=[ a-z])| {3,}")
# A piece that opens like this speaks of the amount to its right.
_LEADING = re.compile(
    r"^[\s,;:(|&/-]*(?:and |but |then |though |although |however |which |,)*\s*(?:at|by|after\w*|now|on|in|following|since|when|today|currently|left|right|lt|rt|l|r|b/l|bilateral|post\S*|pre\S*|before|baseline|initially|"
    r"first|second|third|week|weeks|wk|month|months|mo|day|days|hour|\d+ ?(?:m|min|mins|h|hr|hrs|d|wk|wks|weeks?|mos?|months?|days?)\b|(?:two|three|four|five|six|seven|eight|ten|twelve|thirty|sixty|ninety)[ -](?:min|h|d|w|m)\w*|"
    r"this|as of|upon|then|later|thereafter|subsequent\w*|steroid|an?aesthetic|down|dropped|dropping|fell|falling|up|dwindl\w+|from|worst|average|avg|at rest|resting|current|best|function\w*|pain|bending|sitting|walking|immediate\w*|until|again|thirty|the (?:next|following|steroid|second|first|an))\b"
)
# … unless it only says how long the amount to its left held.
_TRAILING = re.compile(
    r"^[\s,;:(-]*(?:and |but )?(?:for|x|lasting|lasted|held|holding|which (?:lasted|held)|that (?:lasted|held)|persist\w*|sustained|maintained|through|throughout|until|over|ongoing|still|before|prior|after (?:the|her|his|that|this|which|it)|following (?:the|her|his|which)|relief|better|less|improve\w*|of|pain|s/p|post[- ]?(?:inj|proc|block|si|left|right)\w*|since|from the|with return|with the|to date)\b"
)


def divide(folded: str, sentence: Stretch, found: list[tuple[int, int]]) -> list[Stretch]:
    """The piece of the sentence that belongs to each of the amounts at `found`, in order."""
    bounds = [sentence.start]
    for (_, end), (start, _) in pairwise(found):
        bounds.append(_boundary(folded, end, start))
    bounds.append(sentence.end)
    return [Stretch(bounds[i], bounds[i + 1]) for i in range(len(found))]


def _boundary(folded: str, end: int, start: int) -> int:
    """Where, between two amounts, the words stop speaking of the first and begin to speak of the second."""
    between = folded[end:start]
    cuts = list(_SEPARATOR.finditer(between))
    if not cuts:
        leading = re.search(r"\b(?:at|by|after|now|to|post|pre|before|today|since|\d+ ?(?:m|mins?|h|hrs?|d|wks?|mos?)|w(?:ee)?k ?\d+)\b", between)
        trailing = re.match(r"\s*(?:\(?(?:before|pre\S*|prior|after\w*|post\S*|initially|at baseline|baseline|at first)\)?)\b(?!\s*[:=])", between)
        if trailing:
            return end + trailing.end()
        return end + (leading.start() if leading else len(between))
    strong = [m for m in cuts if m[0] == ";" or m[0].startswith(".") or m[0] in ("then", "but", "whereas", "however")]
    if strong:
        at = strong[-1]
        return end + at.start()
    at = cuts[-1]
    for earlier in reversed(cuts[:-1]):
        piece = between[earlier.start() : at.start()]
        if not _opens(between, earlier.start(), at.start()) or _TRAILING.match(_strip(piece)):
            break
        at = earlier
    return end + at.start()


def _strip(piece: str) -> str:
    return re.sub(r"^[\s,;:(|&/-]*(?:and|then|but|while|whereas|with|which|although|though|however)?\s*", "", piece)


def _opens(between: str, start: int, end: int) -> bool:
    return bool(_LEADING.match(_strip(between[start:end])))


def phrases(folded: str, sentence: Stretch) -> list[tuple[Kind, int, int]]:
    """Statements of relief in words: none, complete, back to baseline, worn off, worse."""
    text = folded[sentence.start : sentence.end]
    found: list[tuple[Kind, int, int]] = []

    def add(kind: Kind, pattern: re.Pattern[str]) -> None:
        for match in pattern.finditer(text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if not any(s < end and start < e for _, s, e in found):
                found.append((kind, start, end))

    if _HINT.search(text):
        add("unquantified", cues.NO_QUALIFIED)
        add("zero", cues.ZERO)
        add("full", cues.FULL)
        add("back", cues.BACK)
        add("over", cues.OVER)
        add("doubled", cues.DOUBLED)
        add("worse", cues.WORSE)
    return sorted(found, key=lambda item: item[1])


_HINT = re.compile(
    r"re[l1|]i|benefi|improv|help|chang|respon|effect|better|differ|nothing|none|not |n't|no |free|gone|complete|total|resol|abolish|back|return|revert|recur|wore|worn|wear|fade|fading|lost|worse|more pain|increas|same|0 |work|zero|nil|den|without|lack|relaps|baseline|crept|short|trans|dissip|twice|doubl|rose|risen|exacerb|rise|jump|regress|avail|fail"
)


def scored(found: Found, piece: Stretch) -> Amount:
    """A score as an amount."""
    assert isinstance(found.value, Score)
    kind: Kind = "bare" if found.kind == "bare" else "score"
    return Amount(kind, found.start, found.end, piece, score=found.value, scale=found.scale)
