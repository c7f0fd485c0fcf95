"""An amount, the piece of the sentence that speaks of it, and the little arithmetic of relief. Nothing is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rules.facts import Bound, Percent, Scale, Score
from rules.reading.text import Stretch

Kind = Literal[
    "percent", "fraction", "score", "bare",
    "zero", "full", "back", "over", "worse", "doubled", "unquantified", "verbal",
]  # fmt: skip
NUMERIC: tuple[Kind, ...] = ("percent", "fraction", "score", "bare")

NO_RELIEF = Percent(Fraction(0), Fraction(0))
ALL_RELIEF = Percent(Fraction(100), Fraction(100))
TWICE_THE_PAIN = Percent(Fraction(-100), Fraction(-100))


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and its piece of the sentence. A score has `score` and `scale`, a percentage or a share `percent`."""

    kind: Kind
    start: int
    end: int
    piece: Stretch
    percent: Percent | None = None
    score: Score | None = None
    scale: Scale | None = None

    def left(self, folded: str) -> str:
        """What its piece says before it."""
        return folded[self.piece.start : self.start]

    def right(self, folded: str) -> str:
        """What its piece says after it."""
        return folded[self.end : self.piece.end]


def relief_between(pre: Score, post: Score) -> Percent:
    """Relief in percent of the baseline, exact; ranges give ranges. `pre.low` must be above 0."""
    ends = [(a - b) * 100 / a for a in (pre.low, pre.high) for b in (post.low, post.high)]
    low, high = min(ends), max(ends)
    return Percent(low, high, "exact" if low == high else "range")


_FLIPPED: dict[Bound, Bound] = {
    "at_least": "at_most", "at_most": "at_least", "more_than": "less_than", "less_than": "more_than",
}  # fmt: skip


def inverse(share: Percent) -> Percent:
    """Relief from the pain that is left."""
    low = None if share.high is None else 100 - share.high
    high = None if share.low is None else 100 - share.low
    if share.bound == "less_than" and share.low is not None:  # 'nearly 30 % left'
        return Percent(low, high, "range")
    return Percent(low, high, _FLIPPED.get(share.bound, share.bound))


def negated(share: Percent) -> Percent:
    """Relief from a worsening."""
    return Percent(None if share.high is None else -share.high, None if share.low is None else -share.low, share.bound)


def agree(a: Percent | None, b: Percent | None) -> bool:
    """Whether two percentages state one result: '2/10 (71 % relief)'."""
    return a is not None and b is not None and a.low is not None and b.low is not None and abs(a.low - b.low) < 2


def shown(share: Percent) -> str:
    """A percentage as a reading names it."""
    number = share.low if share.low is not None else share.high
    return f"{float(number):g}" if number is not None else "?"


def top(scale: Scale | None) -> int:
    """The highest score of a scale."""
    return 100 if scale == "vas_mm" else 10
