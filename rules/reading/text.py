"""Text as the grammar sees it: folded without moving an offset, cut into sentences, clauses and sections."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol, TypeVar

from rules.reading.wordings import one_of, pattern_of

_FOLDED = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u202f\u3000\t\r\f\v", " "),
        **dict.fromkeys("\u2018\u2019\u201a\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **{chr(0xFF01 + i): chr(0x21 + i) for i in range(94)},
        **dict.fromkeys("\u21d2\u279c\u2794", "\u2192"),
        **dict.fromkeys("\u223c\u2248", "~"),
        **dict.fromkeys("\u2022\u00b7\u25aa", "*"),
        "\u00d7": "x",
        "\u2a7e": "\u2265",
        "\u2a7d": "\u2264",
    }
)


def fold(text: str) -> str:
    """Lower case, one kind of dash, quote and space, and the field's words as a scanner's look-alikes meant them.

    The length never changes, so offsets hold.
    """
    folded = text.translate(_FOLDED)
    if "_" in folded:
        folded = _FILLED_IN.sub(_without_its_line, folded)
    lowered = folded.lower()
    if len(lowered) != len(folded):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    wrong = any(_MEANT.get(word.translate(_ALIKE), word) != word for word in set(_SCANNED.findall(lowered)))
    return _SCANNED.sub(_meant, lowered) if wrong else lowered


# A number on the line of a form: 'pain now ___6___', 'relief __40__ %'.
_FILLED_IN = re.compile(r"(?P<before>[:=]? *)_+ ?(?P<n>\d{1,3})_+")


def _without_its_line(blank: re.Match[str]) -> str:
    """The number after a colon, as a form without lines has it: 'pain now :  6   '."""
    filled = blank["before"] + (" " if blank["before"].strip() else ":")
    return (filled + " " * (blank.start("n") - blank.start() - len(filled)) + blank["n"]).ljust(len(blank[0]))


# Letters that scanners take for each other; an amount is never mended, for only words of this list are.
_ALIKE = str.maketrans("l1|0", "iiio")
_OFTEN = (
    "pain relief injection injections injected joint joints left sacroiliac allergy allergies baseline diagnostic "
    "therapeutic fluoroscopy fluoroscopic ultrasound bilateral block blocks steroid lasted months improvement lumbar "
    "buttock epidural facet ablation physical therapy positive failed daily medial lateral"
)
_MEANT = {word.translate(_ALIKE): word for word in _OFTEN.split()}
_SCANNED = pattern_of(r"(?<![\w|])[a-z][a-z01|]{3,12}(?![\w|])|(?<![\w|])[1|][a-z]{3,12}(?![\w|])")


def _meant(word: re.Match[str]) -> str:
    return _MEANT.get(word[0].translate(_ALIKE), word[0])


# A box that is not ticked, and what it offers: up to the next box or field ('  Date:'), a semicolon or the line's end.
_UNTICKED = pattern_of(
    r"(?:\[[ _]?\]|\u2610|\u25a1|\u25fb)"
    r"(?:(?![ ]{2,}[a-z][a-z /]{0,20}:)[^\n;\[\u2610-\u2612\u25a1\u25fb\u2713\u2714])*"
)


# A line of empty boxes that says of them that each was denied: '[ ] leg pain  [ ] numbness  (all asked, all denied)'.
_ALL_DENIED = pattern_of(
    r"^[ \t]*\[[ _]?\](?:(?!\[ ?x ?\]|[\u2611\u2612\u2713\u2714(])[^\n]){1,160}"
    r"\((?:[^()\n]{0,40}\b(?:all|both|each|every one|these|asked)\b[^()\n]{0,30}"
    r"\b(?:denied|denies|absent|negative|answered no|said no)\b[^()\n]{0,12}|"
    r"(?:none|neither)(?: (?:of these|is|are|was|were))* (?:present|reported|noted|there|felt))\)",
    re.MULTILINE,
)


# The head of columns that the boxes below it tick: 'Trigger point    present    absent' states neither.
_YES = r"present|positive|pos|yes|y|true"
_NO = r"absent|negative|neg|no|n|false|denied"
_GAP = r"(?:[ \t]{2,}|[ \t]*[|][ \t]*)"
_HEAD_OF_COLUMNS = pattern_of(
    rf"(?P<lead>(?:.{{0,100}}{_GAP})?)[ \t]*(?P<a>{_YES}|{_NO}){_GAP}(?P<b>{_YES}|{_NO})"
    rf"(?P<rest>(?:{_GAP}[a-z][a-z /?]{{0,24}}){{0,2}})[ \t|]*"
)
_ROW_OF_COLUMNS = pattern_of(
    r"(?P<name>[^\n\[\u2610-\u2612]{0,90}?)"
    r"(?P<boxes>(?P<x>\[[ _x]?\]|[\u2610-\u2612])[ \t|]{1,40}(?P<z>\[[ _x]?\]|[\u2610-\u2612]))"
    r"(?P<more>[^\n\[\u2610-\u2612]*)"
)
_TRIGGER = pattern_of(r"\btrigger (?:points?|bands?)\b")


# Boxes on a line of their own, each under its option: 'Duration:  <4 wk   4-12 wk   >3 mo'.
_BOXES_ALONE = pattern_of(r"[ \t|]*(?:(?:\[[ _x]?\]|[\u2610-\u2612])[ \t|]*){3,7}")


def _option(options: str, boxes: str) -> str | None:
    """The line of options with the one left that is ticked, where as many options as boxes stand in it."""
    ticks = [not _EMPTY.fullmatch(box) for box in re.findall(r"\[[ _x]?\]|[\u2610-\u2612]", boxes)]
    offered = list(re.finditer(r"[^ \t|:?](?:[^ \t|:?]|[ ](?![ ]))*", options))
    colon = max(options.rfind(":"), options.rfind("?"))
    offered = [option for option in offered if option.start() > colon]
    if ticks.count(True) != 1 or len(offered) not in (len(ticks), len(ticks) + (colon < 0)):
        return None
    line = options
    for option, tick in zip(offered[-len(ticks) :], ticks, strict=True):
        if not tick:
            line = line[: option.start()] + " " * len(option[0]) + line[option.end() :]
    return line


def _by_columns(folded: str) -> str:
    """The rows of a table with a column 'yes' and a column 'no' as if each had ticked its own answer."""
    if not re.search(r"\n[^\n]*(?:\[[ _x]?\]|[\u2610-\u2612])", folded):
        return folded
    lines, affirms, head, left = folded.split("\n"), (False, False), -1, 0
    for index, line in enumerate(lines):
        if len(line) > 240:
            head = -1
            continue
        if index and _BOXES_ALONE.fullmatch(line) and (chosen := _option(lines[index - 1], line)):
            lines[index - 1], lines[index], head = chosen, " " * len(line), -1
            continue
        found = _HEAD_OF_COLUMNS.fullmatch(line)
        if found:
            affirms = bool(re.fullmatch(_YES, found["a"])), bool(re.fullmatch(_YES, found["b"]))
            head, left = (index, found.start("a")) if affirms[0] != affirms[1] else (-1, 0)
            continue
        row = _ROW_OF_COLUMNS.fullmatch(line) if head >= 0 else None
        if row is None:
            head = head if head >= 0 and not re.search(r"[a-z]", line) and line.strip() else -1
            continue
        if index > head + 14 or re.search(rf"\b(?:{_YES}|{_NO})\b", row["more"]):
            continue
        if head == index - 1:
            trigger = _TRIGGER.search(lines[head], 0, left)
            kept = " " * trigger.end() + lines[head][trigger.end() : left] if trigger else lines[head][:left]
            rest, lines[head] = lines[head], kept + " " * (len(lines[head]) - left)
            asked = rest[:left] if not row["name"].strip() else ""
        ticks = [not _EMPTY.fullmatch(box) for box in (row["x"], row["z"])]
        if ticks[0] == ticks[1]:
            continue
        answer = "[x] yes" if affirms[ticks.index(True)] else "[x] no"
        if head == index - 1 and asked.strip(" |"):  # the question stands in the head, its boxes below
            if not _TRIGGER.search(asked) and len(rest) - left >= len(answer):
                lines[head] = rest[:left] + answer.ljust(len(rest) - left)
            lines[index] = " " * len(line)
        elif len(row["boxes"]) >= len(answer):
            at, end = row.span("boxes")
            lines[index] = line[:at] + answer.ljust(end - at) + line[end:]
    return "\n".join(lines)


def _no(box: re.Match[str]) -> str:
    return "no " if len(box[0]) == 3 else box[0]


# The choices that a form prints before its answer: 'FABER  + / -  -> +'.
_CIRCLED = pattern_of(
    r"(?:(?<![\w+-])\+ ?/ ?-|\bpos(?:itive)? ?/ ?neg(?:ative)?\b|\by(?:es)? ?/ ?no?\b|\bpresent ?/ ?absent\b)"
    r"[ ]{0,4}\)?[ ]{0,4}(?:[-=]>|\u2192|:|=)"
)

_OFFERS = pattern_of(r"(?:\+|positive|pos|yes|y|present) ?/")


# Round boxes, each before its option: '( ) < 6 weeks  (x) > 3 months'. Those of a table's columns are the table's.
_ROUND = pattern_of(r"\(([ _x])\)(?= ?[<>~]? ?\w)")


def _boxed(folded: str) -> str:
    """With square boxes for the round ones of a form that holds a ticked and an empty one."""
    if "(x)" not in folded or not re.search(r"\([ _]\)", folded):
        return folded
    return _ROUND.sub(r"[\1]", folded)


def ticked(folded: str) -> str:
    """Without the choices of a form that are not ticked, and the dots that lead to an answer. Offsets hold.

    Of '[x] 8 weeks of PT  [ ] chiropractic' the therapy is left.
    """
    folded = _boxed(_CIRCLED.sub(_blank, folded) if _OFFERS.search(folded) else folded)
    asked = _ALL_DENIED.sub(lambda line: re.sub(r"\[[ _]?\]|[\u2610\u25a1\u25fb]", _no, line[0]), folded)
    led = _LEADER.sub(_blank, _UNTICKED.sub(_blank, _CHOICES.sub(_chosen, _by_columns(asked))))
    return _FIELD_LEADER.sub(lambda field: field[0][:-3] + "   ", led)


# Answers with their boxes behind them, the last one ending the line: 'Leg pain: yes [x] no [ ]'. Those ticked are left.
_BOX = r"(?:\[[ _x]?\]|[\u2610-\u2612\u25a1\u25fb\u2713\u2714])"
_CHOICE = rf"(?P<said>[a-z][a-z/ -]{{0,24}}?) ?(?P<box>{_BOX})"
_CHOICES = pattern_of(
    rf"(?<=[:?] )[ ]{{0,8}}(?:{re.sub('[?]P<[a-z]+>', '?:', _CHOICE)}[ ,/|]{{0,6}}){{2,6}}"
    r"(?=[.;\n]|$|[a-z][a-z ]{2,30}[?:])"
)
_EMPTY = pattern_of(r"\[[ _]?\]|[\u2610\u25a1\u25fb]")


def _chosen(match: re.Match[str]) -> str:
    boxes = re.findall(_BOX, match[0])
    if len({bool(_EMPTY.fullmatch(box)) for box in boxes}) == 1:
        return match[0]  # all or none is ticked
    return re.sub(_CHOICE, lambda one: _blank(one) if _EMPTY.fullmatch(one["box"]) else _said(one), match[0])


def _said(choice: re.Match[str]) -> str:
    return choice["said"].ljust(len(choice[0]))


# 'Before injection ..... 9'.
_LEADER = pattern_of(r"(?<= )\.{4,}(?= )")
# 'last session ... 01JUL2025': of three dots only those of a form's field.
_FIELD_LEADER = pattern_of(r"^ *[a-z][a-z /]{1,24} \.{3}(?= )", re.MULTILINE)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a document by its offsets."""

    start: int
    end: int

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end


