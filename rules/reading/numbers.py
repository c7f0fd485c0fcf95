"""Numbers in digits and words, with their bounds: percents, scores, durations. Nothing is rounded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Literal

from rules.facts import Bound, Duration, Percent, Scale, Score, Unit
from rules.reading.wordings import one_of, pattern_of, words

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORTH = {
    **{w: i for i, w in enumerate(_ONES, 1)},
    **{w: i for i, w in enumerate(_TEENS, 10)},
    **dict(zip(_TENS, range(20, 100, 10), strict=True)),
    "zero": 0, "nil": 0, "nought": 0, "couple": 2, "fourty": 40, "ninty": 90, "a": 1, "an": 1,
}  # fmt: skip
_SMALL = one_of(*_ONES)
_TEEN = "|".join(_TEENS)
_TEN = "|".join(_TENS)
WORD = one_of(
    rf"(?:one|a)[ -]hundred(?: and (?:{_TEN}|{_TEEN}|{_SMALL}))?",
    rf"(?:{_TEN}|fourty|ninty)(?:[ -]{_SMALL})?",
    rf"{_TEEN}|{_SMALL}|zero|nought|nil",
)
DIGITS = r"\d{1,4}(?:\.\d+)?"
NUM = rf"(?:{DIGITS}(?![\d])|\b{WORD}\b)"


def value(said: str) -> Fraction:
    """The number that digits or words stand for."""
    said = said.strip().replace("-", " ")
    if said[:1].isdigit() or said[:1] == ".":
        return Fraction(said)
    if "hundred" in said:
        rest = said.split("hundred")[1].replace("and", "").split()
        return Fraction(100 + sum(_WORTH[word] for word in rest))
    return Fraction(sum(_WORTH[word] for word in said.split()))


# 'will not go lower than 70 %', 'has never been above a 3'.
_NEVER = (
    r"(?:\w+n't|not|never) "
    + one_of(
        "be|been|is|was|go|gone|going|went|goes",
        "fall|fallen|fell|falls|drop|dropped|drops|dip|dipped|dips|slip|slipped|sink|sunk",
        "get|got|gotten|come|came|rise|risen|rose|climb|climbed",
        "say|said|put it|put|rate it|rate|call it|estimate|guess|claim",
    )
    + r"(?: (?:to|at|it|any|anything|back|up|down|much|ever))*"
)
# 'At no time was relief less than 60 %', 'not once did it reach 50 %': the denial stands away from the bound.
_AT_NO_TIME = (
    one_of(
        "at no (?:time|point|stage|visit|call)|not once|on no (?:day|visit|occasion|call)",
        "(?:in |on )?no (?:week|month|day|entry|reading|night)|nothing|nowhere|ha(?:s|ve|d) yet to",
    )
    + r"[^.;,\d]{0,40}?"
)
# Words before a number that bound it; the longest match wins. This is the place to add a wording.
_BEFORE: dict[Bound, str] = {
    "at_least": one_of(
        "at least|at the least|no less than|not less than|no fewer than|not (?:below|under)",
        "(?:a )?minimum of|min(?:imum)?",
        r">\s*=|=\s*>|≥",
        "no lower than",
        f"{_NEVER} (?:below|under|lower than|less than|fewer than)",
        rf"{_AT_NO_TIME}\b(?:below|under|lower than|less than|fewer than|short of)",
    ),
    "more_than": one_of(
        "(?:a (?:little|bit) |slightly |somewhat |well |just |far |much |substantially )?"
        "(?:more than|greater than|longer than|better than|higher than|above|exceed(?:s|ed|ing)?|beyond|north of"
        "|upwards? of|past)",
        "(?:well |just |a bit |a little |slightly )?over",
        "in excess of",
        "(?<![-=])>",
    ),
    "at_most": one_of(
        "at most|at best|at the most|no more than|not more than|never more than|no greater than",
        "no longer than|not longer than|no better than",
        f"{_NEVER} (?:above|over|beyond|past|higher than|more than|better than|greater than)",
        rf"{_AT_NO_TIME}\b(?:above|over|beyond|past|exceed(?:s|ed|ing)?|(?:higher|more|better|greater) than)",
        r"not (?:\w+ ){1,3}?(?:beyond|past|above)",
        r"not (?:\w+ ){0,4}?(?:higher|more|better|greater) than|not exceed(?:ing)?|never exceed(?:ed|ing)",
        "up to|as much as|(?:a )?maximum of|max(?:imum)?|not above|not over",
        r"<\s*=|=\s*<|≤",
        "a peak of|peak(?:ed|ing)? (?:at|of)|topped out at",
    ),
    "less_than": one_of(
        "(?:a (?:little|bit) |slightly |somewhat |well |just |far |much )?"
        "(?:less than|lower than|fewer than|below|under|short of|shy of)",
        "<",
        "(?:(?:nearly|almost)?,? ?(?:but|though) )?not quite,?|not even",
        "never reach(?:ed|ing)|did(?: not|n't) reach|failed to reach",
        # 'did not quite make 70%', 'never got to half'
        "(?:did(?: not|n't)|does(?: not|n't)|do(?:es)? not|never|fail(?:s|ed)? to|could(?: not|n't))"
        " (?:quite |even |ever )?"
        "(?:ma[kd]e(?: it to)?|g[eo]t (?:to|up to|as (?:far|high) as)|c[ao]me to|amount(?:ed)? to|hit|touch(?:ed)?"
        "|add(?:ed)? up to|climb(?:ed)? to|r[io]se to|clear(?:ed)?|top(?:ped)?)",
        rf"{_AT_NO_TIME}\b(?:reach(?:ed|es|ing)?|attain(?:ed)?|achieved?|g[eo]t to|touch(?:ed)?|hit)",
    ),
    "approx": one_of(
        r"(?:somewhere )?(?:about|around|approximately|approx\.?|appx\.?|roughly|circa|near)",
        r"~|≈|\bc\.|some(?:where)?",
        "in the (?:region|neighborhood|neighbourhood|vicinity|range) of|close to",
        "perhaps|maybe|probably|more or less|an estimated|(?:on|in|of) the order of|or so",
        "(?:closer|nearer)(?: to)?|more like",
    ),
}
_NEARLY = (
    "c[ao]m(?:e|es|ing) close to|approache[sd]|nearing|verg(?:ed|es|ing) on|border(?:ed|s|ing) on"
    "|nearly|almost|just about|approaching|not far off|the better part of|most of"
)
# 'did not even give her a', 'has never reached'
_NEGATED = (
    one_of(
        "did(?: not|n't)|does(?: not|n't)|has(?: not|n't)|have(?: not|n't)",
        "failed to|fails to|unable to|never|could(?: not|n't)|not",
    )
    + " (?:even |ever |yet |quite )?"
    + one_of(
        "provide|giv(?:e|en)|achieve|attain|get|got|reach|produce|obtain|have|had|exceed",
        "meet|experience|deliver|bring|see|report",
    )
    + "(?:d|ed)?(?: "
    + one_of(
        "her|him|them|the (?:patient|pt)|me|even|a|an|the|any|much",
        "at least|greater than|more than|better than|higher than|beyond|above|past|over|>|≥",
    )
    + ")*"
)
_AFTER: dict[Bound, str] = {
    "at_least": one_of(
        r"\+|plus\b|or (?:more|better|greater|higher|above)\b|and (?:above|up)\b",
        r"at (?:a )?minimum\b|at least\b|at the least\b",
    ),
    "at_most": r"or (?:less|lower|worse|below)\b|at (?:most|best|the most)\b|(?:at )?max(?:imum)?\b|tops\b",
    "approx": one_of(
        r"or so\b|-?ish\b|,? ?give or take\b|or thereabouts\b",
        r"approximately\b|approx\b|roughly\b|more or less\b",
    ),
}
_SIGN = r"(?:%|percent(?:age)?\b|per[ -]cent\b|pct\b|percents\b|perc\b)"


def _bounds(groups: dict[Bound, str], prefix: str) -> str:
    return "|".join(rf"(?P<{prefix}{name}>{pattern})" for name, pattern in groups.items())


# What may stand before a number and bound it. Looked for only where a number was found, and only where the last word
# before the number can end such a phrase: trying it everywhere costs more than all the rest.
_PREFIX = pattern_of(
    rf"(?:(?P<negated>\b{_NEGATED})|(?P<nearly>\b(?:{_NEARLY}))|(?<![a-z])(?:{_bounds(_BEFORE, 'b_')}))"
    r"\s*(?:an? |the |only |a full )?$"
)
_MAY_BOUND_WORD = one_of(
    "than|least|less|more|of|min(?:imum)?|below|under|fewer|lower",
    r"above|exceed\w*|beyond|past|over|to|most|best|max(?:imum)?|much|peak\w*|at|out|quite|even|reach\w*",
    "about|around|approximately|approx|appx|roughly|circa|near|nearer|closer|like|c|some|somewhere|perhaps|maybe|probably|estimated|so",
    "nearly|almost|approach(?:ing|e[sd])|nearing|off|on|ma[kd]e|clear(?:ed)?|top(?:ped)?",
    "provided?|giv(?:e|en)|achieved?|attain(?:ed)?|get|got|produced?|obtain(?:ed)?|have|had|meet|experienced?",
    "deliver(?:ed)?|bring|see|report(?:ed)?|touch(?:ed)?|hit",
    "her|him|them|me|patient|pt|any|between|a|an|the|only|full|from",
)
_MAY_BOUND = pattern_of(rf"(?:[<>~≈≥≤=]|\b{_MAY_BOUND_WORD}\b[.,]?)\s*$")


@dataclass(frozen=True, slots=True)
class _Prefix:
    start: int
    bound: Bound | None
    nearly: bool


def _prefix(folded: str, start: int) -> _Prefix:
    """The words before the number at `start` that bound it, and where they begin."""
    if not _MAY_BOUND.search(folded, max(0, start - 14), start):
        return _Prefix(start, None, False)
    match = _PREFIX.search(folded, max(0, start - 64), start)
    if match is None:
        return _Prefix(start, None, False)
    begins = match.start() + len(match[0]) - len(match[0].lstrip())
    return _Prefix(begins, _bound_of(match), bool(match["nearly"]))


# 'Never got above 50 %' may have got there.
_NO_HIGHER = pattern_of(r"(?:(?:greater|more|better|higher) than|exceed|above|past|over|beyond)(?:ed)?\s*$")


def _bound_of(match: re.Match[str]) -> Bound:
    groups = match.groupdict()
    if groups.get("negated"):
        return "at_most" if _NO_HIGHER.search(groups["negated"]) else "less_than"
    if groups.get("ish"):
        return "approx"
    for name in ("at_most", "at_least", "less_than", "more_than", "approx"):
        if groups.get(f"b_{name}") or groups.get(f"a_{name}"):
            return name
    return "exact"


_HAS_SIGN = pattern_of(r"%|\bpe?r(?=c|[ -]c)|\bpct")
_BETWEEN = pattern_of(r"(?:between|(?:anywhere|somewhere)(?: from)?)\s+$")
_PERCENT = pattern_of(
    # '-20', '80', '80 %', 'eighty (80)'
    rf"(?P<sign>(?<![\w.])[-+](?=\d))?(?P<low>(?<![a-z0-9./])(?:{NUM}))[\s_]*(?:{_SIGN})?(?:\s*\({NUM}\s*%?\)(?=\s*{_SIGN}))?"
    # 'to about 90', ', perhaps 90'
    r"(?:\s*(?P<joined>-|to|or|and|/|,? ?(?:maybe|perhaps|sometimes|possibly|and|or)|through)"
    rf"\s*(?:{_BEFORE['approx']})?\s*(?P<high>{NUM}))?"
    # '%', '-ish percent', '% or so'
    rf"\s*(?P<ish>-?ish\s*)?-?{_SIGN}(?:\s*(?:{_bounds(_AFTER, 'a_')}))?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An amount where it stands."""

    start: int
    end: int
    value: Percent | Duration | Score
    scale: Scale | None = None
    kind: Literal["percent", "score", "bare", "duration"] = "percent"


