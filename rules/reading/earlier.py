"""Which of two amounts in one breath is the earlier: 'four blocks now, managed one before', 'from six a day to one'."""

from __future__ import annotations

from typing import Literal

from rules.reading.wordings import any_of, one_of, pattern_of, words

# Of two amounts the words that stand with one tell which is the earlier.
_BARELY = one_of("only|just|barely|hardly|scarcely")
_DID = one_of("could|managed|did|walked|stood|sat|lasted")
_SEASON = one_of("spring|summer|autumn|fall|winter")
_LONG = one_of(r"weeks|months|years|(?:a|\w+) (?:year|month|winter|summer|weeks|months|years)")
# 'limited to four blocks', 'from six a day', 'was'.
_THEN_LEFT = words(
    r"previously|formerly|prior(?: to)?|before|beforehand|baseline|pre-?\w*|initially|earlier|in the past",
    r"at (?:eval\w*|intake|the start)",
    r"from|instead of|rather than|versus|vs\.?|compared (?:to|with)|against|where",
    "was|were|had|been|used to|limited to|confined to|restricted to",
    f"{_BARELY} {_DID}",
    f"{_DID} {_BARELY}",
    after=r"\b:?(?: (?!now\b|to\b|since\b)[\w'-]+){0,5} ?[:(~<>]*$",
)
# 'one before', 'two being her limit'.
_THEN_RIGHT = words(
    "before|beforehand|previously|formerly|prior",
    r"pre-?\w*",
    "at baseline|in the past|used to|had been",
    rf"in (?:the |early |late )+{_SEASON}|last (?:{_SEASON}|year)",
    "(?:was|were) (?:her|his|the|all) ",
    "being (?:her|his|the) ",
    before=r"^(?: of \w+| at (?:a time|most|the most)| tops| max\w*)?[ ,(]*(?:\w+ ){0,2}?",
    after="",
)
# A 'to' that does not lead to the present: 'used to', 'limited to'.
_PAST_TO = "".join(
    f"(?<!{word} )" for word in "used had needed able limited confined restricted prior compared".split()
)
_FOLLOW_UP = r"follow-?up|f/u|recheck|review"
# 'now four blocks', 'up to a mile', an arrow.
_NOW_LEFT = any_of(
    rf"\b(?:now|today|currently|presently|after(?! {_LONG} of)\w*|following|post-?\w*|since"
    rf"|at (?:{_FOLLOW_UP}|discharge)|up to|{_PAST_TO}to|can"
    r"|at (?:\w+ )?(?:weeks|months))\b:?(?: (?!was\b|were\b|before\b|from\b)[\w'-]+){0,4} ?[:(~<>]* *$",
    r"(?:->|→|=>) *$",
)
# 'four blocks now'.
_NOW_RIGHT = words(
    "now|today|currently|after|afterwards?|since|post",
    rf"at (?:{_FOLLOW_UP}|\w+ (?:weeks|months))",
    before=r"^(?: of \w+| at a time)?[ ,(]*",
)
_PARTS = pattern_of(r"[,;:(]|\.\s|\b(?:and|but|then|while|whereas|which|when|where|having)\b|->|→|=>")


def earlier(left: str, between: str, right: str) -> Literal["a", "b"] | None:
    """Which of two amounts is the earlier, by the words before, between and after them; None where no word tells."""
    cuts = [*_PARTS.finditer(between)]
    lead = [*_PARTS.finditer(left)]
    own = left[lead[-1].start() if lead and not lead[-1][0].startswith((":", "(", "where", "when", "having")) else 0 :]
    tail = right[: next((m.start() for m in _PARTS.finditer(right) if m.start() > 1), len(right))]
    after_a = between[: cuts[0].start()] if cuts else ""
    before_b = between[cuts[0].start() :] if cuts else between
    a, b = _then(own, after_a), _then(before_b, tail)
    return "a" if a > b else "b" if b > a else None


def _then(left: str, right: str) -> int:
    """How much the words at the two sides of an amount speak of the past, less what they speak of the present."""
    past = bool(_THEN_LEFT.search(left)) + bool(_THEN_RIGHT.match(right))
    return past - _now(left) - bool(_NOW_RIGHT.match(right))


def _now(left: str) -> bool:
    """Whether the words to the left are of the present; 'used to need the bench after' is not."""
    told = _NOW_LEFT.search(left)
    return told is not None and not (told[0].startswith("after") and _THEN_LEFT.search(left))