# Full stops that end no sentence.
_ABBREVIATION = pattern_of(
    r"\b"
    + one_of(
        "dr|mr|mrs|ms|st|vs|no|approx|inj|wk|wks|mo|mos|min|mins|hr|hrs|yr|yrs",
        r"pt|pts|lt|rt|bilat|incl|prev|esp|e\.g|i\.e|s\.i|b\.i\.d|t\.i\.d|p\.o",
        "jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec",
        "dept|fig|est|temp|ext|imp|hx|dx|tx|rx|sx|ca|cf|resp|post|pre|therap|ther|diag|blk|rpt|avg|max",
        "l|r|fluoro|max|sig|mod|jts?|jnts?|[a-z]",
    )
    + "$"
)
# Beyond this much text a run without a stop is cut, so that no sentence makes the grammar slow.
_LONGEST = 1200


# What begins anew on its line: '* ', '2) ', '3/4/25', '2025', '| ', 'Plan:', 'PLAN'.
_OPENS_A_LINE = pattern_of(
    r"\s*"
    + one_of(
        r"[-*\u2022#=]",
        r"\d{1,2}[.)]\s",
        r"\(?[A-Za-z]\)\s",
        r"\d{1,4}[/-]\d{1,2}[/-]",
        r"(?:19|20)\d\d\b",
        r"\|",
        r"[A-Za-z][^.\n]{0,38}:",
        r"[A-Z]{4,}\b",
    )
)