def percents(folded: str) -> list[Found]:
    """Every percentage, '55 to 65 per cent', 'in excess of 75%' and 'nearly 70 percent' included."""
    found: list[Found] = []
    last = 0
    for sign in _HAS_SIGN.finditer(folded):
        if sign.start() < last:
            continue
        match = _PERCENT.search(folded, max(last, sign.start() - 56), min(len(folded), sign.end() + 30))
        if match is None:
            continue
        last = match.end()
        if not _WHOLE_SCALE.fullmatch(match[0]):
            found += _percent_at(folded, match)
    named = found or "%" in folded or "percent" in folded or "100)" in folded
    for match in chain(_FIELD.finditer(folded), _ASKED.finditer(folded) if "?" in folded else ()) if named else ():
        low = value(match["low"])
        if low <= 100 and not any(item.start <= match.start("low") < item.end for item in found):
            found.append(Found(match.start("low"), match.end("low"), Percent(low, low)))
    for match in _UNSIGNED.finditer(folded):
        name = "low" if match["low"] else "near"
        low = value(match[name])
        if not any(item.start <= match.start(name) < item.end for item in found):
            bound: Bound = "exact" if name == "low" else "approx"
            found.append(Found(match.start(name), match.end(name), percent(low, low, bound)))
    return sorted(found, key=lambda item: item.start)


