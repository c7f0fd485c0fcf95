"""The amounts of a sentence: percentages, scores, shares, bare numbers and results in words, each with its piece."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rules.facts import Percent, Score
from rules.reading.dates import FoundDate
from rules.reading.numbers import Found, fractions, value
from rules.reading.outcomes.amounts import NUMERIC, Amount, Kind
from rules.reading.outcomes.bare import bare_scores
from rules.reading.outcomes.chart import Chart, Sentence
from rules.reading.outcomes.exclude import excluded, is_drug_strength, is_of_another_thing, measures_another_thing
from rules.reading.outcomes.pieces import divide
from rules.reading.outcomes.wordings import measured, not_results, results, scores, shares
from rules.reading.procedures import side_in
from rules.reading.text import Stretch, within

MOST = 40  # amounts in one sentence; more are a column of figures that says nothing of which is what


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An amount before it is known whether it is anybody's result; `stated` holds its number, where it has one."""

    kind: Kind
    start: int
    end: int
    stated: Found | None = None


def amounts_in(chart: Chart, sentence: Sentence, noise: Sequence[Stretch]) -> list[Amount]:
    """The amounts that a sentence states as results, in order. `noise` are stretches already read as OCR noise."""
    found = _candidates(chart, sentence, noise)
    if len(found) > MOST:
        return []
    found = [c for c in found if not excluded(chart, sentence, c.kind, c.start, c.end)]
    pieces = divide(chart.folded, sentence, [(c.start, c.end) for c in found])
    return [_amount(candidate, piece) for candidate, piece in zip(found, pieces, strict=True)]


def _candidates(chart: Chart, sentence: Sentence, noise: Sequence[Stretch]) -> list[_Candidate]:
    dates = chart.dates(sentence.start, sentence.end)  # a date is masked first: '8/10/25' is no score
    found = _results_in_words(chart, sentence)
    found += _percentages(chart, sentence, dates, [*found, *noise])
    found += _scores(chart, sentence, dates, [*found, *noise])
    found += _shares(chart, sentence, [*found, *noise])
    found += _elided(chart, sentence, found)
    bare = bare_scores(chart, sentence, dates, [(c.start, c.end) for c in found], sum(c.kind == "score" for c in found))
    found += [_Candidate("bare", number.start, number.end, number) for number in bare]
    found = [c for c in found if c.kind not in NUMERIC or not is_of_another_thing(chart, sentence, c.start)]
    if any(candidate.kind in NUMERIC for candidate in found):
        found = [candidate for candidate in found if candidate.kind != "worse"]
    return sorted(found, key=lambda candidate: candidate.start)


def _amount(candidate: _Candidate, piece: Stretch) -> Amount:
    stated = candidate.stated
    amount = Amount(candidate.kind, candidate.start, candidate.end, piece)
    if stated is None:
        return amount
    if isinstance(stated.value, Score):
        return replace(
            amount, kind="bare" if stated.kind == "bare" else "score", score=stated.value, scale=stated.scale
        )
    return replace(amount, percent=stated.value if isinstance(stated.value, Percent) else None)


def _free(start: int, end: int, taken: Iterable[_Candidate | Stretch]) -> bool:
    return not any(other.start < end and start < other.end for other in taken)


# --- in words ---------------------------------------------------------------------------------------------------------

# Where two of these overlap, the earlier of this list is read.
_IN_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("unquantified", results.NO_QUALIFIED),
    ("zero", results.ZERO),
    ("full", results.FULL),
    ("back", results.BACK),
    ("over", results.OVER),
    ("doubled", results.DOUBLED),
    ("worse", results.WORSE),
)


def _results_in_words(chart: Chart, sentence: Sentence) -> list[_Candidate]:
    """None, complete, back to baseline, worn off, worse."""
    text = chart.text(sentence)
    found: list[_Candidate] = []
    if results.HINT.search(text):
        for kind, pattern in _IN_WORDS:
            for match in pattern.finditer(text):
                start, end = sentence.start + match.start(), sentence.start + match.end()
                if kind == "full" and results.PART_OF_IT.search(text, max(0, match.start() - 40), match.start()):
                    continue
                if _free(start, end, found):
                    found.append(_Candidate(kind, start, end))
    return sorted(found, key=lambda candidate: candidate.start)


# --- in figures -------------------------------------------------------------------------------------------------------


