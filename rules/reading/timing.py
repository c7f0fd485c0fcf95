"""When an amount was measured and how long it held, and so which phase of the injection it speaks of."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction

from rules.facts import Duration, Phase
from rules.reading import cues
from rules.reading.dates import FoundDate, days
from rules.reading.numbers import NUM, Found, value
from rules.reading.procedures import Mention
from rules.reading.text import Stretch

_ABOUT = r"(?:about |approximately |approx\.? |roughly |around |the |a |an |at least |a good |good |full |past |last |first |next |entire |whole |a total of |total of |some |nearly |almost |only |just |over |more than |close to |her |his |>|~|relief |solid |initial |up to )*"
_LASTED_LEFT = re.compile(
    rf"(?:\bfor|\bx|\blast(?:ing|ed|s)?|\bheld|\bhold(?:ing|s)?|\bover|\bpersist\w*|\bsustain\w*|\bmaintain\w*|\bthrough(?:out)?|\bthru|\buntil|\btill|\bup to|\bduring|\bstayed|\bremain\w*|\bendur\w+|"
    rf"\bduration(?: of (?:pain )?(?:relief|benefit|response|effect|improvement|action))?(?: was| is)?\s*[:=]?|\bfirst|\bcontinu\w+|\bout to|\bbeyond|\bpast|\bnext|\bstretch\w*|\benjoyed|\brelief of|\bbenefit of|\b[x*]|\bkept|\bran|\bcarried|\bgot|\btotal(?:ing)?)\s*{_ABOUT}$"
)
_MEASURED_LEFT = re.compile(r"(?:\bat|\bby|\bwithin|\bafter|@|\baround|\bwhen|\bseen|\bin|\bnow|\bvisit|\bupon|\btoday,?|\bto)\s*(?:the |about |her |his |approximately |roughly |today's |this |around |some |just |just over |~)*$")
_MEASURED_RIGHT = re.compile(
    r"^['s]*[ -]*(?:\(\w+\) )?(?:after\w*|post\w*|later|out\b|following|since|s/p|status|from|mark|follow\w*|f/?u|visit|check\w*|recheck|review|point|into|ago|now|on\b|appointment|call|assessment|time ?point|diary|reading|in\b|removed|down the)"
)
_LASTED_RIGHT = re.compile(r"^['s]*\s*(?:of (?:\w+ ){0,3}?(?:relief|benefit|improvement|pain|good|excellent|that|this|it|comfort|\d|near|complete)|relief|benefit|duration|worth|long|straight|before (?:it|the|pain|wear|return|fad|relap)|until|then |and then|and (?:wore|returned|faded)|with (?:pain|relief|return|the pain|good|near)|solid|in duration)")
# Lengths that speak of something else.
_NOT_OF_RELIEF_LEFT = re.compile(
    r"(?:\b(?:every|each|q|per)\s*$|\b(?:repeat\w*|follow[- ]?up|f/?u|return\w*|rtc|recheck|see (?:her|him|pt|patient)|again|refill|back|next (?:visit|appointment))\s*(?:\w+ ){0,3}in\s*(?:about )?$|\b(?:age|aged)\s*:?\s*$|\b(?:history|hx) of\s*$)"
)
_PAIN_FOR = re.compile(r"(?<!less )(?<!no )\b(?:pain|ache|symptoms) (?:for|x)\s*(?:the (?:past|last) )?$")
_NOT_OF_RELIEF_RIGHT = re.compile(
    r"^[- ]*(?:old|y/?o\b|of age|history|hx\b|hist\b|pack|supply|course|of (?:\w+ ){0,2}(?:pt|physical|physio\w*|therapy|chiro\w*|conservative|nsaids?|naproxen|ibuprofen|medication\w*|exercise\w*|treatment|care|symptoms|low|lbp|back|buttock|left|right|progressive|worsening|chronic)|gestation|pregnan|postpartum|sessions?|visits\b|a week|per (?:day|week|month|year|session|visit)|/)|^[- ]*(?:ago|prior|earlier|back)\b"
)
_ORDINAL = re.compile(
    rf"\b(?P<lead>(?:through|thru|until|to|till|by|at|in|during|for|from|before|around|about|past|of|since|up to|out to|end of)\s+(?:the )?(?:end of )?)?(?:post-?op(?:erative)? |pod ?|post-?(?:injection|procedure) )?(?P<unit>weeks?|wks?|months?|mos?|days?)[ #-]*"
    rf"(?P<low>{NUM})(?:\s*(?:-|to|through|thru|and|until)\s*(?:(?:week|month|day) )?(?P<high>{NUM}))?(?![\d/%]|\s*(?:%|percent|per cent|out of|/10|of 10))"
    rf"|\b(?P<place>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|6th|seventh|7th|eighth|8th|ninth|9th|tenth|10th|twelfth|12th) (?P<punit>week|month|day)\b"
)
_PLACES = {w: i for i, pair in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th", "eighth 8th", "ninth 9th", "tenth 10th"), 1) for w in pair.split()} | {"twelfth": 12, "12th": 12}
_UNTIL = re.compile(r"\b(?:until|till|through|thru|up to|to)\s*(?:about |early |late |mid-?|the (?:end|beginning) of )?$")


@dataclass(frozen=True, slots=True)
class Timing:
    """What the words say of time. `ends` are the offsets that the quote should reach."""

    lasted: Duration | None = None
    measured_at: Duration | None = None
    measured_on: dt.date | None = None
    over: bool = False
    peak: bool = False
    phase: Phase | None = None
    reach: tuple[int, ...] = ()


def _days_between(first: dt.date, last: dt.date) -> Duration:
    n = Fraction((last - first).days)
    return Duration(n, n, unit="day")


def timing(
    folded: str, piece: Stretch, amount: tuple[int, int], lengths: list[Found], dates: list[FoundDate], event: Mention | None, taken: set[int],
    on: dt.date | None, *, procedure_note: bool, present: bool,
) -> Timing:  # fmt: skip
    """The timing of one amount from the piece of the sentence that is its own. `taken` are dates that belong to procedures."""
    text = folded[piece.start : piece.end]
    lasted: Duration | None = None
    measured_at: Duration | None = None
    measured_on: dt.date | None = None
    reach: list[int] = []
    for length in lengths:
        if not (piece.start <= length.start and length.end <= piece.end) or not isinstance(length.value, Duration):
            continue
        if length.start < amount[1] and amount[0] < length.end:
            continue
        role = _role(folded, piece, length, amount)
        if role == "lasted" and (lasted is None or abs(length.start - amount[0]) < 40):
            if lasted is None or _later(length.value, lasted):
                lasted = length.value
                reach += [length.start, length.end]
        elif role == "measured" and (measured_at is None or abs(length.start - amount[1]) < 30):
            measured_at = length.value
            reach += [length.start, length.end]
    for match in _ORDINAL.finditer(text):
        start, end = piece.start + match.start(), piece.start + match.end()
        if (start < amount[1] and amount[0] < end) or any(item.start <= start < item.end for item in lengths):
            continue
        if match["place"]:
            n, unit = Fraction(_PLACES[match["place"]]), match["punit"]
            lead = folded[max(piece.start, start - 14) : start]
            moment = Duration(n, n, unit=unit)  # type: ignore[arg-type]
            if n == 1 or (re.search(r"\b(?:through|for|during|until|the)\s(?:the )?$", lead) and not re.search(r"\b(?:by|at|in)\s(?:the )?$", lead)):
                lasted = lasted or moment
            else:
                measured_at = measured_at or moment
            reach += [start, end]
            continue
        unit = {"w": "week", "m": "month", "d": "day"}[match["unit"][0]]
        last = value(match["high"] or match["low"])
        moment = Duration(last, last, unit=unit)  # type: ignore[arg-type]
        lead = (match["lead"] or "").split(" ")[0]
        if (match["high"] and lead not in ("at", "by")) or lead in ("through", "thru", "until", "till", "to", "up", "out", "for", "past", "during"):
            lasted = moment if lasted is None or _later(moment, lasted) else lasted
        else:
            measured_at = measured_at or moment
        reach += [start, end]
    for date in dates:
        if date.start in taken or not (piece.start <= date.start and date.end <= piece.end) or date.when is None:
            continue
        lead = folded[max(piece.start, date.start - 26) : date.start]
        day = date.when.last if date.when.day is None else date.when.day
        if _UNTIL.search(lead) and event is not None and event.when is not None and event.when.first < day:
            if lasted is None:
                lasted = _days_between(event.when.first, date.when.first)
                reach += [date.start, date.end]
        elif measured_on is None and date.when.day is not None and (event is None or event.when is None or event.when.first <= day):
            if not re.search(r"\b(?:after|since|following|post|s/p|from)\s(?:the |her |his |that )?$|\b(?:mri|ct|x-?ray|films?|dob|born|labs?|onset|began|injury|accident|mva)\b[^.;]{0,20}$", lead):
                measured_on = day
                reach += [date.start, date.end]
    phase: Phase | None = None
    if cues.ANAESTHETIC.search(text):
        phase = "anaesthetic"
    elif cues.STEROID.search(text):
        phase = "steroid"
    near = folded[max(piece.start, amount[0] - 40) : min(piece.end, amount[1] + 30)]
    peak = bool(cues.PEAK.search(near)) and measured_at is None
    over = bool(cues.OVER.search(folded, amount[1], piece.end) or cues.BACK.search(folded, amount[1], piece.end))
    if measured_at is None and measured_on is None and lasted is None and on is not None:
        if procedure_note and event is not None and event.when is not None and event.when.day == on:
            measured_on, phase = on, phase or "anaesthetic"
        elif present and not peak and not over and phase != "anaesthetic":
            measured_on = on
    return Timing(lasted, measured_at, measured_on, over, peak, phase, tuple(reach))


def _later(a: Duration, b: Duration) -> bool:
    return (days(a)[1] or days(a)[0] or 0) > (days(b)[1] or days(b)[0] or 0)


def _role(folded: str, piece: Stretch, length: Found, amount: tuple[int, int]) -> str | None:
    left = folded[max(piece.start, length.start - 44) : length.start]
    right = folded[length.end : min(piece.end + 12, length.end + 34)]
    told = folded[amount[1] : length.start] if amount[1] <= length.start < amount[1] + 70 else ";"
    if _PAIN_FOR.search(left) and ";" in told:
        return None  # 'pain for 5 months' is how long it has hurt, unless an amount of relief stands just before
    if _NOT_OF_RELIEF_LEFT.search(left) or (_NOT_OF_RELIEF_RIGHT.search(right) and not re.match(r"^\s*ago\b", right)):
        return None
    if re.search(r"\bsince\s*(?:about |around |roughly |approximately )?$", left):
        return None  # 'since about a week after' is where it began
    if re.match(r"^\s*ago\b", right):
        return None  # the date of the procedure or of an onset; the event carries it
    if _LASTED_LEFT.search(left) and not re.match(r"^[- ]*(?:visit|mark|check\w*|recheck|appointment|follow-?ups?|f/?u|review)\b", right):
        return "lasted"
    if re.search(r"\b(?:until|through|thru|till|at least to|out to|to)\s(?:the |her |his |today's )?$", left):
        return "lasted"
    if _MEASURED_RIGHT.match(right) or _MEASURED_LEFT.search(left):
        return "measured"
    if _LASTED_RIGHT.match(right):
        return "lasted"
    return "lasted" if length.start >= amount[1] else "measured"


def phase_of(found: Timing, event: Mention | None) -> Phase:
    """Up to 24 hours is anaesthetic, from 14 days steroid, between them or undated unknown, unless the words say otherwise."""
    if found.lasted is not None:
        low, high = days(found.lasted)
        longest = high if high is not None else low
        if longest is not None and longest <= 1:
            return "anaesthetic"
        if (low if low is not None else high or 0) >= 14 and found.phase != "anaesthetic":
            return "steroid"
    if found.measured_at is not None:
        low, high = days(found.measured_at)
        if high is not None and high <= 1:
            return "anaesthetic"
        if (low if low is not None else high or 0) >= 14:
            return "steroid"
        return found.phase or "unknown"
    if found.measured_on is not None and event is not None and event.when is not None and found.phase is None:
        passed = (found.measured_on - event.when.last).days
        if passed <= 1 and event.when.day is not None:
            return "anaesthetic"
        return "steroid" if passed >= 14 else "unknown"
    if found.phase:
        return found.phase
    if found.lasted is None and event is not None and event.purpose == "diagnostic":
        return "anaesthetic"  # a diagnostic block is read by its anaesthetic
    return "unknown"