# 'Relief (0-100%): 25' names the scale.
_WHOLE_SCALE = pattern_of(rf"0\s*{_SIGN}?\s*(?:-|to)\s*100\s*{_SIGN}")
_CLIMBING = pattern_of(
    r"\b"
    + one_of(
        r"creep\w*|crept|climb\w*|w[eo]nt|go(?:ne|es)?|improv\w*|increas\w*|r[io]s(?:e|en|ing)",
        r"buil[dt]\w*|gradually|now|jump\w*|mov\w+|way",
    )
    + " $"
)

# A form's field names the unit and the answer does not: 'Pain relief (%): 55', 'percent relief reported: 100'.
_PERCENT_OF = r"(?<!\d)(?<!\d )(?:%|\bpercent(?:age)?)\s*(?:of )?(?:pain )?"
_GAINED = "relief|improvement|reduction|better|improved|benefit"
_FIELD = pattern_of(
    one_of(
        # '% relief after shot two 40 for six weeks'
        rf"{_PERCENT_OF}(?:{_GAINED})(?: [a-z]+\b){{0,3}}\s*(?=\d{{1,3}}\s*(?:[,;.)\n]|$|for\b|x\b|lasting))",
        one_of(
            # 'Percent change in pain since procedure: 25'
            rf"{_PERCENT_OF}(?:{_GAINED}|change)[^:=_\n\d.;?]{{0,60}}",
            # 'Pain relief from last injection (%): 30'
            r"\b(?:relief|improvement|reduction|change)\b[^:=_\n\d.;?]{0,40}\(?(?:0 ?%? ?(?:-|to) ?100 ?)?"
            r"(?:%|percent)\)?",
            # 'Improvement (0-100): 40'
            r"\b(?:relief|improvement)\b[^:=_\n\d.;?]{0,40}\(0 ?(?:-|to) ?100(?: scale)?\)",
        )
        + r"\s*(?:[:=][\s_]*|_+\s?|-{1,2}\s(?=\d+ ?(?:[.,;\n]|$)))",
    )
    + r"(?P<low>\d{1,3})(?!\s*(?:%|-|percent)|\d)"
)
# A nurse's note leaves the sign out: 'relief 40 now', 'improvement still only 35.', 'nearer 40 than 75'. From 15 on, in
# fives: a smaller number is a score, another a time.
_IN_FIVES = r"(?:[2-9][05]|15|100)"
_ENDS_IT = (
    r"(?=[ ]?(?:[,;)\n\"']|\.(?!\d)|$| (?:now|today|at present|currently|so far|to date|at this (?:point|time))\b))"
)
_UNSIGNED = pattern_of(
    r"\b(?:relief|improvement|benefit)\b"
    r"(?: (?:is|was|of|in|to|now|only|about|maybe|around|still|just|down to|put at|rated|the|left|right|lt|rt|[lr]|sij?"
    r"|joint))*"
    rf"\s*[:=]?\s*(?P<low>{_IN_FIVES}){_ENDS_IT}"
    rf"|\b(?:closer|nearer)(?: to)? (?P<near>{_IN_FIVES}) than (?:to )?(?:the )?{_IN_FIVES}\b"
)
# … as does a question: 'By what percent is it better? She says forty.'
_ASKED = pattern_of(
    rf"(?:%|\bpercent(?:age)?\b)[^.;?\n\d]{{0,80}}\?[\s\"':.-]*(?:[a-z]{{1,9}}[\s:,\"']+){{0,4}}?(?P<low>{NUM})"
    r"(?!\s*(?:%|-|percent|/)|\d| (?:out of|weeks?|months?|days?|hours?|min))"
)


