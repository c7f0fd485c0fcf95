"""Digits that look like letters and letters like digits, as OCR leaves them: read both ways, never repaired."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from rules.facts import Outcome, Percent, Reading
from rules.reading.outcomes.amounts import Amount
from rules.reading.outcomes.binding import bind
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.exclude import excluded
from rules.reading.outcomes.meaning import Meaning
from rules.reading.outcomes.wordings.measured import PAIN, RELIEF
from rules.reading.wordings import pattern_of

_DIGITS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8", "Z": "2"})
_LIKE_DIGITS = pattern_of(r"[OoIlSBZ|]")
_DIGIT = pattern_of(r"\d")
# 'l00 %', '8O percent' and '7/1O'.
_LOOKALIKE = pattern_of(
    r"(?<![\w/])(?:"
    r"(?P<pct>[\dOoIlSBZ|]{1,3})(?P<sign>\s?%|\s(?:percent|per cent|pct)\b)"
    r"|(?P<score>[\dOoIl|S]{1,2})\s?/\s?(?P<of>[1lI|][0Oo])(?![\w/])"
    r")"
)
_NO_DIGIT = ("o", "oo", "loo", "ioo")  # percentages of letters alone


@dataclass(frozen=True, slots=True)
class Noise:
    """A stretch of look-alikes and the ambiguous outcome it states."""

    start: int
    end: int
    outcome: Outcome


def noise_in(chart: Chart, sentence: Sentence) -> list[Noise]:
    """The amounts of a sentence with a look-alike in them."""
    found = []
    for match in _LOOKALIKE.finditer(chart.page.document.text, sentence.start, sentence.end):
        readings = _readings(chart, sentence, match)
        start, end = match.span()
        if not readings or excluded(chart, sentence, "percent", start, end):
            continue
        meaning = Meaning(status="ambiguous", readings=readings, note="OCR: letters that look like digits")
        found.append(Noise(start, end, bind(chart, sentence, Amount("percent", start, end, sentence), meaning)))
    return found


def _readings(chart: Chart, sentence: Sentence, match: re.Match[str]) -> tuple[Reading, ...]:
    """Both ways to read it; none where it is a plain number, or no number of an outcome."""
    folded, token = chart.folded, match["pct"] or match["score"]
    if not _LIKE_DIGITS.search(token):
        return ()
    if match["pct"] is None:
        spoken_of = PAIN.search(folded, sentence.start, sentence.end)
        return (Reading(None, "a score with a look-alike letter in it"),) if spoken_of else ()
    if not _DIGIT.search(token) and token.lower() not in _NO_DIGIT:
        return ()
    digits = token.translate(_DIGITS)
    if not digits.isdigit() or Fraction(digits) > 100:
        return ()
    if not RELIEF.search(folded, sentence.start, sentence.end) and not chart.performed(sentence.start, sentence.end):
        return ()
    guess = Percent(Fraction(digits), Fraction(digits))
    return (Reading(guess, "the look-alike letters read as digits"), _otherwise(token))


def _otherwise(token: str) -> Reading:
    """'3O %' may be anything from 3 to 39; letters alone may be anything."""
    known = "".join(letter for letter in token if letter.isdigit())
    if not known:
        return Reading(None, "unreadable")
    most = "".join(letter if letter.isdigit() else "9" for letter in token)
    reach = Percent(Fraction(known), min(Fraction(most), Fraction(100)), "range")
    return Reading(reach, "another digit, or none, where the letter stands")
