"""Which of two amounts in one breath is the earlier: 'four blocks now, managed one before', 'from six a day to one'."""

from __future__ import annotations

import re
from typing import Literal

# Of two amounts the words that stand with one tell which is the earlier. One line a kind of wording.
_THEN_LEFT = re.compile(
    r"\b(?:previously|formerly|prior(?: to)?|before|beforehand|baseline|pre-?\w*|initially|earlier|in the past|at (?:eval\w*|intake|the start)|"
    r"from|instead of|rather than|versus|vs\.?|compared (?:to|with)|against|where|"
    r"was|were|had|been|used to|limited to|confined to|restricted to|"
    r"(?:only|just|barely|hardly|scarcely) (?:could|managed|did|walked|stood|sat|lasted)|(?:could|managed|did|walked|stood|sat|lasted) (?:only|just|barely|hardly|scarcely))\b:?(?: (?!now\b|to\b|since\b)[\w'-]+){0,5} ?[:(~<>]*$"
)
_THEN_RIGHT = re.compile(
    r"^(?: of \w+| at (?:a time|most|the most)| tops| max\w*)?[ ,(]*(?:\w+ ){0,2}?(?:before|beforehand|previously|formerly|prior|pre-?\w*|at baseline|in the past|used to|had been|was (?:her|his|the|all) |were (?:her|his|the|all) |being (?:her|his|the) )"
)
_NOW_LEFT = re.compile(
    r"(?:\b(?:now|today|currently|presently|after\w*|post-?\w*|since|at (?:follow-?up|f/u|recheck|review|discharge)|up to|(?<!used )(?<!had )(?<!needed )(?<!able )(?<!limited )(?<!confined )(?<!restricted )(?<!prior )(?<!compared )to|can|at (?:\w+ )?(?:weeks|months))\b:?(?: (?!was\b|were\b|before\b|from\b)[\w'-]+){0,4} ?[:(~<>]*|->|→|=>) *$"
)
_NOW_RIGHT = re.compile(r"^(?: of \w+| at a time)?[ ,(]*(?:now|today|currently|after|afterwards?|since|post|at (?:follow-?up|f/u|recheck|review|\w+ (?:weeks|months)))\b")
_PARTS = re.compile(r"[,;:(]|\.\s|\b(?:and|but|then|while|whereas|which|when|where|having)\b|->|→|=>")


def earlier(left: str, between: str, right: str) -> Literal["a", "b"] | None:
    """Which of two amounts is the earlier, by the words before, between and after them; None where no word tells."""
    cuts = [*_PARTS.finditer(between)]
    lead = [*_PARTS.finditer(left)]
    own = left[lead[-1].start() if lead and not lead[-1][0].startswith((":", "(", "where", "when", "having")) else 0 :]
    tail = right[: next((m.start() for m in _PARTS.finditer(right) if m.start() > 1), len(right))]
    after_a = between[: cuts[0].start()] if cuts else ""
    before_b = between[cuts[0].start() :] if cuts else between
    a = bool(_THEN_LEFT.search(own)) + bool(_THEN_RIGHT.match(after_a)) - _now(own) - bool(_NOW_RIGHT.match(after_a))
    b = bool(_THEN_LEFT.search(before_b)) + bool(_THEN_RIGHT.match(tail)) - _now(before_b) - bool(_NOW_RIGHT.match(tail))
    return "a" if a > b else "b" if b > a else None


def _now(left: str) -> bool:
    """Whether the words to the left are of the present; 'used to need the bench after' is not."""
    told = _NOW_LEFT.search(left)
    return told is not None and not (told[0].startswith("after") and _THEN_LEFT.search(left))