# 'nearly 70 %' is less than 70, and not far from it; ±5 is how an approximate value is read (POLICIES, rule 5).
NEAR = 5


def percent(low: Fraction, high: Fraction, bound: Bound, *, nearly: bool = False) -> Percent:
    """A Percent from a number or a range and the words that bound it."""
    if nearly:
        return Percent(low - NEAR, low, "less_than")
    return Percent(*_ends(low, high, bound))


# 'At week four and eighty per cent today', 'wk 4 - 60%': the four is a week.
_NTH = pattern_of(r"\b(?:week|wk|month|mo|day|hour|visit) ?#?$")


# '70 % relief at best', '50 % better, tops'.
_AT_BEST = pattern_of(
    r"\s*(?:pain )?(?:relief|better|improved|improvement|reduction|reduced|less pain),? "
    r"(?:at (?:the )?(?:very )?(?:best|most)|tops|max(?:imum)?)\b"
)

# 'Fell from 80 to 50 %' is a course, 'ranged from 60 to 80 %' a range.
_FROM = pattern_of(
    r"(?<!ranged )(?<!ranges )(?<!ranging )(?<!varied )(?<!varying )(?<!anywhere )"
    r"\bfrom\s(?:about |around )?$"
)


def _percent_at(folded: str, match: re.Match[str]) -> list[Found]:
    low = value(match["low"])
    high = value(match["high"]) if match["high"] else low
    between = _BETWEEN.search(folded, max(0, match.start() - 16), match.start())
    prefix = _prefix(folded, between.start() if between else match.start())
    bound, start = _bound_of(match), between.start() if between else match.start()
    if prefix.bound is not None:
        bound, start = prefix.bound if bound == "exact" or prefix.bound != "approx" else bound, prefix.start
    if match["sign"] == "-" and not match["high"]:
        low = high = -low
    if bound == "exact" and _AT_BEST.match(folded, match.end()):
        bound = "at_most"
    joined = (match["joined"] or "").strip()
    if joined in ("and", "-") and not between and _NTH.search(folded, max(0, match.start() - 8), match.start()):
        return [Found(match.start("high"), match.end(), percent(high, high, "exact"))]
    if joined == "and" and not between:  # '0% and 10%' are two
        first = Found(start, match.end("low"), percent(low, low, bound, nearly=prefix.nearly))
        return [first, Found(match.start("high"), match.end(), percent(high, high, "exact"))]
    if joined == "to" and not between and _FROM.search(folded[max(0, start - 30) : start]):
        first = Found(start, match.end("low"), percent(low, low, bound))  # 'fell from 80% to 50%' is a course
        return [first, Found(match.start("high"), match.end(), percent(high, high, "exact"))]
    if bound == "at_most" and folded.startswith("up to", start) and _CLIMBING.search(folded, max(0, start - 30), start):
        bound = "exact"  # 'creeping up to 65 %' is where it got
    if high < low:  # '80/20 %' or a date before a percentage: the second number alone
        low, start = high, match.start("high")
    return [Found(start, match.end(), percent(low, high, bound, nearly=prefix.nearly))]


