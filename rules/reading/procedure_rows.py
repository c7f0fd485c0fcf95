"""Rows under a heading that names injections: each row with its day is one that was done, though no word of it says so.

    TABLE: injections_given                        Trigger point sessions (complete)
    1 | 2025-03-18 | SI joint, LEFT  | CT          - 2025-02-10  R trapezius, levator
    2 | 2025-06-24 | SI joint, RIGHT | CT          - 2025-07-21  R trapezius, levator
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.reading.dates import FoundDate
from rules.reading.text import Stretch, within
from rules.reading.wordings import one_of, pattern_of

_ACTS = one_of(
    "injections?|injs?|shots?|blocks?|mbbs?|epidurals?|t?f?esis?|tpis?|trigger[ -]points?|sijs?|sijis?",
    "ablations?|rfas?|neurotom(?:y|ies)|rhizotom(?:y|ies)|procedures?|interventions?",
    "27096|g0260|6232[0-3]|64479|64480|6448[34]|6463[3-6]|2055[23]",
)
_LIST = one_of(
    "history|hx|log|ledger|record|list|table|register|dates|sessions?|given|done|performed|received|administered",
    "to date|so far|lifetime|complete|all|past|prior|previous|earlier|completed",
)
# A heading stands on a line of its own and says both what was done and that this is the list of it.
_HEADING = pattern_of(
    rf"^(?=[^\n]{{0,90}}$)(?=[^\n]*(?<![a-z]){_ACTS}(?![a-z]))"
    rf"(?=[^\n]*(?:(?<![a-z]){_LIST}(?![a-z])|s[ ]?:?[ ]*$))"
    r"(?![^\n]*(?<![a-z])(?:pain|scores?|nrs|vas|relief|request\w*|plan\w*|scheduled|upcoming|proposed|consent\w*|medic\w+|"
    r"therapy|notes?|visits?|results?|surg\w+|vaccin\w*|allerg\w*|denied|declined|cancel\w*|no|none|not|never)(?![a-z]))"
    r"(?![^\n]*[.;!?][ ]+[a-z])[^\n]+$",
    re.MULTILINE,
)
# … or of what is yet to come: 'Upcoming injections', 'Procedures ordered:'.
_PLANNED = pattern_of(
    rf"^(?=[^\n]{{0,60}}$)(?=[^\n]*(?<![a-z]){_ACTS}(?![a-z]))"
    r"(?=[^\n]*\b(?:upcoming|ordered|requested|planned|scheduled|proposed|pending|cancelled|canceled|declined)\b)"
    r"(?![^\n]*[.;!?\d])[^\n]+$",
    re.MULTILINE,
)
# … or a joint's own list, whose rows name what was done: 'Right SI joint history:', 'L SI joint to date'.
_JOINT = one_of(
    r"s\.?i\.?(?: joints?)?|sijs?|sacro-?iliac(?: joints?)?|facets?|joints?",
    "lumbar|cervical|thoracic|spine",
)
_OF_A_JOINT = pattern_of(
    rf"^(?=[^\n]{{0,60}}$)(?=[^\n]*(?<![a-z]){_JOINT}(?![a-z]))"
    rf"(?=[^\n]*(?:(?<![a-z])(?:{_LIST}|timeline|treatments?|course|summary|chronology)(?![a-z])|:[ ]*$))"
    r"(?![^\n]*(?<![a-z])(?:pain|scores?|nrs|vas|relief|request\w*|plan\w*|scheduled|upcoming|proposed|exam\w*|mri|"
    r"imaging|therapy|notes?|visits?|results?|surg\w+|denied|declined|cancel\w*|no|none|not|never)(?![a-z]))"
    r"(?![^\n]*[.;!?][ ]+[a-z])[^\n]+$",
    re.MULTILINE,
)
_DRUG = one_of(
    r"(?:cortico)?steroids?|cortisone|kenalog|triam\w*|depo[- ]?\w*|methylpred\w*|dexa\w*|beta\w*|celestone",
    r"lido\w*|bupi\w*|ropi\w*|mepi\w*|marcaine|xylocaine|ana?esthetic|local|numbing",
    r"blocks?|injections?|injected|inj|shots?|infiltrat\w+|csi",
)
_LEADING = one_of(
    r"left|right|both|bilat\w*|l|r|lt|rt|si|sij|joints?",
    "diagnostic|therapeutic|first|second|third|fourth|repeat|the|an?|plain|with",
    r"ct|fluoro\w*|guided|under|\d+(?:\.\d+)?|ml|mg|cc|of|%",
)
# What such a row begins with after its day: 'local anaesthetic block', 'left, 40 mg Kenalog', 'the first steroid'.
_NAMES_ACT = pattern_of(
    rf"[\s:,;|()\u2013-]*(?:{_LEADING}[\s:,;|()%\u2013-]+){{0,7}}{_DRUG}\b"
    r"(?![ ](?:tapers?|packs?|bursts?|dosepak|by mouth|tablets?|patch\w*|creams?|gel|drops|inhaler|"
    r"allerg\w*|reaction|denied|declined))"
)
# What may lead a row to its day: a bullet, a number, the cells of the joint and the side.
_BEFORE_DAY = pattern_of(r"[\W_]*(?:(?:no\.? |#)?\d{1,2}[.):]?(?=[\s|])[\W_]*)?(?:date[\W_]+)?")
# A row of another thing …
_OTHER_ROW = pattern_of(
    r"[^\w\n]*(?:[a-z]+ ){0,2}(?:visits?|called|calls?|phone\w*|telephone\w*|seen|f/?u|follow\w*|"
    r"mri|ct scan|x-?rays?|emg|surgery|pt|physical therapy|review\w*|nrs|vas|pain|pre|post|here|sore|"
    r"\d+(?:/10)?[ ]*(?:\n|$))\b"
)
# … or of what was not done.
_NOT_DONE = pattern_of(
    r"\b(?:cancel\w*|no[- ]?show\w*|declin\w*|denied|refus\w*|postpon\w*|resched\w*|aborted|"
    r"not (?:done|given|performed)|request\w*|pending|planned|scheduled|proposed)\b"
)
_BETWEEN = 2  # lines of column names or rules, at most, between a heading and its first row
_LINE = pattern_of(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of such a list: its line after the day, the day, and the heading it stands under."""

    day: FoundDate
    told: Stretch
    heading: Stretch