def _break_at_newline(raw: str, at: int, line_start: int) -> bool:
    """A newline inside a wrapped sentence is a space; any other ends the sentence."""
    line, rest = raw[line_start:at].rstrip(), raw[at + 1 : at + 90]
    if not line or not rest or rest[0] == "\n":
        return True
    if len(line) < 45 or line[-1] in ".:;!?":
        return True
    return _OPENS_A_LINE.match(rest) is not None


# The answer that a form gives to its question, on the same line: '? [x] no', '? No.'
_ANSWER = pattern_of(
    r"[ ]*(?:\[ ?x ?\]|\( ?x ?\)|[\u2611\u2612\u2713\u2714]) ?(?:(?:yes|no|y|n|none|denie[sd])\b|"
    r"(?:[<>~]|more than|less than|longer than|over|under|about)? ?\d)|"
    r"[ ]*(?:yes|no|y|n|none|denie[sd])\b(?=[ ]*(?:[.,;(\n]|$)|[ ]{2})"
)


def sentences(raw: str, folded: str) -> list[Stretch]:
    """The sentences of a note, template lines and table rows included, in order and without gaps of their own."""
    found: list[Stretch] = []
    start = line_start = 0
    for stop in re.finditer(r"[.!?]+(?=[\s\")\]]|$)|\n", folded):
        at = stop.start()
        if folded[at] == "\n":
            ends = _break_at_newline(raw, at, line_start)
            line_start = at + 1
            if not ends and at - start < _LONGEST:
                continue
        elif folded[at] == "." and _ABBREVIATION.search(folded, max(start, at - 8), at):
            follows = raw[stop.end() : stop.end() + 3].lstrip()
            ordinary = re.search(r"(?<!\d)(?<!\d )\b[a-z]$|\b(?:no|dr|mrs?|ms|st|vs)$", folded[max(start, at - 4) : at])
            if ordinary or not follows[:1].isupper():
                continue
        if folded[at] == "?" and _ANSWER.match(folded, stop.end()):
            continue  # 'Radicular symptoms? [x] no'
        if folded[start:at].strip():
            found += _bounded(folded, start, stop.end())
        start = stop.end()
    if folded[start:].strip():
        found += _bounded(folded, start, len(folded))
    return found