def _ends(low: Fraction, high: Fraction, bound: Bound) -> tuple[Fraction | None, Fraction | None, Bound]:
    if bound in ("at_least", "more_than"):
        return low, None, bound
    if bound in ("at_most", "less_than"):
        return None, high, bound
    if low != high:
        return low, high, "range"
    return low, high, bound


_UNITS: dict[Unit, str] = {
    "minute": r"min(?:ute)?s?|mns?|m(?=[ :,]+\d)",
    "hour": r"h(?:ou)?rs?|h",
    "day": r"days?|d",
    "week": r"w(?:ee)?ks?|w",
    "month": r"months?|mos?|mths?|mnths?|mon",
    "year": r"y(?:ea)?rs?|y|yo",
}
_UNIT = "|".join(rf"(?P<{unit}>{pattern})" for unit, pattern in _UNITS.items())
_HALF = r"(?:\s*(?:and a half|1/2|½))"
_DURATION = pattern_of(
    # 'six', 'a couple of', 'a full', 'half a', 'two and a half'
    rf"(?:(?P<low>(?<![\d.])(?<![a-wyz](?=\d))(?:{NUM})|a couple(?: of)?|couple of"
    r"|an?(?= (?:full |solid |good )?(?:min|h|day|week|month|year))|½|half an?|a half)"
    rf"(?P<half>{_HALF})?"
    # 'weeks to eight', '-8'
    rf"(?:[ -]*(?:(?:{_UNIT.replace('?P<', '?P<l_')})\b\.?)?\s*(?:-|to|or|and|(?<! )/(?! )|through)"
    rf"\s*(?P<high>{NUM})(?P<hhalf>{_HALF})?)?)"
    # '(6) plus full'
    r"(?:\s?\(\d{1,3}\))?(?P<plus>\+|[ -]plus|[ ]or more(?=[ -]))?"
    r"(?:[ -]*(?:full|solid|good|consecutive|whole|additional|more|straight|calendar|continuous"
    r"|pain[- ]free))?"
    # 'weeks and a half or so'
    rf"[ -]*(?:{_UNIT})\b(?!/)(?P<half2>\s+and a half)?"
    rf"(?:'s?|s')?(?:\s*(?:{_bounds(_AFTER, 'a_')}))?"
)
_HAS_UNIT = words(
    r"min(?:ute)?s?|mns?|h(?:ou)?rs?|days?|w(?:ee)?ks?|months?|mos?|mths?|mnths?|mon|y(?:ea)?rs?|yo",
    r"(?<=\d)[mhdwy]|(?<=\d )[mhdwy]|(?<=\d-)[mhdwy]",
    before="(?<![a-z])",
)


