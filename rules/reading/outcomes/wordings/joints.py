"""Where a sentence divides: between clauses, and between what is said of one amount and of the next."""

from __future__ import annotations

from rules.reading.regained import MONTH
from rules.reading.wordings import any_of, pattern_of, words

# A hope or a rule reaches no further than this.
CLAUSE = any_of(
    ";",
    r"\b(?:but|however|although|whereas|yet|though)\b",
    r"\.\s|\n",
    ", and (?=she|he|pt|the patient)",
)
# Between two amounts: what stands before the cut is said of the first.
SEPARATOR = any_of(
    r"[,;(|\n\t]|->|→|\.\s",
    r"\b(?:and|then|but|while|whereas|with|which|although|though|however|followed by|from)\b",
    "/(?=[ a-z])| {3,}",
    r":\s(?=(?:by|since|from|after|in|then|now) )",  # '… was what he got out of it: by May it was all back'
)
# A new row of a list, led by its day: '\n second, 8/26/25, bupivacaine - 60 %'; the row speaks of its own amount.
NEW_ROW = pattern_of(
    r"\n\s*(?:[-*•]\s*)?"
    r"(?:(?:first|second|third|1st|2nd|3rd|#?\s?\d|no\.? ?\d|blocks?|sets?|mbb|inj\w*|left|right|[lr])[ .):,#-]+){0,3}"
    r"(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d"
    rf"|{MONTH}[a-z]*\.? \d{{1,2}}|\d{{1,2}} {MONTH})(?!\d)"
)
# The cuts that outweigh the rest, with a full stop.
STRONG = (";", "then", "but", "whereas", "however")
# A piece that opens like this speaks of the amount to its right: 'at 6 weeks …', 'left …'
LEADING = words(
    r"at|by|after\w*|now|on|in|following|since|when|today|currently|left|right|lt",
    r"rt|l|r|b/l|bilateral|post\S*|pre\S*|before|baseline|initially|first|second",
    "third|week|weeks|wk|month|months|mo|day|days|hour",
    r"\d+ ?(?:m|min|mins|h|hr|hrs|d|wk|wks|weeks?|mos?|months?|days?)\b",
    r"(?:two|three|four|five|six|seven|eight|ten|twelve|thirty|sixty|ninety)[ -](?:min|h|d|w|m)\w*",
    r"this|as of|upon|then|later|thereafter|subsequent\w*|steroid|an?aesthetic",
    r"down|dropped|dropping|fell|falling|up|dwindl\w+|from|worst|average|avg",
    r"at rest|resting|current|best|function\w*|pain|bending|sitting|walking",
    r"immediate\w*|until|again|thirty",
    "the (?:next|following|steroid|second|first|an)",
    before=r"^[\s,;:(|&/-]*(?:and |but |then |though |although |however |which |,)*\s*",
)
# … unless it only says how long the amount to its left held: 'for 3 months', 'lasting …'
TRAILING = words(
    "for|x|lasting|lasted|held|holding",
    "which (?:lasted|held)",
    "that (?:lasted|held)",
    r"persist\w*|sustained|maintained|through|throughout|until|over|ongoing|still",
    "before|prior",
    "after (?:the|her|his|that|this|which|it)",
    "following (?:the|her|his|which)",
    r"relief|better|less|improve\w*|of|pain|s/p",
    r"post[- ]?(?:inj|proc|block|si|left|right)\w*",
    "since|from the|with return|with the|to date",
    before=r"^[\s,;:(-]*(?:and |but )?",
)
# What is taken off a piece before its opening is looked at.
OPENING = pattern_of(r"^[\s,;:(|&/-]*(?:and|then|but|while|whereas|with|which|although|though|however)?\s*")
# With no cut between two amounts: the second begins here …
UNCUT_LEADING = words(
    "at|by|after|now|to|post|pre|before|today|since",
    r"\d+ ?(?:m|mins?|h|hrs?|d|wks?|mos?)",
    r"w(?:ee)?k ?\d+",
)
# … and these still speak of the first: '8 before 2 after'.
UNCUT_TRAILING = pattern_of(
    r"\s*(?:\(?(?:before|pre\S*|prior|after\w*|post\S*|initially|at baseline|baseline|at first)\)?)"
    r"\b(?!\s*[:=])"
)