def _bounded(folded: str, start: int, end: int) -> Iterator[Stretch]:
    """A sentence, cut at a space wherever it runs on too long."""
    while end - start > _LONGEST:
        space = folded.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = space if space > 0 else start + _LONGEST
        yield Stretch(start, cut)
        start = cut
    yield Stretch(start, end)


_SECTION = pattern_of(
    r"^[ *#>-]*(?P<name>[a-z][a-z0-9 /&,'()#-]{0,58}?)[ \t]*(?::|>|(?=\n)|[ ]-{1,2}[ ])", re.MULTILINE
)
# The first word list that matches a heading names its section.
_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, pattern_of(pattern))
    for name, pattern in {
        "family": r"\b(?:family|fam) (?:medical )?(?:hx|history)|^fh$|^fhx$",
        "goals": r"\bgoals?\b|\bexpected outcome",
        "consent": r"\bconsent\b|\bpatient (?:education|instructions?|information)\b|\bdischarge instructions"
        r"|\brisks?\b.*\bbenefits?\b",
        "criteria": r"\bcriteria\b|\bpolicy\b|\bcoverage\b|\bguideline",
        "procedure": r"^procedures?(?: note| performed| details?)?$|operation|operative|^technique"
        "|description of procedure",
        "plan": r"\bplan\b|^p$|^a/p$|^a&p$|recommendation|^orders?$|disposition|\brequest(?:ed)?\b|next steps",
        "assessment": r"\bassessment\b|^a$|\bimpression\b|^imp$|diagnos",
        "history": r"\bhistory\b|^hpi$|\bhx\b|^subjective$|^s$|interval|chief complaint|^cc$|presenting",
        "exam": r"\bexam|^pe$|^objective$|^o$|physical",
        "therapy": r"\btherapy\b|^pt\b",
        "medication": r"\bmed(?:ication)?s\b|^rx$|\ballerg",
        "review": r"^ros$|review of systems",
    }.items()
)


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a document: `name` is one of ours, or 'other'."""

    name: str
    start: int
    end: int


def sections(folded: str) -> list[Section]:
    """The headed parts of a note, in order; text before the first heading is 'other'."""
    marks = [(0, "other")]
    for heading in _SECTION.finditer(folded):
        label = heading["name"].strip(" -")
        name = next((name for name, pattern in _SECTIONS if pattern.search(label)), None)
        if name and len(label.split()) <= 7:
            marks.append((heading.start(), name))
    ends = [start for start, _ in marks[1:]] + [len(folded)]
    return [Section(name, start, end) for (start, name), end in zip(marks, ends, strict=True)]


def section_at(found: list[Section], offset: int) -> str:
    """The section in which an offset stands."""
    name = "other"
    for section in found:
        if section.start > offset:
            break
        name = section.name
    return name


def trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without white space and stray punctuation at its ends."""
    while start < end and raw[start] in " \n\t\r,;:.-*)":
        start += 1
    while end > start and raw[end - 1] in " \n\t\r,;:-(*":
        end -= 1
    return start, end


def stripped(text: str, start: int, end: int) -> Stretch:
    """The stretch without the white space about it."""
    part = text[start:end]
    return Stretch(start + len(part) - len(part.lstrip()), start + len(part.rstrip()))


class Placed(Protocol):
    """Anything found at a place of the text."""

    @property
    def start(self) -> int: ...


Thing = TypeVar("Thing", bound=Placed)


def within(found: Sequence[Thing], start: int, end: int) -> Sequence[Thing]:
    """Those of `found`, which are in order of the text, that start in [start, end); the others are not looked at."""
    first = bisect_left(found, start, key=_start)
    return found[first : bisect_left(found, end, lo=first, key=_start)]


_start = attrgetter("start")


def around(folded: str, start: int, end: int, reach: int, within: Stretch) -> Iterator[tuple[str, str]]:
    """The text to the left and right of a stretch, no further than `reach` characters and inside `within`."""
    yield folded[max(within.start, start - reach) : start], folded[end : min(within.end, end + reach)]