def durations(folded: str) -> list[Found]:
    """Every length of time: 'six wks', '2-3 months', 'a month and a half', 'about 90 days'."""
    found: list[Found] = []
    last = 0
    for unit in _HAS_UNIT.finditer(folded):
        if unit.start() < last:
            continue
        match = _DURATION.search(folded, max(last, unit.start() - 64), min(len(folded), unit.end() + 30))
        if match is None:
            continue
        last = match.end()
        found += _duration_at(folded, match)
    for match in re.finditer(r"(?<![\d/])(\d{1,2})/(52|7)(?![\d/])", folded):  # '8/52' is eight weeks, '3/7' three days
        if match[2] == "52" or re.search(r"\b(?:for|x)\s*$", folded[max(0, match.start() - 5) : match.start()]):
            n = Fraction(match[1])
            length = Duration(n, n, unit="week" if match[2] == "52" else "day")
            found.append(Found(match.start(), match.end(), length, kind="duration"))
    for match in _DECADES.finditer(folded) if "decade" in folded else ():
        n = Fraction({"two": 20, "three": 30, "four": 40, "half a": 5}.get(match["n"], 10))
        length = Duration(n, None, "more_than", "year") if match["more"] else Duration(n, n, "approx", "year")
        found.append(Found(match.start(), match.end(), length, kind="duration"))
    for match in re.finditer(r"\b(?:a )?fortnight\b", folded):
        length = Duration(Fraction(2), Fraction(2), unit="week")
        found.append(Found(match.start(), match.end(), length, kind="duration"))
    return sorted(found, key=lambda item: item.start)


# Before a number it is a score's, and no part of 'arrival 8 - 40 min later 1'.
_SCORED = words(
    r"arrival|pre|pre-?\w+|before|beforehand|baseline|admission|intake|check-?in|pain|nrs",
    after=r"\s*[:=]?\s*$",
)
# 'Relief for over 5 days'.
_FOR = pattern_of(r"(?:for|of|lasting|lasted|x|held|now|just|is|well|was)\s$")
# 'Over a decade', 'half a decade', 'two decades', 'the better part of a decade'.
_DECADES = pattern_of(
    r"\b(?:(?P<more>over|more than|well over|upwards of|at least) )?"
    r"(?P<n>half an?|an?|one|two|three|four|the (?:past|last)) decades?\b"
)
# How many of the smaller unit make the larger, of the pairs in which one length is written.
_PARTS: dict[tuple[Unit, Unit], int] = {("year", "month"): 12, ("week", "day"): 7, ("hour", "minute"): 60}


def _duration_at(folded: str, match: re.Match[str]) -> list[Found]:
    unit = next(unit for unit in _UNITS if match[unit])
    letter = match[unit]
    if len(letter) == 1 and letter != "m" and not re.search(rf"\d[ -]?{letter}$", match[0].rstrip()):
        return []  # 'two d' is no duration, '2d' is
    if letter == "day" and re.match(r"[- ]of\b", folded[match.end() : match.end() + 4]):
        return []  # '6 day-of' is a score
    low = _length(match["low"], match["half"] or match["half2"])
    high = _length(match["high"], match["hhalf"]) if match["high"] else low
    own = next((name for name in _UNITS if match[f"l_{name}"]), None)
    scored = " - " in match[0] and _SCORED.search(folded, max(0, match.start() - 20), match.start())
    if match["high"] and not own and ("--" in match[0] or scored):  # 'arrival 8 -- 40 min later 1'
        return [Found(match.start("high"), match.end(), Duration(high, high, unit=unit), kind="duration")]
    parts = _PARTS.get((own, unit)) if own else None
    often = re.match(r" (?:a|per|each|every) ", folded[match.end() : match.end() + 7])  # 'a week and 5 days a week'
    if own and match["high"] and parts and high < parts and " and " in match[0] and not often:
        # 'four weeks and three days'
        whole = low + high / parts
        return [Found(match.start(), match.end(), Duration(whole, whole, unit=own), kind="duration")]
    if match["high"] and own and own != unit:  # 'at 30 min and 2 h' is two times
        first = Found(match.start(), match.end("low"), Duration(low, low, unit=own), kind="duration")
        return [first, Found(match.start("high"), match.end(), Duration(high, high, unit=unit), kind="duration")]
    between = _BETWEEN.search(folded, max(0, match.start() - 16), match.start())
    prefix = _prefix(folded, between.start() if between else match.start())
    bound, start = _bound_of(match), between.start() if between else match.start()
    if prefix.bound is not None:
        bound, start = "less_than" if prefix.nearly else prefix.bound, prefix.start
    if "couple" in match[0] and bound == "exact":
        bound = "approx"
    if match["plus"] and bound == "exact":
        bound = "at_least"
    if folded.startswith("past ", start):
        bound, start = "exact", start + 5  # 'the past 3 months' is how long, not a bound
    if folded.startswith("over ", start) and not _FOR.search(folded[max(0, start - 8) : start]):
        bound, start = "exact", start + 5  # 'relief over 5 days' is how long, not a bound
    low, high = min(low, high), max(low, high)
    least, most, bound = _ends(low, high, bound)
    if prefix.nearly and bound == "less_than":
        least = low - low / 10  # 'nearly two years' falls short of them by no more than 'about' may
    return [Found(start, match.end(), Duration(least, most, bound, unit=unit), kind="duration")]