def rows(folded: str, dates: Sequence[FoundDate]) -> Iterator[Row]:
    """The rows of every list of injections that were done."""
    taken = set()
    for row in _rows(folded, dates, _HEADING):
        taken.add(row.day.start)
        yield row
    for row in _rows(folded, dates, _OF_A_JOINT):
        if row.day.start not in taken and _NAMES_ACT.match(folded, row.told.start, row.told.end):
            yield row


def planned_rows(folded: str, dates: Sequence[FoundDate]) -> Iterator[Row]:
    """The rows of every list of injections that were ordered or called off."""
    return _rows(folded, dates, _PLANNED)


def _rows(folded: str, dates: Sequence[FoundDate], headed: re.Pattern[str]) -> Iterator[Row]:
    for heading in headed.finditer(folded):
        at, skipped, begun = heading.end() + 1, 0, False
        while at < len(folded):
            line = _LINE.match(folded, at)
            assert line is not None
            end = line.end()
            day = next(iter(within(dates, at, end)), None)
            led = _BEFORE_DAY.match(folded, at, end)
            if day is not None and day.when is not None and led and led.end() >= day.start:
                begun = True
                if not (_OTHER_ROW.match(folded, day.end, end) or _NOT_DONE.search(folded, day.end, end)):
                    yield Row(day, Stretch(day.end, end), Stretch(heading.start(), heading.end()))
            elif begun or skipped == _BETWEEN:
                break
            else:
                skipped += 1
            at = end