def _percentages(
    chart: Chart, sentence: Sentence, dates: Sequence[FoundDate], taken: list[_Candidate | Stretch]
) -> list[_Candidate]:
    found: list[_Candidate] = []
    foreign: int | None = None  # where a percentage of something else ended: 'O2 70-100 % (repeated 98 %)'
    for stated in within(chart.page.percents, sentence.start, sentence.end):
        if not _free(stated.start, stated.end, [*taken, *found]):
            continue
        if foreign is not None and not measured.RELIEF.search(chart.folded, foreign, stated.end + 24):
            foreign = stated.end
            continue
        if is_drug_strength(chart, sentence, stated):
            continue
        if measures_another_thing(chart, sentence, stated):
            foreign = stated.end
            continue
        foreign = None
        overlapping = [date for date in dates if date.start < stated.end and stated.start < date.end]
        if not overlapping or overlapping[-1].end < stated.end:
            found.append(_Candidate("percent", stated.start, stated.end, stated))
    return found


def _scores(
    chart: Chart, sentence: Sentence, dates: Sequence[FoundDate], taken: list[_Candidate | Stretch]
) -> list[_Candidate]:
    found: list[_Candidate] = []
    for stated in within(chart.page.scores, sentence.start, sentence.end):
        start, end = stated.start, stated.end
        if not _free(start, end, [*taken, *found]) or any(d.start < end and start < d.end for d in dates):
            continue
        if scores.NOT_SCORE_RIGHT.match(chart.folded[end : end + 20]):
            continue
        if scores.NOT_SCORE_LEFT.search(chart.folded[max(0, start - 24) : start]):
            continue
        found.append(_Candidate("score", start, end, stated))
    return found


def _shares(chart: Chart, sentence: Sentence, taken: list[_Candidate | Stretch]) -> list[_Candidate]:
    """'Half of her pain', 'cut by three quarters'."""
    text = chart.text(sentence)
    if not measured.MAY_BE_SHARE.search(text):
        return []
    found: list[_Candidate] = []
    for share in fractions(text):
        start, end = sentence.start + share.start, sentence.start + share.end
        if _free(start, end, [*taken, *found]) and _is_of_pain(chart.folded, sentence, start, end):
            found.append(_Candidate("fraction", start, end, replace(share, start=start, end=end)))
    return found


def _is_of_pain(folded: str, sentence: Stretch, start: int, end: int) -> bool:
    """Whether 'half' or 'three quarters' is a share of the pain."""
    left, right = folded[max(sentence.start, start - 40) : start], folded[end : min(sentence.end, end + 44)]
    if measured.NOT_SHARE_RIGHT.match(right) or not_results.TREATMENT.search(right[:30]):
        return False
    if measured.DENIED_SHARE.search(left):
        return False
    if measured.NOT_SHARE_LEFT.search(left) and "pain" not in right[:20]:
        return False
    if measured.SHARE_RIGHT.match(right):
        return True
    if folded[start:end] == "halved" and measured.HURTS.search(left):
        return True
    if measured.OF_THE_QUESTION.search(folded, sentence.start, start):
        return True
    if measured.SAYS_LEFT.search(left) and measured.SAYS_RIGHT.match(right):
        return measured.RELIEF.search(folded, sentence.start, start) is not None
    around = left + right
    spoken_of = measured.PAIN.search(around) or measured.RELIEF.search(around)
    return bool(spoken_of and measured.SHARE_LEFT.search(left))


def _elided(chart: Chart, sentence: Sentence, taken: list[_Candidate]) -> list[_Candidate]:
    """'60 percent two weeks out, 60 at the six week call and 60 this morning': the sign is said once."""
    signs = [candidate for candidate in taken if candidate.kind == "percent"]
    if not signs:
        return []
    found = []
    first = min(signs, key=lambda candidate: candidate.start)
    for match in shares.ELIDED.finditer(chart.folded, first.end, sentence.end):
        start, end = match.span("n")
        share = Fraction(match["n"])
        if share <= 100 and _free(start, end, taken):
            found.append(_Candidate("percent", start, end, Found(start, end, Percent(share, share))))
    if side_in(chart.folded, sentence.start, sentence.end) == "bilateral":
        for match in shares.ELIDED_SIDE.finditer(chart.folded, sentence.start, sentence.end):
            start, end = match.span("n")
            share = value(match["n"])
            if 10 < share <= 100 and _free(start, end, [*taken, *found]):
                found.append(_Candidate("percent", start, end, Found(start, end, Percent(share, share))))
    return found