def _length(said: str, half: str | None) -> Fraction:
    said = said.strip()
    if "couple" in said:
        base = Fraction(2)
    elif said.startswith(("½", "half", "a half")):
        base = Fraction(1, 2)
    else:
        base = value(said)
    return base + (Fraction(1, 2) if half else 0)


_OUT_OF = one_of(
    r"\s*/\s*",
    r"\s+out of\s+(?:a possible\s+)?",
    r"\s+of\s+",
    r"\s+over\s+",
    r"\s+on (?:a |the )?(?:scale of )?(?:0|zero)?\s*(?:-|to)\s*",
)
_SCORE = pattern_of(
    rf"(?<![\d/.\w-])(?P<low>{NUM})\+?(?:\s*(?:-|to|or)\s*(?P<high>{NUM}))?{_OUT_OF}"
    r"(?P<of>10(?:0)?|ten)(?![\d/%-]|\s?mg|\.\d)"
)
_MILLIMETRES = pattern_of(
    rf"(?<![\d/.\w])(?P<low>{DIGITS})(?:\s*-\s*(?P<high>{DIGITS}))?"
    r"\s*-?(?P<unit>mm|cm)\b(?!\s*(?:x|by|of|disc|disk|hg|needle|gap|slip))"
)


def scores(folded: str) -> list[Found]:
    """Scores that name their scale: '8/10', 'seven out of ten', '70 mm', '60/100'. '8/10/25' is a date, no score."""
    found = []
    for match in _SCORE.finditer(folded):
        low = value(match["low"])
        high = value(match["high"]) if match["high"] else low
        top = 100 if match["of"] == "100" else 10
        scale: Scale = "vas_mm" if top == 100 else "nrs"
        if match["high"] and high < low and _NTH.search(folded, max(0, match.start() - 8), match.start()):
            found.append(Found(match.start("high"), match.end(), Score(high, high), scale, "score"))
            continue  # 'at week 6 - 3/10'
        if match["high"] and high < low <= top:  # 'from eight to two out of ten' is before and after
            found.append(Found(match.start("low"), match.end("low"), Score(low, low), scale, "score"))
            found.append(Found(match.start("high"), match.end(), Score(high, high), scale, "score"))
            continue
        if low > high or high > 2 * top:  # a little past the scale is kept, so that nobody computes with it
            continue
        found.append(Found(match.start(), match.end(), Score(low, high), scale, "score"))
    for match in _MILLIMETRES.finditer(folded):
        low = value(match["low"])
        high = value(match["high"]) if match["high"] else low
        scale = "vas_mm" if match["unit"] == "mm" else "vas_cm"
        if re.match(r"\s*(?:scale|vas|line|visual)", folded[match.end() : match.end() + 8]):
            continue  # 'VAS, 100 mm scale' names the scale
        if high <= (100 if scale == "vas_mm" else 10):
            found.append(Found(match.start(), match.end(), Score(low, high), scale, "score"))
    return sorted(found, key=lambda item: item.start)


_OF_TIME = r"(?![ -]?(?:min|h(?:ou)?rs?\b|days?\b|weeks?\b|wks?\b|months?\b|mos?\b))"
_BARE = pattern_of(
    rf"(?<![\w/.,$#%-])(?!(?<=\d:)[0-5]\d\b)(?P<low>{NUM}|\b{_SMALL}(?=e?s\b))(?:'?e?s\b)?"
    rf"(?:\s?(?P<joined>-to-|-|\bor|\bto)\s?(?:(?<=or )an? )?(?P<high>\d{{1,2}}|{_SMALL}){_OF_TIME})?"
    r"(?![\w%/]|[.,]\d|-[a-z]|:\d)"
)
# 'Never higher than 1 to 2', 'ran 2 to 3' is a range; 'from 1 to 2', 'went 2 to 3' and '8 to 2' are a course.
_RANGED_BY = one_of(
    "than|above|below|over|under|about|around|roughly|of|a|an",
    r"steady|usually|mostly|generally|typically|averag\w+|r[au]n(?:s|ning)?|hover\w*",
    r"between|stay\w*|held|holds|sits?|sitting|at",
)
_RANGED = pattern_of(rf"(?:\b{_RANGED_BY}|=) $")
# … as is 'one to two most days' and 'was seven to eight before it'.
_RANGED_RIGHT = pattern_of(
    r" (?:most (?:days|of|nights)|on (?:an? )?(?:most|average|good|bad|typical|usual)|usually|mostly|daily|each"
    r"|every|all|at (?:rest|worst|best)|before|prior|pre)\b"
)


def bare_numbers(folded: str, start: int, end: int) -> list[Found]:
    """Numbers from 0 to 10 that name no scale; whether one is a score depends on the words around it."""
    found = []
    while match := _BARE.search(folded, start, end):
        low = value(match["low"])
        high = value(match["high"]) if match["high"] else low
        start = match.end()
        ranged = high == low + 1 and (
            _RANGED.search(folded, max(0, match.start() - 14), match.start())
            or _RANGED_RIGHT.match(folded, match.end())
        )
        if match["joined"] == "to" and not ranged:
            start = match.start("high")  # the second is a number of its own
            if low <= 10:
                found.append(Found(match.start("low"), match.end("low"), Score(low, low), None, "bare"))
        elif low <= high <= 10:
            found.append(Found(match.start(), match.end(), Score(low, high), None, "bare"))
        elif match["high"] and high <= low <= 10:  # '8-2': before and after
            found.append(Found(match.start("low"), match.end("low"), Score(low, low), None, "bare"))
            found.append(Found(match.start("high"), match.end("high"), Score(high, high), None, "bare"))
    return found


_FRACTIONS = pattern_of(
    r"\b(?P<word>"
    + one_of(
        "(?:three|3)[ -]?(?:quarters|fourths)|3/4|¾",
        "two[ -]thirds|2/3|⅔|one[ -]third|a third|1/3|⅓",
        "one[ -]quarter|a quarter|1/4|¼",
        "one[ -]half|1/2|½|half(?:[ -]?way(?= (?:better|improved|gone)))?",
        "(?P<n>one|two|three|four|seven|eight|nine|a|1|2|3|4|7|8|9)(?:[ -]|/(?=[51]))"
        r"(?:fifths?|tenths?|5(?:ths?)?(?!\d)|10ths)",
        "halved",
    )
    + r")\b"
)


def fractions(folded: str) -> list[Found]:
    """Shares in words: 'half', 'three quarters', 'two thirds'. Whether one is relief depends on the words around it."""
    found = []
    for match in _FRACTIONS.finditer(folded):
        word = match["word"].replace("-", " ")
        if match["n"]:
            share = value(match["n"]) * (10 if "tenth" in word or "10th" in word else 20)
        elif word.startswith(("thr", "3", "¾")):
            share = Fraction(75)
        elif word.startswith(("two", "2/3", "⅔")):
            share = Fraction(200, 3)
        elif "third" in word or word in ("1/3", "⅓"):
            share = Fraction(100, 3)
        elif "quarter" in word or word in ("1/4", "¼"):
            share = Fraction(25)
        else:
            share = Fraction(50)
        before = _BOUND_LEFT.search(folded, max(0, match.start() - 40), match.start())
        bound = _bound_of(before) if before else "exact"
        nearly = bool(before and before["nearly"])
        start = before.start() if before else match.start()
        found.append(Found(start, match.end(), percent(share, share, bound, nearly=nearly)))
    return found


_BOUND_LEFT = pattern_of(rf"\b(?:(?P<nearly>{_NEARLY})|{_bounds(_BEFORE, 'b_')})\s*(?:a |an |the )?$")
